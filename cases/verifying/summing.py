"""Whether the sums that reports are read from are what the journal adds up to, page by page."""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.reports.folding import changes, is_whole, pages
from cases.reports.sides import Counting, count_sides, names_in, narrowed
from cases.reports.tallies import STANDING, Book, Page, read_page, write_page, written_in
from cases.verifying.damages import Damage, Fault

WHAT: Final = itemgetter(5)
"""Of a tally as a change holds it: what it counts."""


def compare_sums(session: Session, counted: Book, *, zone: ZoneInfo) -> Iterator[Damage]:
    """One damage for each page that is not as *counted*, is missing, or is too many; of sums that are not whole yet, none.

    *counted*: all spells. Side proceedings are counted here from their rows, by no more facts than every stored sum of their
    procedure names: packs that test different ones may have laid them down.
    """
    if not is_whole(session.connection()):
        return
    stored, unreadable = stored_sums(session)
    named = named_by_all(stored)
    for page, numbers in stored.pages.items():
        stored.pages[page] = narrowed(numbers, named)
    counting = Counting(zone, {procedure: tuple(sorted(names)) for procedure, names in named.items()})
    counted.add_all(count_sides(session.connection(), counting))
    wrong = {
        page
        for page in counted.pages.keys() | stored.pages.keys()
        if write_page(counted.pages[page]) != write_page(stored.pages[page])
    }
    for place in sorted({words_of(page) for page in wrong} | set(unreadable)):
        yield Damage("sums", 0, 0, Fault.MISCOUNTED, place)


def named_by_all(stored: Book) -> dict[str, frozenset[str]]:
    """By procedure, the facts that all sums of it name."""
    found: dict[str, frozenset[str]] = {}
    for numbers in stored.pages.values():
        for named in names_in(numbers):
            names = frozenset(named.facts)
            found[named.procedure] = found.get(named.procedure, names) & names
    return found


def stored_sums(session: Session) -> tuple[Book, list[str]]:
    """What pages and waiting changes say together, and where there is something that cannot be read."""
    book, unreadable = Book(), []
    for *key, text in session.execute(select(pages)):
        page = Page(*key)
        try:
            numbers = read_page(text)
            check_names(numbers)
            book.add_page(page, numbers)
        except msgspec.DecodeError:
            unreadable.append(words_of(page))
    for number, text in enumerate(session.scalars(select(changes.c.tallies)), 1):
        try:
            change = written_in(text)
            check_names(map(WHAT, change))
            book.add_written(change)
        except msgspec.DecodeError:
            unreadable.append(f"change {number}")
    return book, unreadable


def check_names(names: Iterable[str]) -> None:
    """Raises: msgspec.DecodeError for the name of a side proceeding's sum that cannot be read."""
    for _ in names_in(names):
        pass


def words_of(page: Page) -> str:
    """Where a page stands: `KZ-39 2026-11 detention`."""
    month = "today" if page.month == STANDING else f"{page.month // 12}-{page.month % 12 + 1:02}"
    return " ".join(filter(None, (page.unit, month, page.track, page.channel, "walled" if page.walled else "")))
