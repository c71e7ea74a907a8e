"""Second factors and passkeys."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passkey_challenges",
        sa.Column("challenge_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("bound_to", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("challenge_hash", name=op.f("pk_passkey_challenges")),
    )
    with op.batch_alter_table("passkey_challenges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_challenges_bound_to"), ["bound_to"], unique=False)
        batch_op.create_index(batch_op.f("ix_passkey_challenges_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("transports", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_passkeys_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkeys_account_id"), ["account_id"], unique=False)

    # Added outside of a batch: SQLite would make the tables anew for it, and other rows refer to these.
    op.add_column("accounts", sa.Column("totp_offered_encrypted", sa.LargeBinary(), nullable=True))
    op.add_column(
        "accounts", sa.Column("requires_factor", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "security_groups", sa.Column("requires_factor", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("sign_ins", sa.Column("factor", sa.String(length=16), nullable=True))
    op.add_column("sign_ins", sa.Column("factor_at", sa.BigInteger(), nullable=True))
    op.add_column("sign_ins", sa.Column("proved_at", sa.BigInteger(), nullable=True))

    # Who has codes was let in with one.
    op.execute("UPDATE sign_ins SET proved_at = created_at WHERE mfa")
    op.execute(
        "UPDATE sign_ins SET factor = 'app', factor_at = created_at WHERE mfa AND account_id IN "
        "(SELECT id FROM accounts WHERE totp_confirmed_at IS NOT NULL)"
    )


def downgrade() -> None:
    for table, column in (
        ("sign_ins", "proved_at"),
        ("sign_ins", "factor_at"),
        ("sign_ins", "factor"),
        ("security_groups", "requires_factor"),
        ("accounts", "requires_factor"),
        ("accounts", "totp_offered_encrypted"),
    ):
        op.drop_column(table, column)
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkeys_account_id"))

    op.drop_table("passkeys")
    with op.batch_alter_table("passkey_challenges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_challenges_expires_at"))
        batch_op.drop_index(batch_op.f("ix_passkey_challenges_bound_to"))

    op.drop_table("passkey_challenges")
