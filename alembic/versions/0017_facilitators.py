"""facilitators: found without going through all members."""

import sqlalchemy as sa

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    named, owner = sa.text("facilitator"), sa.text("owner")
    op.create_index("ix_members_facilitators", "members", ["id"], postgresql_where=named, sqlite_where=named)
    op.create_index("ix_accounts_owners", "accounts", ["member_id"], postgresql_where=owner, sqlite_where=owner)
