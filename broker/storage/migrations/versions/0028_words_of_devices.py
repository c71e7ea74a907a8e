"""Keep what is said of a device in one text: its own words, its organization's name and its owner's."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("devices", sa.Column("own_text", sa.Text(), server_default="", nullable=False))
    op.execute("UPDATE devices SET own_text = search_text")
    op.execute(
        "UPDATE devices SET search_text = substr("
        "(SELECT name_key FROM organizations WHERE organizations.id = devices.organization_id) || '\n' || "
        "coalesce((SELECT name_key || '\n' FROM accounts WHERE accounts.id = devices.assigned_account_id), '') || "
        "own_text, 1, 400)"
    )


def downgrade() -> None:
    op.execute("UPDATE devices SET search_text = own_text")
    op.drop_column("devices", "own_text")
