"""Tests of the generations of one key."""

from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from certs.ring import KEY_LIFETIME, is_due, new_ring, rotated
from protocol.trust import Purpose

NOW = datetime(2030, 1, 1, tzinfo=UTC)


@given(st.integers(min_value=0, max_value=6))
def test_only_the_newest_generation_keeps_its_private_half(times: int) -> None:
    ring = new_ring(Purpose.GRANT, Ed25519PrivateKey.generate(), NOW)
    for _ in range(times):
        ring = rotated(ring, Ed25519PrivateKey.generate(), NOW)
    assert [each.generation for each in ring.generations] == list(range(1, times + 2))
    assert [each.private is not None for each in ring.generations] == [False] * times + [True]


def test_a_generation_is_due_when_its_lifetime_is_over_and_not_when_the_clock_goes_back() -> None:
    ring = new_ring(Purpose.GRANT, Ed25519PrivateKey.generate(), NOW)
    assert is_due(ring, NOW + KEY_LIFETIME)
    assert not is_due(ring, NOW + KEY_LIFETIME - timedelta(microseconds=1))
    assert not is_due(ring, NOW - timedelta(days=365))
