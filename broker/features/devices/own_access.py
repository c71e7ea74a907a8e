"""Whether a device can be reached by its owner from elsewhere now, or what is in the way; pure."""

from enum import StrEnum

import msgspec

from broker.features.accounts.remote_access import RemoteAccess, Unmet
from protocol.grant import Origin
from protocol.links.agent_broker import Presence
from protocol.policy import Policy
from protocol.starting import Start, may_come, start_at


class OwnHindrance(StrEnum):
    """Why the owner cannot connect now; the sentences are those of the pages."""

    NOT_ENABLED = "not_enabled"
    PORTAL = "portal"
    EMAIL = "email"
    FACTOR = "factor"
    FACTOR_NOT_USED = "factor_not_used"
    SWITCHED_OFF = "switched_off"
    SETTINGS = "settings"
    OFFLINE = "offline"
    IN_SESSION = "in_session"
    SOMEBODY_THERE = "somebody_there"
    NOTHING_TO_SEE = "nothing_to_see"


class OwnAccess(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the owner can connect now, else why not; and whether somebody there is asked."""

    allowed: bool
    reason: OwnHindrance | None
    start: Start


def own_access(presence: Presence | None, policy: Policy, live: str | None, access: RemoteAccess) -> OwnAccess:
    """Say whether the owner can connect now, and how that would begin."""
    start = start_at(presence, Origin.OWN, policy) if presence else Start.NONE
    reason = _of_person(access) or _of_device(presence, policy, live, start)
    return OwnAccess(allowed=reason is None, reason=reason, start=start)


def _of_person(access: RemoteAccess) -> OwnHindrance | None:
    if not access.is_on:
        return OwnHindrance.NOT_ENABLED
    unmet: tuple[Unmet, ...] = access.unmet
    return OwnHindrance(unmet[0].value) if unmet else None


def _of_device(presence: Presence | None, policy: Policy, live: str | None, start: Start) -> OwnHindrance | None:
    if not policy.support_allowed:
        return OwnHindrance.SWITCHED_OFF
    if not may_come(Origin.OWN, policy):
        return OwnHindrance.SETTINGS
    if presence is None:
        return OwnHindrance.OFFLINE
    if live is not None:
        return OwnHindrance.IN_SESSION
    if start is not Start.NONE:
        return None
    return OwnHindrance.NOTHING_TO_SEE if presence is Presence.EMPTY else OwnHindrance.SOMEBODY_THERE
