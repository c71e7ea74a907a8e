"""Rules of single moves that the machine's tests do not name."""

from msgspec.structs import replace

from protocol.capabilities import Capability
from protocol.identifiers import AccountId
from protocol.session import events as on
from protocol.session.states import Active
from tests.protocol.session.stories import BOTH, TECHNICIAN, active, offered, play, refused, requested

OTHER = AccountId("x" * 26)


def test_the_driver_is_one_of_those_who_are_there() -> None:
    assert refused(active(), on.HandOver(driver=OTHER)) == "session.not_there"
    joined = play(active(), on.Join(account=OTHER), on.HandOver(driver=OTHER))
    assert isinstance(joined.state, Active)
    assert joined.state.driver == OTHER


def test_who_leaves_no_longer_drives() -> None:
    left = play(active(), on.Leave(account=TECHNICIAN))
    assert isinstance(left.state, Active)
    assert left.state.driver is None
    assert refused(left, on.Leave(account=TECHNICIAN)) == "session.not_there"


def test_nobody_joins_twice() -> None:
    assert refused(active(), on.Join(account=TECHNICIAN)) == "session.already_there"


def test_a_proposal_never_asks_for_more_than_was_asked() -> None:
    wide = on.AskPerson(attempt=1, proposal_hash="p", capabilities=(*BOTH, Capability.FILES_IN), seconds=600)
    assert refused(offered(), wide) == "session.too_wide"


def test_an_attempt_number_is_never_used_again() -> None:
    assert refused(offered(), on.AskPerson(attempt=0, proposal_hash="p", capabilities=BOTH, seconds=60)) == (
        "session.old_attempt"
    )


def test_a_request_for_no_device_can_be_approved_and_nobody_asked_before_a_computer_has_joined() -> None:
    without = play(replace(requested(), device=None), on.Approve(technician=TECHNICIAN))
    asking = on.AskPerson(attempt=1, proposal_hash="a" * 64, capabilities=without.ask.capabilities, seconds=600)
    assert refused(without, asking) == "session.no_device"


def test_a_pause_is_not_paused_again() -> None:
    paused = play(active(), on.Pause())
    assert refused(paused, on.Pause()) == "session.paused"
    assert refused(active(), on.Unpause()) == "session.not_paused"
    assert paused.state == play(paused, on.Unpause(), on.Pause()).state
