"""How soon each list of the API answers on a large installation: every sort, search and place far down, by who asks."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import uvloop
from sqlalchemy import Column, func, select
from sqlalchemy.engine import make_url

from bench.measurement import Measurement, percentile
from broker.access.groups import BUILT_IN, BuiltInGroup
from broker.access.permissions import GRANTABLE, Permission
from broker.audit.kinds import AuditKind
from broker.demo.invention import LARGE, Size
from broker.demo.large import grow
from broker.storage import tables
from broker.storage.columns import milliseconds_of
from broker.storage.database import Database, open_database
from broker.storage.migrating import bring_up_to_date
from broker.storage.paging import write_cursor
from broker.storage.unit_of_work import Change
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import START
from tests.matrix.objects import account, group, join, sign_in
from tests.matrix.stage import Stage, stage
from tests.storage_databases import private_postgresql

CALLS = 40
LIMIT_MS = 100.0
SELECTED = 50
SMALL = Size(organizations=20, end_users=200, devices=500, sessions=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One way to ask for a list."""

    name: str
    path: str
    query: Mapping[str, str]

    @property
    def url(self) -> str:
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


def measure(arguments: Sequence[str]) -> Measurement:
    """Measure on SQLite and PostgreSQL, or on the one that is named; `small` in the arguments tries it out."""
    size = SMALL if "small" in arguments else LARGE
    rows: list[Sequence[object]] = []
    figures: dict[str, float | int] = {}
    with tempfile.TemporaryDirectory() as folder, private_postgresql() as postgresql:
        urls = {"sqlite": f"sqlite:///{Path(folder) / 'lists.sqlite'}", "postgresql": postgresql}
        for name in [each for each in urls if each in arguments] or list(urls):
            calls = CALLS if size is LARGE else 3
            found = uvloop.run(_database(Path(folder) / name, urls[name], size, calls))
            rows += [(name, *row) for row in found]
            for share, column in (("p50", 2), ("p99", 3)):
                figures[f"{name}_worst_{share}_ms"] = max(float(str(row[column])) for row in found)
            # What a call takes that asks for one's own page: all but the list.
            figures[f"{name}_oneself_p50_ms"] = max(float(str(row[2])) for row in found if row[1] == "oneself")
            figures[f"{name}_slow"] = sum(float(str(row[3])) >= LIMIT_MS for row in found)
    columns = ("database", "who", "list", "p50 ms", "p99 ms")
    return Measurement(name="lists", columns=columns, rows=rows, figures=figures)


async def _database(folder: Path, url: str, size: Size, calls: int) -> list[tuple[str, str, float, float]]:
    database = open_database(url, migrate=True)
    grow(database, size, START)
    _analyze(database)
    database.close()
    folder.mkdir()  # noqa: ASYNC240 - nobody else waits
    async with stage(folder, make_url(url).render_as_string(hide_password=False)) as on:
        people = await on.foundation.work.change(SYSTEM, Permission.OWN_ACCOUNT_CHANGE, _sign_in_people)
        ways = list(_ways(on))
        # As the broker does once it has started.
        gc.collect()
        gc.freeze()
        return [
            (who, way.name, *await _timed(on, way, cookie, calls)) for who, cookie in people.items() for way in ways
        ]


def _analyze(database: Database) -> None:
    """Have the planner know what is there: PostgreSQL as autovacuum does in time, SQLite as the next start does."""
    if database.is_postgresql:
        url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    else:
        bring_up_to_date(database)


async def _timed(on: Stage, way: Asked, cookie: str, calls: int) -> tuple[float, float]:
    taken: list[float] = []
    for _ in range(calls + 3):
        began = time.perf_counter()
        answer = await on.send("GET", way.url, cookie, None)
        taken.append(1000 * (time.perf_counter() - began))
        if answer.status == 403:
            return 0.0, 0.0
        assert answer.status in (200, 404), (way, answer.body)
        await asyncio.sleep(0)
    return round(percentile(taken[3:], 0.5), 1), round(percentile(taken[3:], 0.99), 1)


