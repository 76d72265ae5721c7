"""calls for collaboration, who took an interest, questions, and the screening of calls."""

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TO_LOOK_AT = sa.text("look_at IS NOT NULL")


def text(name: str, length: int = 0) -> sa.Column[str]:
    """A column of words, of so many characters if there is a limit."""
    return sa.Column(name, sa.String(length=length) if length else sa.String(), nullable=False)


def moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    """A column of moments."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def key(column: str, table: str, target: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    """A row of another table, with which this one goes."""
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("revises", sa.Integer(), nullable=True),
        sa.Column("token", sa.String(length=20), nullable=True),
        text("state", 20),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        moment("changed_at", nullable=False),
        moment("sent_at"),
        moment("posted_at"),
        moment("closes_at"),
        text("timezone", 64),
        moment("look_at"),
        sa.Column("reminded", sa.Integer(), nullable=False),
        text("ending", 20),
        text("outcome", 400),
        text("note"),
        text("title", 200),
        text("about"),
        text("side", 20),
        text("roles", 300),
        text("experience"),
        text("topics"),
        text("stage", 20),
        text("early", 20),
        text("hours", 200),
        text("dates", 200),
        text("place", 20),
        text("region", 40),
        sa.Column("deadline", sa.Date(), nullable=True),
        text("pay", 20),
        sa.Column("amount", sa.Integer(), nullable=True),
        text("unit", 20),
        text("pay_to", 20),
        text("pay_by", 20),
        text("expenses", 20),
        sa.Column("share", sa.Integer(), nullable=True),
        text("pay_note", 400),
        text("access"),
        text("support"),
        text("contact", 300),
        key("owner_id", "calls", "members"),
        key("revises", "calls", "calls"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("revises", name=op.f("uq_calls_revises")),
        sa.UniqueConstraint("owner_id", "token", name=op.f("uq_calls_owner_id_token")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_calls_owner", "calls", ["owner_id", "state"])
    op.create_index(op.f("ix_calls_revision"), "calls", ["revision"])
    op.create_index(op.f("ix_calls_changed_at"), "calls", ["changed_at"])
    op.create_index("ix_calls_look_at", "calls", ["look_at"], postgresql_where=TO_LOOK_AT, sqlite_where=TO_LOOK_AT)
    revision_table = op.create_table(
        "call_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_revision")),
    )
    op.bulk_insert(revision_table, [{"id": 1, "last": 0}])
    op.create_table(
        "call_vectors",
        sa.Column("call_id", sa.Integer(), nullable=False),
        text("encoder", 100),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        key("call_id", "call_vectors", "calls"),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_call_vectors")),
    )
    op.create_table(
        "call_interests",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        moment("since", nullable=False),
        text("line", 500),
        sa.Column("introduction", sa.Integer(), nullable=True),
        key("call_id", "call_interests", "calls"),
        key("member_id", "call_interests", "members"),
        sa.PrimaryKeyConstraint("call_id", "member_id", name=op.f("pk_call_interests")),
    )
    op.create_index(op.f("ix_call_interests_member_id"), "call_interests", ["member_id"])
    op.create_table(
        "call_saves",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        key("call_id", "call_saves", "calls"),
        key("member_id", "call_saves", "members"),
        sa.PrimaryKeyConstraint("call_id", "member_id", name=op.f("pk_call_saves")),
    )
    op.create_index(op.f("ix_call_saves_member_id"), "call_saves", ["member_id"])
    op.create_table(
        "call_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        text("question"),
        text("answer"),
        sa.Column("public", sa.Boolean(), nullable=False),
        moment("answered_at"),
        key("call_id", "call_questions", "calls"),
        key("asker_id", "call_questions", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_questions")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_call_questions_call", "call_questions", ["call_id"])
    op.create_index("ix_call_questions_asker", "call_questions", ["asker_id"])
    op.create_table(
        "call_posts",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sharer_id", sa.Integer(), nullable=True),
        moment("shared_at"),
        key("call_id", "call_posts", "calls"),
        key("sharer_id", "call_posts", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("call_id", "channel_id", name=op.f("pk_call_posts")),
    )
    op.create_index("ix_call_posts_sharer", "call_posts", ["sharer_id", "shared_at"])
    op.create_table(
        "network_choices",
        text("name", 60),
        text("value", 200),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_network_choices")),
    )
