"""Cases, what they began with, and the rows that lists and reports read."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BOOL, BYTES, DAY, JSON, MOMENT, SMALL, TEXT


def create() -> None:
    op.create_table(
        "cases",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("track", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=True),
        sa.Column("facility", TEXT, nullable=True),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("stage_since", MOMENT, nullable=False),
        sa.Column("open", BOOL, nullable=False),
        sa.Column("urgency", SMALL, nullable=False),
        sa.Column("unread", SMALL, nullable=False),
        sa.Column("pin", SMALL, nullable=False),
        sa.Column("ball", TEXT, nullable=False),
        sa.Column("ball_since", MOMENT, nullable=False),
        sa.Column("handler_id", BIG, nullable=True),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("next_due", MOMENT, nullable=True),
        sa.Column("heard_at", MOMENT, nullable=True),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("walled", BOOL, nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("statistic", BYTES, nullable=True),
        sa.Column("nickname", BYTES, nullable=True),
        sa.Column("pack", TEXT, nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.ForeignKeyConstraint(["handler_id"], ["officers.id"], name="fk_cases_handler_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("reference", name="uq_cases_reference"),
    )
    op.create_index("ix_cases_handler_open", "cases", ["handler_id", "open"])
    op.create_index("ix_cases_received", "cases", ["received_at", "id"])
    op.create_table(
        "complaints",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("questionnaire", TEXT, nullable=False),
        sa.Column("filing", BYTES, nullable=False),
        sa.Column("submission", BYTES, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_complaints_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_complaints"),
        sa.UniqueConstraint("submission", name="uq_complaints_submission"),
    )
    op.create_index("ix_complaints_case_id", "complaints", ["case_id"])
    op.create_table(
        "desk_rows",
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("rank", SMALL, nullable=False),
        sa.Column("next_due", MOMENT, nullable=False),
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("handler_id", BIG, nullable=True),
        sa.Column("track", TEXT, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("urgency", SMALL, nullable=False),
        sa.Column("facility", TEXT, nullable=True),
        sa.Column("row", JSON, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_desk_rows_case_id"),
        sa.PrimaryKeyConstraint("unit", "rank", "next_due", "case_id", name="pk_desk_rows"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_desk_rows_case", "desk_rows", ["case_id"])
    op.create_index("ix_desk_rows_handler", "desk_rows", ["unit", "handler_id", "rank", "next_due", "case_id"])
    op.create_table(
        "measures",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("spell", SMALL, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("track", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("urgency", SMALL, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("until", DAY, nullable=True),
        sa.Column("open", BOOL, nullable=False),
        sa.Column("registered", DAY, nullable=True),
        sa.Column("acknowledged", DAY, nullable=True),
        sa.Column("acknowledged_in_time", BOOL, nullable=True),
        sa.Column("first_minutes", BIG, nullable=True),
        sa.Column("due", DAY, nullable=True),
        sa.Column("decided", DAY, nullable=True),
        sa.Column("decided_days", BIG, nullable=True),
        sa.Column("decided_in_time", BOOL, nullable=True),
        sa.Column("told", DAY, nullable=True),
        sa.Column("redirected", DAY, nullable=True),
        sa.Column("redirected_in_time", BOOL, nullable=True),
        sa.Column("extended", BOOL, nullable=False),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("closed", DAY, nullable=True),
        sa.Column("remedies", SMALL, nullable=False),
        sa.Column("verified", SMALL, nullable=False),
        sa.Column("answered", DAY, nullable=True),
        sa.Column("fairness_felt", TEXT, nullable=True),
        sa.Column("outcome_felt", TEXT, nullable=True),
        sa.Column("walled", BOOL, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_measures_case_id"),
        sa.PrimaryKeyConstraint("case_id", "spell", name="pk_measures"),
    )
    op.create_index(
        "ix_measures_answered",
        "measures",
        ["answered", "unit"],
        postgresql_where=sa.text("answered IS NOT NULL"),
        sqlite_where=sa.text("answered IS NOT NULL"),
    )
    op.create_index("ix_measures_day", "measures", ["day"])
    op.create_index(
        "ix_measures_decided",
        "measures",
        ["unit", "decided", "decided_days", "outcome", "closed", "walled", "track", "channel"],
    )
    op.create_index("ix_measures_first", "measures", ["urgency", "first_minutes", "track", "channel", "day"])
    op.create_index("ix_measures_open", "measures", ["open", "unit", "day", "track", "channel"])


def drop() -> None:
    op.drop_table("measures")
    op.drop_table("desk_rows")
    op.drop_table("complaints")
    op.drop_table("cases")