def _sign_in_people(change: Change) -> dict[str, str]:
    """Sign in somebody who reaches everything, some organizations, one of them, and only their own."""
    device = tables.devices.c
    count = func.count()
    query = (
        select(device.organization_id).group_by(device.organization_id).order_by(count.desc(), device.organization_id)
    )
    places = list(change.connection.execute(query.limit(SELECTED)).scalars())
    owner = change.connection.execute(
        select(device.assigned_account_id).where(device.organization_id == places[0], device.assigned_account_id != "")
    )
    provider, technician = account(change, "staff", None, "a"), account(change, "staff", None, "b")
    administrator = account(change, "staff", places[0], "c")
    join(change, group(change, "", GRANTABLE, None, "a"), provider)
    join(change, group(change, "", BUILT_IN[BuiltInGroup.TECHNICIAN].permissions, places, "b"), technician)
    join(change, group(change, places[0], GRANTABLE, places[:1], "c"), administrator)
    change.record(AuditKind.ACCOUNT_CHANGED, organization=None, subject="bench")
    people = {
        "provider": provider,
        f"technician of {len(places)}": technician,
        "administrator of one": administrator,
        "end user": str(owner.scalars().first()),
    }
    return {who: sign_in(change, person) for who, person in people.items()}


def _ways(on: Stage) -> Iterator[Asked]:
    with on.foundation.database.read() as connection:

        def far(first: Column[Any], identifier: Column[str]) -> str:
            """Give the cursor of the row at nine tenths of a list."""
            total = connection.execute(select(func.count()).select_from(first.table)).scalar_one()
            query = select(first, identifier).where(first.is_not(None)).order_by(first, identifier)
            row = connection.execute(query.offset(total * 9 // 10).limit(1)).one()
            key = row[0] if isinstance(row[0], str) else milliseconds_of(row[0])
            return write_cursor([key, row[1]])

        place = connection.execute(select(tables.devices.c.organization_id).limit(1)).scalar_one()
        device = connection.execute(select(tables.sessions.c.device_id).limit(1)).scalar_one()
        cursors = {
            name: far(table.c[column], table.c.id)
            for name, table, column in (
                ("organizations", tables.organizations, "name"),
                ("accounts", tables.accounts, "name"),
                ("accounts -created_at", tables.accounts, "created_at"),
                ("devices", tables.devices, "name"),
                ("devices -last_seen_at", tables.devices, "last_seen_at"),
                ("sessions", tables.sessions, "created_at"),
            )
        }
        entries = tables.audit_entries.c
        oldest = select(entries.at, entries.sequence, entries.id).order_by(entries.at, entries.sequence, entries.id)
        row = connection.execute(oldest.offset(1000).limit(1)).first() or connection.execute(oldest.limit(1)).one()
        cursors["audit"] = f"{milliseconds_of(row.at)}.{row.sequence}.{row.id}"
    yield from _lists(cursors, place, device)


def _lists(cursors: Mapping[str, str], place: str, device: str) -> Iterator[Asked]:
    searches = {"common": "adler", "two words": "adler amara", "none": "zzzz"}
    sorts = {
        "organizations": ("name", "-created_at"),
        "accounts": ("name", "-created_at"),
        "devices": ("name", "-last_seen_at"),
        "sessions": ("",),
        "audit": ("",),
        "security-groups": ("",),
        "mails": ("",),
    }
    for name, orders in sorts.items():
        for order in orders:
            shown, sort = f"{name} {order}".strip(), {"sort": order} if order else {}
            yield Asked(name=shown, path=f"/api/{name}", query=sort)
            yield Asked(name=f"{shown}, 200 at once", path=f"/api/{name}", query=sort | {"limit": "200"})
            if (cursor := cursors.get(shown) or cursors.get(name if order in ("", "name") else "")) is not None:
                yield Asked(name=f"{shown}, far down", path=f"/api/{name}", query=sort | {"cursor": cursor})
            for kind, words in searches.items():
                yield Asked(name=f"{shown}, search {kind}", path=f"/api/{name}", query=sort | {"q": words})
    yield Asked(name="accounts of one organization", path="/api/accounts", query={"organization": place})
    yield Asked(name="accounts, end users", path="/api/accounts", query={"kind": "end_user"})
    yield Asked(name="devices of one organization", path="/api/devices", query={"organization": place})
    for presence in ("online", "offline", "in_session"):
        yield Asked(name=f"devices {presence}", path="/api/devices", query={"presence": presence})
    for state in ("requested", "live", "ended"):
        yield Asked(name=f"sessions {state}", path="/api/sessions", query={"state": state})
    yield Asked(name="sessions, mine", path="/api/sessions", query={"mine": "true"})
    yield Asked(name="sessions of one device", path="/api/sessions", query={"device": device})
    for words in ("kind:session.requested", "actor:tanaka", "device:desk-000001", "result:refused"):
        yield Asked(name=f"audit, {words}", path="/api/audit", query={"q": words})
    yield Asked(name="audit of one organization", path="/api/audit", query={"organization": place})
    yield Asked(name="audit state", path="/api/audit/state", query={})
    yield Asked(name="oneself", path="/api/me", query={})
