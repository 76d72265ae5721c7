"""polls that are asked again: when the first of them was asked, whose day and time of day all others keep."""

import sqlalchemy as sa

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column("polls", sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))
