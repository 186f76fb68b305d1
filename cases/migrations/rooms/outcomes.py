"""What came of cases for people."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BOOL, DAY, SMALL, TEXT


def create() -> None:
    op.create_table(
        "outcome_records",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("what", TEXT, nullable=False),
        sa.Column("people", SMALL, nullable=False),
        sa.Column("sanction", TEXT, nullable=True),
        sa.Column("body", TEXT, nullable=True),
        sa.Column("day", DAY, nullable=False),
        sa.Column("struck", BOOL, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_outcome_records_case_id"),
        sa.PrimaryKeyConstraint("case_id", "sequence", name="pk_outcome_records"),
    )
    op.create_index("ix_outcome_records_unit", "outcome_records", ["unit", "what", "day"])


def drop() -> None:
    op.drop_table("outcome_records")
