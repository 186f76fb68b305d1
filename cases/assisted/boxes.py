"""The protocol of a complaint box: seal, openers, letters counted; each of them registered, or a reason why not.

Letters counted and letters registered are compared by the program, not by whoever closes the protocol: a letter that is lost
between the box and the register is what such a protocol is there to show.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.errors import BoxNotFound, InvalidAnswers, NotAllowed
from cases.journals import institution_journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import BoxOpening, EnteredComplaint
from cases.records import Officer as OfficerRow
from cases.records.base import new_id
from cases.viewer import Officer
from workflows.calendars import local_day
from workflows.fields import Problem

SEAL_STATES: Final = ("intact", "broken", "none")
REASONS: Final = ("no_complaint", "blank", "duplicate", "unreadable", "miscounted")
"""Why fewer letters were registered than were counted."""
MOST: Final = 2_000
LONGEST_SEAL: Final = 40
OPENING = frozenset({"npm", "intake", "caseworker", "representative", "supervisor", "integrity", "commissioner"})


class Box(msgspec.Struct, frozen=True):
    """One opening of a box, as its protocol page shows it."""

    id: int
    unit: str
    facility: str
    seal: str
    seal_state: str
    opened_at: datetime
    openers: tuple[str, ...]
    """Names."""
    counted: int
    registered: int
    closed_at: datetime | None
    reason: str | None

    @property
    def missing(self) -> int:
        return max(0, self.counted - self.registered)

    def day(self, pack: Pack) -> date:
        """The day on which its letters are received, in the institution's zone."""
        return local_day(pack.calendar, self.opened_at)


class Opening(msgspec.Struct, frozen=True):
    """A box that was opened just now or earlier, as it was typed and checked."""

    facility: str
    seal: str
    seal_state: str
    opened_at: datetime
    openers: tuple[int, ...]
    counted: int


def possible_openers(session: Session, *, viewer: Officer) -> list[tuple[int, str]]:
    """Who may have opened a box: the viewer's unit, and whoever monitors places of detention."""
    rows = session.scalars(select(OfficerRow).where(OfficerRow.active).order_by(OfficerRow.name, OfficerRow.id))
    ours = [row for row in rows if row.unit == viewer.unit or "npm" in row.roles]
    return [(row.id, row.name) for row in ours if not OPENING.isdisjoint(row.roles)]


