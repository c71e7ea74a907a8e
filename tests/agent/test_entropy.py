"""Random bytes are as many as asked, and never the same."""

from agent.entropy import jitter, random_bytes


def test_random_bytes_differ() -> None:
    assert len(random_bytes(32)) == 32
    assert random_bytes(32) != random_bytes(32)


def test_jitter_stays_in_its_spread() -> None:
    assert all(0 <= jitter(2.0) <= 2.0 for _ in range(100))
