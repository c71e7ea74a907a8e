"""What a technician's visit takes where nobody can be asked, beside the state of the device; pure."""

from enum import StrEnum
from typing import Final

from protocol.grant import Origin, Visit
from protocol.links.agent_broker import Presence
from protocol.policy import Policy
from protocol.starting import Start, start_at

MIN_WORDS: Final = 2
"""Words of a reason, where one is needed."""
KNOWN_DAYS: Final = 90
"""How long a device knows a visitor, from the last time that somebody there typed their code."""


class Lack(StrEnum):
    """What is missing for a visit, the first to be told first."""

    SWITCHED_OFF = "switched_off"
    NOT_PERMITTED = "not_permitted"
    """Only the server knows what an account may do; no device is told."""
    NO_REASON = "no_reason"
    NOT_APPROVED = "not_approved"
    NOT_CONFIRMED = "not_confirmed"
    """Nobody at this device has typed this account's code before."""


def lack_of(policy: Policy, visit: Visit | None, reason: str) -> Lack | None:
    """Say what a visit lacks by the policy, wherever the device is; server and device both ask this."""
    if visit is None or not policy.unattended.allowed:
        return Lack.SWITCHED_OFF
    if policy.unattended.reason and len(reason.split()) < MIN_WORDS:
        return Lack.NO_REASON
    if policy.unattended.approval and visit.approved_by in (None, visit.account):
        return Lack.NOT_APPROVED
    return None


def start_of_visit(
    presence: Presence, policy: Policy, visit: Visit | None, reason: str, *, is_confirmed: bool
) -> Start:
    """Say how a visit begins: whoever is there is asked, and where nobody is, only a device that knows them opens."""
    start = start_at(presence, Origin.UNATTENDED, policy)
    if lack_of(policy, visit, reason) is not None:
        return Start.NONE
    return Start.NONE if start is Start.UNASKED and not is_confirmed else start
