"""surveys: pulses, and what is answered while they are open."""

import sqlalchemy as sa

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "surveys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("questions", sa.String(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Boolean(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("figures", sa.String(), nullable=True),
        sa.Column("unswept", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_surveys_author_id_members"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("key", name=op.f("uq_surveys_key")),
        sa.UniqueConstraint("follows", name=op.f("uq_surveys_follows")),
        sqlite_autoincrement=True,
    )
    to_look_at = sa.text("look_at IS NOT NULL")
    op.create_index("ix_surveys_look_at", "surveys", ["look_at"], postgresql_where=to_look_at, sqlite_where=to_look_at)
    op.create_index("ix_surveys_state", "surveys", ["state"])
    op.create_index("ix_surveys_author", "surveys", ["author_id"])
    op.create_table(
        "survey_posts",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys.id"], name=op.f("fk_survey_posts_survey_id_surveys"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("survey_id", "channel_id", name=op.f("pk_survey_posts")),
    )
    of_answers: dict[str, list[sa.schema.SchemaItem]] = {
        "survey_keys": [sa.Column("secret", sa.LargeBinary(), nullable=False)],
        "survey_ballots": [
            sa.Column("token", sa.String(length=64), nullable=False),
            sa.Column("side", sa.String(length=20), nullable=False),
            sa.Column("sheet", sa.String(), nullable=False),
        ],
        "survey_taken": [
            sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
            sa.ForeignKeyConstraint(
                ["member_id"], ["members.id"], name=op.f("fk_survey_taken_member_id_members"), ondelete="CASCADE"
            ),
        ],
        "survey_texts": [
            sa.Column("question", sa.String(length=40), nullable=False),
            sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("words", sa.String(), nullable=False),
            sa.Column("state", sa.String(length=20), nullable=False),
        ],
    }
    keyed = {"survey_ballots": ["token"], "survey_taken": ["member_id"], "survey_texts": ["question", "place"]}
    for table, columns in of_answers.items():
        op.create_table(
            table,
            sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
            *columns,
            sa.ForeignKeyConstraint(
                ["survey_id"], ["surveys.id"], name=op.f(f"fk_{table}_survey_id_surveys"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("survey_id", *keyed.get(table, []), name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )
    op.create_index(op.f("ix_survey_taken_member_id"), "survey_taken", ["member_id"])
