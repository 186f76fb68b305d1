"""Whether the sums that reports are read from are what the journal adds up to, page by page."""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, Final

import msgspec
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.reports.books import Book, Collected
from cases.reports.folding import add_parts, changes, days, is_whole, months, pages
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
)
from cases.reports.remedied import REMEDY, count_remedies, read_name
from cases.reports.sides import Counting, count_sides, names_in, narrowed, narrowed_parts
from cases.reports.silence import count_silence
from cases.reports.tallies import STANDING, Written, written_in
from cases.verifying.damages import Damage, Fault

WHAT: Final = itemgetter(7)
"""Of a tally as a change holds it: what it counts."""


class Stored:
    """What pages, parts and waiting changes say together; *unreadable*: where something cannot be read, or contradicts itself."""

    def __init__(self) -> None:
        self.pages: dict[Page, Numbers] = {}
        self.parts: dict[Lot | Bundle, Parts] = {}
        self.unreadable: list[str] = []

    def add(self, more: Collected) -> None:
        for page, numbers in more.pages.items():
            add_into(self.pages.setdefault(page, {}), numbers)
        for key, parts in more.parts:
            add_parts(self.parts.setdefault(key, {}), parts)


def compare_sums(session: Session, counted: Book, counting: Counting) -> Iterator[Damage]:
    """One damage for each page, day and parts of a month not as *counted*, missing, or too many; of sums not whole yet, none.

    *counted*: all spells. Side proceedings are counted here from their rows, by no more facts than every stored sum of their
    procedure names: packs that test different ones may have laid them down. *counting*: what else is to be known of them.
    """
    if not is_whole(session.connection()):
        return
    stored = stored_sums(session)
    named = named_by_all(stored)
    by_all = replace(counting, tested={procedure: tuple(sorted(names)) for procedure, names in named.items()})
    counted.add_all(count_sides(session.connection(), by_all))
    counted.add_all(count_remedies(session.connection(), by_all))
    counted.add_all(count_silence(session.connection(), by_all))
    wrong: set[str] = set(stored.unreadable)
    for collected in counted.collected():
        for page, numbers in collected.pages.items():
            found = narrowed(stored.pages.pop(page, {}), named)
            if write_page(found) != write_page(numbers):
                wrong.add(words_of(page))
        for key, parts in collected.parts:
            if not same(narrowed_parts(stored.parts.pop(key, {}), named), parts):
                wrong.add(words_of_parts(key))
    # What nobody counted has to come to nothing.
    wrong |= {words_of(page) for page, numbers in stored.pages.items() if any_left(narrowed(numbers, named))}
    wrong |= {words_of_parts(key) for key, parts in stored.parts.items() if not same(narrowed_parts(parts, named), {})}
    for place in sorted(wrong):
        yield Damage("sums", 0, 0, Fault.MISCOUNTED, place)


def same(one: Parts, other: Parts) -> bool:
    """Whether both come to the same, whatever they say of what is nothing."""
    return all(one.get(key, 0) == other.get(key, 0) for key in one.keys() | other.keys())


def any_left(numbers: Numbers) -> bool:
    return any(number for by_value in numbers.values() for number in by_value.values())


def named_by_all(stored: Stored) -> dict[str, frozenset[str]]:
    """By procedure, the facts that all sums of it name."""
    found: dict[str, frozenset[str]] = {}
    for numbers in stored.pages.values():
        for named in names_in(numbers):
            names = frozenset(named.facts)
            found[named.procedure] = found.get(named.procedure, names) & names
    return found


def stored_sums(session: Session) -> Stored:
    stored, waiting = Stored(), Book()
    for *key, text in session.execute(select(pages)):
        page = Page(*key)
        try:
            numbers = read_page(text)
            check_names(numbers)
            stored.pages[page] = numbers
        except msgspec.DecodeError:
            stored.unreadable.append(words_of(page))
    for day, unit, walled, text, parts in session.execute(select(days)):
        read_into(stored, Lot(day, unit, walled), parts, whole=text)
    for *bundle, parts in session.execute(select(months)):
        read_into(stored, Bundle(*bundle), parts)
    for number, text in enumerate(session.scalars(select(changes.c.tallies)), 1):
        try:
            waiting.add_written(readable(text))
        except msgspec.DecodeError:
            stored.unreadable.append(f"change {number}")
    for collected in waiting.collected():
        stored.add(collected)
    return stored


def read_into(stored: Stored, key: Lot | Bundle, parts: str, *, whole: str | None = None) -> None:
    """*whole*: the same without parts, where it is kept, too."""
    try:
        found = read_parts(parts)
        check_names(what for _, what, _ in found)
        said_twice = whole is None or write_page(read_page(whole)) == write_page(numbers_of(found))
    except msgspec.DecodeError:
        stored.unreadable.append(words_of_parts(key))
        return
    stored.parts[key] = found
    if not said_twice:
        stored.unreadable.append(words_of_parts(key))


def readable(text: str) -> Written:
    """Raises: msgspec.DecodeError."""
    change = written_in(text)
    check_names(map(WHAT, change))
    return change


def check_names(names: Iterable[Any]) -> None:
    """Raises: msgspec.DecodeError for the name of a side proceeding's or a remedy's sum that cannot be read."""
    for what in names:
        if what.startswith(REMEDY):
            read_name(what)
        else:
            for _ in names_in((what,)):
                pass


def words_of(page: Page) -> str:
    """Where a page stands: `KZ-39 2026-11 detention`."""
    return " ".join(filter(None, (page.unit, words_of_month(page.month), *page[:4], "walled" if page.walled else "")))


def words_of_month(month: int) -> str:
    return "today" if month == STANDING else f"{month // 12}-{month % 12 + 1:02}"


def words_of_parts(key: Lot | Bundle) -> str:
    """`KZ-39 2026-11-05`, of a day; of a month as of a page, and that it is its parts."""
    if isinstance(key, Lot):
        return " ".join(filter(None, (key.unit, f"{key.day}", "walled" if key.walled else "")))
    page = Page(key.track, key.channel, "", "", key.month, key.unit, key.walled)
    return f"{words_of(page)}: parts"
