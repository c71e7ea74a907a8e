"""Databases for tests: a fresh SQLite file, and a fresh database on a private PostgreSQL server."""

import ctypes
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from broker.access.portal_groups import BUILT_IN_PORTAL_GROUPS, write_features
from broker.clock import Clock
from broker.storage import tables
from broker.storage.database import Database, open_database
from broker.storage.migrating import newest_version
from broker.storage.unit_of_work import UnitOfWork
from tests.fakes.clock import FakeClock

POSTGRESQL = Path("/usr/lib/postgresql/15/bin")
START_SECONDS = 60  # a machine under load may take a while
_numbers = itertools.count(1)
_DIE_WITH_PARENT = 1  # Linux's PR_SET_PDEATHSIG


@contextmanager
def private_postgresql(*, durable: bool = False) -> Iterator[str]:
    """Run a PostgreSQL server of our own, on a socket in a private folder, and give the URL of its main database."""
    folder = Path(tempfile.mkdtemp(prefix="handrail-postgresql-", dir="/tmp"))
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    try:
        _run(
            ["initdb", "-D", folder / "data", "-U", "handrail", "-A", "trust", "-E", "UTF8", "--no-sync"], folder, user
        )
        options = ("listen_addresses=", "max_connections=60", "shared_buffers=16MB", "log_min_messages=fatal")
        server = subprocess.Popen(
            [str(POSTGRESQL / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *([] if durable else ["-F"])]
            + [argument for option in options for argument in ("-c", option)],
            cwd=folder,
            user=user,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_end_with_us,  # noqa: PLW1509 - one system call, which takes no lock
        )
        try:
            _wait_until_ready(server, folder)
            yield f"postgresql://handrail@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            server.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: Sequence[str | Path], folder: Path, user: str | None) -> None:
    program: list[str] = [str(POSTGRESQL / command[0]), *map(str, command[1:])]
    done = subprocess.run(program, cwd=folder, user=user, capture_output=True, text=True, timeout=START_SECONDS)
    assert done.returncode == 0, done.stderr


def _wait_until_ready(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    asking = [str(POSTGRESQL / "pg_isready"), "-q", "-h", str(folder), "-U", "handrail", "-d", "postgres"]
    while subprocess.run(asking, timeout=START_SECONDS).returncode != 0:
        assert server.poll() is None, "PostgreSQL ended while it was starting"
        assert time.monotonic() < deadline, "PostgreSQL did not start"
        time.sleep(0.02)


def _end_with_us() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGQUIT)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """One server for all tests of a process, with a database `template` that is migrated already."""
    with private_postgresql() as url:
        _execute(url, "CREATE DATABASE template")
        open_database(url.replace("/postgres?", "/template?"), migrate=True).close()
        yield url


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of a migrated database without a row; nobody else uses it meanwhile."""
    spare = _spare.setdefault(postgresql_server, [])
    url = spare.pop() if spare else _new_database(postgresql_server)
    yield url
    # Emptying takes a tenth of the time that making a database takes.
    if _is_emptied(url):
        spare.append(url)


_spare: dict[str, list[str]] = {}


def _new_database(server: str) -> str:
    name = f"test_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE template STRATEGY file_copy")
    return server.replace("/postgres?", f"/{name}?")


def _is_emptied(url: str) -> bool:
    """Delete all but built-in portal groups; False when tables were changed, or somebody still holds on to them."""
    import psycopg

    deletes = [f"DELETE FROM {table.name}" for table in reversed(tables.metadata.sorted_tables)]
    again = "INSERT INTO portal_groups (id, built_in, name, features, created_at) VALUES (%s, %s, %s, %s, 0)"
    built_in = [
        (group.id, group.value, template.name, write_features(template.features))
        for group, template in BUILT_IN_PORTAL_GROUPS.items()
    ]
    try:
        with psycopg.connect(url, autocommit=True, options="-c lock_timeout=5s") as connection:
            version = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            connection.execute("; ".join(deletes).encode())
            connection.cursor().executemany(again, built_in)
    except psycopg.Error:
        return False
    return version == [(newest_version(),)]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    open_database(f"sqlite:///{path}", migrate=True).close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh, migrated SQLite file."""
    shutil.copy(sqlite_template, tmp_path / "handrail.sqlite")
    return f"sqlite:///{tmp_path / 'handrail.sqlite'}"


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh, migrated database: each test runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database that is open: each test runs once on SQLite and once on PostgreSQL."""
    opened = open_database(database_url, migrate=False)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FakeClock:
    """A clock that the test moves."""
    return FakeClock()


@pytest.fixture
async def work(database: Database, clock: Clock) -> AsyncIterator[UnitOfWork]:
    """The door to the fresh database."""
    opened = UnitOfWork(database, clock)
    yield opened
    await opened.close()


def _execute(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
