"""The inventory, and the sign-in of a device's link."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select

from broker.access.actors import AccountActor, AccountKind, Actor, DeviceActor, SystemActor
from broker.access.decision import decide
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import NotFound, Refusal
from broker.features.accounts.remote_access import RemoteAccess, remote_access_of
from broker.features.devices import mark_store, rules, store
from broker.features.devices.answers import DeviceAnswer, DeviceDetail, Look, Rule, answer_of, detail_of
from broker.features.devices.known_visitors import devices_that_know
from broker.features.devices.presence import PresenceBoard
from broker.features.devices.unattended import SetBy
from broker.features.settings.catalogue import Key, Scope
from broker.features.settings.places import Place
from broker.features.settings.service import Applying, Settings
from broker.storage import tables
from broker.storage.audit_check import contradicts, newest_checkpoint
from broker.storage.listing import Listed
from broker.storage.paging import PageAsked
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import Change, Upkeep, View
from protocol.codec import decode, encode
from protocol.envelope import Envelope, keys_of, open_envelope
from protocol.errors import ProtocolError
from protocol.grant import LOGIN_TYPE, Login, Witness
from protocol.identifiers import DeviceId, OrganizationId
from protocol.links.agent_broker import Facts, LoginFrame, Presence
from protocol.policy import Policy

_JOB = SystemActor(job="links")
_KEY_NAME: Final = re.compile(r"[0-9a-f]{32}")
NOT_KNOWN: Final = "link.not_known"
_KIND_OF_DOUBT: Final = {
    rules.Doubt.NOT_SIGNED: AuditKind.DEVICE_LINK_REFUSED,
    rules.Doubt.SAME_COUNTER: AuditKind.DEVICE_KEY_IN_USE,
    rules.Doubt.COUNTER_WENT_BACK: AuditKind.DEVICE_CLONE_SUSPECTED,
}


class Shown(StrEnum):
    """Which devices a list is narrowed to, by who is there."""

    ONLINE = "online"
    IDLE = "idle"
    LOCKED = "locked"
    SIGN_IN = "sign_in"
    EMPTY = "empty"
    IN_SESSION = "in_session"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInDevice:
    """A device whose link has proved its key."""

    actor: DeviceActor
    organization_name: str
    boot: str
    counter: int
    checkpoint: bytes | None
    """The newest signed checkpoint of its organization's audit log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerChange:
    """A device that is somebody else's now, or nobody's."""

    device: str
    organization: str
    former: str | None
    at: datetime


