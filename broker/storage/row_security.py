"""PostgreSQL's second wall: which rows a role without privileges sees, table by table, drawn from the tables."""

# ruff: noqa: S608 - every name comes from our own tables
import hashlib
from typing import Final

from sqlalchemy import Column, Connection, Table, text

from broker.errors import ProgrammingFault
from broker.storage.tables import metadata
from broker.storage.walls import EVERYTHING, INSTANCE_MARK, STRANGER

ROLE: Final = "handrail_walled"
"""Has no rights but to rows, and does not get past row security."""
_MARKED: Final = "handrail row security "

_REACH: Final = "(SELECT current_setting('handrail.reach', true))"
_ACTOR: Final = "(SELECT current_setting('handrail.actor', true))"
# Read once a statement into a hashed list, however many rows are looked at.
_REACHED: Final = f"(SELECT unnest(string_to_array({_REACH}, ',')))"
_LEFT_OUT: Final = "(SELECT current_setting('handrail.left_out', true))"
_SPARED: Final = f"(SELECT unnest(string_to_array({_LEFT_OUT}, ',')))"
_EVERYBODY: Final = f"coalesce({_REACH}, '') <> ''"
_NOBODY_ELSE: Final = "false"

_IS_ME: Final = f"account_id = {_ACTOR}"

# What belongs to no organization: who may touch it beside those who reach everything.
OF_THE_INSTANCE: Final = {
    "company_sign_ins": _EVERYBODY,
    # What one person was told is nobody else's to read.
    "notice_choices": _IS_ME,
    "notices": _IS_ME,
    "join_codes": _EVERYBODY,
    "passkey_challenges": _EVERYBODY,
    "sign_in_tries": _EVERYBODY,
    "signing_keys": _NOBODY_ELSE,
    "set_up_secrets": _NOBODY_ELSE,
}
# Where the owner of a row is not in `organization_id`, nor behind the first foreign key.
_HOMES: Final = {"organizations": "id", "portal_groups": "home", "security_groups": "home"}
# Rows of two owners: a person's place in a group belongs to the person, or the two would look at each other for ever.
_OWNERS: Final = {"security_group_members": "account_id"}
# Somebody who signs in or enrols has not shown yet who they are, and has no business here.
SHUT_TO_STRANGERS: Final = frozenset(
    {
        "audit_entries",
        "checkpoints",
        "message_marks",
        "messages",
        "notices",
        "session_documents",
        "session_pictures",
        "sessions",
        "signing_keys",
    }
)
# Beside the rows of reached organizations: oneself, the groups one is in, who helps in a session or was let in there,
# and what the instance sets or offers for all.
_MORE: Final = {
    "accounts": " OR ".join(
        (
            f"id = {_ACTOR}",
            "EXISTS (SELECT 1 FROM sessions WHERE technician_account_id = accounts.id)",
            "EXISTS (SELECT 1 FROM seamless_grants WHERE account_id = accounts.id)",
            "EXISTS (SELECT 1 FROM seamless_visits WHERE account_id = accounts.id)",
        )
    ),
    "api_tokens": _IS_ME,
    "portal_groups": f"home = '' AND {_EVERYBODY}",
    "portals": f"organization_id = '' AND {_EVERYBODY}",
    "seamless_grants": _IS_ME,
    "seamless_visits": _IS_ME,
    "security_group_members": _IS_ME,
    "security_groups": f"id IN (SELECT group_id FROM security_group_members WHERE {_IS_ME})",
    "settings": f"organization_id = '' AND {_EVERYBODY}",
}


def condition(table: Table) -> str:
    """Give the condition for a row to be there, in SQL."""
    ways = [f"{_REACH} = '{EVERYTHING}' AND coalesce({_LEFT_OUT}, '') = ''", _belonging(table)]
    if table.name not in SHUT_TO_STRANGERS:
        ways.append(f"{_REACH} = '{STRANGER}'")
    if table.name in _MORE:
        ways.append(_MORE[table.name])
    return " OR ".join(f"({way})" for way in ways)


