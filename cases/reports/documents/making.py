"""Reports are made when their period is over, once, and kept. Run by the worker; the figures are everybody's but the walled."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.records import KeptReport, Measure
from cases.records.base import new_id
from cases.reports.documents.errata import note_errata
from cases.reports.documents.frozen import freeze
from cases.reports.documents.months import count_unit_months
from cases.reports.documents.plan import PEOPLE, Plan
from cases.reports.documents.spans import due_spans, newest_due
from cases.reports.documents.told import told_by_quarters
from cases.reports.periods import Period, last_twelve_months, today
from cases.reports.principles.frozen import FULFILLED, freeze_fulfilled
from cases.reports.principles.reading import read_fulfilled
from cases.reports.queries import Asked, MonthFigures, read_report
from cases.reports.scopes import house_of, scope_of
from cases.reports.standing import count_standing, stand_together
from cases.reports.statements import Statements
from cases.statistics.people import People, freeze_people, read_people
from cases.viewer import Viewer

COUNTRY: Final = ""
STANDING: Final = "standing"
UNIT_MONTHS: Final = "unit_months"


def any_due(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> bool:
    """Whether a report waits to be made: a look at one row a report, for a worker that asks often."""
    day, kept = today(at, pack.zone), newest_kept(session)
    newest = [(plan.name, newest_due(plan, day)) for plan in pack.reports]
    due = [span for name, span in newest if name not in kept or kept[name] < span.last]
    if not due:
        return False
    begun = session.scalar(select(func.min(Measure.day)))
    return begun is not None and any(span.last >= begun for span in due)


def newest_kept(session: Session) -> Mapping[str, date]:
    rows = session.execute(
        select(KeptReport.report, func.max(KeptReport.last).label("last")).group_by(KeptReport.report)
    )
    return {row.report: row.last for row in rows}


def make_reports(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """Make what is due, a report for each unit or for the country, and list what turned out otherwise; gives how many.

    Nothing is drawn here: a report is numbers, with the pack that says what they mean. Two workers that make the same one
    write the same unique row, so that one of them begins again and finds it there. Run it through `database.write`.
    """
    begun = session.scalar(select(func.min(Measure.day)))
    if begun is None:
        return 0
    day, kept, made = today(at, pack.zone), newest_kept(session), 0
    for plan in pack.reports:
        for span in due_spans(plan, kept.get(plan.name), begun, day):
            made += keep(session, plan, span, pack=pack, viewer=viewer, at=at)
    if made:
        note_errata(session, pack=pack, viewer=viewer, at=at)
    return made


def keep(session: Session, plan: Plan, span: Period, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    house = house_of(pack)
    report = read_report(session, Asked(period=span), house=house, viewer=viewer, at=at)
    months = (
        months_of(session, span, pack=pack, viewer=viewer, at=at) if plan.by_unit or "multiples" in plan.charts else {}
    )
    standing = count_standing(session, (), house=house, viewer=viewer, at=at) if "standing" in plan.charts else {}
    people = (
        read_people(session, last_twelve_months(span.last), pack=pack, viewer=viewer) if PEOPLE in plan.tables else {}
    )
    if plan.by_unit:
        numbers = {
            unit: {
                "figures": freeze(figures),
                "months": [in_json(one) for one in months[unit]],
                STANDING: standing.get(unit, {}),
                **people_in(people, unit),
            }
            for unit, figures in report.units.items()
        }
    else:
        numbers = {
            COUNTRY: {
                "figures": freeze(report.total),
                "months": [in_json(one) for one in report.months],
                STANDING: stand_together(standing.values()),
                UNIT_MONTHS: {unit: [in_json(one) for one in each] for unit, each in months.items()},
                **people_in(people, COUNTRY),
                **told_by_quarters(session, span, report.total, pack=pack),
                **fulfilled_in(session, plan, span, pack=pack, viewer=viewer, at=at),
            }
        }
    session.add_all(
        KeptReport(
            id=new_id(), report=plan.name, unit=unit, first=span.first, last=span.last, pack=pack.hash, numbers=each,
            made_at=at,
        )
        for unit, each in numbers.items()
    )  # fmt: skip
    session.flush()
    return len(numbers)


def people_in(people: Mapping[str, Sequence[People]], unit: str) -> dict[str, Any]:
    """Who complained, for a report that tells it."""
    return {PEOPLE: freeze_people(people[unit])} if people else {}


def fulfilled_in(
    session: Session, plan: Plan, span: Period, *, pack: Pack, viewer: Viewer, at: datetime
) -> dict[str, Any]:
    """What was done of what is asked, for a report with tables of it."""
    if not set(plan.tables) - {PEOPLE}:
        return {}
    return {FULFILLED: freeze_fulfilled(read_fulfilled(session, span, pack=pack, viewer=viewer, at=at))}


def months_of(
    session: Session, span: Period, *, pack: Pack, viewer: Viewer, at: datetime
) -> Mapping[str, Sequence[MonthFigures]]:
    """The twelve months up to the end of *span*, unit by unit: a week alone shows no course."""
    house = house_of(pack)
    scope = scope_of(viewer, house)
    return count_unit_months(
        session,
        Statements(
            period=last_twelve_months(span.last),
            units=scope.units,
            scope=scope,
            house=house,
            now=today(at, house.zone),
        ),
    )


def in_json(month: MonthFigures) -> list[Any]:
    return [month.month.isoformat(), month.received, month.decided, month.closed]
