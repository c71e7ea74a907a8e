"""Give devices tags and groups, and narrow security groups to them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_groups",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organization_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_device_groups_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_groups")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_device_groups_organization_id_name")),
    )
    op.create_index("ix_device_groups_name_id", "device_groups", ["name", "id"])
    op.create_table(
        "device_tags",
        sa.Column("device_id", sa.String(length=26), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_device_tags_device_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_device_tags_organization_id")),
        sa.PrimaryKeyConstraint("device_id", "tag", name=op.f("pk_device_tags")),
    )
    op.create_index("ix_device_tags_tag_device_id", "device_tags", ["tag", "device_id"])
    op.create_index("ix_device_tags_organization_id_tag", "device_tags", ["organization_id", "tag"])
    op.create_table(
        "security_group_marks",
        sa.Column("group_id", sa.String(length=26), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["security_groups.id"], name=op.f("fk_security_group_marks_group_id")),
        sa.PrimaryKeyConstraint("group_id", "mark", name=op.f("pk_security_group_marks")),
    )
    op.create_index("ix_security_group_marks_mark", "security_group_marks", ["mark"])
    op.add_column("devices", sa.Column("device_group_id", sa.String(length=26), nullable=True))
    op.create_index("ix_devices_device_group_id", "devices", ["device_group_id"])
    op.add_column(
        "security_groups", sa.Column("is_narrowed", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("security_groups", "is_narrowed")
    op.drop_index("ix_devices_device_group_id", "devices")
    op.drop_column("devices", "device_group_id")
    op.drop_table("security_group_marks")
    op.drop_table("device_tags")
    op.drop_table("device_groups")
