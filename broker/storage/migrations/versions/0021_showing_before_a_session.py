"""Keep what a technician shows again before a session, until the session has used it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_ins", sa.Column("shown_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("sign_ins", "shown_at")
