"""Evidence from the journal: how often acts were done in a period, and when last. What they said stays sealed."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from cases.records import Case, Entry
from cases.reports.periods import Period, today
from cases.reports.scopes import House


class Done(msgspec.Struct, frozen=True):
    """*times*: journal entries of the period; *last*: day of the newest."""

    times: int
    last: date

    def __add__(self, other: "Done") -> "Done":
        return Done(self.times + other.times, max(self.last, other.last))


def count_acts(
    session: Session, acts: Collection[str], *, visible: ColumnElement[bool], period: Period, house: House
) -> Mapping[str, Done]:
    """Those of *acts* that were done in *period* on the *visible* cases; what was never done is not there."""
    begins, ends = period.instants(house.zone)
    rows: Any = session.execute(
        select(Entry.act, func.count(), func.max(Entry.at))
        .join(Case, Case.id == Entry.case_id)
        .where(visible, Entry.at >= begins, Entry.at < ends, Entry.act.in_(sorted(acts)))
        .group_by(Entry.act)
    )
    return {act: Done(times, today(last, house.zone)) for act, times, last in rows}
