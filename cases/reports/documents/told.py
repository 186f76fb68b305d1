"""What a report for outside says by unit: sums of what the institution published by quarters, and nothing else.

Counted anew, a year's numbers less the published quarters would tell each case that was moved since, and small cells with it.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.records import PublishedQuarter
from cases.reports.figures import Figures
from cases.reports.periods import Period
from cases.statistics.freezing import FIGURES, offices_of
from cases.statistics.published import as_table, read_figures
from cases.statistics.quarters import quarter_of
from cases.statistics.suppressing import Group

TOLD: Final = "told"
UNITS: Final = "units"


def told_by_quarters(session: Session, span: Period, total: Figures, *, pack: Pack) -> dict[str, Any]:
    """The country's sum of each published figure (`told`), None where a quarter has none, and the same by office (`units`).

    Quarters before the first published one had no case. Where a quarter tells no sum, the year's is *total*'s, if what
    no quarter tells is a large number by itself. Only offices that every quarter tells alone are there.
    """
    quarters, one = [], quarter_of(span.first)
    while one.period.last <= span.last:
        quarters.append(one.name)
        one = one.following
    rows = session.scalars(select(PublishedQuarter).where(PublishedQuarter.quarter.in_(quarters))).all()
    begun = session.scalar(select(func.min(PublishedQuarter.quarter)))
    quarters = [name for name in quarters if begun and name >= begun]
    offices = offices_of(pack)
    told: dict[str, int | None] = {}
    units: dict[str, dict[str, int]] = {name: {} for name in FIGURES}
    for name in FIGURES:
        tables = [as_table(read_figures(row.figures)[name], offices) for row in rows]
        told_in = [offices_told(read_figures(row.figures)[name]) for row in rows]
        totals = [table.total for table in tables]
        published = 0 < len(tables) == len(quarters)
        known = sum(group.count for row in rows for group in read_figures(row.figures)[name])
        if published and all(one is not None for one in totals):
            told[name] = known
        else:
            whole = int(getattr(total, name))
            told[name] = whole if published and whole - known >= pack.indicators.least else None
        for office in offices if published else ():
            numbers = [
                table.rows[office].total if office in covered else None
                for table, covered in zip(tables, told_in, strict=True)
            ]
            if all(number is not None for number in numbers):
                units[name][office] = sum(number or 0 for number in numbers)
    return {TOLD: told, UNITS: units}


def offices_told(groups: Sequence[Group]) -> frozenset[str]:
    """Offices of which the quarter tells anything: of one that is in no group it does not say that it had nothing."""
    return frozenset(office for group in groups for office, _ in group.cells)
