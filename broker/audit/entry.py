"""One line of the audit log: its canonical bytes, its hash, its limits."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from broker.access.actors import VISITOR, ActorTitle
from broker.audit.kinds import AuditKind
from broker.audit.sentences import sentence
from broker.clock import instant_text
from broker.errors import ProgrammingFault
from protocol.identifiers import DeviceId, OrganizationId, SessionId

DETAIL_LIMIT: Final = 4096  # bytes of canonical JSON
NAME_LIMIT: Final = 200  # characters of a name or subject as it stands on an entry
FIRST_SEQUENCE: Final = 1
NO_HASH: Final = "0" * 64  # what the first entry of a chain names as the one before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry before it has its place in a chain; `organization` is "" for the instance's own chain."""

    id: str
    organization: OrganizationId
    at: datetime
    kind: str
    actor: ActorTitle
    device: DeviceId | None = None
    device_name: str | None = None
    person: str | None = None
    session: SessionId | None = None
    subject: str | None = None
    detail: str = "{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainedEntry:
    """An entry in its place: its number, the hash of the one before, its own hash."""

    entry: Entry
    sequence: int
    previous: str
    hash: str


def new_entry(  # noqa: PLR0913 - one for each column
    *,
    id: str,  # noqa: A002 - the name of the column
    organization: OrganizationId,
    at: datetime,
    kind: AuditKind,
    actor: ActorTitle,
    detail: Mapping[str, object] | None = None,
    device: DeviceId | None = None,
    device_name: str | None = None,
    person: str | None = None,
    session: SessionId | None = None,
    subject: str | None = None,
) -> Entry:
    """Make an entry; names are stripped and cut, an oversized detail is a fault of the caller."""
    return Entry(
        id=id,
        organization=organization,
        at=at,
        kind=kind.value,
        actor=dataclasses.replace(actor, id=_clean(actor.id) or "", name=_clean(actor.name) or ""),
        device=device,
        device_name=_clean(device_name),
        person=_clean(person),
        session=session,
        subject=_clean(subject),
        detail=detail_text(detail or {}),
    )


def detail_text(detail: Mapping[str, object]) -> str:
    """Spell a detail as canonical JSON of at most 4 KiB; no floats, which two databases could read differently."""
    _refuse_floats(detail, depth=0)
    try:
        text = canonical_json(detail)
        size = len(text.encode())
    except (TypeError, ValueError) as fault:
        raise ProgrammingFault(f"an audit detail cannot be spelled: {fault}") from fault
    if size > DETAIL_LIMIT:
        raise ProgrammingFault(f"an audit detail has {size} bytes, more than {DETAIL_LIMIT}")
    return text


def canonical_json(value: object) -> str:
    """Spell a value in the one way that is hashed: sorted keys, no spaces, real characters."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_bytes(entry: Entry, sequence: int, previous: str) -> bytes:
    """Give the bytes that an entry's hash is taken over; they hold every field and the hash before."""
    fields = {
        "v": 1,
        "id": entry.id,
        "organization": entry.organization,
        "sequence": sequence,
        "at": instant_text(entry.at),
        "kind": entry.kind,
        "actor": [entry.actor.kind, entry.actor.id, entry.actor.name],
        "device": [entry.device, entry.device_name],
        "person": entry.person,
        "session": entry.session,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous": previous,
    }
    return canonical_json(fields).encode("utf-8", "surrogatepass")


def hash_of(entry: Entry, sequence: int, previous: str) -> str:
    """Give the SHA-256 of an entry in its place, in hex."""
    return hashlib.sha256(canonical_bytes(entry, sequence, previous)).hexdigest()


def entry_sentence(entry: Entry, language: str = "en") -> str:
    """Write the sentence of an entry."""
    detail = json.loads(entry.detail)
    words: dict[str, object] = {key: value for key, value in detail.items() if isinstance(value, str | int)}
    words.setdefault("technician", entry.actor.name if entry.actor.kind in ("staff", VISITOR) else None)
    return sentence(
        entry.kind,
        words | {"actor": _actor_word(entry), "device": entry.device_name, "person": entry.person},
        language,
    )


def _actor_word(entry: Entry) -> str:
    if entry.actor.kind == VISITOR:
        return f"{entry.actor.name}, visiting,"
    return entry.actor.name or (f"Somebody at {entry.actor.id}" if entry.actor.kind == "anonymous" else "")


def _clean(text: str | None) -> str | None:
    """Take out what a name has no use for: control characters, lone surrogates, length."""
    if text is None:
        return None
    kept = "".join(sign for sign in text if sign.isprintable())
    return kept[:NAME_LIMIT]


def _refuse_floats(value: object, depth: int) -> None:
    if depth > 8:
        raise ProgrammingFault("an audit detail is nested too deep")
    if isinstance(value, float):
        raise ProgrammingFault("an audit detail holds a float")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ProgrammingFault("an audit detail has a key that is no text")
            _refuse_floats(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner, depth + 1)
