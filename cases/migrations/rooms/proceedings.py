"""What runs on a case: proceedings, their clocks, and remedies."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BOOL, DAY, JSON, MOMENT, SMALL, TEXT


def create() -> None:
    op.create_table(
        "proceedings",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("main", BOOL, nullable=False),
        sa.Column("number", SMALL, nullable=False),
        sa.Column("procedure", TEXT, nullable=False),
        sa.Column("version", SMALL, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("state", JSON, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_proceedings_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_proceedings"),
    )
    op.create_index("ix_proceedings_case", "proceedings", ["case_id", "number"])
    op.create_index("ix_proceedings_procedure", "proceedings", ["procedure", "opened_at", "ended_at"])
    op.create_table(
        "clocks",
        sa.Column("proceeding_id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("running", BOOL, nullable=False),
        sa.Column("due", MOMENT, nullable=True),
        sa.Column("alarm_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clocks_case_id"),
        sa.ForeignKeyConstraint(["proceeding_id"], ["proceedings.id"], name="fk_clocks_proceeding_id"),
        sa.PrimaryKeyConstraint("proceeding_id", "name", name="pk_clocks"),
    )
    op.create_index(
        "ix_clocks_alarm",
        "clocks",
        ["alarm_at"],
        postgresql_where=sa.text("alarm_at IS NOT NULL"),
        sqlite_where=sa.text("alarm_at IS NOT NULL"),
    )
    op.create_index("ix_clocks_case_id", "clocks", ["case_id"])
    op.create_table(
        "remedies",
        sa.Column("proceeding_id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=True),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("served", DAY, nullable=True),
        sa.Column("due", DAY, nullable=True),
        sa.Column("answered", DAY, nullable=True),
        sa.Column("ended", DAY, nullable=True),
        sa.Column("verified", BOOL, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_remedies_case_id"),
        sa.ForeignKeyConstraint(["proceeding_id"], ["proceedings.id"], name="fk_remedies_proceeding_id"),
        sa.PrimaryKeyConstraint("proceeding_id", name="pk_remedies"),
    )
    op.create_index("ix_remedies_case_id", "remedies", ["case_id"])
    op.create_index("ix_remedies_unit", "remedies", ["unit", "stage", "due"])


def drop() -> None:
    op.drop_table("remedies")
    op.drop_table("clocks")
    op.drop_table("proceedings")
