"""The register of places: for each how many complaints, when it was last visited, and what came of recommendations."""

from datetime import date, datetime
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from cases.monitoring.plan import MonitoringPlan
from cases.monitoring.rises import unusual
from cases.monitoring.visits import Visits, count_recommendations, visits_of
from cases.packs.jurisdiction import Pack
from cases.packs.lists import Entry
from cases.records import Case
from cases.records.rows import table_of
from cases.reports.periods import add_months
from cases.reports.walled import in_front
from cases.viewer import Officer
from cases.visibility import seen_by
from workflows.names import Label

columns = table_of(Case).c
COMPLAINTS: Final = "case"
"""Kind of the cases that complaints are."""
EVERYWHERE: Final = frozenset({"npm", "supervisor", "commissioner"})
"""Roles that watch over the whole country: they see how many complaints a place has, whoever handles them."""


class Place(msgspec.Struct, frozen=True):
    """One place where people are held. Numbers are of cases outside any wall; days are the institution's."""

    code: str
    label: Label
    kind: Label
    region: Label
    recent: int
    """Complaints of the last period, and of the one before."""
    before: int
    rising: bool
    visited: date | None
    """The last visit that the viewer may know of."""
    due: date | None
    """By when the next one is due; None where none was made: it is due now."""
    planned: bool
    """A visit is being prepared."""
    recommended: int
    outstanding: int

    @property
    def never(self) -> bool:
        return self.visited is None


def watches(viewer: Officer) -> bool:
    """Whether *viewer* watches over the whole country, and not over the places of their own region alone."""
    return not EVERYWHERE.isdisjoint(viewer.roles)


def list_places(session: Session, *, pack: Pack, viewer: Officer, at: datetime) -> tuple[Place, ...]:
    """The places that *viewer* watches over: what asks for a look first, then by region and name."""
    plan = pack.monitoring
    if plan is None:
        return ()
    counts = count_complaints(session, plan, viewer=viewer, at=at)
    visits = visits_of(session, plan, pack=pack, viewer=viewer)
    asked = count_recommendations(session, plan, viewer=viewer)
    places = [
        place_of(
            one, plan, counts=counts.get(one.code, (0, 0)), visits=visits.get(one.code, Visits()),
            asked=asked.get(one.code, (0, 0)), pack=pack,
        )
        for one in pack.registers[plan.places].values()
        if watches(viewer) or one.region == viewer.unit
    ]  # fmt: skip
    return tuple(sorted(places, key=lambda one: (not one.rising, -one.recent, one.code)))


def find_place(session: Session, code: str, *, pack: Pack, viewer: Officer, at: datetime) -> Place | None:
    return next((one for one in list_places(session, pack=pack, viewer=viewer, at=at) if one.code == code), None)


def place_of(
    one: Entry, plan: MonitoringPlan, *, counts: tuple[int, int], visits: Visits, asked: tuple[int, int], pack: Pack
) -> Place:
    kinds = pack.taxonomies["facility_kinds"].labels
    return Place(
        code=one.code, label=one.label, kind=kinds[one.kind], region=pack.units[one.region].name if one.region else {},
        recent=counts[0], before=counts[1], rising=unusual(*counts),
        visited=visits.last, due=add_months(visits.last, 12 * plan.every) if visits.last else None, planned=visits.planned,
        recommended=asked[0], outstanding=asked[1],
    )  # fmt: skip


def counted_for(viewer: Officer) -> tuple[ColumnElement[bool], ...]:
    """Complaints that *viewer* counts: one that came behind a wall counts nowhere, so that no number tells of it.

    One that was walled off later was counted by then, and stays so.
    """
    known = () if watches(viewer) else (seen_by(viewer),)
    free = in_front(columns.id, columns.received_at)
    return (Case.kind == COMPLAINTS, free, Case.facility.is_not(None), *known)


def count_complaints(
    session: Session, plan: MonitoringPlan, *, viewer: Officer, at: datetime
) -> dict[str, tuple[int, int]]:
    """By place: complaints received in the period that ends now, and in the one before it."""
    since = at - plan.period
    rows = session.execute(
        select(Case.facility, func.sum(case((Case.received_at > since, 1), else_=0)), func.count())
        .where(*counted_for(viewer), Case.received_at > since - plan.period, Case.received_at <= at)
        .group_by(Case.facility)
    )
    return {str(code): (int(recent), all_ - int(recent)) for code, recent, all_ in rows}
