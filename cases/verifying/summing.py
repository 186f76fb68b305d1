"""Whether the sums that reports are read from are what the journal adds up to, page by page."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.reports.folding import changes, is_whole, pages
from cases.reports.tallies import STANDING, Book, Page, read_change, read_page, write_page
from cases.verifying.damages import Damage, Fault


def compare_sums(session: Session, counted: Book) -> Iterator[Damage]:
    """One damage for each page that is not as *counted*, is missing, or is too many; of sums that are not whole yet, none."""
    if not is_whole(session.connection()):
        return
    stored, unreadable = stored_sums(session)
    wrong = {
        page
        for page in counted.pages.keys() | stored.pages.keys()
        if write_page(counted.pages[page]) != write_page(stored.pages[page])
    }
    for place in sorted({words_of(page) for page in wrong} | set(unreadable)):
        yield Damage("sums", 0, 0, Fault.MISCOUNTED, place)


def stored_sums(session: Session) -> tuple[Book, list[str]]:
    """What pages and waiting changes say together, and where there is something that cannot be read."""
    book, unreadable = Book(), []
    for *key, text in session.execute(select(pages)):
        page = Page(*key)
        try:
            book.add_page(page, read_page(text))
        except msgspec.DecodeError:
            unreadable.append(words_of(page))
    for number, text in enumerate(session.scalars(select(changes.c.tallies)), 1):
        try:
            book.add_all(read_change(text))
        except msgspec.DecodeError:
            unreadable.append(f"change {number}")
    return book, unreadable


def words_of(page: Page) -> str:
    """Where a page stands: `KZ-39 2026-11 detention`."""
    month = "today" if page.month == STANDING else f"{page.month // 12}-{page.month % 12 + 1:02}"
    return " ".join(filter(None, (page.unit, month, page.track, page.channel, "walled" if page.walled else "")))
