"""Whose a stored setting is."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("settings", sa.Column("organization_id", sa.String(length=26), server_default="", nullable=False))
    op.create_index("ix_settings_organization_id", "settings", ["organization_id"])


def downgrade() -> None:
    op.drop_index("ix_settings_organization_id", "settings")
    op.drop_column("settings", "organization_id")
