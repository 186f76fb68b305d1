"""A frozen year stays as it was printed. What is counted otherwise today is listed beside it, figure by figure."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.records import KeptReport, ReportErratum
from cases.records.base import new_id
from cases.reports.documents.frozen import freeze_value, thaw
from cases.reports.documents.plan import Every
from cases.reports.periods import Period, today
from cases.reports.queries import Asked, read_report
from cases.reports.scopes import house_of
from cases.reports.values import value_of
from cases.viewer import Viewer

LOOKED_AFTER: Final = timedelta(days=3 * 366)
"""How long after its end a year is counted again, once a week."""


def note_errata(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """List each figure of a frozen year whose count is another than it was when last listed; gives how many."""
    yearly = {plan.name: plan for plan in pack.reports if plan.every is Every.YEAR and not plan.by_unit}
    since = today(at, pack.zone) - LOOKED_AFTER
    kept = session.scalars(
        select(KeptReport).where(KeptReport.report.in_(yearly), KeptReport.last >= since, KeptReport.made_at < at)
    ).all()
    found = 0
    for report in kept:
        now = read_report(
            session, Asked(period=Period(report.first, report.last)), house=house_of(pack), viewer=viewer, at=at
        ).total
        frozen, listed = thaw(report.numbers["figures"]), last_listed(session, report)
        for name in yearly[report.report].figures:
            before = listed.get(name, freeze_value(value_of(name, frozen)))
            if before != (value := freeze_value(value_of(name, now))):
                session.add(
                    ReportErratum(
                        id=new_id(), report_id=report.id, indicator=name, numbers={"before": before, "now": value},
                        pack=pack.hash, found_at=at,
                    )
                )  # fmt: skip
                found += 1
    return found


def last_listed(session: Session, report: KeptReport) -> dict[str, Any]:
    rows = session.execute(
        select(ReportErratum.indicator, ReportErratum.numbers)
        .where(ReportErratum.report_id == report.id)
        .order_by(ReportErratum.found_at)
    )
    return {indicator: numbers["now"] for indicator, numbers in rows}
