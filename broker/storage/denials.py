"""Counting denials, so that a flood of them is two entries a minute and not a flood of entries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from broker.access.actors import Actor, ActorTitle, AnonymousActor, title_of
from broker.access.permissions import Permission

TRACKED_LIMIT: Final = 10_000  # actors and permissions in one minute; beyond, strangers count as one
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A denial to write down; `times` tells how often it happened in its minute beyond what was written at once."""

    actor: Actor
    permission: Permission
    times: int


@dataclass(slots=True, kw_only=True)
class _Count:
    actor: Actor
    repeats: int = 0


class DenialCounter:
    """The first denial of an actor and permission in a minute is written at once, its repeats as one after it."""

    def __init__(self) -> None:
        self._minute: int | None = None
        self._counts: dict[tuple[ActorTitle, Permission], _Count] = {}

    def note(self, actor: Actor, permission: Permission, now: datetime) -> list[Denial]:
        """Count one denial and give those to be written now."""
        due = self.due(now)
        if len(self._counts) >= TRACKED_LIMIT and isinstance(actor, AnonymousActor):
            actor = AnonymousActor(address="many addresses")
        key = (title_of(actor), permission)
        count = self._counts.get(key)
        if count is not None:
            count.repeats += 1
            return due
        self._counts[key] = _Count(actor=actor)
        return [*due, Denial(actor=actor, permission=permission, times=1)]

    def due(self, now: datetime | None) -> list[Denial]:
        """Give the repeats of the minute that was counted, once it is over; with None, at once."""
        minute = None if now is None else int(now.timestamp()) // _MINUTE
        if minute is not None and minute == self._minute:
            return []
        over, self._counts, self._minute = self._counts, {}, minute
        return [
            Denial(actor=count.actor, permission=permission, times=count.repeats)
            for (_, permission), count in over.items()
            if count.repeats
        ]
