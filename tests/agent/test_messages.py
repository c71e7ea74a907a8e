"""The device's book of messages: what passes, what is kept for a desktop that comes anew, and what was not sent."""

from agent.messages import MessageBook
from protocol.grant import MOST_IN_THREAD
from protocol.identifiers import SessionId
from protocol.links import agent_broker, core_desktop, desktop_messages
from tests.agent.desktop.messages import said

SESSION = SessionId("s" * 26)


class Ends:
    """Both ends of the book."""

    def __init__(self) -> None:
        self.shown: list[core_desktop.FromCore] = []
        self.sent: list[agent_broker.AgentToBroker] = []
        self.is_up = True
        self.book = MessageBook(self.shown.append, self.send)

    def send(self, message: agent_broker.AgentToBroker) -> bool:
        self.sent.append(message)
        return self.is_up

    def hear(self, *numbers: int, session: SessionId = SESSION, read: int = 0) -> None:
        messages = tuple(said(str(number), number) for number in numbers)
        self.book.heard(agent_broker.Messages(session=session, messages=messages, read=read))

    def numbers(self) -> list[int]:
        found = [each for each in self.shown if isinstance(each, desktop_messages.ShowMessages)]
        return [message.number for each in found for message in each.messages]


def test_a_desktop_that_comes_anew_is_shown_the_whole_thread_in_parts() -> None:
    ends = Ends()
    for start in range(1, 13, 6):
        ends.hear(*range(start, start + 6), read=2)
    ends.shown.clear()
    ends.book.tell_all()
    assert ends.numbers() == list(range(1, 13))
    assert len(ends.shown) == 2
    ends.hear(1, session=SessionId("t" * 26))
    ends.shown.clear()
    ends.book.tell_all()
    assert ends.numbers() == [1]


def test_a_thread_that_begins_anew_leaves_nothing_of_what_was_there_before() -> None:
    ends = Ends()
    ends.hear(1, 2)
    ends.book.heard(agent_broker.Messages(session=SESSION, messages=(said("3", 3),), read=0, begins=True))
    assert ends.shown[-1] == desktop_messages.ShowMessages(
        session=SESSION, messages=(said("3", 3),), read=0, begins=True
    )
    ends.shown.clear()
    ends.book.tell_all()
    assert ends.numbers() == [3]
    ends.book.heard(agent_broker.Messages(session=None, messages=(), read=0, begins=True))
    assert ends.shown[-1] == desktop_messages.ShowMessages(session=None, messages=(), read=0, begins=True)
    ends.shown.clear()
    ends.book.tell_all()
    assert ends.shown == []


def test_no_more_is_kept_than_a_thread_can_hold() -> None:
    ends = Ends()
    for number in range(1, MOST_IN_THREAD + 20):
        ends.hear(number)
    # The desktop is passed no more either, but what becomes of those it has.
    assert ends.numbers() == list(range(1, MOST_IN_THREAD + 1))
    ends.shown.clear()
    ends.hear(MOST_IN_THREAD, MOST_IN_THREAD + 1)
    assert ends.numbers() == [MOST_IN_THREAD]
    ends.shown.clear()
    ends.book.tell_all()
    assert ends.numbers() == list(range(1, MOST_IN_THREAD + 1))


def test_the_person_hears_what_became_of_each_message() -> None:
    ends = Ends()
    wish = desktop_messages.WriteMessage(session=SESSION, text="Hello")
    ends.book.write(wish)
    assert ends.sent == [agent_broker.WriteMessage(number=1, session=SESSION, text="Hello")]
    ends.book.answered(agent_broker.MessageAnswer(number=1, code=None, message=None))
    ends.book.write(wish)
    ends.book.answered(agent_broker.MessageAnswer(number=1, code="message.full", message="An old answer"))
    ends.book.answered(agent_broker.MessageAnswer(number=2, code="message.full", message="No more can be kept."))
    ends.book.write(wish)
    ends.book.link_down()
    ends.book.link_down()
    ends.is_up = False
    ends.book.write(wish)
    assert ends.shown == [
        desktop_messages.MessageOutcome(is_kept=True),
        desktop_messages.MessageOutcome(is_kept=False, trouble="No more can be kept."),
        desktop_messages.MessageOutcome(is_kept=False),
        desktop_messages.MessageOutcome(is_kept=False),
    ]


def test_what_was_read_is_told_once_and_of_this_thread_alone() -> None:
    ends = Ends()
    ends.hear(1, 2)
    for number in (2, 2, 1):
        ends.book.read(desktop_messages.ReadMessages(session=SESSION, number=number))
    ends.book.read(desktop_messages.ReadMessages(session="t" * 26, number=9))
    assert ends.sent == [agent_broker.ReadMessages(session=SESSION, number=2)]
