"""Keep the picture of the screen that a person adds to their request."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_pictures",
        sa.Column("session_id", sa.String(length=26), nullable=False),
        sa.Column("person_account_id", sa.String(length=26), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_account_id"], ["accounts.id"], name=op.f("fk_session_pictures_person_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_session_pictures_session_id_sessions")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_pictures")),
    )


def downgrade() -> None:
    op.drop_table("session_pictures")