class DeviceService:
    """Everything about devices but their enrolment."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        presences: PresenceBoard,
        settings: Settings,
        told: Callable[[str, str], None],
        let_go: Callable[[str, str], None],
        owner_changed: Callable[[OwnerChange], None] = lambda _changed: None,
    ) -> None:
        self._work = work
        self._presences = presences
        self._settings = settings
        self._told = told
        self._let_go = let_go
        self._owner_changed = owner_changed

    async def page(
        self, actor: Actor, narrowed: store.Filter, shown: Shown | None, asked: PageAsked
    ) -> Listed[DeviceAnswer]:
        """Read part of the inventory."""
        narrowed = self._narrowed(narrowed, shown)

        def body(view: View) -> Listed[DeviceAnswer]:
            page = store.page(view, narrowed, asked)
            applying = self._settings.at_each(view, (_place(row) for row in page.rows))
            rules_there = {row.id: self._rule(row, applying[_place(row)]) for row in page.rows}
            look = self._look(view, rules_there)
            tags = mark_store.tags_of(view, [row.id for row in page.rows])
            rows = tuple(answer_of(row, look, rules_there[row.id], tags.get(row.id, ())) for row in page.rows)
            return Listed(items=rows, next=page.next, total=page.total, at_least=page.at_least)

        return await self._work.view(actor, _reading(actor), body)

    async def one(self, actor: Actor, device: str) -> DeviceDetail:
        """Read one device."""

        def body(view: View) -> DeviceDetail:
            row = store.by_id(view, device)
            if row is None:
                raise NotFound
            applying = self._settings.at(view, row.organization_id, row.id)
            rule = self._rule(row, applying)
            tags = mark_store.tags_of(view, [device]).get(device, ())
            return detail_of(row, self._look(view, {row.id: rule}), rule, tags)

        return await self._work.view(actor, _reading(actor), body)

    def _look(self, view: View, found: Mapping[str, Rule]) -> Look:
        """Say who looks, and which of some devices know them: asked only where they might come unattended."""
        there = [device for device, rule in found.items() if rule.policy.unattended.allowed]
        actor, knowing = view.actor, frozenset[str]()
        if isinstance(actor, AccountActor) and decide(actor, Permission.SESSION_UNATTENDED, None).allowed:
            knowing = devices_that_know(view, actor.account_id, there)
        return Look(view=view, presences=self._presences, knowing=knowing, access=_access_of(view, self._settings))

    def _rule(self, row: Any, applying: Applying) -> Rule:
        """Give what counts there; of a device that is away only whether it can be helped at all."""
        device = DeviceId(row.id)
        if self._presences.presence(device) is None:
            return Rule(policy=Policy(device=device, number=0, support_allowed=applying.allow_remote_support))
        origin = applying.resolve(Key.UNATTENDED_ALLOWED).origin
        named = {Scope.ORGANIZATION: row.organization_name, Scope.DEVICE: row.name}
        off_by = SetBy(scope=origin.scope, name=named.get(origin.scope, origin.name)) if origin else None
        return Rule(policy=applying.policy(device, 0), unattended_off_by=off_by)

    async def assign(self, actor: Actor, device: str, account: str | None) -> None:
        """Make an end user of the same organization the owner of a device, or nobody; the former one lets go."""

        def body(change: Change) -> None:
            if not self.give(change, device, account):
                change.nothing_changed()

        await self._work.change(actor, Permission.DEVICE_ASSIGN, body)

    def give(self, change: Change, device: str, account: str | None) -> bool:
        """Do so inside a change; False where the device is theirs already."""
        row = store.by_id(change, device)
        if row is None:
            raise NotFound
        change.require(Permission.DEVICE_ASSIGN, row.organization_id, device)
        person = _end_user(change, account, row.organization_id) if account else None
        if row.assigned_account_id == account:
            return False
        store.alter(change, device, {"assigned_account_id": account})
        change.record(AuditKind.DEVICE_ASSIGNED, organization=row.organization_id, device=device, person=person)
        change.after_commit(self._told, device, row.organization_id)
        changed = OwnerChange(
            device=device, organization=row.organization_id, former=row.assigned_account_id, at=change.now
        )
        change.after_commit(self._owner_changed, changed)
        if row.assigned_account_id is not None:
            change.after_commit(self._let_go, row.assigned_account_id, device)
        return True

    async def sign_in(self, frame: LoginFrame, challenge: bytes, address: str) -> SignedInDevice:
        """Believe a link's login, or raise Refusal; whatever speaks against it is on the audit log."""

        def body(change: Change) -> SignedInDevice | rules.Doubt:
            row = _named_device(change, frame.login)
            login = _believed(row, frame.login, challenge)
            doubt = rules.Doubt.NOT_SIGNED if login is None else rules.doubt_of(login.counter, row.connect_counter)
            if login is None or doubt is not None:
                detail = {"why": str(doubt), "known": row.connect_counter, "address": address}
                kind = _KIND_OF_DOUBT[doubt or rules.Doubt.NOT_SIGNED]
                change.record(kind, organization=row.organization_id, device=row.id, detail=detail)
                return doubt or rules.Doubt.NOT_SIGNED
            return _welcomed(change, row, login, frame.agent_version)

        outcome = await self._work.change(_JOB, Permission.DEVICE_READ, body)
        if outcome is rules.Doubt.NOT_SIGNED:
            raise _unknown()
        if isinstance(outcome, rules.Doubt):
            raise Refusal(
                "This device was seen with a newer count: it may be a copy. Enrol it again.",
                code=f"link.{outcome.value}",
                status=403,
            )
        return outcome

    async def tell_facts(self, actor: DeviceActor, facts: Facts) -> None:
        """Store what a device says of itself."""
        text = encode(rules.plain_facts(facts)).decode()

        def body(change: Change) -> None:
            store.alter(change, actor.device_id, {"facts": text})
            change.needs_no_entry(Upkeep.PRESENCE)
            change.after_commit(self._told, actor.device_id, actor.organization_id)

        await self._work.change(actor, Permission.OWN_DEVICE_REPORT, body)

    async def seen(self, actor: DeviceActor, presence: Presence | None) -> None:
        """Store when a device was here last, and tell pages."""
        word = presence.value if presence else "offline"

        def body(change: Change) -> None:
            store.seen(change, actor.device_id, word, change.now)
            change.needs_no_entry(Upkeep.LAST_SEEN)
            change.after_commit(self._told, actor.device_id, actor.organization_id)

        await self._work.change(actor, Permission.OWN_DEVICE_REPORT, body)

    def _narrowed(self, narrowed: store.Filter, shown: Shown | None) -> store.Filter:
        match shown:
            case None:
                return narrowed
            case Shown.OFFLINE:
                return replace(narrowed, but=tuple(self._presences.connected()))
            case Shown.IN_SESSION:
                return replace(narrowed, only=tuple(self._presences.connected()), in_session=True)
            case _:
                here = self._presences.with_presence(Presence(shown.value))
                return replace(narrowed, only=here, in_session=False)


