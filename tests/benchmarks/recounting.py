"""Open clocks counted anew after a change of the calendar, against bare updates of the same rows."""

from collections.abc import Callable
from time import perf_counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.calendars import recounting
from cases.calendars.editing import Line, Proposal, lines_of, publish_calendar
from cases.packs.shelf import Shelf
from cases.records import ClockRow, Proceeding
from cases.records.rows import table_of, update_rows
from cases.viewer import System, Viewer
from tests.benchmarks.figure import Figure
from tests.builders import House

ticking = table_of(ClockRow).c
ROWS = select(ticking.proceeding_id, ticking.name, ticking.due, ticking.alarm_at, ticking.calendar)
STATES = select(table_of(Proceeding).c.id, table_of(Proceeding).c.state)
WORDS = {"kk": "Қаулы", "ru": "Постановление", "en": "Decree"}


def measure(house: House, *, kind: str) -> None:
    """Over whatever clocks the house has open: a day a week ahead becomes a day off and most due dates move."""
    day = house.clock().date().replace(day=9, month=12)
    moved = Line(day=day.isoformat(), kind="off", reason=WORDS)
    calendar = house.pack.calendar
    lines = [*lines_of(calendar, day.year), moved]
    house.database.write(
        publish_calendar, Proposal(year=day.year, base=calendar.version, lines=lines, reason=WORDS), pack=house.pack,
        viewer=System(), at=house.clock(),
    )  # fmt: skip
    shelf = Shelf(house.database, house.pack)
    shelf.refresh()
    floor_rows, floor = timed(lambda: bare_updates(house))
    house.pack = shelf.pack
    rows, ours = timed(lambda: all_batches(house))
    Figure(
        name=f"clocks_counted_anew_{kind}", value=round(rows / ours), unit="1/s", floor=round(floor_rows / floor),
        ratio=round(rows / ours / (floor_rows / floor), 2), budget=1000, met=rows / ours >= 1000,
        note=f"{rows} clocks in batches of {recounting.BATCH}, with state, journal and queue where a due date moved; "
        "floor = bare updates of the same rows of clocks and states in one transaction",
    ).print()  # fmt: skip


def all_batches(house: House) -> int:
    total = 0
    while taken := house.database.claim(recounting.recount_batch, pack=house.pack, viewer=System(), at=house.clock()):
        total += taken
    return total


def bare_updates(house: House) -> int:
    """Read the rows and write them back as they are."""

    def bare(session: Session, *, viewer: Viewer) -> int:
        connection = session.connection()
        rows = connection.execute(ROWS.where(ticking.calendar.is_not(None))).all()
        states = connection.execute(STATES).all()
        update_rows(session, Proceeding, ("id",), [{"id": one.id, "state": one.state} for one in states])
        update_rows(session, ClockRow, ("proceeding_id", "name"), [dict(one._mapping) for one in rows])
        return len(rows)

    return house.database.write(bare, viewer=System())


def timed(work: Callable[[], int]) -> tuple[int, float]:
    start = perf_counter()
    found = work()
    return found, perf_counter() - start
