"""The duty roster: who stands in which place from when until when, and who stands there now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases import records
from cases.duty.coverage import Span, gaps
from cases.duty.doors import refuse_others
from cases.duty.members import let_in
from cases.errors import InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.records import DutyShift
from cases.records.base import new_id
from cases.records.rows import insert_rows, table_of
from cases.vault.directory import DirectoryPublic
from cases.viewer import Officer, Viewer
from workflows.fields import Problem

LONGEST = timedelta(days=7)
"""Of one shift: more is a slip of the pen."""

shifts, officers = table_of(DutyShift).c, table_of(records.Officer).c


class NewShift(msgspec.Struct, frozen=True):
    """One shift as somebody enters it."""

    place: str
    username: str
    starts_at: datetime
    ends_at: datetime


def add_shifts(
    session: Session, wanted: Sequence[NewShift], *, pack: Pack, pinned: DirectoryPublic, viewer: Officer, at: datetime
) -> int:
    """Put an officer into a place for one or several spans; gives how many are new.

    What a shift that is there covers is not entered again.
    Where the viewer holds the duty unit's key, the officer gets it too: without it they could be rung but open nothing.
    Raises: NotAllowed; InvalidAnswers, and then nothing is written; UnsignedKey for an officer's key put in place of theirs.
    """
    refuse_others(viewer)
    new = 0
    for one in wanted:
        officer = session.scalars(
            select(records.Officer).where(records.Officer.username == one.username, records.Officer.active)
        ).one_or_none()
        problems = wrong_with(one, officer, pack, at)
        if problems or officer is None:
            raise InvalidAnswers(problems)
        same = select(shifts.id).where(
            shifts.officer_id == officer.id, shifts.place == one.place,
            shifts.starts_at <= one.starts_at, shifts.ends_at >= one.ends_at,
        )  # fmt: skip
        if session.connection().execute(same.limit(1)).first() is not None:
            continue
        insert_rows(
            session,
            DutyShift,
            {"id": new_id(), "place": one.place, "officer_id": officer.id, "starts_at": one.starts_at,
             "ends_at": one.ends_at},
        )  # fmt: skip
        new += 1
        let_in(session, officer, pack=pack, pinned=pinned, by=viewer, at=at)
    return new


def wrong_with(shift: NewShift, officer: records.Officer | None, pack: Pack, at: datetime) -> dict[str, Problem]:
    problems = {}
    if shift.place not in pack.duty.places:
        problems["place"] = Problem("unknown_choice", {})
    if officer is None:
        problems["officer"] = Problem("unknown_choice", {})
    if not timedelta() < shift.ends_at - shift.starts_at <= LONGEST:
        problems["ends"] = Problem("not_a_time", {})
    if shift.ends_at <= at:
        problems["day"] = Problem("over", {})
    return problems


def remove_shift(session: Session, shift_id: int, *, viewer: Officer, at: datetime) -> None:
    """Take a shift off the roster; one that is over stays, as a record of who was on duty. Raises: NotAllowed."""
    refuse_others(viewer)
    session.connection().execute(delete(table_of(DutyShift)).where(shifts.id == shift_id, shifts.starts_at > at))
    session.connection().execute(
        table_of(DutyShift).update().where(shifts.id == shift_id, shifts.ends_at > at).values(ends_at=at)
    )


def standing_at(session: Session, at: datetime) -> Mapping[str, list[int]]:
    """Place → ids of the active officers who stand there *at*."""
    found = session.connection().execute(
        select(shifts.place, shifts.officer_id)
        .join(table_of(records.Officer), officers.id == shifts.officer_id)
        .where(shifts.starts_at <= at, shifts.ends_at > at, officers.active)
        .order_by(shifts.starts_at, shifts.id)
    )
    standing: dict[str, list[int]] = defaultdict(list)
    for place, officer in found:
        if officer not in standing[place]:
            standing[place].append(officer)
    return standing


def spans_between(session: Session, start: datetime, end: datetime) -> dict[str, list[Span]]:
    """Place → spans in which an active officer stands there, as far as they touch the time from *start* to *end*."""
    found = session.connection().execute(
        select(shifts.place, shifts.starts_at, shifts.ends_at)
        .join(table_of(records.Officer), officers.id == shifts.officer_id)
        .where(shifts.starts_at < end, shifts.ends_at > start, officers.active)
    )
    spans: dict[str, list[Span]] = defaultdict(list)
    for place, starts_at, ends_at in found:
        spans[place].append(Span(starts_at, ends_at))
    return spans


class Gap(msgspec.Struct, frozen=True):
    """A time in which a place stands empty."""

    place: str
    starts_at: datetime
    ends_at: datetime


def gaps_ahead(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> list[Gap]:
    """Every time in the days ahead in which a place stands empty, the nearest first."""
    end = at + pack.duty.ahead
    spans = spans_between(session, at, end)
    found = [
        Gap(place, gap.start, gap.end)
        for place in pack.duty.places
        for gap in gaps(spans.get(place, ()), Span(at, end))
    ]
    return sorted(found, key=lambda gap: gap.starts_at)


def empty_until(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> datetime | None:
    """Until when nobody stands in the first place, if nobody does now; at most as far as the roster is looked ahead."""
    end = at + pack.duty.ahead
    spans = spans_between(session, at, end).get(pack.duty.first, [])
    first = next(iter(gaps(spans, Span(at, end))), None)
    return first.end if first and first.start == at else None
