"""Where a request for help stands, as the person's desktop is told."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from agent import help_requests
from protocol.identifiers import DeviceId, SessionId
from protocol.links import agent_broker
from protocol.links.agent_picture import PictureAnswer, PicturePart
from protocol.links.core_desktop import FromCore, NotSent, RequestHelp, RequestState, ShowRequest
from protocol.links.desktop_picture import AddPicture, PictureFate, PictureOutcome
from protocol.policy import Asking, Policy

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ASKED = RequestHelp(name="Erin", email="e@example.test", phone="", reason="No print", picture=True)


def request(state: str, note: str | None = None) -> agent_broker.RequestState:
    return agent_broker.RequestState(
        session=SessionId("s" * 26), state=state, reason="No print", waiting_seconds=240, place_in_line=2, note=note
    )


def test_a_request_keeps_the_time_it_was_made_and_its_place() -> None:
    shown = help_requests.shown(request("requested"), NOON)
    assert (shown.state, shown.place_in_line) == (RequestState.WAITING, 2)
    assert shown.asked_at == NOON - timedelta(minutes=4)


def test_a_denial_brings_its_note() -> None:
    shown = help_requests.shown(request("denied", "Call us first"), NOON)
    assert (shown.state, shown.note) == (RequestState.DENIED, "Call us first")


@pytest.mark.parametrize("state", ["approved", "asking_consent", "connecting", "active"])
def test_what_follows_the_approval_never_looks_as_if_nobody_had_answered(state: str) -> None:
    assert help_requests.shown(request(state), NOON).state is RequestState.APPROVED


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("withdrawn", RequestState.WITHDRAWN),
        ("request_expired", RequestState.TIMED_OUT),
        ("approval_expired", RequestState.NOT_COME),
    ],
)
def test_a_request_that_came_to_nothing_says_why(state: str, told: RequestState) -> None:
    assert help_requests.shown(request(state), NOON).state is told


def test_no_request_clears_the_last_one() -> None:
    assert help_requests.shown(None, NOON).state is None


class Ends:
    """Both ends of the desk."""

    def __init__(self, **policy: object) -> None:
        self.shown: list[FromCore] = []
        self.sent: list[agent_broker.AgentToBroker] = []
        self.is_up = True
        made = replace(Policy(device=DeviceId("d" * 26), number=1), **policy)
        self.desk = help_requests.HelpDesk(self.shown.append, self.send, lambda: made)

    def send(self, message: agent_broker.AgentToBroker) -> bool:
        self.sent.append(message)
        return self.is_up

    def outcome(self) -> tuple[RequestState | None, NotSent | None]:
        last = self.shown[-1]
        assert isinstance(last, ShowRequest)
        return last.state, last.not_sent


WISH = RequestHelp(name="Erin", email="e@example.test", phone="214", reason="No print")


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ({"support_allowed": False}, NotSent.SUPPORT_OFF),
        ({"asking": Asking(allowed=False)}, NotSent.REQUESTS_OFF),
    ],
)
def test_what_the_policy_forbids_is_not_even_sent(policy: dict[str, object], why: NotSent) -> None:
    ends = Ends(**policy)
    ends.desk.ask(WISH)
    assert (ends.outcome(), ends.sent) == ((RequestState.REFUSED, why), [])


def test_a_request_is_sent_and_can_be_taken_back_once_there_is_one() -> None:
    ends = Ends()
    ends.desk.ask(WISH)
    ends.desk.withdraw()
    (asked,) = ends.sent
    assert isinstance(asked, agent_broker.AskHelp)
    assert (asked.number, asked.reason, ends.shown) == (1, "No print", [])
    ends.desk.heard(request("requested"))
    assert ends.outcome() == (RequestState.WAITING, None)
    ends.desk.withdraw()
    assert ends.sent[-1] == agent_broker.WithdrawHelp(session=SessionId("s" * 26))
    ends.is_up = False
    ends.desk.ask(WISH)
    assert ends.outcome() == (RequestState.REFUSED, NotSent.NO_CONNECTION)


def test_a_request_goes_out_at_once_and_its_picture_after_it_is_kept() -> None:
    desk, told, sent = help_desk()
    desk.ask(ASKED)
    desk.add_picture(AddPicture(part=1, of=1, content=b"picture"))
    assert [type(each) for each in sent] == [agent_broker.AskHelp]
    desk.answered(agent_broker.HelpAnswer(number=1, session=SessionId("s" * 26), code=None, message=None))
    assert [type(each) for each in sent] == [agent_broker.AskHelp, PicturePart]
    desk.picture_answered(PictureAnswer(session=SessionId("s" * 26), part=1))
    assert told == [PictureOutcome(fate=PictureFate.SENT)]


def test_the_picture_of_a_request_that_is_refused_stays_here() -> None:
    desk, told, sent = help_desk()
    desk.ask(ASKED)
    desk.add_picture(AddPicture(part=1, of=1, content=b"picture"))
    desk.answered(agent_broker.HelpAnswer(number=1, session=None, code="session.request_open", message="Open already."))
    desk.link_down()
    assert [type(each) for each in sent] == [agent_broker.AskHelp]
    assert [getattr(each, "state", None) for each in told] == [RequestState.REFUSED]


def help_desk() -> tuple[help_requests.HelpDesk, list[object], list[object]]:
    """A desk with what it told the person, and what it sent."""
    told: list[object] = []
    sent: list[object] = []

    def send(message: object) -> bool:
        sent.append(message)
        return True

    policy = Policy(device=DeviceId("d" * 26), number=1)
    return help_requests.HelpDesk(told.append, send, lambda: policy), told, sent
