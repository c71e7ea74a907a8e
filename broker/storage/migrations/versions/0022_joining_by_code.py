"""Codes by which computers that are not enrolled join for one session, and the devices that they are meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("devices", sa.Column("temporary", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_table(
        "join_codes",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=True),
        sa.Column("code_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("facts", sa.Text(), server_default="{}", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("organization_id", sa.String(length=26), nullable=True),
        sa.Column("session_id", sa.String(length=26), nullable=True),
        sa.Column("device_id", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_join_codes_organization_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_join_codes_session_id")),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_join_codes_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_codes")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_join_codes_secret_hash")),
    )
    for column in ("code_hash", "address", "session_id", "expires_at"):
        op.create_index(op.f(f"ix_join_codes_{column}"), "join_codes", [column])


def downgrade() -> None:
    for column in ("expires_at", "session_id", "address", "code_hash"):
        op.drop_index(op.f(f"ix_join_codes_{column}"), "join_codes")
    op.drop_table("join_codes")
    op.drop_column("devices", "temporary")
