"""Portal groups with the built-in ones, everybody in *Standard*."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STANDARD = "portalstandardaaaaaaaaaaaa"
_BUILT_IN = (
    ("portalnoaccessaaaaaaaaaaaa", "no_access", "No portal access", ""),
    ("portallimitedaaaaaaaaaaaaa", "limited", "Limited", "ask_for_help own_requests"),
    (
        _STANDARD,
        "standard",
        "Standard",
        "articles ask_for_help own_device_access own_devices own_requests receipts",
    ),
    ("portalnonportalaaaaaaaaaaa", "non_portal", "Non-portal users", "ask_for_help"),
)


def upgrade() -> None:
    groups = op.create_table(
        "portal_groups",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("home", sa.String(length=26), server_default="", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("built_in", sa.String(length=32), nullable=True),
        sa.Column("features", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_groups")),
        sa.UniqueConstraint("home", "name", name=op.f("uq_portal_groups_home_name")),
    )
    rows = [
        {"id": identifier, "built_in": built_in, "name": name, "features": features, "created_at": 0}
        for identifier, built_in, name, features in _BUILT_IN
    ]
    op.bulk_insert(groups, rows)
    op.add_column(
        "accounts", sa.Column("portal_group_id", sa.String(length=26), server_default=_STANDARD, nullable=False)
    )
    op.create_index("ix_accounts_portal_group_id_organization_id", "accounts", ["portal_group_id", "organization_id"])


def downgrade() -> None:
    op.drop_index("ix_accounts_portal_group_id_organization_id", "accounts")
    op.drop_column("accounts", "portal_group_id")
    op.drop_table("portal_groups")
