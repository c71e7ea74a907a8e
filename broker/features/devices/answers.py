"""Devices as the API gives them."""

from dataclasses import dataclass
from typing import Any

import msgspec

from broker.access.actors import AccountActor, AccountKind
from broker.access.decision import decide
from broker.access.marks import group_mark, tag_mark
from broker.access.permissions import Permission
from broker.clock import instant_text
from broker.features.accounts.remote_access import RemoteAccess
from broker.features.devices.forecast import Support, forecast
from broker.features.devices.known_visitors import known_to
from broker.features.devices.own_access import OwnAccess, own_access
from broker.features.devices.presence import PresenceBoard
from broker.features.devices.store import SEEN
from broker.features.devices.unattended import SetBy, Standpoint
from broker.features.settings.setting import Scope
from broker.storage.work import View
from protocol.identifiers import DeviceId, OrganizationId
from protocol.links.agent_broker import Facts, Presence
from protocol.policy import Policy

NO_FACTS = Facts(name="", system="", version="", person=None, displays=(), addresses=())


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with its name."""

    id: str
    name: str


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
    own_access: OwnAccess | None
    """Whether the person whose it is can reach it from elsewhere; told to them alone, where their portal has it."""
    tags: tuple[str, ...]
    """What the staff calls it by; not told to the person whose it is."""
    group: Named | None


class DisplayAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One monitor."""

    name: str
    width: int
    height: int


class VisitorAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom the device lets in while nobody can be asked."""

    account: Named
    since: str


class DeviceDetail(DeviceAnswer, frozen=True, kw_only=True):
    """A device with what its page shows."""

    displays: tuple[DisplayAnswer, ...]
    addresses: tuple[str, ...]
    key_hash: str
    enrolled_at: str
    version: int
    known_visitors: tuple[VisitorAnswer, ...]
    """By the audit log; told to staff who may read the sessions there."""


def facts_of(row: Any) -> Facts:
    """Read the stored facts; a device that has told nothing yet has none."""
    try:
        return msgspec.json.decode(row.facts, type=Facts)
    except msgspec.MsgspecError:
        return NO_FACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an answer is made of beside the row: who is there, and who looks."""

    view: View
    presences: PresenceBoard
    knowing: frozenset[str] = frozenset()
    """Devices that know who looks, so that they may come there unattended."""
    access: RemoteAccess | None = None
    """What the person who looks at devices of their own may do from elsewhere."""

    def may_offer(self, row: Any, tags: tuple[str, ...]) -> bool:
        """Tell whether help can be offered on this very device, or it is not for those who look to know."""
        if not decide(self.view.actor, Permission.SESSION_OFFER, None).allowed:
            return True
        return self.may(Permission.SESSION_OFFER, row, tags)

    def off_by(self, row: Any, tags: tuple[str, ...], rule: "Rule") -> SetBy | None:
        """Say who switched visits off there; the names of rules are for those who may read the settings."""
        by = rule.unattended_off_by
        is_rule = by is not None and by.scope is Scope.RULE
        return None if is_rule and not self.may(Permission.SETTINGS_READ, row, tags) else by

    def may(self, permission: Permission, row: Any, tags: tuple[str, ...]) -> bool:
        """Tell whether who looks may do something on this very device."""
        group = {group_mark(row.device_group_id)} if row.device_group_id else set()
        marks = frozenset(map(tag_mark, tags)) | group
        return decide(self.view.actor, permission, OrganizationId(row.organization_id), marks).allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the settings come to on a device, and who switched unattended access off there."""

    policy: Policy
    unattended_off_by: SetBy | None = None


def answer_of(row: Any, look: Look, rule: Rule, tags: tuple[str, ...]) -> DeviceAnswer:
    """Write a line of the inventory."""
    return DeviceAnswer(**_fields(row, look, rule, tags))


def detail_of(row: Any, look: Look, rule: Rule, tags: tuple[str, ...]) -> DeviceDetail:
    """Write a device's page."""
    facts = facts_of(row)
    return DeviceDetail(
        **_fields(row, look, rule, tags),
        version=row.version,
        displays=tuple(DisplayAnswer(name=each.name, width=each.width, height=each.height) for each in facts.displays),
        addresses=facts.addresses,
        key_hash=row.key_hash,
        enrolled_at=instant_text(row.enrolled_at),
        known_visitors=_visitors(row, look, tags),
    )


def _visitors(row: Any, look: Look, tags: tuple[str, ...]) -> tuple[VisitorAnswer, ...]:
    if not look.may(Permission.SESSION_READ, row, tags):
        return ()
    return tuple(
        VisitorAnswer(account=Named(id=each.account, name=each.name), since=instant_text(each.at))
        for each in known_to(look.view, row.id)
    )


def _fields(row: Any, look: Look, rule: Rule, tags: tuple[str, ...]) -> dict[str, Any]:
    facts, here = facts_of(row), look.presences.presence(DeviceId(row.id))
    last_seen = look.view.now if here is not None else row.last_seen_at
    assigned = row.assigned_account_id
    actor = look.view.actor
    is_owner = isinstance(actor, AccountActor) and actor.kind is AccountKind.END_USER
    grouped = None if is_owner or row.device_group_name is None else row.device_group_id
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
        "support": forecast(
            here,
            rule.policy,
            row.live_session_id,
            Standpoint(
                may_visit=look.may(Permission.SESSION_UNATTENDED, row, tags),
                is_known=row.id in look.knowing,
                off_by=None if is_owner else look.off_by(row, tags, rule),
            ),
            may_offer=look.may_offer(row, tags),
        ),
        "own_access": own_access(here, rule.policy, row.live_session_id, look.access) if look.access else None,
        "tags": () if is_owner else tags,
        "group": Named(id=grouped, name=row.device_group_name) if grouped else None,
    }


def _presence(here: Presence | None, live_state: str | None) -> str:
    if here is None:
        return "offline"
    return "in_session" if live_state in SEEN else here.value
