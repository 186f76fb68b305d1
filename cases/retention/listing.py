"""What is due to be shredded, what waits for a second person, and what is held: the list that an office works by."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, cast

import msgspec
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from cases.casefile.opening import officer_names
from cases.packs.jurisdiction import Pack
from cases.records import Case, LegalHold, Proceeding, Shredding
from cases.retention.plan import add_months
from cases.viewer import Officer
from cases.visibility import seen_by
from workflows.calendars import local_day

SHOWN = 100
"""Rows of one list; the oldest come first, so that the rest comes up by itself."""


class Proposal(msgspec.Struct, frozen=True):
    """The first of four eyes. *mine*: the viewer proposed it, so somebody else has to confirm."""

    by: str
    at: datetime
    reason: str
    mine: bool


class Held(msgspec.Struct, frozen=True):
    """Why and by whom a case is kept."""

    by: str
    since: datetime
    reason: str


class DueCase(msgspec.Struct, frozen=True):
    reference: str
    track: str
    unit: str
    ended: date | None
    """None for a case that is held while it is open."""
    due: date | None
    hold: Held | None
    proposal: Proposal | None


class RetentionList(msgspec.Struct, frozen=True):
    due: tuple[DueCase, ...]
    """Whose time is over and who are not held, the oldest first."""
    waiting: tuple[DueCase, ...]
    """Proposed by one, to be confirmed by another."""
    held: tuple[DueCase, ...]


def list_retention(session: Session, *, pack: Pack, viewer: Officer, at: datetime) -> RetentionList:
    """The three lists, of the cases that the viewer may know of."""
    names = officer_names(session)
    return RetentionList(
        due=rows_of(
            session,
            and_(is_due(pack, at), LegalHold.case_id.is_(None), Shredding.case_id.is_(None)),
            pack,
            viewer,
            names,
        ),
        waiting=rows_of(
            session, Shredding.confirmed_at.is_(None) & Shredding.case_id.is_not(None), pack, viewer, names
        ),
        held=rows_of(session, LegalHold.case_id.is_not(None), pack, viewer, names),
    )


def rows_of(
    session: Session, condition: ColumnElement[bool], pack: Pack, viewer: Officer, names: Mapping[int, str]
) -> tuple[DueCase, ...]:
    rows = session.execute(
        select(Case, LegalHold, Shredding)
        .outerjoin(LegalHold, LegalHold.case_id == Case.id)
        .outerjoin(Shredding, Shredding.case_id == Case.id)
        .where(condition, seen_by(viewer))
        .order_by(Case.stage_since, Case.id)
        .limit(SHOWN)
    )
    found = []
    for row in rows:
        case, hold, proposal = cast("tuple[Case, LegalHold | None, Shredding | None]", row)
        ended = local_day(pack.calendar, case.stage_since)
        found.append(
            DueCase(
                reference=case.reference,
                track=case.track,
                unit=case.unit,
                ended=None if case.open else ended,
                due=None if case.open else pack.retention.due_on(case.track, ended),
                hold=held_by(hold, names) if hold is not None else None,
                proposal=proposal_of(proposal, viewer, names) if proposal is not None else None,
            )
        )
    return tuple(found)


def held_by(row: LegalHold, names: Mapping[int, str]) -> Held:
    return Held(names.get(row.officer_id, ""), row.since, row.reason)


def proposal_of(row: Shredding, viewer: Officer, names: Mapping[int, str]) -> Proposal:
    return Proposal(names.get(row.proposed_by, ""), row.proposed_at, row.reason, row.proposed_by == viewer.id)


def is_due(pack: Pack, at: datetime) -> ColumnElement[bool]:
    """The case has ended, nothing runs beside it any more, and the term of its track is over."""
    today, plan = local_day(pack.calendar, at), pack.retention
    over: list[Any] = [
        and_(Case.track == track, Case.stage_since < begin(today, months, pack)) for track, months in plan.terms.items()
    ]
    if plan.otherwise is not None:
        over.append(and_(Case.track.not_in(plan.terms), Case.stage_since < begin(today, plan.otherwise, pack)))
    running = exists().where(Proceeding.case_id == Case.id, Proceeding.main.is_(False), Proceeding.ended_at.is_(None))
    return and_(Case.open.is_(False), ~running, or_(False, *over))


def begin(today: date, months: int, pack: Pack) -> datetime:
    """Cases that ended before this moment are due *today*."""
    return datetime.combine(add_months(today, -months) + timedelta(days=1), time(), pack.zone)
