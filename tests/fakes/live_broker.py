"""A whole broker on a real TLS port, with people and devices made straight in its storage."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from sqlalchemy import insert, select

from broker.access.actors import SystemActor
from broker.access.groups import BUILT_IN, BuiltInGroup
from broker.access.permissions import Permission
from broker.app import Broker, Foundation, lay_foundation
from broker.audit.kinds import AuditKind
from broker.clock import SystemClock
from broker.config import Company, Config, MailServer
from broker.entropy import new_id
from broker.storage import tables
from broker.storage.audit_check import chains, check_chain
from broker.storage.audit_log import entry_of
from broker.storage.unit_of_work import Change, Limits, View
from protocol.identifiers import OrganizationId
from protocol.session.states import Ended, Session
from tests.fakes.web import UNHURRIED_CONNECTIONS

CONSOLE = SystemActor(job="test")
PATIENCE = 20.0
UNHURRIED = Limits(wait=60.0)
"""A disk that is busy with something else for a while fails no test."""


class ShiftedClock(SystemClock):
    """The real clock, which a test can set forward; its stopwatch stays as it is."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def now(self) -> datetime:
        return super().now() + self.shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is signed in already."""

    id: str
    name: str
    token: str
    sign_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an HTTP call came back with."""

    status: int
    body: Any

    @property
    def code(self) -> str:
        return str(self.body["error"]["code"])


