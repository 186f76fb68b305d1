"""A wall: persons are kept out of a case, cryptographically, and from then on it does not exist for them (design 04 §4.2).

Exclusion is per person. A unit keeps its wrap only while none of its members is excluded; otherwise those of its members who
may stay hold wraps of their own, or another unit that shares no member takes over. A new epoch of the file key begins, and
a new shred secret: even an old copy of the rows, opened with an excluded officer's keys, gives nothing once the old secret
is gone.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete
from sqlalchemy.orm import Session

from cases.acts import transferring
from cases.acts.acting import find_case
from cases.acts.proceedings import clocks_of
from cases.alarms.notices import UNOPENED
from cases.circle import epochs, wall_rows
from cases.circle.counted_apart import follow_wall
from cases.circle.doomed import destroy_doomed, doom
from cases.circle.inside import Circle, Handling, Reader, circle_without, entries_of, other_readers, people, readers_of
from cases.circle.people import excluded_from
from cases.database import Database
from cases.errors import ActRefused, CannotOpen, ChangedMeanwhile, InvalidAnswers, NotAllowed, UnsignedKey
from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.keys import shred_ids
from cases.letters.astray import ring
from cases.letters.link_rows import shut_all
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.planning import leaving as plans
from cases.records import Case, Entry, Exclusion, SealedWords, Unsent
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.reports import measures, silence
from cases.reports.sides import counting_of
from cases.reports.walled import from_the_first
from cases.vault.sealing import seal_record
from cases.vault.shredding import ShredSecret
from cases.viewer import Officer
from cases.worklist.availability import LEADS
from cases.worklist.desk_rows import project_case
from workflows.calendars import local_day
from workflows.engine import Refusal
from workflows.fields import Problem

RAISE, LIFT = "wall", "unwall"
SLOT = "wall.reason"
REASON = 2_000


class WallView(msgspec.Struct, frozen=True, kw_only=True):
    """What the page of a case's wall shows to whom it may be shown: those inside."""

    reference: str
    version: int
    unit: str
    stand_in: str | None
    readers: tuple[Reader, ...]
    """All who can read it now, but the viewer: nobody shuts themselves out."""
    excluded: tuple[Reader, ...]


def wall_of(session: Session, reference: str, *, pack: Pack, viewer: Officer, at: datetime) -> WallView:
    """Who reads the case and who is kept out. Raises: CaseNotFound; NotAllowed for who does not decide in its circle."""
    case = find_walled(session, reference, viewer)
    out = excluded_from(session, case)
    return WallView(
        reference=case.reference,
        version=case.version,
        unit=case.unit,
        stand_in=pack.units[case.unit].stands_in,
        readers=tuple(one for one in readers_of(session, case) if one.id != viewer.id and one.id not in out),
        excluded=tuple(people(session, out)),
    )


