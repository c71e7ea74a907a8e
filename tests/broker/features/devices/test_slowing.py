"""How wrong secrets slow an address down."""

from __future__ import annotations

import pytest

from broker.errors import Refusal
from broker.features.devices import slowing
from broker.features.devices.slowing import Slowing
from tests.fakes.clock import FakeClock


def test_an_address_waits_after_ten_failures_and_is_free_after_a_minute() -> None:
    clock = FakeClock()
    held = Slowing(clock, "some.wait")
    for _ in range(slowing.FREE):
        held.check("a")
        held.failed("a")
    with pytest.raises(Refusal) as refused:
        held.check("a")
    assert (refused.value.code, refused.value.status) == ("some.wait", 429)
    assert refused.value.retry_after
    held.check("b")
    clock.advance(slowing.WINDOW_SECONDS)
    held.check("a")


def test_only_so_many_addresses_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slowing, "MOST_ADDRESSES", 2)
    held = Slowing(FakeClock(), "some.wait")
    for _ in range(slowing.FREE):
        held.failed("a")
    held.failed("b")
    held.failed("c")
    held.check("a")


def test_a_try_counts_from_its_beginning_until_it_is_given_back() -> None:
    held = Slowing(FakeClock(), "some.wait")
    for _ in range(slowing.FREE):
        held.taken("a")
    with pytest.raises(Refusal):
        held.taken("a")
    held.given_back("a")
    held.taken("a")
    with pytest.raises(Refusal):
        held.check("a")
    for _ in range(slowing.FREE + 1):
        held.given_back("a")
    for _ in range(slowing.FREE):
        held.taken("a")
    with pytest.raises(Refusal):
        held.taken("a")
