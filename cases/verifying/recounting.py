"""Whether the numbers that reports add up, and their sums, are what the journal says: every case counted again.

What a case's journal adds up to stands in `spells.py`; here it is compared with what is stored.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.calendars.rows import stored_calendar
from cases.packs.jurisdiction import Pack
from cases.packs.stored import load_stored
from cases.records import Entry, Shredding
from cases.records import Pack as PackRow
from cases.records.prepared import ask_each
from cases.records.rows import table_of
from cases.reports.books import Book
from cases.reports.in_hand import Spell
from cases.reports.measures import measures
from cases.reports.sides import Counting, counting_of
from cases.reports.steps import about_nobody
from cases.verifying.damages import Damage, Fault
from cases.verifying.spells import count_case
from cases.verifying.summing import compare_sums
from cases.viewer import Viewer
from workflows.calendars import Calendar
from workflows.procedure import Procedure

BATCH = 200
"""Cases whose spells are fetched at once."""
STEP = 1_000
"""Rows held in memory at once."""
entries = table_of(Entry).c
JOURNAL = select(entries.case_id, entries.body).order_by(entries.case_id, entries.sequence)
SHREDDED = select(Shredding.case_id).where(Shredding.done_at.is_not(None))
CASE: Final = itemgetter(0)
SPELLS = (
    select(measures)
    .where(measures.c.case_id.between(bindparam("first"), bindparam("last")))
    .order_by(measures.c.case_id, measures.c.spell)
)


def recount(session: Session, *, viewer: Viewer, known: Iterable[Pack] = ()) -> list[Damage]:
    """Every row of `measures` that is not what the journal adds up to, and every page of sums (`cases/reports/folding.py`).

    Of a case whose journal is itself damaged, nothing: what its rows say is taken for its part of the sums.

    *known*: packs that need not be read from their rows again.
    """
    at_hand = {pack.hash: pack for pack in known}

    @cache
    def pack_of(digest: str) -> Pack | None:
        if digest in at_hand:
            return at_hand[digest]
        row = session.get(PackRow, digest)
        return None if row is None else load_stored(row.files)

    @cache
    def calendar_of(version: int, zone: str) -> Calendar | None:
        return stored_calendar(session, zone=zone, version=version)

    def version_of(name: str, version: int) -> Procedure | None:
        hashes = session.scalars(select(PackRow.hash).order_by(PackRow.published_at.desc()))
        packs = (pack for pack in (*at_hand.values(), *map(pack_of, hashes)) if pack is not None)
        found = (pack.procedures.get(name) for pack in packs)
        return next((one for one in found if one is not None and one.version == version), None)

    rows = session.connection().execute(JOURNAL.execution_options(yield_per=STEP))
    cases = (
        (case_id, count_case([body for _, body in group], pack_of, calendar_of, version_of))
        for case_id, group in groupby(rows, key=CASE)
    )
    damages: list[Damage] = []
    book, shredded = Book(), set(session.scalars(SHREDDED))
    while batch := dict(islice(cases, BATCH)):
        stored = stored_of(session, batch)
        for case_id, told in batch.items():
            counted = about_nobody(told) if told is not None and case_id in shredded else told
            book.add_case(stored.get(case_id, []) if counted is None else counted)
            if counted is not None:
                damages += compare(case_id, counted, stored.get(case_id, []))
    hashes = session.scalars(select(PackRow.hash).order_by(PackRow.published_at.desc()))
    newest = next((pack for pack in map(pack_of, hashes) if pack is not None), None)
    counting = counting_of(newest) if newest else Counting(ZoneInfo("UTC"), {})
    return [*damages, *compare_sums(session, book, counting)]


def stored_of(session: Session, cases: Iterable[Any]) -> dict[int, list[Spell]]:
    """The stored spells of *cases*, which lie side by side, and of those between them."""
    numbers = [one for one in cases if isinstance(one, int)]  # whoever wrote into the table may have put anything there
    found: dict[int, list[Spell]] = {}
    if numbers:
        for row in ask_each(session, SPELLS, {"first": min(numbers), "last": max(numbers)}):
            found.setdefault(row.case_id, []).append(Spell(**row._asdict()))
    return found


def compare(case_id: int, counted: list[Spell], stored: list[Spell]) -> Iterator[Damage]:
    """One damage for each spell that is not as counted, is missing, or is too many."""
    for place in range(max(len(counted), len(stored))):
        if counted[place : place + 1] != stored[place : place + 1]:
            yield Damage("measures", case_id, place + 1, Fault.MISCOUNTED)
