"""Where every chain stands: the last entry of each case's journal and readings, and what the institution works by."""

from collections.abc import Iterator
from enum import IntEnum
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cases.journals.institution_journal import LAST
from cases.journals.journal import canonical
from cases.records import CalendarDay, CalendarVersion, Entry, Pack, Reading
from cases.records.rows import table_of

STEP = 1_000
"""Rows held in memory at once."""


class Chain(IntEnum):
    """What is anchored. Numbers, because the two databases sort words differently."""

    JOURNAL = 1
    READINGS = 2
    INSTITUTION = 3
    """The institution's own journal: one chain, of the key 0."""
    CALENDAR = 4
    """Versions of the calendar, each a chain of one entry: they are never written over."""
    PACK = 5
    """Published packs, likewise."""


class Head(NamedTuple):
    """The last entry of one chain. *key*: the case's id, the calendar's version, or the first 63 bits of a pack's hash."""

    chain: int
    key: int
    sequence: int
    hash: bytes


def leaf(head: Head) -> bytes:
    """The head as it goes into the tree."""
    return f"{head.chain} {head.key} {head.sequence} {head.hash.hex()}".encode()


def heads(session: Session) -> Iterator[Head]:
    """Every head as it stands now, by chain and key."""
    for chain, record in ((Chain.JOURNAL, Entry), (Chain.READINGS, Reading)):
        found = session.connection().execute(last_entries(record).execution_options(yield_per=STEP))
        for case_id, sequence, fingerprint in found:
            yield Head(chain, case_id, sequence, fingerprint)
    last = session.connection().execute(LAST).one_or_none()
    if last is not None:
        yield Head(Chain.INSTITUTION, 0, *last)
    yield from calendars(session)
    yield from packs(session)


def last_entries(record: type[Entry | Reading]) -> Select[Any]:
    entries = table_of(record)
    last = (
        select(entries.c.case_id, func.max(entries.c.sequence).label("sequence")).group_by(entries.c.case_id).subquery()
    )
    return (
        select(entries.c.case_id, entries.c.sequence, entries.c.hash)
        .join(last, (last.c.case_id == entries.c.case_id) & (last.c.sequence == entries.c.sequence))
        .order_by(entries.c.case_id)
    )


def calendars(session: Session) -> Iterator[Head]:
    """One head for each version of the calendar, over all that its rows say."""
    for version in session.scalars(select(CalendarVersion).order_by(CalendarVersion.version)):
        days = session.scalars(
            select(CalendarDay).where(CalendarDay.version == version.version).order_by(CalendarDay.day)
        )
        said = {
            "version": version.version,
            "since": int(version.since.timestamp()),
            "actor": version.actor,
            "reason": version.reason,
            "week": version.week,
            "opens": version.opens,
            "closes": version.closes,
            "known_until": version.known_until,
            "days": [[day.day, day.working, day.reason] for day in days],
        }
        yield Head(Chain.CALENDAR, version.version, 1, sha256(canonical(said)).digest())


def packs(session: Session) -> Iterator[Head]:
    """One head for each published pack. When it was published last may change: an earlier pack can come into force again."""
    found = [
        Head(
            Chain.PACK,
            int(row.hash[:16], 16) >> 1,
            1,
            sha256(canonical({"name": row.name, "files": row.files})).digest(),
        )
        for row in session.scalars(select(Pack))
    ]
    yield from sorted(found)
