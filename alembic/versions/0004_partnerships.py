"""outcomes, partnerships and check-ins."""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TO_ASK_AGAIN = sa.text("again_at IS NOT NULL")
TO_CHECK = sa.text("next_at IS NOT NULL")


def member(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A member's id, which goes with them."""
    name = op.f(f"fk_{table}_{column}_members")
    return sa.ForeignKeyConstraint([column], ["members.id"], name=name, ondelete="CASCADE")


def introduction(table: str) -> sa.ForeignKeyConstraint:
    """An introduction's id, likewise."""
    name = op.f(f"fk_{table}_introduction_id_introductions")
    return sa.ForeignKeyConstraint(["introduction_id"], ["introductions.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "outcomes",
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        introduction("outcomes"),
        member("member_id", "outcomes"),
        sa.PrimaryKeyConstraint("introduction_id", "member_id", name=op.f("pk_outcomes")),
    )
    op.create_index(
        "ix_outcomes_again_at", "outcomes", ["again_at"], postgresql_where=TO_ASK_AGAIN, sqlite_where=TO_ASK_AGAIN
    )
    op.create_index(op.f("ix_outcomes_member_id"), "outcomes", ["member_id"])
    op.create_table(
        "partnerships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("opener_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("pay", sa.String(length=20), nullable=False),
        sa.Column("pay_note", sa.String(length=300), nullable=False),
        sa.Column("paid", sa.String(length=20), nullable=False),
        introduction("partnerships"),
        member("opener_id", "partnerships"),
        member("partner_id", "partnerships"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnerships")),
        sa.UniqueConstraint("introduction_id", name=op.f("uq_partnerships_introduction_id")),
        sqlite_autoincrement=True,
    )
    for column in ("opener_id", "partner_id", "ended_at"):
        op.create_index(op.f(f"ix_partnerships_{column}"), "partnerships", [column])
    op.create_index(
        "ix_partnerships_next_at", "partnerships", ["next_at"], postgresql_where=TO_CHECK, sqlite_where=TO_CHECK
    )
    op.create_table(
        "checkins_asked",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships.id"],
            name=op.f("fk_checkins_asked_partnership_id_partnerships"),
            ondelete="CASCADE",
        ),
        member("member_id", "checkins_asked"),
        sa.PrimaryKeyConstraint("partnership_id", "member_id", "month", name=op.f("pk_checkins_asked")),
    )
    op.create_index(op.f("ix_checkins_asked_member_id"), "checkins_asked", ["member_id"])
    op.create_table(
        "checkin_answers",
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("question", "side", "answer", name=op.f("pk_checkin_answers")),
    )
