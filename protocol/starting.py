"""What happens where a session is to begin: the person is asked, a rule stands for them, or none begins; pure."""

from enum import StrEnum
from typing import Final, assert_never

from protocol.grant import Origin
from protocol.links.agent_broker import Presence
from protocol.policy import ConsentRule, Policy

IDLE_AFTER_SECONDS: Final = 10 * 60
"""From then on nobody counts as present (product: local input within ten minutes)."""


class Start(StrEnum):
    """How a session begins, the strictest last."""

    UNASKED = "unasked"
    ASK = "ask"
    NONE = "none"


def is_open(presence: Presence) -> bool:
    """Tell whether somebody's desktop lies open there, however long nobody has touched it."""
    return presence in (Presence.ONLINE, Presence.IDLE)


def start_at(presence: Presence, origin: Origin, policy: Policy) -> Start:
    """Say what a policy makes of somebody who comes this way while the device is in this state.

    Server and device both ask this, each with what it knows; the stricter answer counts.
    """
    if not may_come(origin, policy):
        return Start.NONE
    match presence:
        case Presence.ONLINE | Presence.IDLE:
            # Unlocked is somebody's open desktop, however long nobody has touched it: never without a question.
            return Start.ASK if policy.consent.present is not ConsentRule.NO_SESSION else Start.NONE
        case Presence.LOCKED:
            rule = policy.consent.locked
        case Presence.SIGN_IN:
            rule = policy.consent.empty
        case Presence.EMPTY:
            # Nothing there could show a screen, nor say who looks at it.
            return Start.NONE
        case _:
            assert_never(presence)
    return Start.UNASKED if _waives(origin, rule, policy) else Start.NONE


def may_come(origin: Origin, policy: Policy) -> bool:
    """Tell whether a policy lets anybody come this way at all, whatever the device is like."""
    return policy.support_allowed and (origin is not Origin.OWN or policy.unattended.own_devices)


def waives_somewhere(origin: Origin, policy: Policy) -> bool:
    """Tell whether there is any state of a device in which whoever comes this way comes in without a question."""
    return any(start_at(each, origin, policy) is Start.UNASKED for each in Presence)


def _waives(origin: Origin, rule: ConsentRule, policy: Policy) -> bool:
    """Tell whether whoever comes this way comes in where nobody can be asked."""
    match origin:
        case Origin.REQUEST:
            return rule is ConsentRule.ALLOW
        case Origin.OFFER:
            # Who offers, asks.
            return False
        case Origin.UNATTENDED:
            # A way of its own: what else it takes stands in `protocol/visits.py`.
            return policy.unattended.allowed
        case Origin.OWN:
            # It is theirs: the settings for locked and empty devices are about those who come to help.
            return True
        case _:
            assert_never(origin)
