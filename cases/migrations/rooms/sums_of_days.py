"""Place and body complained of beside the numbers that reports add up; and sums by these, by several at once, and by day."""

from collections.abc import Mapping

import sqlalchemy as sa
import yaml
from alembic import op

from cases.migrations.types import BIG, BOOL, DAY, JSON, MOMENT, SMALL, TEXT

cases = sa.table(
    "cases", sa.column("id", BIG), sa.column("facts", JSON), sa.column("facility", TEXT), sa.column("walled", BOOL)
)
measures = sa.table("measures", sa.column("case_id", BIG), sa.column("facility", TEXT), sa.column("body", TEXT))
packs = sa.table("packs", sa.column("files", JSON), sa.column("published_at", MOMENT))
UNKNOWN = "unknown"
BY = {"old": ("track", "channel"), "new": ("track", "channel", "facility", "body")}


def create() -> None:
    """The sums that are there know too little: a row says that they have to be counted anew (`cases/schema.py`)."""
    for name in ("facility", "body"):
        op.add_column("measures", sa.Column(name, TEXT, nullable=True))
    fact = body_fact()
    body = sa.func.nullif(cases.c.facts[fact].as_string(), UNKNOWN) if fact else sa.null()
    said = sa.select(cases.c.id, cases.c.facility, body.label("body")).subquery()
    known = sa.or_(said.c.facility.is_not(None), said.c.body.is_not(None))
    filled = measures.update().where(measures.c.case_id == said.c.id, known)
    op.execute(filled.values(facility=said.c.facility, body=said.c.body))
    for name in ("facility", "body"):
        op.create_index(
            f"ix_measures_{name}",
            "measures",
            [name, "day", "case_id", "spell"],
            postgresql_where=sa.text(f"{name} IS NOT NULL"),
            sqlite_where=sa.text(f"{name} IS NOT NULL"),
        )
    make_pages("new")
    op.create_table(
        "tally_days",
        sa.Column("day", DAY, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("walled", BOOL, nullable=False),
        sa.Column("numbers", TEXT, nullable=False),
        sa.Column("parts", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("day", "unit", "walled", name="pk_tally_days"),
    )


def make_pages(which: str) -> None:
    by = BY[which]
    op.execute("DELETE FROM tally_changes")
    op.drop_table("tally_pages")
    op.create_table(
        "tally_pages",
        *(sa.Column(name, TEXT, nullable=False) for name in by),
        sa.Column("month", SMALL, autoincrement=False, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("walled", BOOL, nullable=False),
        sa.Column("numbers", TEXT, nullable=False),
        sa.PrimaryKeyConstraint(*by, "month", "unit", "walled", name="pk_tally_pages"),
    )
    nothing = sa.literal("", TEXT)
    pages = sa.table("tally_pages", *(sa.column(name) for name in (*by, "month", "unit", "walled", "numbers")))
    uncounted = sa.select(*(nothing for _ in by), sa.literal(-1), nothing, cases.c.walled, sa.literal("{}", TEXT))
    one = uncounted.where(cases.c.walled.is_(False)).limit(1)
    op.execute(pages.insert().from_select([column.name for column in pages.c], one))


def body_fact() -> str | None:
    """The fact that the pack in force names for it; None where there is no pack, or it has none."""
    files = op.get_bind().scalar(sa.select(packs.c.files).order_by(packs.c.published_at.desc()).limit(1))
    text = files.get("indicators.yaml") if isinstance(files, Mapping) else None
    codes = yaml.safe_load(text).get("codes", {}) if text else {}
    found = codes.get("complained_of")
    return found if isinstance(found, str) else None


def drop() -> None:
    op.drop_table("tally_days")
    make_pages("old")
    for name in ("body", "facility"):
        op.drop_index(f"ix_measures_{name}", "measures")
        op.drop_column("measures", name)