def open_box(session: Session, opening: Opening, *, key: str, viewer: Officer, at: datetime) -> int:
    """Write the protocol of an opening down; gives its id. The same *key* is the same opening.

    Run it through `database.write`. Raises: NotAllowed; InvalidAnswers.
    """
    if OPENING.isdisjoint(viewer.roles):
        raise NotAllowed
    known = session.scalars(select(BoxOpening.id).where(BoxOpening.key == key)).one_or_none()
    if known is not None:
        return known
    if set(opening.openers) - {one for one, _ in possible_openers(session, viewer=viewer)}:
        raise InvalidAnswers({"openers": Problem("unknown_choice", {})})
    row = BoxOpening(
        id=new_id(), unit=viewer.unit, facility=opening.facility, seal=opening.seal, seal_state=opening.seal_state,
        opened_at=whole_second(opening.opened_at), openers=[str(one) for one in opening.openers],
        counted=opening.counted, key=key, closed_at=None, closed_by=None, registered=None, reason=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    body = {
        "facility": row.facility, "seal": row.seal, "seal_state": row.seal_state, "openers": row.openers,
        "opened_at": int(row.opened_at.timestamp()), "counted": row.counted,
    }  # fmt: skip
    note(session, "box.open", row, body, viewer=viewer, at=at)
    return row.id


def boxes_of(session: Session, *, viewer: Officer, limit: int = 20) -> list[Box]:
    """Openings of the viewer's unit: open protocols first, the newest first."""
    rows = session.scalars(
        select(BoxOpening)
        .where(BoxOpening.unit == viewer.unit)
        .order_by(BoxOpening.closed_at.is_not(None), BoxOpening.opened_at.desc(), BoxOpening.id)
        .limit(limit)
    ).all()
    return views(session, rows)


def find_box(session: Session, box_id: int, *, viewer: Officer) -> Box:
    """Raises: BoxNotFound, also for another unit's."""
    return views(session, [find_row(session, box_id, viewer=viewer)])[0]


def views(session: Session, rows: Sequence[BoxOpening]) -> list[Box]:
    wanted = {int(one) for row in rows for one in row.openers}
    names = {
        one.id: one.name
        for one in session.execute(select(OfficerRow.id, OfficerRow.name).where(OfficerRow.id.in_(wanted)))
    }
    counts = registered(session, [row.id for row in rows])
    return [
        Box(
            row.id, row.unit, row.facility, row.seal, row.seal_state, row.opened_at,
            tuple(names[int(one)] for one in row.openers), row.counted,
            counts.get(row.id, 0) if row.registered is None else row.registered, row.closed_at, row.reason,
        )
        for row in rows
    ]  # fmt: skip


def registered(session: Session, ids: Sequence[int]) -> Mapping[int, int]:
    """How many complaints were entered from each opening."""
    rows = session.execute(
        select(EnteredComplaint.box_id, func.count())
        .where(EnteredComplaint.box_id.in_(ids))
        .group_by(EnteredComplaint.box_id)
    )
    return {box_id: number for box_id, number in rows if box_id is not None}


def find_row(session: Session, box_id: int, *, viewer: Officer) -> BoxOpening:
    row = session.get(BoxOpening, box_id)
    if row is None or row.unit != viewer.unit:
        raise BoxNotFound
    return row


def refuse_full(session: Session, box_id: int, *, viewer: Officer) -> None:
    """See that one more letter may be entered from this opening. Raises: InvalidAnswers at `box`; BoxNotFound."""
    row = find_row(session, box_id, viewer=viewer)
    # Two officers enter the last letter at once: who comes second waits here, and is told.
    session.refresh(row, with_for_update=True)
    if row.closed_at is not None:
        raise InvalidAnswers({"box": Problem("box_closed", {})})
    if registered(session, [box_id]).get(box_id, 0) >= row.counted:
        raise InvalidAnswers({"box": Problem("box_full", {"counted": row.counted})})


def count_again(session: Session, box_id: int, counted: int, *, viewer: Officer, at: datetime) -> None:
    """Put another number of letters in the protocol; both stay in the journal.

    Run it through `database.write`. Raises: BoxNotFound; InvalidAnswers where it is closed or more are registered already.
    """
    row = find_row(session, box_id, viewer=viewer)
    session.refresh(row, with_for_update=True)
    there = registered(session, [box_id]).get(box_id, 0)
    if row.closed_at is not None:
        raise InvalidAnswers({"counted": Problem("box_closed", {})})
    if not there <= counted <= MOST:
        raise InvalidAnswers({"counted": Problem("out_of_range", {"lowest": there, "highest": MOST})})
    if counted == row.counted:
        return
    note(session, "box.count", row, {"before": row.counted, "counted": counted}, viewer=viewer, at=at)
    row.counted = counted


def close_box(session: Session, box_id: int, reason: str, *, viewer: Officer, at: datetime) -> None:
    """Close the protocol: every counted letter is registered, or *reason* says why not. Closed once, it stays so.

    Run it through `database.write`. Raises: BoxNotFound; InvalidAnswers at `reason`.
    """
    row = find_row(session, box_id, viewer=viewer)
    session.refresh(row, with_for_update=True)
    if row.closed_at is not None:
        return
    there = registered(session, [box_id]).get(box_id, 0)
    if there != row.counted and reason not in REASONS:
        raise InvalidAnswers({"reason": Problem("required", {})})
    row.closed_at, row.closed_by, row.registered = whole_second(at), viewer.id, there
    row.reason = reason if there != row.counted else None
    body = {"counted": row.counted, "registered": there, "reason": row.reason}
    note(session, "box.close", row, body, viewer=viewer, at=at)


def note(
    session: Session, act: str, row: BoxOpening, body: Mapping[str, Any], *, viewer: Officer, at: datetime
) -> None:
    institution_journal.note(
        session, act, {"box": row.id, "unit": row.unit, **body}, viewer=viewer, at=whole_second(at)
    )
