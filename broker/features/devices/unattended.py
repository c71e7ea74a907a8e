"""Whether a technician can come where nobody can be asked, else what is missing, told before they ask; pure."""

from dataclasses import dataclass

import msgspec

from broker.features.settings.catalogue import Scope
from protocol.grant import Origin
from protocol.links.agent_broker import Presence
from protocol.policy import Policy
from protocol.starting import Start, start_at
from protocol.visits import Lack


class SetBy(msgspec.Struct, frozen=True, kw_only=True):
    """The place whose setting decides, with its name where it has one."""

    scope: Scope
    name: str


class Unattended(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a technician's visit now."""

    possible: bool
    """Whether it can be asked for now."""
    lack: Lack | None
    """What is missing for it, beside a reason and somebody's yes, which come with asking."""
    off_by: SetBy | None
    """Who switched it off; none is the default."""
    start: Start
    """How it would begin: whoever is there is asked, or nobody is."""
    needs_approval: bool
    needs_reason: bool
    known: bool
    """Whether somebody there has let this technician come in unattended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standpoint:
    """Who looks, as far as visits go."""

    may_visit: bool
    is_known: bool
    off_by: SetBy | None


def unattended_forecast(presence: Presence | None, policy: Policy, live: str | None, who: Standpoint) -> Unattended:
    """Say what a visit comes to now, for whoever looks."""
    start = start_at(presence, Origin.UNATTENDED, policy) if presence else Start.NONE
    lack = _lack(policy, start, who)
    return Unattended(
        possible=lack is None and start is not Start.NONE and live is None,
        lack=lack,
        off_by=None if policy.unattended.allowed else who.off_by,
        start=start,
        needs_approval=policy.unattended.approval,
        needs_reason=policy.unattended.reason,
        known=who.is_known,
    )


def _lack(policy: Policy, start: Start, who: Standpoint) -> Lack | None:
    if not policy.unattended.allowed:
        return Lack.SWITCHED_OFF
    if not who.may_visit:
        return Lack.NOT_PERMITTED
    return Lack.NOT_CONFIRMED if start is Start.UNASKED and not who.is_known else None
