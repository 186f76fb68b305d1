"""When a report is due: spans of the calendar on the institution's wall, the first of which are over."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from cases.reports.documents.plan import Every, Plan
from cases.reports.periods import DAY, Period, add_months

MONTHS: Final = {Every.QUARTER: 3, Every.YEAR: 12}


def span_of(every: Every, day: date) -> Period:
    """The week (Monday to Sunday), quarter or year that *day* is in."""
    if every is Every.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + 6 * DAY)
    months = MONTHS[every]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, add_months(first, months) - DAY)


def newest_due(plan: Plan, today: date) -> Period:
    """The newest span that is over, and for as long as the report waits for late papers."""
    return span_of(plan.every, span_of(plan.every, today - plan.settles * DAY).first - DAY)


def due_spans(plan: Plan, kept: date | None, begun: date, today: date) -> Iterator[Period]:
    """Spans to make, the oldest first. *kept*: the last day of the newest that is there; *begun*: of the first case.

    Where none is there yet, only the newest is made: nobody waits for letters about last spring.
    """
    newest = newest_due(plan, today)
    span = newest if kept is None else span_of(plan.every, kept + DAY)
    while span.last <= newest.last:
        if span.last >= begun:
            yield span
        span = span_of(plan.every, span.last + DAY)
