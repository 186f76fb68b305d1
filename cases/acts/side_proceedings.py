"""What the main proceeding does to those beside it: they go along to another unit, or end where they stand; sums follow."""

from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from cases.acts.proceedings import OF_CASE, Running, standing
from cases.packs.jurisdiction import Pack
from cases.records import Case, ClockRow, Proceeding
from cases.records.prepared import ask, change
from cases.records.rows import table_of, update_row
from cases.reports import sides
from cases.reports.sides import counting_of

ticking = table_of(ClockRow).c
REST_CLOCKS = (
    update(table_of(ClockRow))
    .where(ticking.proceeding_id == bindparam("proceeding"))
    .values(running=False, due=None, alarm_at=None, calendar=None)
)


def give_side(session: Session, case: Case, proceeding: Running, unit: str, *, pack: Pack) -> None:
    """Let the sums of reports follow a side proceeding to another *unit*, which has it from now on."""
    if proceeding.row.main:
        return
    stands, counting = standing(proceeding.row), counting_of(pack)
    whose = sides.whose_of(session, case, counting)
    sides.note(session, proceeding.row, stands, None, whose=whose, counting=counting)
    proceeding.row.unit = unit
    sides.note(session, proceeding.row, None, stands, whose=whose, counting=counting)


def cancel_sides(session: Session, case: Case, name: str, *, pack: Pack, at: datetime) -> list[int]:
    """End every open side proceeding of procedure *name* because an act of the main one cancels them; their clocks rest.

    Gives their ids.
    """
    found = [
        row
        for row in ask(session, OF_CASE, {"case": case.id})
        if row.procedure == name and not row.main and row.ended_at is None
    ]
    for row in found:
        update_row(session, Proceeding, {"id": row.id}, {"ended_at": at})
        change(session, REST_CLOCKS, {"proceeding": row.id})
        before, after = (sides.Standing(row.stage, row.facts, ended) for ended in (None, at))
        counting = counting_of(pack)
        whose = sides.whose_of(session, case, counting)
        sides.note(session, row, before, after, whose=whose, counting=counting)
    return [row.id for row in found]
