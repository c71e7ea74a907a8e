"""Keep who looks at the portal of an organization."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sights", schema=None) as batch_op:
        batch_op.add_column(sa.Column("portal_of", sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column("portal_group_id", sa.String(length=26), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_sights_portal_of"), "organizations", ["portal_of"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("sights", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sights_portal_of"), type_="foreignkey")
        batch_op.drop_column("portal_group_id")
        batch_op.drop_column("portal_of")
