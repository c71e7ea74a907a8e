"""The tables, where their form is a promise."""

import re

from sqlalchemy import ForeignKey, Text

from broker.storage.columns import ID_LENGTH
from broker.storage.tables import audit_entries, audit_heads, checkpoints, metadata


def test_every_table_has_a_primary_key() -> None:
    assert [table.name for table in metadata.tables.values() if not table.primary_key.columns] == []


def test_no_audit_entry_can_be_lost_with_the_row_it_names() -> None:
    keys = [key for table in (audit_entries, audit_heads, checkpoints) for key in table.foreign_keys]
    assert keys == []


def test_no_row_takes_others_along_when_it_is_deleted() -> None:
    keys: list[ForeignKey] = [key for table in metadata.tables.values() for key in table.foreign_keys]
    assert keys
    assert all(key.ondelete is None for key in keys)


def test_no_column_holds_a_secret_in_the_clear() -> None:
    secret = re.compile("secret|token|password|ticket|code")
    allowed = re.compile("_hash$|_encrypted$")
    named = [
        column.name for table in metadata.tables.values() for column in table.columns if secret.search(column.name)
    ]
    assert named
    assert [name for name in named if not allowed.search(name)] in ([], ["totp_last_step"])


def test_identifiers_have_room_for_exactly_26_characters() -> None:
    ids = [table.columns["id"] for table in metadata.tables.values() if "id" in table.columns]
    assert all(not isinstance(column.type, Text) and column.type.length == ID_LENGTH for column in ids)  # type: ignore[attr-defined]
