"""Two further questions without a yes, and the rest that the person has from then on."""

from msgspec.structs import replace

from protocol.capabilities import Capability
from protocol.grant import More
from protocol.session import events as on
from protocol.session.patience import rests_until
from protocol.session.states import Active, Session, Side
from tests.protocol.session.stories import CONNECTED, START, active, at, play, refused


def ask_for_control(number: int = 1) -> on.AskMore:
    control = (Capability.CONTROL,)
    return on.AskMore(number=number, more=More.WIDEN, capabilities=control, seconds=0, consent_seconds=60)


def longer(session: Session) -> Session:
    """The same with time to spare."""
    assert isinstance(session.state, Active)
    grant = replace(session.state.grant, expires_at=at(7200))
    return replace(session, state=replace(session.state, grant=grant))


def test_after_two_questions_in_vain_the_person_has_ten_minutes_of_rest() -> None:
    no = on.AnswerMore(number=1, yes=False)
    once = play(play(active(), ask_for_control(), seconds=10), no, seconds=11)
    again = play(once, ask_for_control(2), seconds=12)
    for twice in (
        play(again, on.AnswerMore(number=2, yes=False), seconds=20),
        play(again, on.DeadlinePassed(), seconds=72),
        play(play(again, on.Lose(attempt=1, side=Side.VIEWER), seconds=20), CONNECTED, seconds=21),
    ):
        over = (twice.asked_in_vain[-1] - START).total_seconds()
        rested = longer(twice)
        assert rests_until(rested, at(over + 599)) == at(over + 600)
        assert refused(rested, ask_for_control(3), seconds=over + 599) == "session.asked_too_often"
        assert play(rested, ask_for_control(3), seconds=over + 600).questions == 3
    given = play(again, on.AnswerMore(number=2, yes=True, capabilities=(Capability.CONTROL,)), seconds=20)
    assert play(given, ask_for_control(3), seconds=21).questions == 3, "a yes uses nothing up"
    later = play(play(longer(once), ask_for_control(2), seconds=600), on.AnswerMore(number=2, yes=False), seconds=611)
    assert play(later, ask_for_control(3), seconds=612).questions == 3, "what is ten minutes old counts no more"
