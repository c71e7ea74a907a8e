"""Drafting the migration that the tables want."""

from pathlib import Path

from sqlalchemy import Column, Table

from broker.storage.columns import Instant
from broker.storage.draft_migration import VERSIONS, draft
from broker.storage.tables import metadata


def test_nothing_is_written_when_the_migrations_make_the_tables_already(tmp_path: Path) -> None:
    assert draft("Nothing", into=tmp_path) is False
    assert list(tmp_path.iterdir()) == []


def test_a_draft_holds_what_the_tables_have_more_and_takes_the_next_number(tmp_path: Path) -> None:
    table = Table("things", metadata, Column("at", Instant, nullable=False))
    try:
        assert draft("Add things", into=tmp_path) is True
    finally:
        metadata.remove(table)
    (written,) = tmp_path.glob("*.py")
    text = written.read_text()
    number = len([path for path in VERSIONS.iterdir() if path.name[:4].isdigit()]) + 1
    assert written.name == f"{number:04d}_add_things.py"
    assert text.startswith('"""Add things."""')
    assert "sa.BigInteger(), nullable=False" in text
    assert "drop_table" in text
