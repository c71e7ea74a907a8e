"""Enrolment: a token that works once, and a device that shows it holds its key."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from sqlalchemy import select

from broker.access.actors import AccountActor, Actor, AnonymousActor
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.clock import Clock, instant_text
from broker.errors import NotFound, Refusal
from broker.features.devices import rules, store
from broker.features.devices.slowing import Slowing
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import Change
from protocol.codec import encode
from protocol.enrolment import EnrolAnswer, EnrolRequest, proof_bytes, root_mark
from protocol.envelope import is_signed, key_hash
from protocol.identifiers import DeviceId, OrganizationId
from protocol.trust import DEVICE_TYPE, DeviceDocument, Purpose

TOKEN_LIFETIME: Final = timedelta(hours=24)
SECRET_BYTES: Final = 32


class Keys(Protocol):
    """What the instance signs device documents with, and shows of itself."""

    @property
    def root_public(self) -> bytes: ...

    @property
    def trust(self) -> bytes: ...

    def sign(self, purpose: Purpose, kind: str, payload: object) -> bytes:
        """Seal a payload with the current key of a purpose."""
        ...


class Why(StrEnum):
    """Why an enrolment is refused; it stands on the audit log, the device is told one sentence for all."""

    UNKNOWN_TOKEN = "unknown_token"  # noqa: S105 - a name, no secret
    USED_TOKEN = "used_token"  # noqa: S105 - a name, no secret
    OLD_TOKEN = "old_token"  # noqa: S105 - a name, no secret
    WRONG_PROOF = "wrong_proof"
    KEY_IN_USE = "key_in_use"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A fresh token, shown once."""

    token: str
    expires_at: str


class Enrolment:
    """Makes tokens, and devices from them."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        clock: Clock,
        keys: Keys,
        new_id: Callable[[], str],
        random_bytes: Callable[[int], bytes],
        told: Callable[[str, str], None],
    ) -> None:
        self._work = work
        self._keys = keys
        self._new_id = new_id
        self._random_bytes = random_bytes
        self._told = told
        self._slowing = Slowing(clock, "enrolment.wait")

    async def make_token(self, actor: Actor, organization: str) -> NewToken:
        """Make a token for one device of an organization; its secret is stored as a hash only."""
        # Base32: a secret that began with a dash would be read as an option by whoever pastes the command.
        secret = base64.b32encode(self._random_bytes(SECRET_BYTES)).decode().rstrip("=").lower()
        identifier = self._new_id()
        place = OrganizationId(organization)

        def body(change: Change) -> str:
            named = select(tables.organizations.c.name).where(tables.organizations.c.id == place)
            if change.connection.execute(named).scalar_one_or_none() is None:
                raise NotFound
            expires_at = change.now + TOKEN_LIFETIME
            store.add_token(
                change,
                {
                    "id": identifier,
                    "organization_id": place,
                    "secret_hash": _hashed(secret),
                    "created_by": actor.account_id if isinstance(actor, AccountActor) else None,
                    "created_at": change.now,
                    "expires_at": expires_at,
                },
            )
            change.record(AuditKind.ENROLMENT_TOKEN_CREATED, organization=place, subject=identifier)
            return instant_text(expires_at)

        expires_at = await self._work.change(actor, Permission.DEVICE_ENROL, body, at=place)
        return NewToken(token=f"{secret}.{root_mark(self._keys.root_public)}", expires_at=expires_at)

    async def enrol(self, address: str, request: EnrolRequest) -> EnrolAnswer:
        """Make a device known; every failure is the same answer, counted, slowed down and on the audit log."""
        self._slowing.check(address)
        device = DeviceId(self._new_id())

        def body(change: Change) -> EnrolAnswer | None:
            token = store.token_by_hash(change, _hashed(request.secret))
            known = store.by_key_hash(change, key_hash(request.public_key))
            why = _why_not(change, token, known, request)
            if why is not None or token is None:
                place = token.organization_id if token else INSTANCE
                detail = {"why": (why or Why.UNKNOWN_TOKEN).value, "address": address}
                change.record(AuditKind.ENROLMENT_REFUSED, organization=place, detail=detail)
                return None
            return self._enrolled(change, token, known, device, request)

        answer = await self._work.change(AnonymousActor(address=address), Permission.ENROL_BY_TOKEN, body)
        if answer is None:
            self._slowing.failed(address)
            raise _refused()
        return answer

    def _enrolled(
        self, change: Change, token: Any, known: Any | None, device: DeviceId, request: EnrolRequest
    ) -> EnrolAnswer:
        facts = rules.plain_facts(request.facts)
        device = DeviceId(known.id) if known is not None else device
        name, place = rules.device_name(facts), OrganizationId(token.organization_id)
        told = {
            "name": name,
            "facts": encode(facts).decode(),
            "enrolled_at": change.now,
            "connect_counter": 0,
            "agent_version": facts.version[:32],
        }
        if known is None:
            key = {"public_key": request.public_key, "key_hash": key_hash(request.public_key)}
            store.add(change, {"id": device, "organization_id": place} | key | told)
        else:
            store.alter(change, device, told)
        if not store.use_token(change, token.id, device):
            # Another process was faster: nothing of this one is kept.
            raise _refused()
        change.record(
            AuditKind.DEVICE_ENROLLED,
            organization=place,
            device=device,
            device_name=name,
            subject=device,
            detail={"key": key_hash(request.public_key), "again": known is not None},
        )
        change.after_commit(self._told, device, place)
        document = DeviceDocument(device=device, organization=place, name=name, public=request.public_key)
        return EnrolAnswer(
            device_id=device,
            organization_id=place,
            name=name,
            trust=self._keys.trust.decode(),
            device=self._keys.sign(Purpose.DEVICE_AUTHORITY, DEVICE_TYPE, document).decode(),
        )


def _why_not(change: Change, token: Any | None, known: Any | None, request: EnrolRequest) -> Why | None:
    if token is None:
        return Why.UNKNOWN_TOKEN
    if token.used_at is not None:
        return Why.USED_TOKEN
    if change.now >= token.expires_at:
        return Why.OLD_TOKEN
    if not _is_proved(request):
        return Why.WRONG_PROOF
    if known is not None and (known.organization_id != token.organization_id or known.revoked_at is not None):
        return Why.KEY_IN_USE
    return None


def _refused() -> Refusal:
    return Refusal(
        "This token does not work. Tokens work once, for 24 hours. Ask for a new one.",
        code="enrolment.refused",
        status=403,
    )


def _is_proved(request: EnrolRequest) -> bool:
    return is_signed(request.public_key, request.proof, proof_bytes(request.secret, request.public_key))


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
