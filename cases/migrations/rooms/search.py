"""The blind index of each unit, by which its officers find cases."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BYTES, TEXT


def create() -> None:
    op.create_table(
        "search_keys",
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("epoch", BIG, autoincrement=False, nullable=False),
        sa.Column("unit_epoch", BIG, nullable=False),
        sa.Column("carried", BYTES, nullable=True),
        sa.Column("shred", BIG, nullable=False),
        sa.Column("since", BIG, nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_search_keys_unit"),
        sa.PrimaryKeyConstraint("unit", "epoch", name="pk_search_keys"),
    )
    op.create_table(
        "searched_cases",
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("entries", BIG, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_searched_cases_case_id"),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_searched_cases_unit"),
        sa.PrimaryKeyConstraint("unit", "case_id", name="pk_searched_cases"),
    )
    op.create_index("ix_searched_cases_case_id", "searched_cases", ["case_id"])
    op.create_table(
        "search_tokens",
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("token", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_search_tokens_case_id"),
        sa.PrimaryKeyConstraint("unit", "token", "case_id", name="pk_search_tokens"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_tokens_case", "search_tokens", ["case_id", "unit"])


def drop() -> None:
    op.drop_table("search_tokens")
    op.drop_table("searched_cases")
    op.drop_table("search_keys")
