"""Keep whose offers do not reach a device any more."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offer_blocks",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organization_id", sa.String(length=26), nullable=False),
        sa.Column("device_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("session_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_offer_blocks_account_id")),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_offer_blocks_device_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_offer_blocks_organization_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_offer_blocks_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_blocks")),
    )
    op.create_index("ix_offer_blocks_account_id_device_id", "offer_blocks", ["account_id", "device_id"])
    op.create_index("ix_offer_blocks_device_id", "offer_blocks", ["device_id"])
    op.create_index("ix_offer_blocks_created_at", "offer_blocks", ["created_at"])


def downgrade() -> None:
    op.drop_table("offer_blocks")
