"""Give security groups a home and a description; a name is taken only at its home."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CHILDREN = ("security_group_permissions", "security_group_organizations", "security_group_members")
# What reaches just the organization that all its members belong to is that organization's own group.
_GO_HOME = """
UPDATE security_groups SET home = (
    SELECT min(place.organization_id) FROM security_group_organizations AS place
    WHERE place.group_id = security_groups.id
)
WHERE built_in IS NULL AND NOT all_organizations
AND 1 = (SELECT count(*) FROM security_group_organizations AS place WHERE place.group_id = security_groups.id)
AND EXISTS (SELECT 1 FROM security_group_members AS member WHERE member.group_id = security_groups.id)
AND NOT EXISTS (
    SELECT 1 FROM security_group_members AS member JOIN accounts ON accounts.id = member.account_id
    WHERE member.group_id = security_groups.id AND coalesce(accounts.organization_id, '') <> (
        SELECT min(place.organization_id) FROM security_group_organizations AS place
        WHERE place.group_id = security_groups.id
    )
)
"""


def upgrade() -> None:
    _stand_aside()
    with op.batch_alter_table("security_groups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("home", sa.String(length=26), server_default="", nullable=False))
        batch_op.add_column(sa.Column("description", sa.Text(), server_default="", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_security_groups_name"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_security_groups_home_name"), ["home", "name"])
    _come_back()
    op.execute(_GO_HOME)


def downgrade() -> None:
    _stand_aside()
    with op.batch_alter_table("security_groups", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_security_groups_home_name"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_security_groups_name"), ["name"])
        batch_op.drop_column("description")
        batch_op.drop_column("home")
    _come_back()


def _stand_aside() -> None:
    """SQLite changes a constraint by making the table anew; rows that refer to it stand aside meanwhile."""
    for child in _CHILDREN:
        op.execute(f"CREATE TEMPORARY TABLE kept_{child} AS SELECT * FROM {child}")  # noqa: S608 - as below
        op.execute(f"DELETE FROM {child}")  # noqa: S608 - the names stand above


def _come_back() -> None:
    for child in _CHILDREN:
        op.execute(f"INSERT INTO {child} SELECT * FROM kept_{child}")  # noqa: S608 - the names stand above
        op.execute(f"DROP TABLE kept_{child}")
