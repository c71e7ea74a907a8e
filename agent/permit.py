"""What the agent allows right now: never wider than the grant, only narrowed, and over by the device's own clock."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from protocol.capabilities import Capability
from protocol.grant import LEASE_TTL_SECONDS, Lease
from protocol.session.reasons import EndReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Capabilities and the two moments (monotonic seconds) at which they end."""

    capabilities: frozenset[Capability]
    ends_at: float
    lease_until: float
    lease_sequence: int = -1

    def allows(self, capability: Capability, now: float) -> bool:
        """Tell whether a capability may be used at this moment."""
        return capability in self.capabilities and self.over(now) is None

    def over(self, now: float) -> EndReason | None:
        """Say why the permit has ended, or None while it holds."""
        if now >= self.ends_at:
            return EndReason.EXPIRED
        return EndReason.LEASE_RAN_OUT if now >= self.lease_until else None

    def seconds_left(self, now: float) -> float:
        """Count the seconds until the agreed end."""
        return max(0.0, self.ends_at - now)

    def narrowed(self, capabilities: Iterable[Capability]) -> "Permit":
        """Keep only what is in both."""
        return replace(self, capabilities=self.capabilities & frozenset(capabilities))

    def with_given(self, capabilities: Iterable[Capability], ends_at: float | None) -> "Permit":
        """Add what the person gave by a further yes of their own: capabilities, or a later end."""
        later = self.ends_at if ends_at is None else max(self.ends_at, ends_at)
        return replace(self, capabilities=self.capabilities | frozenset(capabilities), ends_at=later)

    def renewed(self, lease: Lease, now: float) -> "Permit | None":
        """Apply a lease that is newer than the last one; None if it is not. It may only narrow."""
        if lease.sequence <= self.lease_sequence:
            return None
        return replace(
            self.narrowed(lease.capabilities),
            ends_at=min(self.ends_at, now + lease.seconds_left),
            lease_until=now + lease.ttl_seconds,
            lease_sequence=lease.sequence,
        )


def first_permit(
    capabilities: Iterable[Capability], seconds: float, now: float, lease_seconds: float = LEASE_TTL_SECONDS
) -> Permit:
    """Begin a permit at the person's yes; the first lease has to come within `lease_seconds`."""
    return Permit(
        capabilities=frozenset(capabilities),
        ends_at=now + seconds,
        lease_until=now + lease_seconds,
    )