def _access_of(view: View, settings: Settings) -> RemoteAccess | None:
    """Read what an end user may do from elsewhere; None for all others, and where their portal does not have it."""
    actor = view.actor
    if not isinstance(actor, AccountActor) or actor.kind is not AccountKind.END_USER:
        return None
    if not decide(actor, Permission.OWN_DEVICE_USE, None).allowed:
        return None
    return remote_access_of(view, settings, actor.account_id)


def _place(row: Any) -> Place:
    return Place(organization=row.organization_id, device=row.id)


def _named_device(view: View, sealed: str) -> Any:
    """Find the device whose key a login names; nothing is believed by that yet."""
    try:
        named = decode(sealed, Envelope).k
    except ProtocolError:
        raise _unknown() from None
    row = store.by_key_name(view, named) if _KEY_NAME.fullmatch(named) else None
    if row is None:
        raise _unknown()
    return row


def _believed(row: Any, sealed: str, challenge: bytes) -> Login | None:
    """Open a login with the key of the device that it names."""
    try:
        login, _ = open_envelope(sealed.encode(), LOGIN_TYPE, keys_of(bytes(row.public_key)), Login)
    except (ProtocolError, UnicodeEncodeError):
        return None
    return login if login.device == row.id and login.challenge == challenge else None


def _welcomed(change: Change, row: Any, login: Login, agent_version: str) -> SignedInDevice:
    organization = OrganizationId(row.organization_id)
    values = {
        "connect_counter": login.counter,
        "boot_id": rules.plain(login.boot),
        "agent_version": rules.plain(agent_version)[:32],
        "last_seen_at": change.now,
    }
    store.alter(change, row.id, values)
    _heed_witness(change, organization, row.id, login.witness)
    newest = newest_checkpoint(change, organization)
    return SignedInDevice(
        actor=DeviceActor(device_id=DeviceId(row.id), organization_id=organization, name=row.name),
        organization_name=row.organization_name,
        boot=login.boot,
        counter=login.counter,
        checkpoint=newest.signed if newest else None,
    )


def _unknown() -> Refusal:
    return Refusal("This device is not known here. Enrol it again.", code=NOT_KNOWN, status=403)


def _end_user(view: View, account: str, organization: str) -> str:
    accounts = tables.accounts.c
    query = select(accounts.name).where(
        accounts.id == account, accounts.kind == AccountKind.END_USER.value, accounts.organization_id == organization
    )
    name: str | None = view.connection.execute(query).scalar_one_or_none()
    if name is None:
        raise NotFound
    return name


def _heed_witness(change: Change, organization: str, device: str, witness: Witness | None) -> None:
    """Put it on the audit log where a device saw another log than the one that is stored."""
    if witness is None or not contradicts(change, OrganizationId(organization), witness.sequence, witness.hash):
        change.needs_no_entry(Upkeep.COUNTER)
        return
    change.record(
        AuditKind.AUDIT_CONTRADICTED,
        organization=organization,
        device=device,
        detail={"sequence": witness.sequence, "seen": witness.hash},
    )


def _reading(actor: Actor) -> Permission:
    is_staff = isinstance(actor, SystemActor) or (isinstance(actor, AccountActor) and actor.kind is AccountKind.STAFF)
    return Permission.DEVICE_READ if is_staff else Permission.OWN_DEVICE_READ
