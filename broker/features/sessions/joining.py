"""Lets a computer that is not enrolled join for one session, by a code that is read out or typed there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import select

from broker.access.actors import AccountActor, Actor, AnonymousActor, SystemActor
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.clock import Clock
from broker.errors import NotFound
from broker.features.accounts.proving import use_up_for_session
from broker.features.accounts.store import token_hash
from broker.features.devices import rules as device_rules
from broker.features.devices import store as devices
from broker.features.devices.enrolment import Keys
from broker.features.sessions import join_codes, store
from broker.features.sessions.asking import Asking, Wish, checked_wish, offered_session
from broker.features.sessions.join_codes import CodeBook, Kind, Why
from broker.features.sessions.join_pace import JoinPace
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork, Upkeep
from broker.storage.work import Change, View
from protocol.capabilities import Capability
from protocol.codec import decode, encode
from protocol.enrolment import EnrolAnswer
from protocol.envelope import is_signed, key_hash
from protocol.identifiers import DeviceId, OrganizationId, SessionId
from protocol.joining import (
    CODE_SECONDS,
    CodeAsked,
    CodeGiven,
    CodeStanding,
    CodeTyped,
    JoinState,
    asking_bytes,
    typing_bytes,
)
from protocol.links.agent_broker import Facts
from protocol.session.states import Approved, Session
from protocol.trust import DEVICE_TYPE, DeviceDocument, Purpose

_JOB: Final = SystemActor(job="joining")


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinWish:
    """What a technician asks for on the computer whose code was read out."""

    code: str
    organization: str
    wish: Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fresh:
    """A computer that is about to be a device."""

    public_key: bytes
    facts: Facts

    @property
    def name(self) -> str:
        return device_rules.device_name(self.facts)


class Joining:
    """Gives codes, and makes temporary devices of the computers behind them."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        clock: Clock,
        keys: Keys,
        settings: Settings,
        asking: Asking,
        codes: CodeBook,
        new_id: Callable[[], str],
        joined: Callable[[Session, str], None],
    ) -> None:
        self._work = work
        self._keys = keys
        self._settings = settings
        self._asking = asking
        self._codes = codes
        self._new_id = new_id
        self._joined = joined
        self._pace = JoinPace(clock)

    async def give_code(self, address: str, asked: CodeAsked) -> CodeGiven:
        """Give a computer a code that its person reads out; nothing is known of it but its key."""
        if not is_signed(asked.public_key, asked.proof, asking_bytes(self._keys.root_public, asked.public_key)):
            raise join_codes.refused()
        secret, identifier = self._codes.secret(), self._new_id()
        facts = device_rules.plain_facts(asked.facts)

        def body(change: Change) -> str:
            if (
                join_codes.waiting(change, address) >= join_codes.MOST_OF_ADDRESS
                or join_codes.waiting(change) >= join_codes.MOST
            ):
                raise join_codes.too_many()
            code = self._codes.fresh(change)
            told = {"secret_hash": token_hash(secret), "public_key": asked.public_key, "address": address}
            self._codes.add(change, identifier, code, told | {"facts": encode(facts).decode()})
            change.record(
                AuditKind.JOIN_CODE_GIVEN,
                organization=INSTANCE,
                subject=identifier,
                detail={"computer": device_rules.device_name(facts), "address": address},
                actor=AnonymousActor(address=address),
            )
            return code

        code = await self._work.change(_JOB, Permission.ENROL_BY_TOKEN, body)
        return CodeGiven(code=code, secret=secret, seconds=CODE_SECONDS)

    async def look(self, address: str, secret: str) -> CodeStanding:
        """Say to the computer behind a secret what became of its code."""
        self._pace.looks.check(address)

        def body(view: View) -> CodeStanding | None:
            row = join_codes.by_secret(view, secret)
            if row is None:
                return None
            if row.used_at is None:
                return CodeStanding(state=JoinState.WAITING if view.now < row.expires_at else JoinState.OVER)
            device = devices.by_id(view, row.device_id)
            if device is None:
                return CodeStanding(state=JoinState.OVER)
            return CodeStanding(state=JoinState.JOINED, joined=self._answer(device.id, device))

        standing = await self._work.view(_JOB, Permission.ENROL_BY_TOKEN, body)
        if standing is None:
            self._pace.looks.failed(address)
            raise NotFound
        return standing

    async def join(self, actor: AccountActor, wanted: JoinWish) -> SessionId:
        """Have the computer whose code was read out join an organization, and offer help on it."""
        identifier, device = SessionId(self._new_id()), DeviceId(self._new_id())
        place = OrganizationId(wanted.organization)

        def body(change: Change) -> bool:
            _check_organization(change, place)
            settings = self._settings.for_session(change, place, None)
            wish = checked_wish(wanted.wish, settings, change.now)
            row = self._codes.find(change, wanted.code)
            why = join_codes.why_not(row, Kind.COMPUTER, change.now)
            if row is not None and why is None and _is_key_in_use(change, bytes(row.public_key)):
                why = Why.KEY_IN_USE
            if why is not None or row is None:
                return _refuse(change, place, why or Why.UNKNOWN)
            fresh = _Fresh(public_key=bytes(row.public_key), facts=decode(row.facts, Facts))
            self._make_device(change, place, device, fresh)
            change.require(Permission.SESSION_OFFER, place, device)
            if Capability.CONTROL in wish.capabilities:
                change.require(Permission.SESSION_CONTROL, place, device)
            if settings.step_up:
                use_up_for_session(change, actor)
            used = {"device_id": device, "organization_id": place}
            if not join_codes.use(change, row.id, used):
                # Another process was faster: nothing of this one is kept.
                raise join_codes.refused()
            made = devices.by_id(change, device)
            session, detail = offered_session(change, identifier, made, wish, settings)
            self._note(change, session, fresh)
            detail |= {"shown_again": True} if settings.step_up else {}
            self._asking.begin(change, session, "session.offered", detail)
            return True

        with self._pace.of_technician(actor.account_id):
            if not await self._work.change(actor, Permission.SESSION_OFFER, body, at=place):
                raise join_codes.refused()
        return identifier

    async def type_code(self, address: str, typed: CodeTyped) -> EnrolAnswer:
        """Have the computer at which the code of an approved request was typed join exactly that request."""
        device = DeviceId(self._new_id())

        def body(change: Change) -> EnrolAnswer | None:
            row = self._codes.find(change, typed.code)
            why = join_codes.why_not(row, Kind.REQUEST, change.now) or _why_not_typed(change, typed)
            before = store.load(change, row.session_id) if row is not None and why is None else None
            if before is not None and not _waits_for_computer(before.session):
                why = Why.SESSION_OVER
            if row is None or before is None or why is not None:
                place = row.organization_id if row is not None and row.organization_id else INSTANCE
                _refuse(change, place, why or Why.UNKNOWN, AnonymousActor(address=address))
                return None
            session = msgspec.structs.replace(before.session, device=device)
            fresh = _Fresh(public_key=typed.public_key, facts=device_rules.plain_facts(typed.facts))
            self._make_device(change, session.organization, device, fresh)
            if not join_codes.use(change, row.id, {"device_id": device}):
                raise join_codes.refused()
            store.attach(change, before, session)
            self._note(change, session, fresh, AnonymousActor(address=address))
            return self._answer(device, devices.by_id(change, device))

        with self._pace.of_stranger(address):
            answer = await self._work.change(_JOB, Permission.ENROL_BY_TOKEN, body)
            if answer is None:
                raise join_codes.refused()
        return answer

    async def forget(self) -> None:
        """Forget codes a day after they ended."""

        def body(change: Change) -> None:
            if join_codes.forget(change, change.now - join_codes.KEPT):
                change.needs_no_entry(Upkeep.LEFTOVERS)
            else:
                change.nothing_changed()

        await self._work.change(_JOB, Permission.ENROL_BY_TOKEN, body)

    def _make_device(self, change: Change, place: OrganizationId, device: DeviceId, fresh: _Fresh) -> None:
        row = {
            "id": device,
            "organization_id": place,
            "name": fresh.name,
            "public_key": fresh.public_key,
            "key_hash": key_hash(fresh.public_key),
            "facts": encode(fresh.facts).decode(),
            "agent_version": fresh.facts.version[:32],
            "enrolled_at": change.now,
            "temporary": True,
        }
        devices.add(change, row)

    def _note(self, change: Change, session: Session, fresh: _Fresh, actor: Actor | None = None) -> None:
        change.record(
            AuditKind.DEVICE_JOINED,
            organization=session.organization,
            session=session.id,
            device=session.device,
            device_name=fresh.name,
            subject=session.device,
            detail={"key": key_hash(fresh.public_key)},
            actor=actor,
        )
        change.after_commit(self._joined, session, fresh.name)

    def _answer(self, device: str, row: Any) -> EnrolAnswer:
        place = OrganizationId(row.organization_id)
        document = DeviceDocument(
            device=DeviceId(device), organization=place, name=row.name, public=bytes(row.public_key)
        )
        return EnrolAnswer(
            device_id=DeviceId(device),
            organization_id=place,
            name=row.name,
            trust=self._keys.trust.decode(),
            device=self._keys.sign(Purpose.DEVICE_AUTHORITY, DEVICE_TYPE, document).decode(),
        )


def _refuse(change: Change, place: str, why: Why, actor: Actor | None = None) -> bool:
    change.record(AuditKind.JOIN_REFUSED, organization=place, detail={"why": why.value}, actor=actor)
    return False


def _why_not_typed(view: View, typed: CodeTyped) -> Why | None:
    if not is_signed(typed.public_key, typed.proof, typing_bytes(typed.code, typed.public_key)):
        return Why.WRONG_PROOF
    return Why.KEY_IN_USE if _is_key_in_use(view, typed.public_key) else None


def _is_key_in_use(view: View, public_key: bytes) -> bool:
    # By whichever organization's device; whoever asks is told no more than that the code does not work.
    with view.beyond_reach():
        return devices.by_key_hash(view, key_hash(public_key)) is not None


def _waits_for_computer(session: Session) -> bool:
    return isinstance(session.state, Approved) and session.device is None


def _check_organization(view: View, place: OrganizationId) -> None:
    row = tables.organizations.c
    query = select(row.id).where(row.id == place, row.archived_at.is_(None))
    if view.connection.execute(query).scalar_one_or_none() is None:
        raise NotFound
