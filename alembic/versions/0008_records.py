"""funders' feeds."""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "funding_feeds",
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("etag", sa.String(length=300), nullable=False),
        sa.Column("modified", sa.String(length=100), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_funding_feeds")),
    )
    op.create_index(op.f("ix_funding_feeds_next_at"), "funding_feeds", ["next_at"])
    op.create_table(
        "funding_items",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("twin", sa.String(length=40), nullable=False),
        sa.Column("feed", sa.String(length=500), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=400), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed"], ["funding_feeds.address"], name=op.f("fk_funding_items_feed_funding_feeds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_funding_items")),
        sa.UniqueConstraint("twin", name=op.f("uq_funding_items_twin")),
    )
    for column in ("feed", "at"):
        op.create_index(op.f(f"ix_funding_items_{column}"), "funding_items", [column])
