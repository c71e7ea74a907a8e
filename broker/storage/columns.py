"""Column types that read the same from every database."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, Column, ForeignKey, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

ID_LENGTH: Final = 26
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored as whole milliseconds since 1970 in UTC: exact, ordered, the same everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else milliseconds_of(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else instant_of(value)


def milliseconds_of(instant: datetime) -> int:
    """Count the whole milliseconds of an aware instant since 1970."""
    if instant.tzinfo is None:
        raise ValueError("an instant carries its zone")
    return (instant - _EPOCH) // _MILLISECOND


def instant_of(milliseconds: int) -> datetime:
    """Turn milliseconds since 1970 back into an instant."""
    return _EPOCH + milliseconds * _MILLISECOND


def identifier(name: str = "id", **options: Any) -> Column[str]:
    """Declare a column that holds an identifier."""
    return Column(name, String(ID_LENGTH), **options)


def reference(name: str, target: str, *, nullable: bool = False, **options: Any) -> Column[str]:
    """Declare a column that names a row of another table."""
    return Column(name, String(ID_LENGTH), ForeignKey(target), nullable=nullable, **options)
