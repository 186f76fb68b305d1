"""Letters that officers write and a second one signs."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, DAY, JSON, MOMENT, TEXT


def create() -> None:
    op.create_table(
        "official_letters",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("template", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("complaint_id", BIG, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("words", BIG, nullable=False),
        sa.Column("writers", JSON, nullable=False),
        sa.Column("signer", TEXT, nullable=True),
        sa.Column("number", TEXT, nullable=True),
        sa.Column("signed_on", DAY, nullable=True),
        sa.Column("way", TEXT, nullable=True),
        sa.Column("sent_on", DAY, nullable=True),
        sa.Column("delivered_on", DAY, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_official_letters_case_id"),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name="fk_official_letters_complaint_id"),
        sa.PrimaryKeyConstraint("id", name="pk_official_letters"),
        sa.UniqueConstraint("number", name="uq_official_letters_number"),
    )
    op.create_index("ix_official_letters_case_id", "official_letters", ["case_id"])


def drop() -> None:
    op.drop_table("official_letters")
