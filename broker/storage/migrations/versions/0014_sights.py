"""Keep who sees whose portal."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sights",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("sign_in_id", sa.String(length=26), nullable=False),
        sa.Column("viewer_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=True),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["viewer_id"], ["accounts.id"], name=op.f("fk_sights_viewer_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sights_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sights")),
    )
    for column in ("sign_in_id", "viewer_id", "ended_at"):
        op.create_index(f"ix_sights_{column}", "sights", [column])


def downgrade() -> None:
    op.drop_table("sights")
