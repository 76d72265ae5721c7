"""delivery."""

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WAITING = sa.text("done_at IS NULL")
FAILED = sa.text("reason != ''")


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "outbox_lanes",
        sa.Column("key", sa.String(length=150), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("limited", sa.String(length=200), nullable=False),
        sa.Column("limited_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("retried", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outbox_lanes")),
    )
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("recipient", sa.String(length=200), nullable=False, server_default=""))
        outbox.add_column(sa.Column("lane", sa.String(length=150), nullable=False, server_default=""))
        outbox.add_column(sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))
        outbox.add_column(sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
        outbox.add_column(sa.Column("platform", sa.String(length=20), nullable=False, server_default=""))
        outbox.add_column(sa.Column("workspace", sa.String(length=100), nullable=False, server_default=""))
        outbox.add_column(sa.Column("account", sa.String(length=200), nullable=False, server_default=""))
        outbox.add_column(sa.Column("conversation", sa.String(), nullable=False, server_default=""))
        outbox.add_column(sa.Column("message", sa.String(), nullable=False, server_default=""))
        outbox.add_column(sa.Column("passed", sa.String(), nullable=False, server_default=""))
        outbox.add_column(sa.Column("reason", sa.String(length=60), nullable=False, server_default=""))
        outbox.alter_column("member_id", existing_type=sa.Integer(), nullable=True)
        outbox.alter_column("failure", existing_type=sa.String(length=200), type_=sa.String(), existing_nullable=False)
        outbox.drop_index("ix_outbox_waiting")
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["lane", "due", "id"],
        postgresql_where=WAITING,
        sqlite_where=WAITING,
        unique=False,
    )
    op.create_index(
        "ix_outbox_ahead", "outbox", ["recipient", "id"], postgresql_where=WAITING, sqlite_where=WAITING, unique=False
    )
    op.create_index("ix_outbox_lately", "outbox", ["recipient", "done_at"], unique=False)
    op.create_index("ix_outbox_failed", "outbox", ["done_at"], postgresql_where=FAILED, sqlite_where=FAILED)
    # What the version before left behind: whose it is, what may have arrived already, and why it failed.
    op.execute("UPDATE outbox SET recipient = CASE kind WHEN 'home' THEN 'home:' ELSE 'member:' END || member_id")
    op.execute("UPDATE outbox SET tried_at = due WHERE done_at IS NULL AND attempts > 0 AND kind = 'card'")
    op.execute("UPDATE outbox SET reason = 'older' WHERE failure != ''")
    op.execute("UPDATE outbox SET card = NULL WHERE done_at IS NOT NULL AND failure = ''")
