"""The policy as a document: what it allows at most, and that it fits into an envelope."""

from __future__ import annotations

import pytest

from protocol.capabilities import Capability
from protocol.codec import decode, encode
from protocol.envelope import MAX_ENVELOPE_BYTES
from protocol.errors import Malformed
from protocol.identifiers import DeviceId
from protocol.policy import Look, Policy, Running, capabilities_under

DESK = DeviceId("desk")


@pytest.mark.parametrize(
    ("policy", "most"),
    [
        (Policy(device=DESK, number=1), {Capability.VIEW, Capability.CONTROL}),
        (Policy(device=DESK, number=1, running=Running(view_only=True)), {Capability.VIEW}),
        (Policy(device=DESK, number=1, running=Running(capabilities=(Capability.VIEW,))), {Capability.VIEW}),
        (Policy(device=DESK, number=1, support_allowed=False), set()),
    ],
)
def test_it_says_the_most_that_a_session_may_do(policy: Policy, most: set[Capability]) -> None:
    assert capabilities_under(policy) == most


def test_the_longest_policy_fits_into_an_envelope() -> None:
    look = Look(desktop_icon_name="\u2603" * 200, tray_name="\u2603" * 200, tray_colour="#112233")
    policy = Policy(device=DeviceId("d" * 36), number=2**53 - 1, look=look)
    written = encode(policy)
    assert len(written) * 2 < MAX_ENVELOPE_BYTES
    assert decode(written, Policy) == policy


def test_a_number_cannot_go_below_nothing() -> None:
    with pytest.raises(Malformed):
        decode(encode(Policy(device=DESK, number=0)).replace(b'"number":0', b'"number":-1'), Policy)
