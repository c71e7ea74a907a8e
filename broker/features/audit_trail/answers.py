"""Entries of the audit log as the API gives them."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from broker.audit.entry import ChainedEntry, entry_sentence
from broker.clock import instant_text


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with its name."""

    id: str
    name: str


class ActorAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Who did it."""

    kind: str
    id: str
    name: str


class EntryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the audit log."""

    id: str
    organization: Named | None
    sequence: int
    at: str
    kind: str
    actor: ActorAnswer
    device: Named | None
    session_id: str | None
    sentence: str
    detail: dict[str, Any]
    hash: str


class StateAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How the log stands: verified how far, broken where, how many entries wait for a checkpoint."""

    ok: bool
    verified_to: int | None
    checked_at: str | None
    broken_at: int | None
    waiting: int


def entry_answer(chained: ChainedEntry, organizations: Mapping[str, str]) -> EntryAnswer:
    """Write an entry; organizations are named by the given table."""
    entry = chained.entry
    place = entry.organization
    return EntryAnswer(
        id=entry.id,
        organization=Named(id=place, name=organizations.get(place, "")) if place else None,
        sequence=chained.sequence,
        at=instant_text(entry.at),
        kind=entry.kind,
        actor=ActorAnswer(kind=entry.actor.kind, id=entry.actor.id, name=entry.actor.name),
        device=Named(id=entry.device, name=entry.device_name or "") if entry.device else None,
        session_id=entry.session,
        sentence=entry_sentence(entry),
        detail=json.loads(entry.detail),
        hash=chained.hash,
    )
