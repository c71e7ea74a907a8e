"""The stored audit log: growing the chains inside a transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from broker.access.actors import ActorTitle
from broker.audit.chain import EMPTY, Head, extend
from broker.audit.entry import ChainedEntry, Entry, entry_sentence
from broker.storage.tables import audit_entries, audit_heads
from protocol.identifiers import DeviceId, OrganizationId, SessionId


def append(connection: Connection, entries: Sequence[Entry]) -> None:
    """Put entries at the ends of their chains.

    The heads stay locked until the transaction ends, and are locked in the order of their names, so that two writers
    can wait for each other only one way round.
    """
    chains: defaultdict[OrganizationId, list[Entry]] = defaultdict(list)
    for entry in entries:
        chains[entry.organization].append(entry)
    rows: list[dict[str, object]] = []
    for organization in sorted(chains):
        head, chained = extend(lock_head(connection, organization), chains[organization])
        rows.extend(_row_of(entry) for entry in chained)
        _store_head(connection, organization, head)
    if rows:
        connection.execute(insert(audit_entries), rows)


def lock_head(connection: Connection, organization: OrganizationId) -> Head:
    """Read the end of a chain and keep everybody else from moving it."""
    query = select(audit_heads.c.sequence, audit_heads.c.hash).where(audit_heads.c.organization_id == organization)
    row = connection.execute(query.with_for_update()).one_or_none()
    if row is None:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        fresh = {"organization_id": organization, "sequence": EMPTY.sequence, "hash": EMPTY.hash}
        connection.execute(dialect.insert(audit_heads).values(fresh).on_conflict_do_nothing())
        row = connection.execute(query.with_for_update()).one()
    return Head(sequence=row.sequence, hash=row.hash)


def read_head(connection: Connection, organization: OrganizationId) -> Head:
    """Read the end of a chain; a chain that nothing was written on is empty."""
    query = select(audit_heads.c.sequence, audit_heads.c.hash).where(audit_heads.c.organization_id == organization)
    row = connection.execute(query).one_or_none()
    return EMPTY if row is None else Head(sequence=row.sequence, hash=row.hash)


def _store_head(connection: Connection, organization: OrganizationId, head: Head) -> None:
    connection.execute(
        update(audit_heads)
        .where(audit_heads.c.organization_id == organization)
        .values(sequence=head.sequence, hash=head.hash)
    )


def _row_of(chained: ChainedEntry) -> dict[str, object]:
    entry = chained.entry
    return {
        "organization_id": entry.organization,
        "sequence": chained.sequence,
        "id": entry.id,
        "at": entry.at,
        "kind": entry.kind,
        "actor_kind": entry.actor.kind,
        "actor_id": entry.actor.id,
        "actor_name": entry.actor.name,
        "device_id": entry.device,
        "device_name": entry.device_name,
        "person": entry.person,
        "session_id": entry.session,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous": chained.previous,
        "hash": chained.hash,
        "words": _searchable([entry_sentence(entry), entry.detail, entry.actor.name, entry.device_name, entry.person]),
    }


def _searchable(texts: Iterable[str | None]) -> str:
    return "\n".join(text for text in texts if text).casefold().replace("\x00", "")


def entry_of(row: Row[Any]) -> ChainedEntry:
    """Read an entry back from a row of `audit_entries`."""
    entry = Entry(
        id=row.id,
        organization=OrganizationId(row.organization_id),
        at=row.at,
        kind=row.kind,
        actor=ActorTitle(kind=row.actor_kind, id=row.actor_id, name=row.actor_name),
        device=None if row.device_id is None else DeviceId(row.device_id),
        device_name=row.device_name,
        person=row.person,
        session=None if row.session_id is None else SessionId(row.session_id),
        subject=row.subject,
        detail=row.detail,
    )
    return ChainedEntry(entry=entry, sequence=row.sequence, previous=row.previous, hash=row.hash)
