"""Acts on members of a group: of one or of many at once, each member for themselves, with what came of each.

Nobody is settled because others settle, and a remedy that was claimed for one is claimed for nobody else: an act names its
members by number, and one that it cannot be done for stands in nobody's way.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.errors import InvalidAnswers, NotAllowed
from cases.groups import amounts
from cases.groups.members import Asked, matching
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, GroupMember, MemberRemedy
from cases.records.rows import insert_rows
from cases.viewer import Officer
from workflows.calendars import local_day
from workflows.fields import Problem

ACT: Final = "group.change"
MOVES: Final[Mapping[str, tuple[frozenset[str], str]]] = {
    "confirm": (frozenset({"listed"}), "confirmed"),
    "settle": (frozenset({"confirmed"}), "settled"),
    "leave": (frozenset({"listed", "confirmed"}), "left"),
    "return": (frozenset({"settled", "left"}), "confirmed"),
}
"""By act: the states that it leads out of, and the one that it leads into."""
NONE: Final = ""
REMEDY_MOVES: Final[Mapping[str, frozenset[str]]] = {
    "due": frozenset({NONE, "not_done"}),
    "claimed": frozenset({"due", "not_done"}),
    "verified": frozenset({"due", "claimed", "not_done"}),
    "not_done": frozenset({"due", "claimed", "verified"}),
}
"""By state of a remedy: the states that lead to it. A body's word makes it claimed, the person's or a proof verified."""
REMEDY: Final = "remedy."
ACTS: Final = (*MOVES, *(REMEDY + state for state in REMEDY_MOVES))
CHANGING: Final = frozenset({"caseworker", "representative", "supervisor", "integrity", "commissioner"})


class Change(msgspec.Struct, frozen=True):
    """What is to be done, for whom. *everyone*: all that a filter finds; otherwise those of *numbers*."""

    act: str
    numbers: Collection[int] = ()
    everyone: Asked | None = None
    kind: str = ""
    """Kind of remedy, for an act on one."""
    promised: date | None = None
    amount: Decimal | None = None
    """For each of them: what is promised, said to be paid or confirmed."""


class Outcome(msgspec.Struct, frozen=True):
    """What came of it for one member. *refused*: nothing, or the state that stood in the way (`unknown`: no such member)."""

    number: int
    refused: str = ""


def change_members(
    session: Session, reference: str, change: Change, *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> list[Outcome]:
    """Do the act for each of the members; gives what came of each, in the order of their numbers. The same *key* is one act.

    Run it through `database.write`. Raises: CaseNotFound; NotAllowed; InvalidAnswers at `act`, `kind` or `members`.
    """
    if CHANGING.isdisjoint(viewer.roles):
        raise NotAllowed
    at = whole_second(at)
    case = find_case(session, reference, viewer=viewer)
    before = journal.find_act(session, key)
    if before is not None:
        body = journal.read_body(before)
        return outcomes(body.get("done", ()), body.get("refused", {}))
    check(change, pack)
    rows = {row.number: row for row in matching(session, case, change.everyone or Asked())}
    numbers = sorted(rows if change.everyone is not None else change.numbers)
    if not numbers:
        raise InvalidAnswers({"members": Problem("required", {})})
    day = local_day(pack.calendar, at)
    refused = {one: "unknown" for one in numbers if one not in rows}
    wanted = [rows[one] for one in numbers if one in rows]
    if change.act in MOVES:
        refused |= move(wanted, change.act, day=day)
    else:
        refused |= move_remedies(session, case, wanted, change, day=day)
    done = [one for one in numbers if one not in refused]
    place, sums = journal.claim_place(session, case.id, key), dict[str, bytes]()
    if change.amount is not None and done:
        sums = amounts.seal_amount(session, case, change.amount, sequence=place[0])
    case.version += 1
    journal.append(
        session, case_id=case.id, act=ACT, act_key=key, actor=viewer.actor, at=at,
        body={
            "change": change.act, "kind": change.kind, "done": done,
            "refused": {str(one): why for one, why in refused.items()},
        },
        commitments=sums, pack=case.pack, calendar=pack.calendar.version, place=place,
    )  # fmt: skip
    return outcomes(done, refused)


def outcomes(done: Iterable[int], refused: Mapping[Any, str]) -> list[Outcome]:
    found = [*(Outcome(one) for one in done), *(Outcome(int(one), why) for one, why in refused.items())]
    return sorted(found, key=lambda one: one.number)


def check(change: Change, pack: Pack) -> None:
    """Raises: InvalidAnswers."""
    if change.act not in ACTS:
        raise InvalidAnswers({"act": Problem("required", {})})
    if change.act.startswith(REMEDY) and change.kind not in pack.taxonomies["remedies"].labels:
        raise InvalidAnswers({"kind": Problem("required", {})})
    if change.amount is not None and change.act not in amounts.SAYING:
        raise InvalidAnswers({"amount": Problem("unexpected", {})})


def move(rows: Iterable[GroupMember], act: str, *, day: date) -> dict[int, str]:
    """Lead each member on; gives who could not be, with the state that they are in."""
    come_from, to = MOVES[act]
    refused: dict[int, str] = {}
    for row in rows:
        if row.state in come_from:
            row.state, row.since = to, day
        else:
            refused[row.number] = row.state
    return refused


def move_remedies(
    session: Session, case: Case, rows: Iterable[GroupMember], change: Change, *, day: date
) -> dict[int, str]:
    """Lead one kind of remedy of each member on; who left the group has none to begin."""
    to, refused, new = change.act.removeprefix(REMEDY), dict[int, str](), []
    stored = select(MemberRemedy).where(MemberRemedy.case_id == case.id, MemberRemedy.kind == change.kind)
    known = {row.number: row for row in session.scalars(stored)}
    for row in rows:
        remedy = known.get(row.number)
        state = remedy.state if remedy else NONE
        if state not in REMEDY_MOVES[to]:
            refused[row.number] = state or "none"
        elif remedy is None and row.state == "left":
            refused[row.number] = "left"
        elif remedy is None:
            new.append(
                {"case_id": case.id, "number": row.number, "kind": change.kind, "state": to, "since": day,
                    "promised": change.promised}
            )  # fmt: skip
        else:
            remedy.state, remedy.since = to, day
            remedy.promised = change.promised or remedy.promised
    insert_rows(session, MemberRemedy, *new)
    return refused
