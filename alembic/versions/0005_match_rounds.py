"""match rounds: who takes part, each round, and who meets whom."""

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TO_TELL = sa.text("waits != ''")
GOING_ON = sa.text("state IN ('new', 'open')")


def reference(column: str, table: str, to: str) -> sa.ForeignKeyConstraint:
    """An id of another table, which goes with its row."""
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("paired", sa.Integer(), nullable=False),
        sa.Column("alone", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("due", name=op.f("uq_rounds_due")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "round_members",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("third", sa.Boolean(), nullable=False),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        reference("member_id", "round_members", "members"),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_round_members")),
    )
    op.create_table(
        "round_places",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(length=20), nullable=False),
        sa.Column("came", sa.String(length=20), nullable=False),
        sa.Column("waits", sa.String(length=20), nullable=False),
        reference("round_id", "round_places", "rounds"),
        reference("member_id", "round_places", "members"),
        sa.PrimaryKeyConstraint("round_id", "member_id", name=op.f("pk_round_places")),
    )
    op.create_index(op.f("ix_round_places_member_id"), "round_places", ["member_id"])
    op.create_index(
        "ix_round_places_waits", "round_places", ["round_id"], postgresql_where=TO_TELL, sqlite_where=TO_TELL
    )
    op.create_table(
        "round_meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        reference("round_id", "round_meetings", "rounds"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_meetings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_round_meetings_round_id"), "round_meetings", ["round_id"])
    op.create_index("ix_round_meetings_made_at", "round_meetings", ["made_at"])
    op.create_index(
        "ix_round_meetings_going_on",
        "round_meetings",
        ["closes_at"],
        postgresql_where=GOING_ON,
        sqlite_where=GOING_ON,
    )
    op.create_table(
        "round_seats",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        reference("meeting_id", "round_seats", "round_meetings"),
        reference("member_id", "round_seats", "members"),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_round_seats")),
    )
    op.create_index("ix_round_seats_member", "round_seats", ["member_id", "month"])
