"""What follows when due dates have moved: the journal says so, and the queue, the numbers and the reminders go along."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import remedies
from cases.acts.proceedings import Running
from cases.filing.promises import REVIEW
from cases.journals import journal
from cases.journals.journal import Place
from cases.packs.jurisdiction import Pack
from cases.records import Case, Entry, Notice
from cases.records.among import Among
from cases.records.prepared import ask
from cases.records.rows import insert_rows, table_of, update_rows
from cases.reports import measures
from cases.viewer import Viewer
from cases.worklist.desk_rows import project_cases
from workflows.calendars import local_day

ACT = "calendar"
"""Under which name the journal has it."""

notices = table_of(Notice).c
OPEN_NOTICES = select(notices.id, notices.proceeding_id, notices.clock).where(
    Among(notices.case_id, "cases"), notices.settled_at.is_(None)
)


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A clock whose due moment is another by the newer calendar."""

    proceeding: Running
    clock: str
    was: datetime | None
    now: datetime | None
    version: int
    """Of the calendar that counted it before."""


def write_moved(
    session: Session, moved: Mapping[int, Collection[Moved]], *, pack: Pack, viewer: Viewer, at: datetime
) -> None:
    """Write what has *moved* by case, in a few statements for all of them; each case gets one entry in its journal."""
    cases = session.scalars(select(Case).where(Case.id.in_(moved))).all()
    for case in cases:  # what is written of them is written below, and cheaper than by the session
        session.expunge(case)
    places = journal.next_places(session, [case.id for case in cases])
    entries = [
        entry_of(case, moved[case.id], place=places.get(case.id, journal.BEGINNING), pack=pack, viewer=viewer, at=at)
        for case in cases
    ]
    insert_rows(session, Entry, *entries)
    everything = [(case_id, one) for case_id, its in moved.items() for one in its]
    dues = {
        case_id: local_day(pack.calendar, one.now)
        for case_id, one in everything
        if one.now and one.proceeding.row.main and one.clock == REVIEW
    }
    measures.move_dues(session, dues)
    for _, one in everything:
        remedies.move_due(
            session, one.proceeding, one.clock, local_day(pack.calendar, one.now) if one.now else None, pack=pack
        )
    move_notices(session, [one for _, one in everything])
    project_cases(session, cases)
    update_rows(
        session, Case, ("id",),
        [{"id": case.id, "version": case.version, "next_due": case.next_due} for case in cases],
    )  # fmt: skip


def entry_of(
    case: Case, moved: Collection[Moved], *, place: Place, pack: Pack, viewer: Viewer, at: datetime
) -> dict[str, Any]:
    """The journal's row: which clocks, from when to when. The case has one act more by it."""
    key = f"{ACT}:{pack.calendar.version}:{case.id}:{case.version}"
    case.version += 1
    return journal.compose(
        place,
        case_id=case.id,
        act=ACT,
        act_key=key,
        actor=viewer.actor,
        at=at,
        body={"from": min(one.version for one in moved), "clocks": [moved_in_journal(one) for one in moved]},
        pack=case.pack,
        calendar=pack.calendar.version,
    )


def moved_in_journal(one: Moved) -> dict[str, Any]:
    return {
        "proceeding": one.proceeding.row.number,
        "clock": one.clock,
        "was": int(one.was.timestamp()) if one.was else None,
        "now": int(one.now.timestamp()) if one.now else None,
    }


def move_notices(session: Session, moved: Collection[Moved]) -> None:
    """Reminders that nobody has dealt with yet show the new date."""
    now = {(one.proceeding.row.id, one.clock): one.now for one in moved}
    found = ask(session, OPEN_NOTICES, {"cases": sorted({one.proceeding.row.case_id for one in moved})})
    rows = [
        {"id": row.id, "due": now[row.proceeding_id, row.clock]}
        for row in found
        if (row.proceeding_id, row.clock) in now
    ]
    update_rows(session, Notice, ("id",), rows)
