"""Keep with who is on the way to the company whether they are to show there anew who they are."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("company_sign_ins", sa.Column("anew", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    op.drop_column("company_sign_ins", "anew")
