"""The spells that one case's journal adds up to: its entries read in order, each counted as the act was when it was done.

The steps are counted by the very functions that count an act when it is done; what comes from elsewhere here is what
they are told: the entry instead of the decision.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from cases.acts.proceedings import MAIN
from cases.acts.remedies import PROCEDURE as REMEDY
from cases.calendars.moving import ACT as RECOUNTED
from cases.case_facts import ORDINARY, OTHER
from cases.filing.promises import REVIEW
from cases.packs.jurisdiction import Pack
from cases.reports.about import COUNTED
from cases.reports.in_hand import Spell
from cases.reports.steps import FACILITY, Step, due_moved, felt_in, hand_over, move_on, status_of, told_in
from workflows import clocks, engine
from workflows.calendars import Calendar, local_day
from workflows.clocks import Clock
from workflows.facts import UNKNOWN
from workflows.procedure import Procedure

MIGRATED, MIGRATED_BACK = "migrate", "migrate.undo"
WALL, UNWALL = "wall", "unwall"
DECODE: Final = msgspec.json.Decoder(dict[str, Any]).decode


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
    walled: bool
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
    return Count(pack, procedure, at, body["to"], review, [spell], track, body["urgency"], spell.walled)


def add_entry(count: Count, entry: Mapping[str, Any], at: datetime) -> None:
    """Count one entry after the first; what is no act of a procedure and changes no fact counts for nothing."""
    body, (procedure, _, _) = entry["body"], entry["act"].partition(".")
    if entry["act"] == "complainant.filing":
        follow_facts(count, body["facts"])
        for spell in on_this_side(count, count.spells[-1:]):
            spell.track, spell.urgency = count.track, count.urgency
        move_review(count, body.get("clocks", {}), at)
    elif entry["act"] in (WALL, UNWALL):
        first = int(count.received.timestamp())
        if body["walled"] != count.walled and body.get("counts_from", first) == first:
            for spell in count.spells:
                spell.walled = body["walled"]
        count.walled = body["walled"]
        move_on_to(count, body, at)
    elif entry["act"] == RECOUNTED:
        move_due(count, body["clocks"])
    elif procedure in count.pack.procedures:
        if body["proceeding"] == MAIN:
            add_step(count, entry, body, at)
        else:
            add_side(count, procedure, body)
            move_review(count, body.get("clocks_of_main", {}), at)
        for spell in on_this_side(count, count.spells[-1:]):
            spell.remedies += sum(opened["procedure"] == REMEDY for opened in body.get("opens", ()))
        move_on_to(count, body, at)


def move_on_to(count: Count, body: Mapping[str, Any], at: datetime) -> None:
    """Follow the case to another unit and to the other side of a wall, where the entry says so."""
    last = count.spells[-1]
    unit = body.get("moves", last.unit)
    if last.open and (unit, count.walled) != (last.unit, last.walled):
        day = local_day(count.pack.calendar, at)
        count.spells.append(hand_over(last, unit, day=day, walled=count.walled))


def on_this_side(count: Count, spells: Iterable[Spell]) -> list[Spell]:
    """Those of *spells* that lie on the side of a wall on which the case is now: what is done is counted there."""
    return [spell for spell in spells if spell.walled == count.walled]


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
    now = move_on(count.spells[-1], step, walled=count.walled, calendar=calendar)
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
        for spell in on_this_side(count, count.spells[-1:]):
            spell.verified += 1


def follow_facts(count: Count, facts: Mapping[str, Any]) -> None:
    codes = count.pack.indicators
    told = told_in(facts, count.pack)
    for spell in on_this_side(count, count.spells):
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
