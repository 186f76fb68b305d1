"""Visits to places where people are held, and what was recommended at them: as much of them as the viewer may know of."""

from collections.abc import Mapping
from datetime import date

import msgspec
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from cases.monitoring.plan import MonitoringPlan
from cases.packs.jurisdiction import Pack
from cases.records import Case, Entry, Proceeding
from cases.viewer import Officer
from cases.visibility import seen_by
from workflows.calendars import local_day

COUNTED = (func.count(), func.sum(case((Proceeding.ended_at.is_(None), 1), else_=0)))
"""All proceedings, and those that still run."""


class Visits(msgspec.Struct, frozen=True):
    """What is known of the visits to one place."""

    last: date | None = None
    planned: bool = False


def visits_of(session: Session, plan: MonitoringPlan, *, pack: Pack, viewer: Officer) -> dict[str, Visits]:
    """By place: its visits, as far as the viewer may know of them."""
    seen: dict[str, Visits] = {}
    for row, day in visit_rows(session, plan, pack=pack, viewer=viewer):
        known = seen.get(str(row.facility), Visits())
        seen[str(row.facility)] = Visits(
            last=max(filter(None, (known.last, day)), default=None), planned=known.planned or (row.open and day is None)
        )
    return seen


def visit_rows(
    session: Session, plan: MonitoringPlan, *, pack: Pack, viewer: Officer, code: str | None = None
) -> list[tuple[Case, date | None]]:
    """Visits that the viewer may know of, the newest first, each with the day by which somebody had been there."""
    here = () if code is None else (Case.facility == code,)
    visits = session.scalars(
        select(Case)
        .where(Case.kind == plan.visit, Case.facility.is_not(None), seen_by(viewer), *here)
        .order_by(Case.received_at.desc(), Case.id)
    ).all()
    days = days_made(session, plan, [one.id for one in visits], pack=pack)
    return [(one, days.get(one.id)) for one in visits]


def days_made(session: Session, plan: MonitoringPlan, cases: list[int], *, pack: Pack) -> Mapping[int, date]:
    """By case: the day on which the journal has it first at a stage by which somebody has been there."""
    made: dict[int, date] = {}
    entries = select(Entry.case_id, Entry.at, Entry.body).where(
        Entry.case_id.in_(cases), Entry.act.startswith(f"{plan.visit}.", autoescape=True)
    )
    for case_id, at, body in session.execute(entries.order_by(Entry.case_id, Entry.sequence)):
        if case_id not in made and msgspec.json.decode(body)["body"].get("to") in plan.made:
            made[case_id] = local_day(pack.calendar, at)
    return made


def count_recommendations(session: Session, plan: MonitoringPlan, *, viewer: Officer) -> dict[str, tuple[int, int]]:
    """By place: recommendations of visits that the viewer may know of, and how many of them still run."""
    rows = session.execute(
        select(Case.facility, *COUNTED)
        .join(Proceeding, Proceeding.case_id == Case.id)
        .where(Case.kind == plan.visit, Case.facility.is_not(None), seen_by(viewer))
        .where(Proceeding.procedure == plan.recommendation)
        .group_by(Case.facility)
    )
    return {str(code): (all_, int(running)) for code, all_, running in rows}


def count_by_visit(session: Session, plan: MonitoringPlan, visits: list[int]) -> dict[int, tuple[int, int]]:
    """By visit: its recommendations, and how many of them still run."""
    rows = session.execute(
        select(Proceeding.case_id, *COUNTED)
        .where(Proceeding.case_id.in_(visits), Proceeding.procedure == plan.recommendation)
        .group_by(Proceeding.case_id)
    )
    return {case_id: (all_, int(running)) for case_id, all_, running in rows}
