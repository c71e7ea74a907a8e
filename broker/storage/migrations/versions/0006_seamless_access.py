"""Organizations that manage themselves, and seamless access."""

import sqlalchemy as sa
from alembic import op

from broker.entropy import new_id

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seamless_grants",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organization_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("activated_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_seamless_grants_account_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_seamless_grants_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seamless_grants")),
        sa.UniqueConstraint(
            "organization_id", "account_id", name=op.f("uq_seamless_grants_organization_id_account_id")
        ),
    )
    with op.batch_alter_table("seamless_grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seamless_grants_account_id"), ["account_id"], unique=False)

    op.create_table(
        "seamless_visits",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organization_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=True),
        sa.Column("visitor", sa.Text(), nullable=False),
        sa.Column("sign_in_id", sa.String(length=26), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("end_reason", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_seamless_visits_account_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_seamless_visits_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seamless_visits")),
    )
    with op.batch_alter_table("seamless_visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seamless_visits_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_seamless_visits_ended_at", ["ended_at"], unique=False)
        batch_op.create_index(
            "ix_seamless_visits_organization_id_begun_at_id", ["organization_id", "begun_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_seamless_visits_sign_in_id_organization_id", ["sign_in_id", "organization_id"], unique=False
        )

    op.add_column("one_time_links", sa.Column("subject", sa.String(length=26), nullable=True))
    op.create_index("ix_one_time_links_subject", "one_time_links", ["subject"])
    op.add_column("one_time_tickets", sa.Column("console", sa.String(length=26), nullable=True))
    # Spelled out: SQLite would otherwise write the table anew, under those who refer to it.
    op.execute("ALTER TABLE organizations ADD COLUMN self_managed BOOLEAN DEFAULT false NOT NULL")
    _add_administrators()


def _add_administrators() -> None:
    """Give each organization its own group of administrators, under a name that is free there."""
    connection = op.get_bind()
    columns = ("id", "home", "name", "built_in", "all_organizations", "created_at")
    groups = sa.table("security_groups", *(sa.column(name) for name in columns))
    places = sa.table("security_group_organizations", sa.column("group_id"), sa.column("organization_id"))
    organizations = sa.table("organizations", sa.column("id"), sa.column("created_at"))
    for organization in connection.execute(sa.select(organizations)).all():
        taken = set(connection.execute(sa.select(groups.c.name).where(groups.c.home == organization.id)).scalars())
        identifier, name = new_id(), "Organization administrators"
        while name in taken:
            name += " (built in)"
        connection.execute(
            groups.insert().values(
                id=identifier,
                home=organization.id,
                name=name,
                built_in="organization_administrator",
                all_organizations=False,
                created_at=organization.created_at,
            )
        )
        connection.execute(places.insert().values(group_id=identifier, organization_id=organization.id))


def downgrade() -> None:
    connection = op.get_bind()
    own = "(SELECT id FROM security_groups WHERE built_in = 'organization_administrator')"
    for part in ("members", "permissions", "organizations"):
        connection.execute(sa.text(f"DELETE FROM security_group_{part} WHERE group_id IN {own}"))  # noqa: S608
    connection.execute(sa.text("DELETE FROM security_groups WHERE built_in = 'organization_administrator'"))
    op.drop_column("organizations", "self_managed")
    op.drop_column("one_time_tickets", "console")
    op.drop_index("ix_one_time_links_subject", "one_time_links")
    op.drop_column("one_time_links", "subject")
    with op.batch_alter_table("seamless_visits", schema=None) as batch_op:
        batch_op.drop_index("ix_seamless_visits_sign_in_id_organization_id")
        batch_op.drop_index("ix_seamless_visits_organization_id_begun_at_id")
        batch_op.drop_index("ix_seamless_visits_ended_at")
        batch_op.drop_index(batch_op.f("ix_seamless_visits_account_id"))

    op.drop_table("seamless_visits")
    with op.batch_alter_table("seamless_grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seamless_grants_account_id"))

    op.drop_table("seamless_grants")
