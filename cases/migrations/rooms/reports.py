"""Reports that were made, and what later turned out otherwise."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, DAY, JSON, MOMENT, TEXT


def create() -> None:
    op.create_table(
        "kept_reports",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("report", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("first", DAY, nullable=False),
        sa.Column("last", DAY, nullable=False),
        sa.Column("pack", TEXT, nullable=False),
        sa.Column("numbers", JSON, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_reports"),
        sa.UniqueConstraint("report", "unit", "first", name="uq_kept_reports_report"),
    )
    op.create_index("ix_kept_reports_unit", "kept_reports", ["unit", "made_at"])
    op.create_table(
        "report_errata",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("report_id", BIG, nullable=False),
        sa.Column("indicator", TEXT, nullable=False),
        sa.Column("numbers", JSON, nullable=False),
        sa.Column("pack", TEXT, nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["kept_reports.id"], name="fk_report_errata_report_id"),
        sa.PrimaryKeyConstraint("id", name="pk_report_errata"),
    )
    op.create_index("ix_report_errata_report_id", "report_errata", ["report_id"])


def drop() -> None:
    op.drop_table("report_errata")
    op.drop_table("kept_reports")
