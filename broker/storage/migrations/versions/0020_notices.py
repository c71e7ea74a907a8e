"""Notices."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_marks",
        sa.Column("organization_id", sa.String(length=26), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_notice_marks")),
    )
    op.create_table(
        "notice_choices",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("happening", sa.String(length=32), nullable=False),
        sa.Column("ways", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notice_choices_account_id")),
        sa.PrimaryKeyConstraint("account_id", "happening", name=op.f("pk_notice_choices")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("entry_id", sa.String(length=26), nullable=False),
        sa.Column("place", sa.String(length=26), nullable=False),
        sa.Column("happening", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=26), nullable=True),
        sa.Column("device_id", sa.String(length=26), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("ways", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notices_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("account_id", "entry_id", name=op.f("uq_notices_account_id_entry_id")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_account_id_at_sequence", ["account_id", "at", "sequence"], unique=False)
        batch_op.create_index("ix_notices_at", ["at"], unique=False)

    # What happened before is no news any more.
    op.execute("INSERT INTO notice_marks (organization_id, sequence) SELECT organization_id, sequence FROM audit_heads")


def downgrade() -> None:
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index("ix_notices_at")
        batch_op.drop_index("ix_notices_account_id_at_sequence")

    op.drop_table("notices")
    op.drop_table("notice_choices")
    op.drop_table("notice_marks")
