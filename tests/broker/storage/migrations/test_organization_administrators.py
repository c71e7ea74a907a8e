"""Organizations that there are already get a group of administrators of their own."""

from alembic import command
from sqlalchemy import text

from broker.storage.database import Database
from broker.storage.migrating import bring_up_to_date, configuration

FIRST, SECOND = "a" * 26, "b" * 26
TAKEN = "Organization administrators"
BEFORE = (
    f"INSERT INTO organizations (id, name, slug, created_at) VALUES ('{FIRST}', 'Org A', 'org-a', 0)",
    f"INSERT INTO organizations (id, name, slug, created_at) VALUES ('{SECOND}', 'Org B', 'org-b', 0)",
    "INSERT INTO security_groups (id, home, name, all_organizations, created_at)"
    f" VALUES ('{SECOND}', '{SECOND}', '{TAKEN}', false, 0)",
)
GROUPS = "SELECT home, name FROM security_groups WHERE built_in = 'organization_administrator' ORDER BY home"


def test_each_organization_gets_its_own_group_under_a_name_that_is_free_there(database: Database) -> None:
    with database.write() as connection:
        command.downgrade(configuration(connection), "0005")
        for statement in BEFORE:
            connection.execute(text(statement))
    bring_up_to_date(database)
    with database.read() as connection:
        made = connection.execute(text(GROUPS)).all()
        places = connection.execute(text("SELECT organization_id FROM security_group_organizations")).scalars().all()
    assert made == [(FIRST, TAKEN), (SECOND, f"{TAKEN} (built in)")]
    assert sorted(places) == [FIRST, SECOND]
    with database.write() as connection:
        command.downgrade(configuration(connection), "0005")
        left = connection.execute(text("SELECT name FROM security_groups")).scalars().all()
    assert left == [TAKEN]
