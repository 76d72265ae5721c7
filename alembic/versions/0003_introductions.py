"""introductions, relays and blocks."""

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STILL_WAITING = sa.text("state IN ('open', 'later', 'declined')")


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "introductions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("early", sa.String(length=20), nullable=False),
        sa.Column("time", sa.String(length=200), nullable=False),
        sa.Column("pay", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("pay_by", sa.String(length=20), nullable=False),
        sa.Column("pay_note", sa.String(length=300), nullable=False),
        sa.Column("shared", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["members.id"], name=op.f("fk_introductions_asker_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["members.id"], name=op.f("fk_introductions_asked_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introductions")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_introductions_asked", "introductions", ["asked_id", "month"], unique=False)
    op.create_index("ix_introductions_asker", "introductions", ["asker_id", "asked_at"], unique=False)
    op.create_index("ix_introductions_settled", "introductions", ["settled_at"], unique=False)
    op.create_index(
        "ix_introductions_waiting",
        "introductions",
        ["closes_at"],
        unique=False,
        postgresql_where=STILL_WAITING,
        sqlite_where=STILL_WAITING,
    )
    op.create_table(
        "relays",
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("carried", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asker_address", sa.String(), nullable=False),
        sa.Column("asked_address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_relays_introduction_id_introductions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("introduction_id", name=op.f("pk_relays")),
    )
    op.create_index(op.f("ix_relays_last_at"), "relays", ["last_at"], unique=False)
    op.create_table(
        "blocks",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_blocks_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["blocked_id"], ["members.id"], name=op.f("fk_blocks_blocked_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "blocked_id", name=op.f("pk_blocks")),
    )
    op.create_index(op.f("ix_blocks_blocked_id"), "blocks", ["blocked_id"], unique=False)
