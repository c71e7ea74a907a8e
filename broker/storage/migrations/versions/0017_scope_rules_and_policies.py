"""Scope rules of settings, and the policies that devices were given."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting_rules",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organization_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_setting_rules_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_rules")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_setting_rules_organization_id_name")),
    )
    op.create_index("ix_setting_rules_organization_id_position", "setting_rules", ["organization_id", "position"])
    op.create_table(
        "device_policies",
        sa.Column("device_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_device_policies_device_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_policies")),
    )


def downgrade() -> None:
    op.drop_table("device_policies")
    op.drop_index("ix_setting_rules_organization_id_position", "setting_rules")
    op.drop_table("setting_rules")
