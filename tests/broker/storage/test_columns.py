"""Column types that read the same from every database."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from broker.clock import whole_milliseconds
from broker.storage import tables
from broker.storage.columns import instant_of, milliseconds_of
from broker.storage.database import Database
from tests.fakes.clock import START

instants = st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)).map(whole_milliseconds)  # noqa: DTZ001


@given(instants)
def test_an_instant_survives_as_milliseconds(instant: datetime) -> None:
    assert instant_of(milliseconds_of(instant)) == instant


@given(instants, instants)
def test_instants_keep_their_order(one: datetime, other: datetime) -> None:
    assert (one < other) == (milliseconds_of(one) < milliseconds_of(other))


def test_the_same_instant_in_another_zone_is_the_same_number() -> None:
    assert milliseconds_of(START.astimezone(timezone(timedelta(hours=5)))) == milliseconds_of(START)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        milliseconds_of(START.replace(tzinfo=None))


def test_an_instant_comes_back_from_the_database_as_it_was(database: Database) -> None:
    instant = START + timedelta(milliseconds=123)
    with database.write() as connection:
        values = {"id": "o", "name": "o", "slug": "o", "created_at": instant}
        connection.execute(tables.organizations.insert().values(values))
    with database.read() as connection:
        row = connection.execute(select(tables.organizations)).one()
    assert row.created_at == instant
    assert row.created_at.tzinfo is UTC
    assert row.archived_at is None