@dataclass(slots=True, kw_only=True)
class LiveBroker:
    """The running broker, and the ways in."""

    broker: Broker
    clock: ShiftedClock
    port: int
    tls: ssl.SSLContext
    client: aiohttp.ClientSession
    organization: OrganizationId
    other_organization: OrganizationId
    groups: dict[BuiltInGroup, str] = field(default_factory=dict)

    @property
    def foundation(self) -> Foundation:
        return self.broker.foundation

    @property
    def origin(self) -> str:
        return f"https://localhost:{self.port}"

    async def change(self, body: Any) -> Any:
        """Change storage directly, as the operator could."""

        def recorded(change: Change) -> Any:
            value = body(change)
            change.record(AuditKind.ACCOUNT_CHANGED, organization=None, subject="test")
            return value

        return await self.foundation.work.change(CONSOLE, Permission.OWN_ACCOUNT_CHANGE, recorded)

    async def view(self, body: Any) -> Any:
        return await self.foundation.work.view(CONSOLE, Permission.SESSION_READ, body)

    async def staff(
        self, group: BuiltInGroup | None, *, name: str = "Tess Technician", where: str | None = None
    ) -> Person:
        """Make a person of the provider's staff, in a group that reaches everything or one organization."""
        identifier = await self._account("staff", None, name)
        if group is not None:
            await self.join(identifier, BUILT_IN[group].permissions, where)
        return await self._signed_in(identifier, name)

    async def staff_with(self, permissions: frozenset[Permission], *, where: str | None = None) -> Person:
        """Make a person of the staff who holds just these permissions."""
        identifier = await self._account("staff", None, "Chosen Rights")
        await self.join(identifier, permissions, where)
        return await self._signed_in(identifier, "Chosen Rights")

    async def administrator(self, organization: str, *, name: str = "Orla Admin") -> Person:
        """Make an administrator of an organization, who is of its own staff."""
        identifier = await self._account("staff", organization, name)
        groups = tables.security_groups.c
        own = select(groups.id).where(groups.home == organization, groups.built_in == "organization_administrator")

        def body(change: Change) -> None:
            member = {"group_id": change.connection.execute(own).scalar_one(), "account_id": identifier}
            change.connection.execute(insert(tables.security_group_members).values(**member))

        await self.change(body)
        return await self._signed_in(identifier, name)

    async def end_user(self, *, name: str = "Erin Enduser", organization: str | None = None) -> Person:
        identifier = await self._account("end_user", organization or self.organization, name)
        return await self._signed_in(identifier, name)

    async def again(self, person: Person) -> Person:
        """Sign the same person in once more, somewhere else."""
        return await self._signed_in(person.id, person.name)

    async def join(self, account: str, permissions: frozenset[Permission], where: str | None) -> str:
        group = new_id()

        def body(change: Change) -> None:
            row = {"id": group, "name": group, "all_organizations": where is None, "created_at": change.now}
            change.connection.execute(insert(tables.security_groups).values(**row))
            for permission in permissions:
                pair = {"group_id": group, "permission": permission.value}
                change.connection.execute(insert(tables.security_group_permissions).values(**pair))
            if where is not None:
                place = {"group_id": group, "organization_id": where}
                change.connection.execute(insert(tables.security_group_organizations).values(**place))
            member = {"group_id": group, "account_id": account}
            change.connection.execute(insert(tables.security_group_members).values(**member))

        await self.change(body)
        return group

    async def narrow(self, group: str, *marks: str) -> None:
        """Narrow a group that somebody has joined to marks."""

        def body(change: Change) -> None:
            row = tables.security_groups
            change.connection.execute(row.update().where(row.c.id == group).values(is_narrowed=True))
            for mark in marks:
                marked = {"group_id": group, "mark": mark}
                change.connection.execute(insert(tables.security_group_marks).values(**marked))

        await self.change(body)

    async def leave_all_groups(self, person: Person) -> None:
        members = tables.security_group_members
        leaving = members.delete().where(members.c.account_id == person.id)
        await self.change(lambda change: change.connection.execute(leaving))

    async def sign_out(self, person: Person) -> None:
        rows = tables.sign_ins
        await self.change(
            lambda change: change.connection.execute(
                rows.update().where(rows.c.id == person.sign_in).values(ended_at=change.now)
            )
        )

    async def _account(self, kind: str, organization: str | None, name: str) -> str:
        identifier = new_id()

        def body(change: Change) -> None:
            row = {
                "id": identifier,
                "kind": kind,
                "organization_id": organization,
                "email": f"{identifier}@example.test",
                "email_key": f"{identifier}@example.test",
                "name": name,
                "status": "active",
                "totp_secret_encrypted": b"not used",
                "totp_confirmed_at": change.now,
                "created_at": change.now,
            }
            change.connection.execute(insert(tables.accounts).values(**row))

        await self.change(body)
        return identifier

    async def _signed_in(self, account: str, name: str) -> Person:
        token, identifier = secrets.token_urlsafe(32), new_id()

        def body(change: Change) -> None:
            row = {
                "id": identifier,
                "token_hash": hashlib.sha256(token.encode()).hexdigest(),
                "account_id": account,
                "created_at": change.now,
                "last_seen_at": change.now,
                "expires_at": change.now + timedelta(days=1),
                "mfa": True,
                "factor": "app",
                "factor_at": change.now,
                "proved_at": change.now,
            }
            change.connection.execute(insert(tables.sign_ins).values(**row))

        await self.change(body)
        return Person(id=account, name=name, token=token, sign_in=identifier)

    def headers(self, person: Person | None, console: str | None = None) -> dict[str, str]:
        found = {"Origin": self.origin}
        if console is not None:
            found["Handrail-Console"] = console
        if person is not None:
            found["Cookie"] = f"__Host-handrail={person.token}"
        return found

    async def get(self, person: Person | None, path: str, console: str | None = None) -> Answer:
        async with self.client.get(f"{self.origin}{path}", headers=self.headers(person, console)) as response:
            return Answer(status=response.status, body=await response.json())

    async def post(
        self, person: Person | None, path: str, body: Mapping[str, Any] | bytes, console: str | None = None
    ) -> Answer:
        return await self._send("POST", person, path, body, console)

    async def patch(self, person: Person | None, path: str, body: Mapping[str, Any] | bytes) -> Answer:
        return await self._send("PATCH", person, path, body)

    async def _send(
        self,
        method: str,
        person: Person | None,
        path: str,
        body: Mapping[str, Any] | bytes,
        console: str | None = None,
    ) -> Answer:
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
        headers = self.headers(person, console) | {"Content-Type": "application/json"}
        async with self.client.request(method, f"{self.origin}{path}", data=raw, headers=headers) as response:
            return Answer(status=response.status, body=await response.json())

    async def put(self, person: Person | None, path: str, body: Mapping[str, Any]) -> Answer:
        async with self.client.put(f"{self.origin}{path}", json=body, headers=self.headers(person)) as response:
            return Answer(status=response.status, body=await response.json())

    async def session(self, session: str) -> Session:
        """Read a session as it is stored."""
        query = select(tables.sessions.c.state).where(tables.sessions.c.id == session)
        text = await self.view(lambda view: view.connection.execute(query).scalar_one())
        return msgspec.json.decode(text, type=Session)

    async def kinds(self, session: str) -> list[str]:
        """List the kinds of a session's entries, in order."""
        entries = tables.audit_entries
        query = select(entries).where(entries.c.session_id == session).order_by(entries.c.sequence)
        rows = await self.view(lambda view: view.connection.execute(query).all())
        return [entry_of(row).entry.kind for row in rows]

    async def all_kinds(self) -> list[str]:
        entries = tables.audit_entries
        rows = await self.view(lambda view: view.connection.execute(select(entries.c.kind)).all())
        return [row.kind for row in rows]

    def skip(self, seconds: float) -> None:
        """Set the wall clock forward."""
        self.clock.shift += timedelta(seconds=seconds)

    async def ended(self, session: str) -> Ended:
        """Wait until a session has ended, and give its end."""
        state = (await self.until(session, "ended")).state
        assert isinstance(state, Ended)
        return state

    async def until(self, session: str, *states: str) -> Session:
        """Wait until a session is in one of the states."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = await self.session(session)
                if str(found.state.__struct_config__.tag) in states:
                    return found
                await asyncio.sleep(0.02)

    async def chains_hold(self) -> bool:
        def body(view: View) -> bool:
            return all(type(check_chain(view, chain)).__name__ == "Verified" for chain in chains(view))

        return bool(await self.view(body))


@asynccontextmanager
async def live_broker(
    state: Path,
    *,
    settings: Mapping[str, object] | None = None,
    relay: Any = None,
    mail: MailServer | None = None,
    company: Company | None = None,
) -> AsyncIterator[LiveBroker]:
    """Run a broker; what was stored in the directory before is still there."""
    config = Config(
        state_dir=state,
        port=0,
        database_url=f"sqlite:///{state}/handrail.db",
        settings=dict(settings or {}),
        relay=relay,
        mail=mail,
        company=company,
    )
    clock = ShiftedClock()
    foundation = lay_foundation(config, clock, limits=UNHURRIED)
    broker = Broker(foundation, UNHURRIED_CONNECTIONS)
    port = await broker.start()
    tls = ssl.create_default_context(cafile=str(broker.certificate.authority_file))
    client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=tls), cookie_jar=aiohttp.DummyCookieJar())
    live = LiveBroker(
        broker=broker,
        clock=clock,
        port=port,
        tls=tls,
        client=client,
        organization=OrganizationId(""),
        other_organization=OrganizationId(""),
    )
    try:
        live.organization = await _organization(live, "Org A")
        live.other_organization = await _organization(live, "Org B")
        yield live
    finally:
        await client.close()
        await broker.stop()


async def _organization(live: LiveBroker, name: str) -> OrganizationId:
    query = select(tables.organizations.c.id).where(tables.organizations.c.name == name)
    found = await live.view(lambda view: view.connection.execute(query).scalar_one_or_none())
    if found is None:
        found = (await live.foundation.organizations().add(CONSOLE, name)).id
    return OrganizationId(found)
