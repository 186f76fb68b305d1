"""What came and went by month and unit: one statement for all units, whatever their number."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from cases.reports.queries import MonthFigures
from cases.reports.spells import FIRST, row
from cases.reports.statements import Statements


def count_unit_months(session: Session, statements: Statements) -> Mapping[str, tuple[MonthFigures, ...]]:
    """Every unit of the report with each month that its period touches, also those of nothing."""
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
    months = list(statements.period.months())
    return {
        unit: tuple(MonthFigures(month, **found[unit][month]) for month in months) if unit in found else nothing(months)
        for unit in statements.units
    }


def nothing(months: list[date]) -> tuple[MonthFigures, ...]:
    return tuple(MonthFigures(month) for month in months)
