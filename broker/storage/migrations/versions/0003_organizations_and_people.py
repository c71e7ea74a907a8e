"""Give organizations a version and a main contact, and accounts the day on which they go."""

import sqlalchemy as sa
from alembic import op

from broker.storage.columns import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organizations", sa.Column("main_contact_id", sa.String(length=26), nullable=True))
    op.add_column("organizations", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_index("ix_organizations_name_id", "organizations", ["name", "id"])
    op.create_index("ix_organizations_created_at_id", "organizations", ["created_at", "id"])
    op.add_column("accounts", sa.Column("delete_at", Instant(), nullable=True))
    op.create_index("ix_accounts_delete_at", "accounts", ["delete_at"])
    op.create_index("ix_accounts_organization_id_name_id", "accounts", ["organization_id", "name", "id"])
    op.create_index("ix_accounts_name_id", "accounts", ["name", "id"])
    op.create_index("ix_accounts_created_at_id", "accounts", ["created_at", "id"])


def downgrade() -> None:
    for index in ("created_at_id", "name_id", "organization_id_name_id", "delete_at"):
        op.drop_index(f"ix_accounts_{index}", "accounts")
    op.drop_column("accounts", "delete_at")
    op.drop_index("ix_organizations_created_at_id", "organizations")
    op.drop_index("ix_organizations_name_id", "organizations")
    op.drop_column("organizations", "version")
    op.drop_column("organizations", "main_contact_id")
