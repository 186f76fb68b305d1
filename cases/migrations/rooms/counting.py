"""Indexes by which reports count what runs beside cases, and the moment of a remedy beside the remedy."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, MOMENT

REMEDIES = [
    "opened_at",
    "unit",
    "kind",
    "stage",
    "served",
    "due",
    "answered",
    "ended",
    "verified",
    "case_id",
    "proceeding_id",
]
FEW = {
    "ix_cases_walled": ("cases", ["id"], "walled IS true", "walled IS 1"),
    "ix_cases_others": ("cases", ["id"], "kind <> 'case'", "kind <> 'case'"),
    "ix_cases_silent": (
        "cases",
        ["unit", "kind", "walled", "heard_at", "received_at", "track"],
        "open IS true",
        "open IS 1",
    ),
    "ix_measures_walled": ("measures", ["case_id"], "walled IS true", "walled IS 1"),
}
"""Indexes that hold some rows of their table: its name, columns, and which rows, as each database says it."""

proceedings = sa.table("proceedings", sa.column("id", BIG), sa.column("opened_at", MOMENT))
remedies = sa.table("remedies", sa.column("proceeding_id", BIG), sa.column("opened_at", MOMENT))


def create() -> None:
    op.add_column("remedies", sa.Column("opened_at", MOMENT, nullable=False, server_default=sa.text("0")))
    begun = sa.select(proceedings.c.opened_at).where(proceedings.c.id == remedies.c.proceeding_id).scalar_subquery()
    op.execute(remedies.update().values(opened_at=begun))
    op.create_index("ix_remedies_opened", "remedies", REMEDIES)
    op.create_index("ix_statistics_quarter", "statistics", ["quarter"])
    for name, (table, columns, there, here) in FEW.items():
        op.create_index(name, table, columns, postgresql_where=sa.text(there), sqlite_where=sa.text(here))


def drop() -> None:
    for name, (table, *_) in FEW.items():
        op.drop_index(name, table)
    op.drop_index("ix_statistics_quarter", "statistics")
    op.drop_index("ix_remedies_opened", "remedies")
    op.drop_column("remedies", "opened_at")
