"""The sums that reports are read from, kept: changes that acts laid down are added to them, or all cases are counted again.

What stands in `tally_pages` (and, by all that cases are about, in `tally_months` and day by day in `tally_days`) and what waits
in `tally_changes` are together the sums over all cases, at every moment and after every crash: an act adds its change in its own
transaction, and a fold moves changes into pages in one. So nobody who files or acts waits for a sum that somebody else adds to.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Table, and_, delete, func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.records import Measure, TallyChange, TallyDay, TallyMonth, TallyPage
from cases.records.rows import insert_rows, table_of
from cases.reports.books import Book, Collected
from cases.reports.in_hand import Spell
from cases.reports.pages import (
    Bundle,
    Lot,
    Numbers,
    Page,
    Parts,
    add_into,
    numbers_of,
    read_page,
    read_parts,
    write_page,
    write_parts,
)
from cases.reports.remedied import count_remedies
from cases.reports.sides import Counting, count_sides, counting_in_force
from cases.reports.silence import count_silence
from cases.reports.tallies import written_in
from cases.transactions.running import RunAgain
from cases.viewer import Viewer

UNCOUNTED: Final = Page("", "", "", "", -1, "", False)
"""Key of a row that is there while the sums are not those of all cases: they were filed before there were sums."""
BATCH: Final = 500
"""Changes that are added in one transaction."""
STEP: Final = 5_000
"""Rows in memory at once."""
NOTHING: Final = "{}"
Key = TypeVar("Key", Lot, Bundle)
Told = Callable[[int], None]
"""Hears from time to time how many cases are counted."""

pages, days, months, changes, measures = (
    table_of(one) for one in (TallyPage, TallyDay, TallyMonth, TallyChange, Measure)
)
KEY: Final = tuple_(*(pages.c[name] for name in Page._fields))
IS_UNCOUNTED: Final = and_(*(pages.c[name] == value for name, value in UNCOUNTED._asdict().items()))
COUNTED: Final = select(measures).order_by(measures.c.case_id, measures.c.spell)


def is_whole(connection: Connection) -> bool:
    """Whether every case is in the sums."""
    return connection.execute(select(pages.c.month).where(IS_UNCOUNTED)).first() is None


def any_waiting(session: Session, *, viewer: Viewer) -> bool:
    """Whether a change waits to be added: one look, for a worker that asks often."""
    return session.execute(select(changes.c.id).limit(1)).first() is not None


def fold(session: Session, *, viewer: Viewer) -> int:
    """Add a batch of changes to the pages; gives how many. Several workers share what there is.

    Run it through `database.claim`: of two that took the same changes, or wrote the same page, one begins again.
    """
    waiting = session.execute(
        select(changes.c.id, changes.c.tallies).limit(BATCH).with_for_update(skip_locked=True)
    ).all()
    book = Book()
    for row in waiting:
        book.add_written(written_in(row.tallies))
    for collected in book.collected():
        add_to_pages(session, collected)
    session.execute(delete(changes).where(changes.c.id.in_([row.id for row in waiting])))
    return len(waiting)


def add_to_pages(session: Session, collected: Collected) -> None:
    """Raises: RunAgain where somebody else wrote the first of a page meanwhile."""
    known = take_pages(session, list(collected.pages))
    numbers = {page: add_into(known.get(page, {}), more) for page, more in collected.pages.items()}
    of_days = added_to_parts(session, days, collected.days)
    of_months = added_to_parts(session, months, collected.months)
    try:
        insert_rows(session, TallyPage, *rows_of(numbers))
        insert_rows(session, TallyDay, *rows_of_days(of_days))
        insert_rows(session, TallyMonth, *rows_of_months(of_months))
    except IntegrityError:
        raise RunAgain from None


def add_parts(parts: Parts, more: Parts) -> Parts:
    for key, number in more.items():
        parts[key] = parts.get(key, 0) + number
    return parts


def added_to_parts(session: Session, table: Table, collected: Mapping[Key, Parts]) -> dict[Key, Parts]:
    """What was *collected*, with what stands in *table* so far, which is to be written anew."""
    known = take_parts(session, table, list(collected))
    return {key: add_parts(known.get(key, {}), more) for key, more in collected.items()}


def rows_of(numbers: Mapping[Page, Numbers]) -> list[dict[str, Any]]:
    """Rows of the pages that say something."""
    texts = ((page, write_page(each)) for page, each in numbers.items())
    return [{**page._asdict(), "numbers": text} for page, text in texts if text != NOTHING]


def rows_of_days(parts: Mapping[Lot, Parts]) -> list[dict[str, Any]]:
    """As `rows_of`: a day on which everything was taken away again says nothing."""
    return [
        {**lot._asdict(), "numbers": write_page(numbers_of(each)), "parts": write_parts(each)}
        for lot, each in parts.items()
        if any(each.values())
    ]


def rows_of_months(parts: Mapping[Bundle, Parts]) -> list[dict[str, Any]]:
    return [{**bundle._asdict(), "parts": write_parts(each)} for bundle, each in parts.items() if any(each.values())]


def take_pages(session: Session, wanted: Sequence[Page]) -> dict[Page, Numbers]:
    """What stands on those of the *wanted* pages that there are, to be written anew."""
    found = {}
    for start in range(0, len(wanted), BATCH):
        these = KEY.in_(wanted[start : start + BATCH])
        for *page, text in session.execute(select(pages).where(these)):
            found[Page(*page)] = read_page(text)
        session.execute(delete(pages).where(these))
    return found


def take_parts(session: Session, table: Table, wanted: Sequence[Key]) -> dict[tuple[Any, ...], Parts]:
    """As `take_pages`, of the parts in *table*."""
    found = {}
    columns = list(table.primary_key)
    for start in range(0, len(wanted), BATCH):
        these = tuple_(*columns).in_(wanted[start : start + BATCH])
        for *key, text in session.execute(select(*columns, table.c.parts).where(these)):
            found[tuple(key)] = read_parts(text)
        session.execute(delete(table).where(these))
    return found


def say_nothing(cases: int) -> None:
    """To nobody."""


def count_again(connection: Connection, counting: Counting | None = None, *, told: Told = say_nothing) -> None:
    """Put the sums over all cases in place of what is there: after tables were filled past the acts, or found wrong.

    *counting*: how side proceedings are counted; without it, as the pack in force says. At a million cases it takes three
    minutes, in one transaction. Raises: PackFault for a pack in force that cannot be read.
    """
    book = count_all(connection, counting or counting_in_force(connection), told)
    for table in (changes, pages, days, months):
        connection.execute(delete(table))
    for collected in book.collected():
        for table, rows in (
            (pages, rows_of(collected.pages)),
            (days, rows_of_days(collected.days)),
            (months, rows_of_months(collected.months)),
        ):
            if rows:
                connection.execute(insert(table), rows)


def set_right(session: Session, told: Told = say_nothing, *, viewer: Viewer) -> int:
    """As `count_again`, as a use case; gives how many pages there are. Run it through `database.claim`."""
    count_again(session.connection(), told=told)
    return session.scalar(select(func.count()).select_from(pages)) or 0


def count_all(connection: Connection, counting: Counting, told: Told) -> Book:
    """The sums over all cases, counted from their spells, side proceedings and remedies, and their silence."""
    book = Book()
    for number, spells in enumerate(spells_by_case(connection), 1):
        book.add_case(spells)
        if number % STEP == 0:
            told(number)
    book.add_all(count_sides(connection, counting))
    book.add_all(count_remedies(connection, counting))
    book.add_all(count_silence(connection, counting))
    return book


def spells_by_case(connection: Connection) -> Iterator[list[Spell]]:
    """All spells of each case, in their order."""
    rows = connection.execute(COUNTED.execution_options(yield_per=STEP))
    names = tuple(rows.keys())
    made = (Spell(**dict(zip(names, row, strict=True))) for row in rows)
    for _, spells in groupby(made, key=attrgetter("case_id")):
        yield list(spells)
