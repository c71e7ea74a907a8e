"""Capabilities only ever narrow, and stand on seeing the screen."""

from hypothesis import given
from hypothesis import strategies as st

from protocol.capabilities import Capability, is_meaningful, is_narrower_or_equal, ordered

SETS = st.frozensets(st.sampled_from(Capability))


@given(SETS, SETS)
def test_narrower_is_what_sets_say(given_: frozenset[Capability], limit: frozenset[Capability]) -> None:
    assert is_narrower_or_equal(given_, limit) == (given_ <= limit)


@given(SETS)
def test_equal_sets_are_written_alike(capabilities: frozenset[Capability]) -> None:
    assert ordered(reversed(list(capabilities))) == ordered(capabilities)
    assert frozenset(ordered(capabilities)) == capabilities


def test_nothing_makes_sense_without_the_view() -> None:
    assert is_meaningful({Capability.VIEW})
    assert not is_meaningful({Capability.CONTROL, Capability.CHAT})
