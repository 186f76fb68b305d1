"""Why the day on which the complainant has our answer is another than they were told: the calendar changed meanwhile."""

from datetime import UTC, date, datetime

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts.proceedings import MAIN
from cases.calendars.moving import ACT
from cases.filing.promises import REVIEW
from cases.packs.jurisdiction import Pack
from cases.records import CalendarVersion, Case, Entry
from cases.records.prepared import ask_one
from cases.records.rows import table_of
from workflows.calendars import local_day
from workflows.names import Label

entries = table_of(Entry).c
LAST_MOVE = (
    select(entries.body)
    .where(entries.case_id == bindparam("case"), entries.act == ACT)
    .order_by(entries.sequence.desc())
    .limit(1)
)


class MovedDate(msgspec.Struct, frozen=True):
    """The day that held before, and the reason of the calendar that moved it."""

    was: date
    reason: Label


def moved_date(session: Session, case: Case, promised: date, *, pack: Pack) -> MovedDate | None:
    """What moved the review to the day *promised*; None where the calendar did not, or not last."""
    entry = ask_one(session, LAST_MOVE, {"case": case.id})
    if entry is None:
        return None
    stored = msgspec.json.decode(entry.body)
    for one in stored["body"]["clocks"]:
        if (one["proceeding"], one["clock"]) != (MAIN, REVIEW) or not one["was"] or not one["now"]:
            continue
        was, now = (local_day(pack.calendar, datetime.fromtimestamp(one[name], UTC)) for name in ("was", "now"))
        version = session.get(CalendarVersion, stored["calendar"])
        return MovedDate(was, version.reason) if version and was != now == promised else None
    return None
