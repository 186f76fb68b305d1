"""The sums that reports are read from, kept: changes that acts laid down are added to them, or all cases are counted again.

What stands in `tally_pages` and what waits in `tally_changes` are together the sums over all cases, at every moment and after
every crash: an act adds its change in its own transaction, and a fold moves changes into pages in one. So nobody who files or
acts waits for a sum that somebody else adds to.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.records import Measure, TallyChange, TallyPage
from cases.records.rows import insert_rows, table_of
from cases.reports.in_hand import Spell
from cases.reports.sides import Counting, count_sides, counting_in_force
from cases.reports.tallies import Book, Numbers, Page, add_into, read_page, write_page, written_in
from cases.transactions.running import RunAgain
from cases.viewer import Viewer

UNCOUNTED: Final = Page("", "", -1, "", False)
"""Key of a row that is there while the sums are not those of all cases: they were filed before there were sums."""
BATCH: Final = 500
"""Changes that are added in one transaction."""
STEP: Final = 5_000
"""Rows in memory at once."""
NOTHING: Final = "{}"
Told = Callable[[int], None]
"""Hears from time to time how many cases are counted."""

pages, changes, measures = table_of(TallyPage), table_of(TallyChange), table_of(Measure)
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
    add_to_pages(session, book)
    session.execute(delete(changes).where(changes.c.id.in_([row.id for row in waiting])))
    return len(waiting)


def add_to_pages(session: Session, book: Book) -> None:
    """Raises: RunAgain where somebody else wrote the first of a page meanwhile."""
    known = take_pages(session, list(book.pages))
    texts = {page: write_page(add_into(known.get(page, {}), numbers)) for page, numbers in book.pages.items()}
    try:
        insert_rows(session, TallyPage, *rows_of(texts))
    except IntegrityError:
        raise RunAgain from None


def rows_of(texts: Mapping[Page, str]) -> list[dict[str, Any]]:
    """Rows of the pages that say something."""
    return [{**page._asdict(), "numbers": text} for page, text in texts.items() if text != NOTHING]


def take_pages(session: Session, wanted: Sequence[Page]) -> dict[Page, Numbers]:
    """What stands on those of the *wanted* pages that there are, to be written anew."""
    found = {}
    for start in range(0, len(wanted), BATCH):
        these = KEY.in_(wanted[start : start + BATCH])
        for *page, text in session.execute(select(pages).where(these)):
            found[Page(*page)] = read_page(text)
        session.execute(delete(pages).where(these))
    return found


def say_nothing(cases: int) -> None:
    """To nobody."""


def count_again(connection: Connection, counting: Counting | None = None, *, told: Told = say_nothing) -> None:
    """Put the sums over all cases in place of what is there: after tables were filled past the acts, or found wrong.

    *counting*: how side proceedings are counted; without it, as the pack in force says. At a million cases it takes two minutes,
    in one transaction. Raises: PackFault for a pack in force that cannot be read.
    """
    book = count_all(connection, counting or counting_in_force(connection), told)
    connection.execute(delete(changes))
    connection.execute(delete(pages))
    if rows := rows_of({page: write_page(numbers) for page, numbers in book.pages.items()}):
        connection.execute(insert(pages), rows)


def set_right(session: Session, told: Told = say_nothing, *, viewer: Viewer) -> int:
    """As `count_again`, as a use case; gives how many pages there are. Run it through `database.claim`."""
    count_again(session.connection(), told=told)
    return session.scalar(select(func.count()).select_from(pages)) or 0


def count_all(connection: Connection, counting: Counting, told: Told) -> Book:
    """The sums over all cases, counted from their spells and side proceedings."""
    book = Book()
    for number, spells in enumerate(spells_by_case(connection), 1):
        book.add_case(spells)
        if number % STEP == 0:
            told(number)
    book.add_all(count_sides(connection, counting))
    return book


def spells_by_case(connection: Connection) -> Iterator[list[Spell]]:
    """All spells of each case, in their order."""
    rows = connection.execute(COUNTED.execution_options(yield_per=STEP))
    names = tuple(rows.keys())
    made = (Spell(**dict(zip(names, row, strict=True))) for row in rows)
    for _, spells in groupby(made, key=attrgetter("case_id")):
        yield list(spells)
