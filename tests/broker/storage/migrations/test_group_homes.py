"""Giving security groups a home keeps who is in them, what they give and where."""

from alembic import command
from sqlalchemy import text

from broker.storage.database import Database
from broker.storage.migrating import bring_up_to_date, configuration

ORGANIZATION, GROUP, EVERYWHERE, ACCOUNT = "o" * 26, "g" * 26, "e" * 26, "a" * 26
BEFORE = (
    f"INSERT INTO organizations (id, name, slug, created_at) VALUES ('{ORGANIZATION}', 'Org A', 'org-a', 0)",
    "INSERT INTO accounts (id, kind, organization_id, email, email_key, name, created_at)"
    f" VALUES ('{ACCOUNT}', 'staff', '{ORGANIZATION}', 'a', 'a', 'Ada Berg', 0)",
    f"INSERT INTO security_groups (id, name, all_organizations, created_at) VALUES ('{GROUP}', 'Desk', false, 0)",
    f"INSERT INTO security_groups (id, name, all_organizations, created_at) VALUES ('{EVERYWHERE}', 'All', true, 0)",
    f"INSERT INTO security_group_permissions (group_id, permission) VALUES ('{GROUP}', 'device:read')",
    f"INSERT INTO security_group_organizations (group_id, organization_id) VALUES ('{GROUP}', '{ORGANIZATION}')",
    f"INSERT INTO security_group_members (group_id, account_id) VALUES ('{GROUP}', '{ACCOUNT}')",
)


def test_groups_keep_their_rows_and_an_organizations_own_group_goes_home(database: Database) -> None:
    with database.write() as connection:
        command.downgrade(configuration(connection), "0001")
        for statement in BEFORE:
            connection.execute(text(statement))
    bring_up_to_date(database)
    with database.read() as connection:
        homes = connection.execute(
            text("SELECT name, home FROM security_groups WHERE built_in IS NULL ORDER BY name")
        ).all()
        members = connection.execute(text("SELECT group_id, account_id FROM security_group_members")).all()
        given = connection.execute(text("SELECT permission FROM security_group_permissions")).scalars().all()
    assert [tuple(row) for row in homes] == [("All", ""), ("Desk", ORGANIZATION)]
    assert [tuple(row) for row in members] == [(GROUP, ACCOUNT)]
    assert given == ["device:read"]
