"""Devices as the API gives them."""

from datetime import datetime
from typing import Any

import msgspec

from broker.clock import instant_text
from broker.features.devices.presence import PresenceBoard
from broker.features.devices.store import SEEN
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import Facts, Presence

NO_FACTS = Facts(name="", system="", version="", person=None, displays=(), addresses=())


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with its name."""

    id: str
    name: str


class Support(msgspec.Struct, frozen=True, kw_only=True):
    """Whether help can be offered now, else why not."""

    allowed: bool
    reason: str | None


class DeviceAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the inventory."""

    id: str
    name: str
    organization: Named
    system: str
    presence: str
    person: str | None
    assigned_user: Named | None
    last_seen_at: str | None
    agent_version: str | None
    live_session_id: str | None
    support: Support


class DisplayAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One monitor."""

    name: str
    width: int
    height: int


class DeviceDetail(DeviceAnswer, frozen=True, kw_only=True):
    """A device with what its page shows."""

    displays: tuple[DisplayAnswer, ...]
    addresses: tuple[str, ...]
    key_hash: str
    enrolled_at: str


def facts_of(row: Any) -> Facts:
    """Read the stored facts; a device that has told nothing yet has none."""
    try:
        return msgspec.json.decode(row.facts, type=Facts)
    except msgspec.MsgspecError:
        return NO_FACTS


def answer_of(row: Any, presences: PresenceBoard, is_supported: bool, now: datetime) -> DeviceAnswer:
    """Write a line of the inventory."""
    return DeviceAnswer(**_fields(row, presences, is_supported, now))


def detail_of(row: Any, presences: PresenceBoard, is_supported: bool, now: datetime) -> DeviceDetail:
    """Write a device's page."""
    facts = facts_of(row)
    return DeviceDetail(
        **_fields(row, presences, is_supported, now),
        displays=tuple(DisplayAnswer(name=each.name, width=each.width, height=each.height) for each in facts.displays),
        addresses=facts.addresses,
        key_hash=row.key_hash,
        enrolled_at=instant_text(row.enrolled_at),
    )


def _fields(row: Any, presences: PresenceBoard, is_supported: bool, now: datetime) -> dict[str, Any]:
    facts, here = facts_of(row), presences.presence(DeviceId(row.id))
    last_seen = now if here is not None else row.last_seen_at
    assigned = row.assigned_account_id
    return {
        "id": row.id,
        "name": row.name,
        "organization": Named(id=row.organization_id, name=row.organization_name),
        "system": facts.system,
        "presence": _presence(here, row.live_state),
        "person": facts.person,
        "assigned_user": Named(id=assigned, name=row.assigned_name or "") if assigned else None,
        "last_seen_at": instant_text(last_seen) if last_seen else None,
        "agent_version": row.agent_version or None,
        "live_session_id": row.live_session_id,
        "support": _support(here, row.live_session_id, is_supported),
    }


def _presence(here: Presence | None, live_state: str | None) -> str:
    if here is None:
        return "offline"
    return "in_session" if live_state in SEEN else here.value


def _support(here: Presence | None, live: str | None, is_supported: bool) -> Support:
    if not is_supported:
        return Support(allowed=False, reason="Remote support is switched off.")
    if here is None:
        return Support(allowed=False, reason="This device is not connected.")
    if live is not None:
        return Support(allowed=False, reason="A session is on already.")
    if here is Presence.LOCKED:
        return Support(allowed=False, reason="The screen is locked, and unattended access is off.")
    if here is Presence.EMPTY:
        return Support(allowed=False, reason="Nobody is signed in, and unattended access is off.")
    return Support(allowed=True, reason=None)
