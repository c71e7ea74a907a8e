"""The policy as a document: what it allows at most, and that it fits into an envelope."""

from __future__ import annotations

import pytest

from protocol.capabilities import AVAILABLE, Capability
from protocol.codec import decode, encode
from protocol.envelope import MAX_ENVELOPE_BYTES
from protocol.errors import Malformed
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import PolicyHeld
from protocol.policy import MAX_NUMBER, Look, Policy, Running, capabilities_under

DESK = DeviceId("desk")


@pytest.mark.parametrize(
    ("policy", "most"),
    [
        (Policy(device=DESK, number=1), {Capability.VIEW, Capability.CONTROL}),
        (Policy(device=DESK, number=1, running=Running(capabilities=tuple(Capability))), AVAILABLE),
        (Policy(device=DESK, number=1, running=Running(view_only=True)), {Capability.VIEW}),
        (Policy(device=DESK, number=1, running=Running(capabilities=(Capability.VIEW,))), {Capability.VIEW}),
        (Policy(device=DESK, number=1, support_allowed=False), set()),
    ],
)
def test_it_says_the_most_that_a_session_may_do(policy: Policy, most: set[Capability] | frozenset[Capability]) -> None:
    assert capabilities_under(policy) == most


def test_the_longest_policy_fits_into_an_envelope() -> None:
    look = Look(desktop_icon_name="\u2603" * 200, tray_name="\u2603" * 200, tray_colour="#112233")
    policy = Policy(device=DeviceId("d" * 36), number=MAX_NUMBER, look=look)
    written = encode(policy)
    assert len(written) * 2 < MAX_ENVELOPE_BYTES
    assert decode(written, Policy) == policy


@pytest.mark.parametrize("beyond", [-1, MAX_NUMBER + 1])
def test_a_number_goes_neither_below_nothing_nor_beyond_what_every_side_can_read(beyond: int) -> None:
    made: tuple[Policy | PolicyHeld, ...] = (Policy(device=DESK, number=0), PolicyHeld(number=0, content=""))
    for each in made:
        kind, written = type(each), encode(each)
        assert decode(written.replace(b'"number":0', b'"number":%d' % MAX_NUMBER), kind).number == MAX_NUMBER
        with pytest.raises(Malformed):
            decode(written.replace(b'"number":0', b'"number":%d' % beyond), kind)
