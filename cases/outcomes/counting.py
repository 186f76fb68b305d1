"""Persons restored and persons held to account: of one case, and over a unit or the country for reports."""

from collections.abc import Mapping
from datetime import date

import msgspec
from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.records import Case, OutcomeRecord
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.reports.walled import behind, in_front, moment_of
from cases.viewer import Officer, Viewer

records = table_of(OutcomeRecord)
OF_CASE = (
    select(records)
    .where(records.c.case_id == bindparam("case"))
    .order_by(records.c.struck, records.c.day.desc(), records.c.sequence)
)


class OutcomeView(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a case. *number*: of the journal entry that brought it."""

    number: int
    what: str
    people: int
    sanction: str | None
    body: str | None
    day: date
    struck: bool


def outcomes_in(session: Session, case: Case) -> tuple[OutcomeView, ...]:
    """All that was recorded of the case, the newest day first, what was struck last."""
    session.flush()
    rows = ask(session, OF_CASE, {"case": case.id})
    return tuple(
        OutcomeView(
            number=row.sequence, what=row.what, people=row.people, sanction=row.sanction, body=row.body, day=row.day,
            struck=row.struck,
        )
        for row in rows
    )  # fmt: skip


def count_people(
    session: Session, first: date, last: date, *, unit: str | None = None, walled: bool = False, viewer: Viewer
) -> Mapping[tuple[str, str | None], int]:
    """How many persons by (what, sanction) from *first* to *last*, both included, of one unit or of all.

    Of what was recorded of cases outside any wall, or of *walled* ones alone: whoever asks decides who may see which, as for
    every figure.
    """
    recorded = (records.c.case_id, moment_of(records.c.case_id, records.c.sequence))
    wanted: list[ColumnElement[bool]] = [
        OutcomeRecord.struck.is_(False),
        OutcomeRecord.day.between(first, last),
        behind(*recorded) if walled else in_front(*recorded),
    ]
    if unit is not None:
        wanted.append(OutcomeRecord.unit == unit)
    rows = session.execute(
        select(OutcomeRecord.what, OutcomeRecord.sanction, func.sum(OutcomeRecord.people))
        .where(*wanted)
        .group_by(OutcomeRecord.what, OutcomeRecord.sanction)
    )
    return {(what, sanction): int(people) for what, sanction, people in rows}


def outcomes_of(session: Session, reference: str, *, viewer: Officer) -> tuple[OutcomeView, ...]:
    """The same by the case's number. Raises: CaseNotFound."""
    return outcomes_in(session, find_case(session, reference, viewer=viewer))
