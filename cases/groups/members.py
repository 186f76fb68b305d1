"""The people of a group one by one: each has a state and remedies of their own, and what one agrees to binds nobody else.

Who they are stands sealed in lists of the case's file; rows hold numbers and states. A list that the complainant sends later
adds those who are new and takes nobody away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.doors.staff import reads_content
from cases.errors import NotAllowed
from cases.groups.amounts import NO_MONEY, Money, amounts_of
from cases.groups.keeping import people_of
from cases.groups.reading import PEOPLE
from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.keys import file_key, public_file_key
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, GroupMember, MemberRemedy, Message, SealedWords
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.vault.sealing import open_record, seal_record
from cases.viewer import Officer
from workflows.calendars import local_day

SLOT: Final = "group.members"
"""Of the sealed lists, and the act that takes one over."""
STATES: Final = ("listed", "confirmed", "settled", "left")
PAGE: Final = 50
MOST: Final = 10_000


class RemedyOf(msgspec.Struct, frozen=True):
    """What is to be put right for one member."""

    kind: str
    state: str
    since: date
    promised: date | None
    money: Money = NO_MONEY


@dataclass(frozen=True)
class Member:
    """One person of the group. *told*: their line of the list."""

    number: int
    state: str
    since: date
    told: Mapping[str, Any] = field(repr=False)
    remedies: tuple[RemedyOf, ...] = ()


class Asked(msgspec.Struct, frozen=True):
    """Which members: in one state, with a remedy in one state, after a number, all on one page."""

    state: str = ""
    remedy: str = ""
    after: int = 0
    everyone: bool = False


class Group(msgspec.Struct, frozen=True):
    """A page of members. *counts*: of all, by state; *matching*: of the filter; *after*: where the next page begins."""

    members: tuple[Member, ...]
    counts: Mapping[str, int]
    matching: int
    after: int | None
    lists_newer: bool
    """The complainant has sent a list that was not taken over yet."""


def take_over(session: Session, reference: str, *, key: str, pack: Pack, viewer: Officer, at: datetime) -> int:
    """Make members of everybody on the complainant's lists who is none yet; gives how many are new.

    Run it through `database.write`. Raises: CaseNotFound; CannotOpen; NotAllowed for who reads no content.
    """
    at = whole_second(at)
    case = find_case(session, reference, viewer=viewer)
    if not reads_content(viewer.roles):
        raise NotAllowed
    if journal.find_act(session, key) is not None:
        return 0
    known = {spelled(row) for rows in opened_lists(session, case, viewer=viewer).values() for row in rows}
    found = [dict(row) for one in people_of(session, reference, viewer=viewer, at=at) for row in one.rows]
    new = [row for row in found if spelled(row) not in known][:MOST]
    if not new:
        return 0
    place = journal.claim_place(session, case.id, key)
    epoch, public = public_file_key(session, case)
    words = {"answers": {}, "rows": new}
    payload = seal_record(words, public, case=case.id, slot=SLOT, sequence=place[0])
    sealed = {
        "id": new_id(), "case_id": case.id, "proceeding_id": None, "sequence": place[0], "slot": SLOT, "epoch": epoch,
        "payload": payload,
    }  # fmt: skip
    insert_rows(session, SealedWords, sealed)
    first = (session.scalar(select(func.max(GroupMember.number)).where(GroupMember.case_id == case.id)) or 0) + 1
    day = local_day(pack.calendar, at)
    rows = [
        {"case_id": case.id, "number": first + line, "list": place[0], "place": line, "state": "listed", "since": day}
        for line in range(len(new))
    ]
    insert_rows(session, GroupMember, *rows)
    case.version += 1
    journal.append(
        session, case_id=case.id, act=SLOT, act_key=key, actor=viewer.actor, at=at,
        body={"first": first, "members": len(new)}, commitments={SLOT: fingerprint(payload, None, epoch)},
        pack=case.pack, calendar=pack.calendar.version, place=place,
    )  # fmt: skip
    return len(new)


def spelled(row: Mapping[str, Any]) -> bytes:
    """A line of a list as the same line of another one is known by."""
    told = {name: " ".join(str(value).casefold().split()) for name, value in row.items() if value}
    return msgspec.json.encode(told, order="deterministic")


def opened_lists(session: Session, case: Case, *, viewer: Officer) -> dict[int, Sequence[Mapping[str, Any]]]:
    """The lists that were taken over, by the sequence of their entry. Raises: CannotOpen."""
    rows = session.scalars(select(SealedWords).where(SealedWords.case_id == case.id, SealedWords.slot == SLOT))
    return {
        row.sequence: open_record(
            row.payload,
            file_key(session, case, row.epoch, viewer=viewer),
            case=case.id,
            slot=SLOT,
            sequence=row.sequence,
        )["rows"]
        for row in rows
    }


def group_of(session: Session, reference: str, asked: Asked, *, viewer: Officer, at: datetime) -> Group:
    """A page of the group's members; that their names were read is written down.

    Run it through `database.write`. Raises: CaseNotFound, CannotOpen.
    """
    case = find_case(session, reference, viewer=viewer)
    lists = opened_lists(session, case, viewer=viewer)
    wanted = matching(session, case, asked)
    here = [row for row in wanted if row.number > asked.after]
    shown = here if asked.everyone else here[:PAGE]
    money = amounts_of(session, case, viewer=viewer) if shown else {}
    remedies = remedies_of(session, case, [row.number for row in shown], money)
    if shown:
        body = {"read": "members"}
        journal.record_reading(session, case_id=case.id, actor=viewer.actor, at=whole_second(at), body=body)
    counts = session.execute(
        select(GroupMember.state, func.count()).where(GroupMember.case_id == case.id).group_by(GroupMember.state)
    )
    people = int(case.facts.get("people", 0) or 0)
    found = {state: number for state, number in counts}  # noqa: C416 - rows are no pairs for `dict`
    return Group(
        members=tuple(
            Member(row.number, row.state, row.since, lists[row.list][row.place], tuple(remedies.get(row.number, ())))
            for row in shown
        ),
        counts=found,
        matching=len(wanted),
        after=shown[-1].number if len(shown) < len(here) else None,
        lists_newer=people > sum(found.values()) and sent_since(session, case),
    )


def sent_since(session: Session, case: Case) -> bool:
    """Whether a list came after the one that was taken over last. A number of people alone is no list."""
    last = select(func.coalesce(func.max(GroupMember.list), 0)).where(GroupMember.case_id == case.id).scalar_subquery()
    sent = select(Message.id).where(Message.case_id == case.id, Message.about == PEOPLE, Message.sequence > last)
    return session.execute(sent.limit(1)).first() is not None


def matching(session: Session, case: Case, asked: Asked) -> Sequence[GroupMember]:
    """Rows of the members that *asked* means, by number; where it begins does not count."""
    statement = select(GroupMember).where(GroupMember.case_id == case.id).order_by(GroupMember.number)
    if asked.state:
        statement = statement.where(GroupMember.state == asked.state)
    if asked.remedy:
        with_it = select(MemberRemedy.number).where(MemberRemedy.case_id == case.id, MemberRemedy.state == asked.remedy)
        statement = statement.where(GroupMember.number.in_(with_it))
    return session.scalars(statement).all()


def remedies_of(
    session: Session, case: Case, numbers: Iterable[int], money: Mapping[tuple[int, str], Money]
) -> dict[int, list[RemedyOf]]:
    """Each member's remedies, by kind."""
    wanted, found = set(numbers), dict[int, list[RemedyOf]]()
    rows = session.scalars(select(MemberRemedy).where(MemberRemedy.case_id == case.id).order_by(MemberRemedy.kind))
    for row in rows:
        if row.number in wanted:
            sums = money.get((row.number, row.kind), NO_MONEY)
            found.setdefault(row.number, []).append(RemedyOf(row.kind, row.state, row.since, row.promised, sums))
    return found
