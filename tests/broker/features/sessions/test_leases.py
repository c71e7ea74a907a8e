"""Leases say how long is left by the server's clock, whatever that is set to, in a form that the device believes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from broker.features.sessions.leases import Leases
from protocol.codec import decode, encode
from protocol.grant import MAX_SESSION_SECONDS, Lease
from protocol.trust import Purpose
from tests.fakes.clock import FakeClock
from tests.protocol.session.stories import START, active

YEAR = timedelta(days=365)


class Sent:
    """Signs and sends, and keeps what was in each lease as the device reads it."""

    def __init__(self) -> None:
        self.leases: list[Lease] = []

    def sign(self, purpose: Purpose, kind: str, payload: object) -> bytes:
        self.leases.append(decode(encode(payload), Lease))
        return b"{}"

    def to_agent(self, *_: Any) -> bool:
        return True


@pytest.mark.parametrize(
    ("shift", "seconds_left"),
    [(timedelta(seconds=101), 500), (YEAR, 0), (-YEAR, MAX_SESSION_SECONDS)],
)
def test_a_clock_that_is_set_a_year_off_makes_no_lease_that_the_device_has_to_refuse(
    shift: timedelta, seconds_left: int
) -> None:
    sent = Sent()
    leases = Leases(clock=FakeClock(START + shift), courier=sent, signer=sent)  # type: ignore[arg-type]
    for _ in range(2):
        leases.send(active())
    first, second = sent.leases
    # More than the person gave it cannot be: the device counts that by its own clock.
    assert first.seconds_left == seconds_left
    assert second.sequence > first.sequence >= 0
