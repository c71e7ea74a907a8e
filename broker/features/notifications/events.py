"""What happened, as it is told: the facts of an entry of the audit log, and its sentence; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import msgspec

from broker.audit.kinds import AuditKind
from broker.features.mail.letters import one_line
from broker.features.notifications.rules import TELLS, Happening

MAX_SENTENCE_CHARACTERS: Final = 400


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sentences of a language, and what stands in them for what nobody said."""

    unsaid: dict[str, str]
    said: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened; `id` is that of its entry, by which whoever hears of it twice knows it again."""

    id: str
    happening: Happening
    kind: str
    at: datetime
    sequence: int
    organization: str
    session: str
    device: str | None
    device_name: str
    person: str
    actor_id: str
    actor_name: str

    @property
    def names(self) -> dict[str, str]:
        """The names that its sentence is filled with; what nobody said is left out."""
        named = {"person": self.person, "device": self.device_name, "actor": self.actor_name}
        return {key: one_line(value) for key, value in named.items() if value}


def event_of(row: Any) -> Event | None:
    """Read an event from a row of the audit log; None where the entry is not about what people are told."""
    happening = TELLS.get(cast("AuditKind", row.kind))  # a kind is its text
    if happening is None or row.session_id is None:
        return None
    return Event(
        id=row.id,
        happening=happening,
        kind=row.kind,
        at=row.at,
        sequence=row.sequence,
        organization=row.organization_id,
        session=row.session_id,
        device=row.device_id,
        device_name=row.device_name or "",
        person=row.person or "",
        actor_id=row.actor_id,
        actor_name=row.actor_name,
    )


def sentence_of(happening: Happening, names: Mapping[str, str], language: str = "en") -> str:
    """Write the sentence of an event."""
    words = catalogue(language)
    said = {**words.unsaid, **{key: one_line(value) for key, value in names.items() if value}}
    return words.said[happening].format_map(said)[:MAX_SENTENCE_CHARACTERS]


@cache
def catalogue(language: str = "en") -> Words:
    """Read the sentences of a language."""
    return msgspec.json.decode((Path(__file__).parent / "catalogue" / f"{language}.json").read_bytes(), type=Words)
