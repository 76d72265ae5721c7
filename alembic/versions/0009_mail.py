"""mail: members' confirmed addresses, and the codes that confirm them."""

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "mailboxes",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_mailboxes_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_mailboxes")),
        sa.UniqueConstraint("token", name=op.f("uq_mailboxes_token")),
    )
    op.create_table(
        "mail_codes",
        sa.Column("ident", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_mail_codes_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ident", name=op.f("pk_mail_codes")),
    )
    op.create_index(op.f("ix_mail_codes_digest"), "mail_codes", ["digest"])
    op.create_index(op.f("ix_mail_codes_member_id"), "mail_codes", ["member_id"])
    op.create_index(op.f("ix_mail_codes_sent_at"), "mail_codes", ["sent_at"])
