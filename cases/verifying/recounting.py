"""Whether the numbers that reports add up, and their sums, are what the journal says: every case counted again.

The steps are counted by the very functions that count an act when it is done; what comes from elsewhere here is what
they are told: the entry instead of the decision.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts.proceedings import MAIN
from cases.acts.remedies import PROCEDURE as REMEDY
from cases.calendars.moving import ACT as RECOUNTED
from cases.calendars.rows import stored_calendar
from cases.case_facts import ORDINARY, OTHER
from cases.filing.promises import REVIEW
from cases.packs.jurisdiction import Pack
from cases.packs.stored import load_stored
from cases.records import Entry, Shredding
from cases.records import Pack as PackRow
from cases.records.prepared import ask_each
from cases.records.rows import table_of
from cases.reports.about import COUNTED
from cases.reports.books import Book
from cases.reports.in_hand import Spell
from cases.reports.measures import measures
from cases.reports.sides import Counting, counting_of
from cases.reports.steps import (
    FACILITY,
    Step,
    about_nobody,
    due_moved,
    felt_in,
    hand_over,
    move_on,
    status_of,
    told_in,
)
from cases.verifying.damages import Damage, Fault
from cases.verifying.summing import compare_sums
from cases.viewer import Viewer
from workflows import clocks, engine
from workflows.calendars import Calendar, local_day
from workflows.clocks import Clock
from workflows.facts import UNKNOWN
from workflows.procedure import Procedure

MIGRATED, MIGRATED_BACK = "migrate", "migrate.undo"
WALL, UNWALL = "wall", "unwall"
BATCH = 200
"""Cases whose spells are fetched at once."""
STEP = 1_000
"""Rows held in memory at once."""
entries = table_of(Entry).c
JOURNAL = select(entries.case_id, entries.body).order_by(entries.case_id, entries.sequence)
SHREDDED = select(Shredding.case_id).where(Shredding.done_at.is_not(None))
CASE: Final = itemgetter(0)
DECODE: Final = msgspec.json.Decoder(dict[str, Any]).decode
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


class Count(msgspec.Struct):
    """A case in the middle of being counted again."""

    pack: Pack
    procedure: Procedure
    received: datetime
    stage: str
    review: Clock | None
    spells: list[Spell]
    track: str
    urgency: int
    verified: set[int] = msgspec.field(default_factory=set)
    """Numbers of the remedies that are verified."""


def count_case(
    bodies: Iterable[bytes],
    pack_of: Callable[[str], Pack | None],
    calendar_of: Callable[[int, str], Calendar | None],
    version_of: Callable[[str, int], Procedure | None],
) -> list[Spell] | None:
    """The spells that a case's journal adds up to; None where it cannot be read or does not begin with a filing."""
    count: Count | None = None
    try:
        for body in bodies:
            entry = DECODE(body)
            at = datetime.fromtimestamp(entry["at"], UTC)
            if count is None:
                pack = pack_of(str(entry["pack"])) if begins(entry) else None
                if pack is None:
                    return None
                pack = counting_by(pack, entry["calendar"], calendar_of)
                came = entry["body"].get("received", entry["at"])
                count = begin(entry, entry["body"], pack, datetime.fromtimestamp(came, UTC))
            elif entry["act"] in (MIGRATED, MIGRATED_BACK):
                move_version(count, entry["body"]["moved"], version_of)
            else:
                count.pack = counting_by(count.pack, entry["calendar"], calendar_of)
                add_entry(count, entry, at)
    except (msgspec.DecodeError, KeyError, TypeError, ValueError):  # `verify` names what is wrong with the entry
        return None
    return count.spells if count else None


def counting_by(pack: Pack, version: int | None, calendar_of: Callable[[int, str], Calendar | None]) -> Pack:
    """*pack* with the calendar that an entry was decided by; its own where that was never stored."""
    if version is None or version == pack.calendar.version:
        return pack
    return replace(pack, calendar=calendar_of(version, pack.institution.zone) or pack.calendar)


def begins(entry: Mapping[str, Any]) -> bool:
    """A complaint was filed, or a case begun that counts as one."""
    return bool(entry["act"] == "file" or (entry["act"] == "open" and entry["body"]["kind"] == COUNTED))


def begin(entry: Mapping[str, Any], body: Mapping[str, Any], pack: Pack, at: datetime) -> Count:
    procedure, facts = pack.opened_on(body["procedure"], local_day(pack.calendar, at)), body["facts"]
    review = engine.start_one(procedure, REVIEW, facts=facts, calendar=pack.calendar, at=at)
    track = str(facts.get("track", OTHER))
    spell = Spell(
        case_id=entry["case"], spell=1, unit=body["unit"], track=track, channel=body["channel"], urgency=body["urgency"],
        day=local_day(pack.calendar, at), walled=body["walled"], **told_in(facts, pack)._asdict(),
    )  # fmt: skip
    return Count(pack, procedure, at, body["to"], review, [spell], track, body["urgency"])


