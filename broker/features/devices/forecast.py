"""What will become of somebody who wants to connect to a device now, told before they ask; pure."""

from dataclasses import replace
from enum import StrEnum

import msgspec

from broker.features.devices.unattended import Standpoint, Unattended, unattended_forecast
from protocol.capabilities import Capability, ordered
from protocol.grant import Origin
from protocol.links.agent_broker import Presence
from protocol.policy import Policy, TimeoutAnswer, capabilities_under
from protocol.starting import Start, start_at


class Hindrance(StrEnum):
    """Why no help can be offered now; the sentences are those of the pages."""

    NOT_PERMITTED = "not_permitted"
    SWITCHED_OFF = "switched_off"
    OFFLINE = "offline"
    IN_SESSION = "in_session"
    NEEDS_ANSWER = "needs_answer"
    """The policy would let somebody in there whom the person asked for; who offers help has to ask."""
    NO_SESSION = "no_session"


class Support(msgspec.Struct, frozen=True, kw_only=True):
    """Whether help can be offered now, else why not; and what the policy says about the state the device is in."""

    allowed: bool
    reason: Hindrance | None
    switched_off: bool
    """Whether neither an offer nor a request leads to a session here, whatever the device is like."""
    start: Start
    """What becomes of an offer of help: the person is asked, or no session begins."""
    start_of_request: Start
    """What becomes of a request of its person that is approved."""
    consent_seconds: int
    silence: TimeoutAnswer
    """What no answer in time means."""
    capabilities: tuple[Capability, ...]
    """What can be asked for here at most, as the settings say."""
    unattended: Unattended
    """What becomes of a technician's visit where nobody can be asked."""


def forecast(
    presence: Presence | None, policy: Policy, live: str | None, visits: Standpoint, *, may_offer: bool
) -> Support:
    """Say whether help can be offered now, and how a session would begin."""
    start = start_at(presence, Origin.OFFER, policy) if presence else Start.NONE
    reason = _why_not(presence, policy, live, start, may_offer=may_offer)
    return Support(
        allowed=reason is None,
        reason=reason,
        switched_off=not policy.support_allowed,
        start=start,
        start_of_request=start_at(presence, Origin.REQUEST, policy) if presence else Start.NONE,
        consent_seconds=policy.consent.seconds,
        silence=policy.consent.timeout_answer,
        capabilities=ordered(capabilities_under(policy)),
        unattended=unattended_forecast(
            presence, policy, live, replace(visits, may_visit=visits.may_visit and may_offer)
        ),
    )


def _why_not(
    presence: Presence | None, policy: Policy, live: str | None, start: Start, *, may_offer: bool
) -> Hindrance | None:
    if not may_offer:
        return Hindrance.NOT_PERMITTED
    if not policy.support_allowed:
        return Hindrance.SWITCHED_OFF
    if presence is None:
        return Hindrance.OFFLINE
    if live is not None:
        return Hindrance.IN_SESSION
    if start is not Start.NONE:
        return None
    waits = start_at(presence, Origin.REQUEST, policy) is Start.UNASKED
    return Hindrance.NEEDS_ANSWER if waits else Hindrance.NO_SESSION
