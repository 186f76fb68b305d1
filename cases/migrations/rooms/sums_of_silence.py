"""Sums know of silence: those that are there do not, and are counted anew (`cases/schema.py`)."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BOOL, TEXT

KEY = ("track", "channel", "facility", "body")
NAMES = (*KEY, "month", "unit", "walled", "numbers")


def forget_sums() -> None:
    for table in ("tally_changes", "tally_days", "tally_pages"):
        op.execute(sa.delete(sa.table(table)))
    cases, nothing = sa.table("cases", sa.column("walled", BOOL)), sa.literal("", TEXT)
    uncounted = sa.select(*(nothing for _ in KEY), sa.literal(-1), nothing, cases.c.walled, sa.literal("{}", TEXT))
    pages = sa.table("tally_pages", *(sa.column(name) for name in NAMES))
    op.execute(pages.insert().from_select(NAMES, uncounted.where(cases.c.walled.is_(False)).limit(1)))
