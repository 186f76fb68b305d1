"""One place where people are held: how complaints came over two years, and each visit with what came of it."""

from datetime import date, datetime
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.monitoring.places import Place, counted_for, find_place
from cases.monitoring.plan import MonitoringPlan
from cases.monitoring.visits import count_by_visit, visit_rows
from cases.packs.jurisdiction import Pack
from cases.records import Case
from cases.reports.periods import DAY, Period, add_months
from cases.viewer import Officer
from workflows.calendars import local_day
from workflows.names import Label

QUARTERS: Final = 8


class Quarter(msgspec.Struct, frozen=True):
    """Complaints about the place that were received from *first* to *last*, both days included."""

    first: date
    last: date
    complaints: int


class Visit(msgspec.Struct, frozen=True):
    """One visit. `day`: by when somebody had been there, None while it is planned or where it was not made."""

    reference: str
    stage: Label
    day: date | None
    open: bool
    recommended: int
    outstanding: int


class OnePlace(msgspec.Struct, frozen=True):
    place: Place
    quarters: tuple[Quarter, ...]
    """The newest first; the first of them still runs."""
    visits: tuple[Visit, ...]


def look_at_place(session: Session, code: str, *, pack: Pack, viewer: Officer, at: datetime) -> OnePlace | None:
    """The place, or None where the viewer does not watch over one of this code."""
    plan, place = pack.monitoring, find_place(session, code, pack=pack, viewer=viewer, at=at)
    if plan is None or place is None:
        return None
    return OnePlace(
        place=place,
        quarters=tuple(count_quarters(session, code, pack=pack, viewer=viewer, at=at)),
        visits=tuple(visits_to(session, code, plan, pack=pack, viewer=viewer)),
    )


def count_quarters(session: Session, code: str, *, pack: Pack, viewer: Officer, at: datetime) -> list[Quarter]:
    first = local_day(pack.calendar, at)
    first = first.replace(month=first.month - (first.month - 1) % 3, day=1)
    spans = [
        Period(begins, add_months(begins, 3) - DAY) for begins in (add_months(first, -3 * n) for n in range(QUARTERS))
    ]
    since, _ = spans[-1].instants(pack.zone)
    received = session.scalars(
        select(Case.received_at).where(
            *counted_for(viewer), Case.facility == code, Case.received_at >= since, Case.received_at <= at
        )
    )
    days = [local_day(pack.calendar, each) for each in received]
    return [Quarter(one.first, one.last, sum(one.first <= day <= one.last for day in days)) for one in spans]


def visits_to(session: Session, code: str, plan: MonitoringPlan, *, pack: Pack, viewer: Officer) -> list[Visit]:
    stages = pack.procedures[plan.visit].stages
    rows = visit_rows(session, plan, pack=pack, viewer=viewer, code=code)
    asked = count_by_visit(session, plan, [one.id for one, _ in rows])
    return [
        Visit(one.reference, stages[one.stage].label, day, one.open, *asked.get(one.id, (0, 0))) for one, day in rows
    ]
