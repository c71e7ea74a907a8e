"""The thread as the person's side knows it: in order, each once, and what of it is new."""

from agent.desktop.menu import Action, menu_for
from agent.desktop.situation import Situation, heard
from agent.desktop.texts import load_texts
from agent.desktop.thread import Thread, joined, of_session
from protocol.grant import MOST_IN_THREAD
from protocol.links.core_desktop import RequestState, ShowRequest, ShowStanding, Standing
from protocol.links.desktop_messages import ShowMessages
from tests.agent.desktop.messages import NOON, SESSION, introduction, said, session, written


def test_messages_are_joined_in_their_order_each_once() -> None:
    thread = joined(None, ShowMessages(session="s", messages=(said("b", 2),), read=0))
    thread = joined(thread, ShowMessages(session="s", messages=(written("a", 1), said("b", 2)), read=1))
    assert thread is not None
    assert [message.number for message in thread.messages] == [1, 2]
    assert (thread.last, thread.read) == (2, 1)
    other = joined(thread, ShowMessages(session="t", messages=(said(),), read=0))
    assert other is not None
    assert (other.session, len(other.messages)) == ("t", 1)
    anew = joined(other, ShowMessages(session="t", messages=(), read=0, begins=True))
    assert anew == Thread(session="t")
    assert joined(anew, ShowMessages(session=None, messages=(), read=0, begins=True)) is None


def test_a_thread_grows_no_further_than_it_can_hold() -> None:
    thread = joined(None, ShowMessages(session="s", messages=tuple(said("a", n) for n in range(2, 201)), read=0))
    assert thread is not None
    thread = joined(thread, ShowMessages(session="s", messages=(said("last", 201), said("too many", 202)), read=0))
    assert thread is not None
    assert (len(thread.messages), thread.messages[-1].text) == (MOST_IN_THREAD, "last")
    known = joined(thread, ShowMessages(session="s", messages=(said("anew", 201), said("too many", 1)), read=0))
    assert known is not None
    assert (len(known.messages), known.messages[-1].text) == (MOST_IN_THREAD, "anew")


def test_new_is_what_a_technician_wrote_after_what_was_read_or_answered() -> None:
    thread = Thread(session="s", messages=(said("a", 1), written("b", 2), said("c", 3), said("d", 4)))
    assert thread.unread == 2
    read = joined(thread, ShowMessages(session="s", messages=(), read=3))
    assert read is not None
    assert read.unread == 1
    assert of_session(thread, "s").unread == 2
    assert of_session(thread, "t") == Thread(session="t")


def test_the_person_writes_to_what_runs_then_to_what_waits_then_to_what_was_last() -> None:
    situation = heard(Situation(introduction=introduction()), ShowStanding(standing=Standing.READY), 0.0)
    assert situation.writes_to is None
    last = heard(situation, ShowMessages(session="last", messages=(said(),), read=0), 0.0)
    assert last.writes_to == "last"
    waiting = heard(last, ShowRequest(state=RequestState.WAITING, request="request", asked_at=NOON), 0.0)
    assert waiting.writes_to == "request"
    assert heard(waiting, session(), 0.0).writes_to == SESSION
    denied = heard(last, ShowRequest(state=RequestState.DENIED, request="request"), 0.0)
    assert denied.writes_to == "last"


def test_the_menu_says_how_much_is_new_and_only_of_the_thread_that_it_opens() -> None:
    texts = load_texts("en")
    ready = heard(Situation(introduction=introduction()), ShowStanding(standing=Standing.READY), 0.0)
    told = heard(ready, ShowMessages(session=SESSION, messages=(said("a", 1), said("b", 2)), read=0), 0.0)
    label = {item.action: item.label for item in menu_for(told, texts, now=0.0, clock=NOON).items}
    assert label[Action.MESSAGES] == "Messages, 2 new…"
    read = heard(told, ShowMessages(session=SESSION, messages=(), read=2), 0.0)
    label = {item.action: item.label for item in menu_for(read, texts, now=0.0, clock=NOON).items}
    assert label[Action.MESSAGES] == "Messages…"
    waiting = heard(told, ShowRequest(state=RequestState.WAITING, request="another", asked_at=NOON), 0.0)
    label = {item.action: item.label for item in menu_for(waiting, texts, now=0.0, clock=NOON).items}
    assert label[Action.MESSAGES] == "Messages…"