def add_entry(count: Count, entry: Mapping[str, Any], at: datetime) -> None:
    """Count one entry after the first; what is no act of a procedure and changes no fact counts for nothing."""
    body, (procedure, _, _) = entry["body"], entry["act"].partition(".")
    if entry["act"] == "complainant.filing":
        follow_facts(count, body["facts"])
        count.spells[-1].track, count.spells[-1].urgency = count.track, count.urgency
        move_review(count, body.get("clocks", {}), at)
    elif entry["act"] in (WALL, UNWALL):
        for spell in count.spells:
            spell.walled = body["walled"]
        move_on_to(count, body, at)
    elif entry["act"] == RECOUNTED:
        move_due(count, body["clocks"])
    elif procedure in count.pack.procedures:
        if body["proceeding"] == MAIN:
            add_step(count, entry, body, at)
        else:
            add_side(count, procedure, body)
            move_review(count, body.get("clocks_of_main", {}), at)
        count.spells[-1].remedies += sum(opened["procedure"] == REMEDY for opened in body.get("opens", ()))
        move_on_to(count, body, at)


def move_on_to(count: Count, body: Mapping[str, Any], at: datetime) -> None:
    """Follow the case to another unit, where the entry says so."""
    last = count.spells[-1]
    if last.open and body.get("moves", last.unit) != last.unit:
        count.spells.append(hand_over(last, body["moves"], day=local_day(count.pack.calendar, at)))


def add_step(count: Count, entry: Mapping[str, Any], body: Mapping[str, Any], at: datetime) -> None:
    calendar = count.pack.calendar
    follow_facts(count, body.get("sets", {}))
    move_review(count, body.get("clocks", {}), at)
    stage, rule = count.procedure.stages[body["to"]], count.procedure.clocks.get(REVIEW)
    due = clocks.due(rule, count.review, calendar) if rule and count.review else None
    step = Step(
        day=local_day(calendar, at),
        minutes=int((at - count.received).total_seconds() // 60),
        by_person=entry["actor"].startswith("officer:"),
        track=count.track,
        urgency=count.urgency,
        status=status_of(stage),
        ended=stage.end,
        outcome=body.get("outcome"),
        due=local_day(calendar, due) if due else None,
        extended=REVIEW in body.get("clocks", {}).get("extended", ()),
        letters=tuple(body.get("purposes", ())),
        felt=felt_in(body.get("sets", {})),
    )
    now = move_on(count.spells[-1], step, calendar=calendar)
    if now is not count.spells[-1]:
        count.spells.append(now)


def move_due(count: Count, moved: Iterable[Mapping[str, Any]]) -> None:
    """Follow a newer calendar."""
    for one in moved:
        if one["proceeding"] == MAIN and one["clock"] == REVIEW and one["now"] is not None:
            day = local_day(count.pack.calendar, datetime.fromtimestamp(one["now"], UTC))
            count.spells[-1].due = due_moved(count.spells[-1], day)


def move_version(
    count: Count, moved: Iterable[Mapping[str, Any]], version_of: Callable[[str, int], Procedure | None]
) -> None:
    """Follow the main proceeding to another version of its procedure. Raises: KeyError when it was never published."""
    for one in moved:
        if one["proceeding"] != MAIN:
            continue
        procedure = version_of(one["procedure"], one["to_version"])
        if procedure is None:
            raise KeyError(one["to_version"])
        state = engine.load_state(one["state"])
        review = state.clocks.get(REVIEW)
        count.procedure, count.review = procedure, None if review is None or review.is_stopped else review
        rule = procedure.clocks.get(REVIEW)
        due = clocks.due(rule, count.review, count.pack.calendar) if rule and count.review else None
        count.spells[-1].due = due_moved(count.spells[-1], local_day(count.pack.calendar, due) if due else None)


def add_side(count: Count, procedure: str, body: Mapping[str, Any]) -> None:
    verified = body.get("sets", {}).get("verified_by", UNKNOWN) != UNKNOWN
    if procedure == REMEDY and verified and body["proceeding"] not in count.verified:
        count.verified.add(body["proceeding"])
        count.spells[-1].verified += 1


def follow_facts(count: Count, facts: Mapping[str, Any]) -> None:
    codes = count.pack.indicators
    told = told_in(facts, count.pack)
    for spell in count.spells:
        if codes.refusal_fact in facts:
            spell.ground = told.ground
        if FACILITY in facts:
            spell.facility = told.facility
        if codes.body_fact in facts:
            spell.body = told.body
    count.track = str(facts.get("track", count.track))
    count.urgency = int(facts.get("urgency", count.urgency or ORDINARY))


def move_review(count: Count, moved: Mapping[str, list[str]], at: datetime) -> None:
    """Stop, extend and start the review's clock, in the engine's order."""
    rule, calendar = count.procedure.clocks.get(REVIEW), count.pack.calendar
    if rule is None:
        return
    if REVIEW in moved.get("stopped", ()):
        count.review = None
    if REVIEW in moved.get("extended", ()) and count.review is not None:
        count.review = clocks.extend_clock(rule, count.review, calendar, at, by=rule.extend_by or "")
    if REVIEW in moved.get("started", ()):
        count.review = clocks.start_clock(rule, calendar, at)
