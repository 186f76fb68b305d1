"""Why a case was not admitted, beside the numbers that reports add up; and sums that know of side proceedings."""

from collections.abc import Mapping

import sqlalchemy as sa
import yaml
from alembic import op

from cases.migrations.types import BIG, JSON, MOMENT, TEXT

cases = sa.table("cases", sa.column("id", BIG), sa.column("facts", JSON))
measures = sa.table("measures", sa.column("case_id", BIG), sa.column("ground", TEXT))
packs = sa.table("packs", sa.column("files", JSON), sa.column("published_at", MOMENT))


def create() -> None:
    """Sums that are there are none of side proceedings: a row says that they have to be counted anew (`cases/schema.py`)."""
    op.add_column("measures", sa.Column("ground", TEXT, nullable=True))
    fact = refusal_fact()
    if fact:
        ground = cases.c.facts[fact].as_string()
        known = sa.select(cases.c.id).where(ground.is_not(None))
        said = sa.select(ground).where(cases.c.id == measures.c.case_id).scalar_subquery()
        op.execute(measures.update().where(measures.c.case_id.in_(known)).values(ground=said))
    forget_sums()


def refusal_fact() -> str | None:
    """The fact that the pack in force names for it; None where there is no pack, or it has none."""
    files = op.get_bind().scalar(sa.select(packs.c.files).order_by(packs.c.published_at.desc()).limit(1))
    text = files.get("indicators.yaml") if isinstance(files, Mapping) else None
    codes = yaml.safe_load(text).get("codes", {}) if text else {}
    found = codes.get("refused_because")
    return found if isinstance(found, str) else None


def drop() -> None:
    forget_sums()
    op.drop_column("measures", "ground")


def forget_sums() -> None:
    op.execute("DELETE FROM tally_pages")
    op.execute("DELETE FROM tally_changes")
    op.execute(
        "INSERT INTO tally_pages (track, channel, month, unit, walled, numbers) "
        "SELECT '', '', -1, '', walled, '{}' FROM cases WHERE walled IS FALSE LIMIT 1"
    )
