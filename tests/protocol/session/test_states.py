"""Sessions survive being stored, and tell who stands behind them."""

import msgspec
import pytest

from protocol.session import events as on
from protocol.session.states import Session, Side, capabilities_of, grant_of, technician_of
from tests.protocol.session.stories import ASK, TECHNICIAN, YES, active, offered, play, requested


@pytest.mark.parametrize(
    "session",
    [
        requested(),
        offered(),
        play(offered(), ASK),
        play(offered(), ASK, YES),
        active(),
        play(active(), on.Lose(attempt=1, side=Side.DEVICE)),
        play(requested(), on.Deny(by="x", note="no")),
    ],
)
def test_a_session_reads_back_as_it_was_written(session: Session) -> None:
    assert msgspec.json.decode(msgspec.json.encode(session), type=Session) == session


def test_nothing_is_allowed_before_the_yes() -> None:
    assert capabilities_of(play(offered(), ASK)) == ()
    assert grant_of(play(offered(), ASK)) is None


def test_the_technician_is_known_from_the_approval_on() -> None:
    assert technician_of(requested()) is None
    assert technician_of(offered()) == technician_of(active()) == TECHNICIAN
