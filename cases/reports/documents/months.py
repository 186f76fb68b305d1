"""What came and went by month and unit: from sums, or in one statement for all units, whatever their number."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from cases.reports.queries import CAME_AND_WENT, Asked, MonthFigures, statements_of
from cases.reports.scopes import House
from cases.reports.spells import FIRST, row
from cases.reports.statements import Statements
from cases.reports.tallied import read_sums
from cases.viewer import Viewer


def read_unit_months(
    session: Session, asked: Asked, *, house: House, viewer: Viewer, at: datetime
) -> Mapping[str, tuple[MonthFigures, ...]]:
    """The months of what is asked, unit by unit. Run it through `database.read`. Raises: NotAllowed."""
    return count_unit_months(session, statements_of(asked, house=house, viewer=viewer, at=at))


def count_unit_months(session: Session, statements: Statements) -> Mapping[str, tuple[MonthFigures, ...]]:
    """Every unit of the report with each month that its period touches, also those of nothing."""
    months = list(statements.period.months())
    sums = read_sums(session, statements)
    if sums is not None:
        return {
            unit: tuple(MonthFigures(month, **one.in_month(month, CAME_AND_WENT)) for month in months)
            for unit, one in sums.items()
        }
    parts = [
        select(literal(what).label("what"), statements.unit, column.label("day"), func.count())
        .where(*statements.rows, statements.within(column), more)
        .group_by("home", column)
        for what, column, more in (
            ("received", row.day, row.spell == FIRST),
            ("decided", row.decided, row.decided.is_not(None)),
            ("closed", row.closed, row.closed.is_not(None)),
        )
    ]
    found: dict[str, dict[date, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for what, unit, day, number in session.execute(union_all(*parts)):
        found[unit][day.replace(day=1)][what] += number
    return {
        unit: tuple(MonthFigures(month, **found[unit][month]) for month in months) if unit in found else nothing(months)
        for unit in statements.units
    }


def nothing(months: list[date]) -> tuple[MonthFigures, ...]:
    return tuple(MonthFigures(month) for month in months)
