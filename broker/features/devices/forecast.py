"""What will become of somebody who wants to connect to a device now, told before they ask; pure."""

import msgspec

from protocol.grant import Origin
from protocol.links.agent_broker import Presence
from protocol.policy import Policy, TimeoutAnswer
from protocol.starting import Start, start_at


class Support(msgspec.Struct, frozen=True, kw_only=True):
    """Whether help can be offered now, else why not; and what the policy says about the state the device is in."""

    allowed: bool
    reason: str | None
    start: Start
    """What becomes of an offer of help: the person is asked, or no session begins."""
    start_of_request: Start
    """What becomes of a request of its person that is approved."""
    consent_seconds: int
    silence: TimeoutAnswer
    """What no answer in time means."""


_NONE_AT = {
    Presence.ONLINE: "Somebody is there. Policy: no session.",
    Presence.IDLE: "Unlocked, not touched for 10 minutes. Policy: no session.",
    Presence.LOCKED: "The screen is locked. Policy: no session.",
    Presence.SIGN_IN: "The sign-in screen is shown. Policy: no session.",
    Presence.EMPTY: "Nobody is signed in, and no screen is shown. No session.",
}
# The policy would let somebody in there whom the person asked for; who offers help has to ask.
_OFFER_AT = {
    Presence.LOCKED: "The screen is locked, so nobody can be asked. An offer needs an answer.",
    Presence.SIGN_IN: "Nobody is signed in, so nobody can be asked. An offer needs an answer.",
}


def none_at(presence: Presence, policy: Policy) -> str:
    """Say why no offer of help begins a session in this state."""
    if start_at(presence, Origin.REQUEST, policy) is Start.UNASKED:
        return _OFFER_AT[presence]
    return _NONE_AT[presence]


def forecast(presence: Presence | None, policy: Policy, live: str | None, *, may_offer: bool) -> Support:
    """Say whether help can be offered now, and how a session would begin."""
    start = start_at(presence, Origin.OFFER, policy) if presence else Start.NONE
    reason = _why_not(presence, policy, live, start, may_offer=may_offer)
    return Support(
        allowed=reason is None,
        reason=reason,
        start=start,
        start_of_request=start_at(presence, Origin.REQUEST, policy) if presence else Start.NONE,
        consent_seconds=policy.consent.seconds,
        silence=policy.consent.timeout_answer,
    )


def _why_not(
    presence: Presence | None, policy: Policy, live: str | None, start: Start, *, may_offer: bool
) -> str | None:
    if not may_offer:
        return "Your security groups do not let you offer help on this device."
    if not policy.support_allowed:
        return "Remote support is switched off."
    if presence is None:
        return "This device is not connected."
    if live is not None:
        return "A session is on already."
    return none_at(presence, policy) if start is Start.NONE else None
