"""Opening SQLite or PostgreSQL from one URL, with one way in for the writer and several for readers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from broker.access.actors import Actor
from broker.errors import SchemaOutdated, StorageFault
from broker.storage.walls import EVERYTHING, put_up

_log = structlog.get_logger(__name__)

READERS: Final = 4
LOCK_WAIT_SECONDS: Final = 5
STATEMENT_SECONDS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A database that is open: connect for the writer, connect for a reader, close."""

    url: URL
    writing: Engine
    reading: Engine

    @property
    def is_postgresql(self) -> bool:
        return self.writing.dialect.name == "postgresql"

    @contextmanager
    def read(self, reach: str = EVERYTHING, actor: Actor | None = None) -> Iterator[Connection]:
        """Give a connection with one unchanging view of what is within a reach, which cannot write."""
        with self.reading.connect() as connection, connection.begin():
            put_up(connection, reach, actor)
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection that may change everything, past door and wall: for those who migrate."""
        with self.writing.connect() as connection, connection.begin():
            if self.is_postgresql:
                connection.exec_driver_sql("SET LOCAL ROLE NONE")
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.reading.dispose()
        self.writing.dispose()


def open_database(url: str, *, migrate: bool) -> Database:
    """Open `sqlite:///path` or `postgresql://…`; with `migrate` bring it to this program's version first."""
    from broker.storage.migrating import bring_up_to_date, is_up_to_date

    database = _connect(_normalized(url))
    try:
        if migrate:
            bring_up_to_date(database)
        elif not is_up_to_date(database):
            raise SchemaOutdated("this database is of another version: run `handrail serve` or migrate it first")
        return _behind_the_wall(database) if database.is_postgresql else database
    except DBAPIError as fault:
        database.close()
        raise StorageFault(f"the database at {database.url!r} cannot be opened: {fault.orig}") from fault
    except BaseException:
        database.close()
        raise


def _behind_the_wall(database: Database) -> Database:
    """Give up the rights of an owner, where PostgreSQL holds the second wall."""
    from broker.storage.row_security import ROLE, stands

    with database.read() as connection:
        is_walled = stands(connection)
    if not is_walled:
        _log.warning("storage.no_row_security", remedy="see 'PostgreSQL's second wall' in docs/operating.md")
        return database
    database.close()
    return _connect_postgresql(database.url, role=ROLE)


def _normalized(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageFault("a database URL reads sqlite:///path or postgresql://…", code="storage.url") from None
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite") and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite+pysqlite")
    raise StorageFault("a database URL reads sqlite:///path or postgresql://…", code="storage.url")


def _connect(url: URL) -> Database:
    # What is stored never stands in an error's message: errors end up in the log.
    if url.drivername.startswith("sqlite"):
        return _connect_sqlite(url)
    return _connect_postgresql(url)


def _connect_sqlite(url: URL) -> Database:
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    arguments = {"timeout": LOCK_WAIT_SECONDS, "check_same_thread": False}
    writing = create_engine(url, connect_args=arguments, poolclass=NullPool, hide_parameters=True)
    reading = create_engine(
        url, connect_args=arguments, poolclass=QueuePool, pool_size=READERS, max_overflow=0, hide_parameters=True
    )
    event.listen(writing, "connect", _prepare_sqlite)
    event.listen(reading, "connect", _prepare_sqlite_reader)
    # The driver's own way to begin transactions is off, so that savepoints and write locks are ours to place.
    event.listen(writing, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    event.listen(writing, "before_cursor_execute", _refuse_outside_a_transaction)
    event.listen(reading, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return Database(url=url, writing=writing, reading=reading)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {LOCK_WAIT_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _prepare_sqlite_reader(connection: Any, record: object) -> None:
    _prepare_sqlite(connection, record)
    connection.execute("PRAGMA query_only = ON").close()


def _refuse_outside_a_transaction(_connection: Any, cursor: Any, statement: str, *_rest: object) -> None:
    """Stop a body that goes on after SQLite ended the transaction, as it does when the disk is full.

    Every further statement would be committed by itself, without its audit entry.
    """
    if not cursor.connection.in_transaction and not statement.startswith("BEGIN"):
        raise StorageFault("the transaction is over")


def _connect_postgresql(url: URL, *, role: str | None = None) -> Database:
    options = (
        f"-c lock_timeout={LOCK_WAIT_SECONDS}s -c statement_timeout={STATEMENT_SECONDS}s"
        f" -c idle_in_transaction_session_timeout={STATEMENT_SECONDS}s -c timezone=UTC"
    )
    options += f" -c role={role}" if role else ""
    arguments = {"connect_timeout": LOCK_WAIT_SECONDS, "application_name": "handrail", "options": options}
    writing = create_engine(url, connect_args=arguments, poolclass=NullPool, hide_parameters=True)
    reading = create_engine(
        url,
        connect_args=arguments,
        pool_size=READERS,
        max_overflow=0,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        hide_parameters=True,
    )
    return Database(url=url, writing=writing, reading=reading)
