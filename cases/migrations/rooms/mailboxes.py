"""What the complainant and the institution write each other."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BYTES, MOMENT, TEXT


def create() -> None:
    op.create_table(
        "letters",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("complaint_id", BIG, nullable=False),
        sa.Column("template", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("payload", BYTES, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_letters_case_id"),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name="fk_letters_complaint_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
    )
    op.create_index("ix_letters_case_id", "letters", ["case_id"])
    op.create_index("ix_letters_complaint_id", "letters", ["complaint_id"])
    op.create_table(
        "mailboxes",
        sa.Column("complaint_id", BIG, autoincrement=False, nullable=False),
        sa.Column("public_key", TEXT, nullable=False),
        sa.Column("lookup", BYTES, nullable=True),
        sa.Column("salt_version", BIG, nullable=False),
        sa.Column("code_wrap", BYTES, nullable=True),
        sa.Column("file_wrap", BYTES, nullable=False),
        sa.Column("file_epoch", BIG, nullable=False),
        sa.Column("issued_by", TEXT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name="fk_mailboxes_complaint_id"),
        sa.PrimaryKeyConstraint("complaint_id", name="pk_mailboxes"),
        sa.UniqueConstraint("lookup", name="uq_mailboxes_lookup"),
    )
    op.create_table(
        "messages",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("complaint_id", BIG, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sender", TEXT, nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("payload", BYTES, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_messages_case_id"),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name="fk_messages_complaint_id"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_case", "messages", ["case_id", "at"])
    op.create_index("ix_messages_complaint", "messages", ["complaint_id", "at"])


def drop() -> None:
    op.drop_table("messages")
    op.drop_table("mailboxes")
    op.drop_table("letters")