def _belonging(table: Table) -> str:
    if table.name in OF_THE_INSTANCE:
        return OF_THE_INSTANCE[table.name]
    home = table.columns.get(_HOMES.get(table.name, "organization_id"))
    owner = _owner(table)
    if home is not None and not (home.primary_key and owner is not None):
        place = f"coalesce(nullif({table.name}.{home.name}, ''), '{INSTANCE_MARK}')"
        return f"{place} IN {_REACHED} OR ({_REACH} = '{EVERYTHING}' AND {place} NOT IN {_SPARED})"
    if owner is None:
        raise ProgrammingFault(
            f"the table {table.name} says not whose its rows are: give it organization_id or a foreign key that may not"
            " be empty, or name it in broker/storage/row_security.py"
        )
    key = next(iter(owner.foreign_keys)).column
    return f"EXISTS (SELECT 1 FROM {key.table.name} WHERE {key.table.name}.{key.name} = {table.name}.{owner.name})"


def _owner(table: Table) -> Column[str] | None:
    """Find the column that names the row this one is a part of."""
    if table.name in _HOMES:
        return None
    if table.name in _OWNERS:
        return table.columns[_OWNERS[table.name]]
    columns = [column for column in table.columns if column.foreign_keys and not column.nullable]
    return next((column for column in columns if column.name != "organization_id"), None)


def statements() -> list[str]:
    """Write the wall down: one policy a table, and the rights of the role."""
    written = [f"GRANT SELECT ON alembic_version TO {ROLE}"]
    for table in metadata.sorted_tables:
        allowed = condition(table)
        written += [
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table.name} TO {ROLE}",
            f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS reach ON {table.name}",
            f"CREATE POLICY reach ON {table.name} TO {ROLE} USING ({allowed}) WITH CHECK ({allowed})",
        ]
    return written


def take_down(connection: Connection) -> None:
    """Drop the policies, so that a migration may change what they stand on."""
    named = "SELECT tablename FROM pg_policies WHERE policyname = 'reach' AND schemaname = current_schema()"
    for (table,) in connection.execute(text(named)).all():
        connection.execute(text(f"DROP POLICY reach ON {table}"))
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar():
        connection.execute(text("COMMENT ON TABLE alembic_version IS NULL"))


def build(connection: Connection) -> bool:
    """Build the wall where it does not stand as it should; False where there is no role to hold behind it."""
    if not _has_role(connection):
        return False
    written = statements()
    if not _is_marked(connection):
        schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
        for statement in [f"GRANT USAGE ON SCHEMA {schema} TO {ROLE}", *written]:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{_mark()}'")
    return True


def stands(connection: Connection) -> bool:
    """Tell whether the wall of this version of the program is there, and this user can go behind it."""
    asked = f"SELECT pg_has_role(oid, 'MEMBER') FROM pg_roles WHERE rolname = '{ROLE}'"
    return bool(connection.execute(text(asked)).scalar()) and _is_marked(connection)


def _is_marked(connection: Connection) -> bool:
    return connection.execute(text("SELECT obj_description('alembic_version'::regclass)")).scalar() == _mark()


def _mark() -> str:
    return _MARKED + hashlib.sha256("\n".join(statements()).encode()).hexdigest()


def _has_role(connection: Connection) -> bool:
    """Find or make the role; whoever may not make roles is shown the way in docs/operating.md."""
    asked = f"SELECT pg_has_role(oid, 'MEMBER') FROM pg_roles WHERE rolname = '{ROLE}'"
    member = connection.execute(text(asked)).scalar()
    may_make = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    if not member and connection.execute(text(may_make)).scalar():
        if member is None:
            connection.exec_driver_sql(f"CREATE ROLE {ROLE} NOLOGIN NOBYPASSRLS NOINHERIT")
        connection.exec_driver_sql(f"GRANT {ROLE} TO CURRENT_USER")
        member = True
    return bool(member)
