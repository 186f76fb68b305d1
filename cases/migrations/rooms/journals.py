"""What was done and what was read."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BYTES, MOMENT, SMALL, TEXT


def create() -> None:
    op.create_table(
        "journal",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("version", SMALL, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("act", TEXT, nullable=False),
        sa.Column("act_key", TEXT, nullable=False),
        sa.Column("body", BYTES, nullable=False),
        sa.Column("previous", BYTES, nullable=False),
        sa.Column("hash", BYTES, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_journal_case_id"),
        sa.PrimaryKeyConstraint("case_id", "sequence", name="pk_journal"),
        sa.UniqueConstraint("act_key", name="uq_journal_act_key"),
    )
    op.create_index("ix_journal_at", "journal", ["at"])
    op.create_table(
        "readings",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("body", BYTES, nullable=False),
        sa.Column("previous", BYTES, nullable=False),
        sa.Column("hash", BYTES, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_readings_case_id"),
        sa.PrimaryKeyConstraint("case_id", "sequence", name="pk_readings"),
    )


def drop() -> None:
    op.drop_table("readings")
    op.drop_table("journal")
