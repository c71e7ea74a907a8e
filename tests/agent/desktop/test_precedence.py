"""The person's hand on the mouse goes first, for as long as is said and no longer."""

import pytest

from agent.desktop.precedence import OVER_OURS_SECONDS, PERSON_FIRST_SECONDS, Precedence


@pytest.mark.parametrize(("over_ours", "seconds"), [(False, PERSON_FIRST_SECONDS), (True, OVER_OURS_SECONDS)])
def test_a_pointer_that_somebody_else_moved_is_theirs_for_a_while(over_ours: bool, seconds: float) -> None:
    moved = Precedence().left((5, 5)).seen((6, 5), 100.0, over_ours=over_ours)
    assert moved.is_theirs(100.0 + seconds - 0.01)
    assert not moved.is_theirs(100.0 + seconds)
    again = moved.seen((6, 5), 100.5, over_ours=over_ours)
    assert not again.is_theirs(100.0 + seconds), "lying still is no new movement"
    assert moved.seen((7, 5), 100.5, over_ours=over_ours).is_theirs(100.0 + seconds)


def test_what_the_session_did_itself_is_not_the_person() -> None:
    assert not Precedence().seen((6, 5), 100.0, over_ours=True).is_theirs(100.0), "the first look tells nothing"
    assert not Precedence().left((6, 5)).seen((6, 5), 100.0, over_ours=True).is_theirs(100.0)
