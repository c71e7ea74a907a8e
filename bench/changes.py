"""How many audited changes a second the one door takes, from one producer and from many."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import uvloop

from bench.measurement import Measurement
from broker.access.actors import SystemActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.clock import SystemClock
from broker.storage.database import open_database
from broker.storage.unit_of_work import Change, UnitOfWork
from tests.storage_databases import private_postgresql

BENCH = SystemActor(job="bench")
PRODUCERS = (1, 20, 200)
SECONDS = 3.0


def measure(arguments: Sequence[str]) -> Measurement:
    """Measure for `arguments[0]` seconds a figure, on SQLite and on a private PostgreSQL that syncs its files."""
    seconds = float(arguments[0]) if arguments else SECONDS
    with tempfile.TemporaryDirectory() as folder, private_postgresql(durable=True) as postgresql:
        urls = {"sqlite": f"sqlite:///{Path(folder) / 'bench.sqlite'}", "postgresql": postgresql}
        rates = {
            (name, producers): uvloop.run(_rate(url, producers, seconds))
            for name, url in urls.items()
            for producers in PRODUCERS
        }
    return Measurement(
        name="changes",
        columns=("database", "producers", "changes a second"),
        rows=[(name, producers, round(rate)) for (name, producers), rate in rates.items()],
        figures={f"{name}_{producers}_per_second": round(rate) for (name, producers), rate in rates.items()},
    )


async def _rate(url: str, producers: int, seconds: float) -> float:
    database = open_database(url, migrate=True)
    work = UnitOfWork(database, SystemClock())
    until = time.monotonic() + seconds

    async def produce() -> int:
        done = 0
        while time.monotonic() < until:
            await work.change(BENCH, Permission.SETTINGS_CHANGE, _record)
            done += 1
        return done

    done = await asyncio.gather(*(produce() for _ in range(producers)))
    await work.close()
    database.close()
    return sum(done) / seconds


def _record(change: Change) -> None:
    change.record(AuditKind.SETTINGS_CHANGED, organization=None, detail={"setting": "bench"})
