"""What the browser of a sign-in calls itself."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_ins", sa.Column("browser", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("sign_ins", "browser")
