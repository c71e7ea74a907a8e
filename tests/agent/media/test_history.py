"""Repairs are bounded by what is kept, by time, by repeats and by a budget."""

from __future__ import annotations

from agent.media.history import MAX_AGE_SECONDS, MAX_BYTES, MAX_REPEATS, History

FAST = 100_000_000.0


def repair(history: History, number: int, now: float, rate: float = FAST) -> bytes | None:
    return history.repair(number, now, round_trip=0.05, rate=rate)


def test_lost_packet_is_repaired_once_in_a_round_trip_and_few_times_in_all() -> None:
    history = History()
    history.keep(7, b"packet", 0.0)
    assert repair(history, 7, 0.1) == b"packet"
    assert repair(history, 7, 0.14) is None
    again = [repair(history, 7, 0.2 + 0.06 * step) for step in range(10)]
    assert again.count(b"packet") == MAX_REPEATS - 1


def test_unknown_packet_is_not_repaired() -> None:
    assert repair(History(), 7, 0.0) is None


def test_old_packets_go() -> None:
    history = History()
    history.keep(1, b"old", 0.0)
    history.keep(2, b"new", MAX_AGE_SECONDS + 0.1)
    assert len(history) == 1
    assert repair(history, 1, 3.2) is None


def test_size_is_bounded_and_oldest_go_first() -> None:
    history = History()
    for number in range(5):
        history.keep(number, bytes(MAX_BYTES // 4), 0.0)
    assert len(history) == 4
    assert history.repair(0, 0.1, round_trip=0, rate=FAST * 100) is None


def test_number_that_comes_round_again_replaces_the_old_packet() -> None:
    history = History()
    history.keep(1, b"first round", 0.0)
    history.keep(1, b"second round", 1.0)
    assert repair(history, 1, 1.1) == b"second round"
    assert len(history) == 1


def test_budget_ends_repairs_and_fills_again() -> None:
    history = History()
    for number in range(100):
        history.keep(number, bytes(1200), 0.0)
    given = [repair(history, number, 0.1, rate=1_000_000) for number in range(100)]
    count = sum(packet is not None for packet in given)
    assert 20 <= count <= 40
    assert repair(history, 99, 1.5, rate=1_000_000) is not None
