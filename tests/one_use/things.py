"""Every thing that works once: how a fresh one is made, and how somebody uses it."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy import insert, update

from broker.access.permissions import Permission
from broker.entropy import new_id, random_bytes
from broker.features.accounts import passkey_store
from broker.features.accounts.administration import _secret_hash, _use_secret
from broker.features.accounts.passkey_desk import Wished
from broker.features.accounts.passkeys import Made, Purpose, Shown, bytes_of, text_of
from broker.features.accounts.records import Account
from broker.features.company_sign_in import store as journeys
from broker.features.company_sign_in.store import Journey
from broker.features.invitations.issuing import About
from broker.features.invitations.rules import Purpose as LinkPurpose
from broker.features.sessions import join_codes
from broker.features.sessions.join_codes import CodeBook
from broker.links.tickets import Purpose as TicketPurpose
from broker.storage import tables
from broker.storage.unit_of_work import Change
from protocol.enrolment import EnrolRequest, proof_bytes
from protocol.identifiers import OrganizationId
from tests.fakes.accounts import TOTP_SECRET, code_at
from tests.fakes.actors import SYSTEM
from tests.fakes.agent_on_link import FACTS
from tests.fakes.authenticator import Authenticator
from tests.matrix.objects import SEALER
from tests.one_use.processes import Neighbours, Process, Use, account_of, changed


async def link_of_a_mail(on: Neighbours, turn: int) -> Use:
    token = on.issuer.token()

    def issue(change: Change, account: Account) -> None:
        on.issuer.issue(change, account, LinkPurpose.EMAIL_CHANGE, f"new.{turn}@customer.example", token)

    await on.with_account(on.here["person"], issue)

    async def use(process: Process, number: int) -> bool:
        return bool(await process.invitations.confirm_email(token, _address(number)))

    return use


async def seamless_activation(on: Neighbours, turn: int) -> Use:
    token, row = on.issuer.token(), tables.seamless_grants
    grant, place = on.here["grant"], OrganizationId(on.here["organization"])

    def issue(change: Change, account: Account) -> None:
        waiting = update(row).where(row.c.id == grant).values(account_id=account.id, activated_at=None)
        change.connection.execute(waiting)
        about = About(subject=grant, organization=place, values={"organization": "Org A"})
        on.issuer.issue(change, account, LinkPurpose.SEAMLESS_ACCESS, account.email, token, about=about)

    await on.with_account(on.provider.account_id, issue)

    async def use(process: Process, number: int) -> bool:
        return bool(await process.access.activate(on.provider, token))

    return use


async def enrolment_token(on: Neighbours, turn: int) -> Use:
    made = await on.processes[0].enrolment.make_token(SYSTEM, on.here["organization"])
    secret = made.token.rpartition(".")[0]

    async def use(process: Process, number: int) -> bool:
        key = on.devices[number]
        public = key.public_key().public_bytes_raw()
        proof = key.sign(proof_bytes(secret, public))
        request = EnrolRequest(secret=secret, public_key=public, proof=proof, facts=FACTS)
        return bool(await process.enrolment.enrol(f"{turn}.{number}.example", request))

    await on.change(_forget_devices)
    return use


def _forget_devices(change: Change) -> None:
    """Have each device be a new one in each turn."""
    row, token = tables.devices, tables.enrolment_tokens
    enrolled = row.c.name == FACTS.name
    change.connection.execute(update(token).where(token.c.used_at.is_not(None)).values(device_id=None))
    change.connection.execute(row.delete().where(enrolled))


async def link_ticket(on: Neighbours, turn: int) -> Use:
    ticket = text_of(random_bytes(32))

    def give(change: Change) -> None:
        row = {
            "ticket_hash": hashlib.sha256(ticket.encode()).hexdigest(),
            "purpose": TicketPurpose.PORTAL.value,
            "account_id": on.provider.account_id,
            "sign_in_id": on.provider.sign_in_id,
            "created_at": change.now,
            "expires_at": change.now + timedelta(seconds=30),
        }
        change.connection.execute(insert(tables.one_time_tickets).values(**row))

    await on.change(give)

    async def use(process: Process, number: int) -> bool:
        return bool(await process.tickets.redeem(on.provider, ticket, TicketPurpose.PORTAL))

    return use


async def recovery_code(on: Neighbours, turn: int) -> Use:
    app = on.processes[0].app
    codes = app.new_recovery_codes()
    await on.with_account(on.here["person"], lambda change, account: app.keep_recovery_codes(change, account, codes))

    async def use(process: Process, number: int) -> bool:
        def body(change: Change) -> bool:
            return process.app.use_recovery_code(change, account_of(change, on.here["person"]), codes[0]) is not None

        return await changed(process.work, body)

    return use


async def app_code(on: Neighbours, turn: int) -> Use:
    on.clock.advance(30)
    code = code_at(TOTP_SECRET, on.clock.now())

    async def use(process: Process, number: int) -> bool:
        return await changed(
            process.work, lambda change: process.app.use(change, account_of(change, on.here["person"]), code)
        )

    return use


async def question_to_a_passkey(on: Neighbours, turn: int) -> Use:
    passkey, bound_to = on.passkeys[0], "address:192.0.2.7"
    await _have_one(on, passkey)
    question = await on.processes[0].desk.ask(SYSTEM, Permission.SIGN_IN, Purpose.ALONE, lambda view: (bound_to, None))
    shown = passkey.show({"challenge": text_of(question.challenge)})

    async def use(process: Process, number: int) -> bool:
        answer = Shown(
            credential_id=bytes_of(str(shown["id"])),
            client_data=bytes_of(str(shown["client_data"])),
            authenticator_data=bytes_of(str(shown["authenticator_data"])),
            signature=bytes_of(str(shown["signature"])),
            user_handle=on.here["person"].encode(),
        )
        return await changed(
            process.work, lambda change: process.desk.whose(change, answer, Purpose.ALONE, bound_to) is not None
        )

    return use


async def question_for_a_new_passkey(on: Neighbours, turn: int) -> Use:
    bound_to = "sign_in:a"
    await on.with_account(on.here["person"], lambda change, account: passkey_store.remove(change, account.id))
    question = await on.processes[0].desk.ask(SYSTEM, Permission.SIGN_IN, Purpose.ADD, lambda view: (bound_to, None))

    async def use(process: Process, number: int) -> bool:
        wished = _wished(on, on.passkeys[number], question.challenge)

        def body(change: Change) -> bool:
            return process.desk.add(change, account_of(change, on.here["person"]), wished, bound_to)

        return await changed(process.work, body)

    return use


async def _have_one(on: Neighbours, passkey: Authenticator) -> None:
    """Give the person this passkey, once."""
    wanted = passkey.credential_id
    if await on.change(lambda change: passkey_store.by_credential(change, wanted) is not None):
        return
    desk = on.processes[0].desk
    asked = await desk.ask(SYSTEM, Permission.SIGN_IN, Purpose.ADD, lambda view: ("sign_in:b", None))
    wished = _wished(on, passkey, asked.challenge)
    assert await on.with_account(
        on.here["person"], lambda change, account: desk.add(change, account, wished, "sign_in:b")
    )


def _wished(on: Neighbours, passkey: Authenticator, challenge: bytes) -> Wished:
    asked: dict[str, object] = {"challenge": text_of(challenge), "person_id": text_of(on.here["person"].encode())}
    body = passkey.make(asked)
    made = Made(
        credential_id=bytes_of(str(body["id"])),
        client_data=bytes_of(str(body["client_data"])),
        attestation=bytes_of(str(body["attestation"])),
    )
    return Wished(made=made, name="Key", transports=())


async def state_of_a_company_sign_in(on: Neighbours, turn: int) -> Use:
    state = text_of(random_bytes(32))
    journey = Journey(binding_hash="a" * 64, nonce="nonce", verifier_encrypted=b"sealed", anew=False)
    await on.change(lambda change: journeys.insert_journey(change, state, journey, change.now + timedelta(minutes=10)))

    async def use(process: Process, number: int) -> bool:
        return await changed(process.work, lambda change: journeys.use_journey(change, state) is not None)

    return use


async def code_for_joining(on: Neighbours, turn: int) -> Use:
    book, identifier = CodeBook(SEALER, random_bytes), new_id()
    await on.change(lambda change: book.add(change, identifier, book.fresh(change), {}))

    async def use(process: Process, number: int) -> bool:
        return await changed(process.work, lambda change: join_codes.use(change, identifier, {}))

    return use


async def set_up_secret(on: Neighbours, turn: int) -> Use:
    secret = text_of(random_bytes(32))

    def make(change: Change) -> None:
        row = {"secret_hash": _secret_hash(secret), "created_at": change.now}
        change.connection.execute(
            insert(tables.set_up_secrets).values(**row, expires_at=change.now + timedelta(hours=1))
        )

    await on.change(make)

    async def use(process: Process, number: int) -> bool:
        return await changed(process.work, lambda change: _use_secret(change, secret))

    return use


def _address(number: int) -> str:
    return f"192.0.2.{number}"


THINGS: dict[str, Callable[[Neighbours, int], Awaitable[Use]]] = {
    each.__name__: each
    for each in (
        link_of_a_mail,
        seamless_activation,
        enrolment_token,
        link_ticket,
        recovery_code,
        app_code,
        question_to_a_passkey,
        question_for_a_new_passkey,
        state_of_a_company_sign_in,
        set_up_secret,
        code_for_joining,
    )
}