def raise_wall(
    database: Database, reference: str, officer_ids: Collection[int], reason: str, *, handling: Handling,
    version: int | None, key: str, pack: Pack, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """Keep *officer_ids* out of the case from now on, and destroy its former shred secret once that is on the disk.

    Raises: CaseNotFound, NotAllowed, ChangedMeanwhile, InvalidAnswers (`people`, `reason`), ActRefused.
    """
    change(
        database, build, reference, frozenset(officer_ids), reason, handling=handling, version=version, key=key, pack=pack,
        viewer=viewer, at=at,
    )  # fmt: skip


def lift_wall(
    database: Database, reference: str, officer_ids: Collection[int], reason: str, *, version: int | None, key: str,
    pack: Pack, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """Let *officer_ids* in again; without anybody left outside the case is read by whole units once more. Raises: as above."""
    change(
        database, take_down, reference, frozenset(officer_ids), reason, handling="same", version=version, key=key, pack=pack,
        viewer=viewer, at=at,
    )  # fmt: skip


def change(
    database: Database, use_case: Any, reference: str, *given: Any, viewer: Officer, at: datetime, **more: Any
) -> None:
    """Run one of the two below, then destroy the secret that covered the wraps before."""
    shred = database.shred.take()
    database.write(use_case, reference, *given, shred=shred, viewer=viewer, at=whole_second(at), **more)
    destroy_doomed(database)


def build(
    session: Session, reference: str, shut_out: frozenset[int], reason: str, *, handling: Handling, version: int | None,
    key: str, shred: ShredSecret, pack: Pack, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """The rows of a wall."""
    case = find_walled(session, reference, viewer)
    if journal.find_act(session, key) is not None:
        return
    known = {one.id for one in readers_of(session, case)}
    check_form(case, shut_out & known, reason, version=version, viewer=viewer)
    before = excluded_from(session, case)
    out, former = before | (shut_out & known), shred_ids(session, case)
    circle = circle_without(session, case, out, handling=handling, pack=pack)
    moved = hand_over(session, case, circle.lead, out=out, pack=pack)
    insert_rows(
        session, Exclusion, *({"case_id": case.id, "officer_id": one, "since": at} for one in sorted(out - before))
    )
    session.execute(delete(Unsent).where(Unsent.case_id == case.id, Unsent.officer_id.in_(out)))
    plans.keep_out(session, case.id, out)
    unshared = other_readers(session, case, out)
    epochs.drop_shares_to(session, case, unshared)
    if circle.lead not in circle.units:
        case.nickname = None  # sealed to the whole unit
    was, case.walled = case.walled, True
    body = {"excluded": sorted(out - before), "codes": epochs.revoke_unconfirmed(session, case), "moves": moved}
    letters = shut_all(session, case, at=at)
    if voided := epochs.void_links(session, case, at=at) + len(letters):
        body["links"] = voided
    renew(
        session, case, circle, RAISE, was=was, body=body, reason=reason, shred=shred, key=key, pack=pack, viewer=viewer, at=at,
    )  # fmt: skip
    for link in letters:
        ring(session, link, UNOPENED, pack=pack, at=at)
    doom(session, [one for one in former if one != shred.id], at=at)


def take_down(
    session: Session, reference: str, let_in: frozenset[int], reason: str, *, handling: Handling, version: int | None,
    key: str, shred: ShredSecret, pack: Pack, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """The rows of a wall that is lifted for some, or altogether."""
    case = find_walled(session, reference, viewer)
    if journal.find_act(session, key) is not None:
        return
    before = excluded_from(session, case)
    check_form(case, let_in & before, reason, version=version, viewer=viewer)
    out, former = before - let_in, shred_ids(session, case)
    session.execute(delete(Exclusion).where(Exclusion.case_id == case.id, Exclusion.officer_id.in_(let_in)))
    circle = circle_without(session, case, out, handling=handling, pack=pack)
    was = case.walled
    if not out:
        case.walled = began_walled(session, case)
    body = {"let_in": sorted(before & let_in)}
    renew(
        session, case, circle, LIFT, was=was, body=body, reason=reason, shred=shred, key=key, pack=pack, viewer=viewer, at=at,
    )  # fmt: skip
    doom(session, [one for one in former if one != shred.id], at=at)


def check_form(case: Case, chosen: Collection[int], reason: str, *, version: int | None, viewer: Officer) -> None:
    if version is not None and version != case.version:
        raise ChangedMeanwhile(case.reference)
    problems = {}
    if not chosen:
        problems["people"] = Problem("required", {})
    elif viewer.id in chosen:
        problems["people"] = Problem("yourself", {})
    if not reason.strip():
        problems["reason"] = Problem("required", {})
    elif len(reason) > REASON:
        problems["reason"] = Problem("too_long", {"limit": REASON})
    if problems:
        raise InvalidAnswers(problems)


def find_walled(session: Session, reference: str, viewer: Officer) -> Case:
    """The case, for somebody who decides and reads it. Raises: CaseNotFound, NotAllowed."""
    case = find_case(session, reference, viewer=viewer)
    if LEADS.isdisjoint(viewer.roles) or not viewer.keyring:
        raise NotAllowed
    return case


def hand_over(session: Session, case: Case, lead: str, *, out: Collection[int], pack: Pack) -> str | None:
    """Let the stand-in answer for the case where that was chosen; an excluded handler has it no more."""
    if case.handler_id in out:
        case.handler_id = None
    if lead == case.unit:
        return None
    counting = counting_of(pack)
    silent = silence.silent_of(case)
    transferring.move_to(session, case, lead, pack=pack)
    session.flush()
    silence.note(session, case, silent, counting)
    return lead


def renew(
    session: Session, case: Case, circle: Circle, act: str, *, was: bool, body: Mapping[str, Any], reason: str,
    shred: ShredSecret, key: str, pack: Pack, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """New keys for the new circle, the entry that says so, and the desks' rows anew. *was*: the case was walled before."""
    drawn = wall_rows.follow(session, case, was=was, calendar=pack.calendar, at=at)
    try:
        if from_the_first(case, drawn.before, drawn.after):
            follow_wall(session, case, pack=pack, viewer=viewer)
        public = epochs.renew(session, case, entries_of(session, circle, viewer), shred=shred, viewer=viewer, at=at)
    except (CannotOpen, UnsignedKey):
        raise ActRefused(Refusal("no_key", {"unit": case.unit})) from None
    measures.count_wall(session, case, was=drawn.before, now=drawn.after, day=local_day(pack.calendar, at), pack=pack)
    place = journal.claim_place(session, case.id, key)
    words = {"answers": {"reason": reason.strip()}}
    payload = seal_record(words, public, case=case.id, slot=SLOT, sequence=place[0])
    insert_rows(
        session, SealedWords,
        {
            "id": new_id(), "case_id": case.id, "proceeding_id": None, "sequence": place[0], "slot": SLOT,
            "epoch": case.epoch, "payload": payload,
        },
    )  # fmt: skip
    said = {} if drawn.since is None else {"counts_from": int(drawn.since.timestamp())}
    case.version += 1
    journal.append(
        session, case_id=case.id, act=act, act_key=key, actor=viewer.actor, at=at,
        body={
            **{name: value for name, value in body.items() if value}, "circle": list(circle.units),
            "officers": list(circle.officers), "walled": case.walled, **said, "keys": {f"file:{case.epoch}": public},
        },
        commitments={SLOT: fingerprint(payload, None, case.epoch)}, pack=case.pack, calendar=pack.calendar.version, place=place,
    )  # fmt: skip
    project_case(session, case, clocks_of(session, case))


def began_walled(session: Session, case: Case) -> bool:
    """Whether the case was behind a wall from its filing on: about our own office."""
    first = session.get_one(Entry, (case.id, 1))
    return bool(journal.read_body(first).get("walled"))
