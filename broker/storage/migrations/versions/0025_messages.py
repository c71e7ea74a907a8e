"""Keep the messages of requests and sessions, and how far each side has read."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("session_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("author_account_id", sa.String(length=26), nullable=True),
        sa.Column("person_account_id", sa.String(length=26), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_account_id"], ["accounts.id"], name=op.f("fk_messages_author_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["person_account_id"], ["accounts.id"], name=op.f("fk_messages_person_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_messages_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_messages_session_id_number")),
    )
    op.create_index(
        "ix_messages_session_id_side_created_at", "messages", ["session_id", "side", "created_at"], unique=False
    )
    op.create_table(
        "message_marks",
        sa.Column("session_id", sa.String(length=26), nullable=False),
        sa.Column("reader", sa.String(length=26), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_message_marks_session_id_sessions")),
        sa.PrimaryKeyConstraint("session_id", "reader", name=op.f("pk_message_marks")),
    )


def downgrade() -> None:
    op.drop_table("message_marks")
    op.drop_index("ix_messages_session_id_side_created_at", table_name="messages")
    op.drop_table("messages")
