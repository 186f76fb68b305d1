"""Keeps the queue's rows true: one per case that still runs and unit in its circle, rewritten in the transaction of every act."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec
from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from cases.alarms import notices
from cases.records import Case, ClockRow, DeskRow, Proceeding, Wrap
from cases.records.among import Among
from cases.records.prepared import ask, change
from cases.records.rows import insert_rows, table_of

NEVER = datetime(2999, 1, 1, tzinfo=UTC)
HIGHEST_PIN = 3
ASIDE = 4
"""The rank of what is held aside: after everything else, and a range of the key by itself."""
OWN_DESK = "officer:"
"""How the desk of a single officer begins."""
FORGET = delete(table_of(DeskRow)).where(table_of(DeskRow).c.case_id == bindparam("case"))
FORGET_CASES = delete(table_of(DeskRow)).where(Among(table_of(DeskRow).c.case_id, "cases"))
wraps = table_of(Wrap).c
CIRCLE = select(wraps.holder).where(
    wraps.case_id == bindparam("case"), wraps.epoch == bindparam("epoch"), wraps.holder_kind == "unit"
)
DESKS = select(wraps.holder_kind, wraps.holder).where(
    wraps.case_id == bindparam("case"), wraps.epoch == bindparam("epoch")
)
CIRCLES = select(wraps.case_id, wraps.epoch, wraps.holder_kind, wraps.holder).where(Among(wraps.case_id, "cases"))
ticking = table_of(ClockRow).c
CLOCKS_OF_CASES = select(ticking.case_id, ticking.name, ticking.running, ticking.due).where(
    Among(ticking.case_id, "cases")
)
proceedings = table_of(Proceeding).c
STANDING = select(
    proceedings.case_id,
    proceedings.main,
    proceedings.unit,
    proceedings.state["pending"]["by"].as_string().label("began"),
).where(proceedings.ended_at.is_(None))
STANDING_OF_CASE = STANDING.where(proceedings.case_id == bindparam("case"))
STANDING_OF_CASES = STANDING.where(Among(proceedings.case_id, "cases"))


class Beside(msgspec.Struct, frozen=True):
    """What is open in a case, as far as its rows say it. *sides*: units whose side proceedings are.

    *waiting*: an act waits for its second person, in whichever proceeding.
    """

    sides: frozenset[str] = frozenset()
    waiting: bool = False
    told: bool = False
    """Somebody is to look at one of its letters. Known of a closed case alone, which else has no row."""


class Ticking(Protocol):
    """A clock as far as the queue looks at it."""

    @property
    def name(self) -> str: ...
    @property
    def running(self) -> bool: ...
    @property
    def due(self) -> datetime | None: ...


def project_case(session: Session, case: Case, clocks: Iterable[Ticking], units: Iterable[str] | None = None) -> None:
    """Write the rows of *case* anew from its columns and running *clocks*; none once nothing of it is open.

    *units*: the circle, where the caller knows it; else it is read from the wraps of the current epoch.
    """
    running = due_clocks(clocks)
    case.next_due = running[0][0] if running else None
    change(session, FORGET, {"case": case.id})
    told = not case.open and not running and bool(notices.about_letters(session, [case.id]))
    if case.open or running or told:
        beside = beside_of(ask(session, STANDING_OF_CASE, {"case": case.id}), told=told)
        insert_desk_rows(session, case, running, desks_of(session, case) if units is None else units, beside)


def project_cases(session: Session, cases: Collection[Case]) -> None:
    """As `project_case`, for several cases at once, from what is written of them."""
    ids = {"cases": [case.id for case in cases]}
    standing: dict[int, list[Ticking]] = {}
    for clock in ask(session, CLOCKS_OF_CASES, ids):
        standing.setdefault(clock.case_id, []).append(clock)
    circles: dict[tuple[int, int], list[str]] = {}
    for wrap in ask(session, CIRCLES, ids):
        circles.setdefault((wrap.case_id, wrap.epoch), []).append(desk_name(wrap.holder_kind, wrap.holder))
    open_in: dict[int, list[Any]] = {}
    for proceeding in ask(session, STANDING_OF_CASES, ids):
        open_in.setdefault(proceeding.case_id, []).append(proceeding)
    change(session, FORGET_CASES, ids)
    told = notices.about_letters(session, [case.id for case in cases if not case.open])
    rows: list[dict[str, Any]] = []
    for case in cases:
        running = due_clocks(standing.get(case.id, ()))
        case.next_due = running[0][0] if running else None
        beside = beside_of(open_in.get(case.id, ()), told=case.id in told)
        rows += desk_rows(case, running, circles.get((case.id, case.epoch), ()), beside)
    insert_rows(session, DeskRow, *rows)


def beside_of(standing: Iterable[Any], *, told: bool = False) -> Beside:
    """Of the open proceedings of a case, as STANDING gives them."""
    each = list(standing)
    sides = frozenset(one.unit for one in each if not one.main)
    return Beside(sides, any(one.began is not None for one in each), told)


def due_clocks(clocks: Iterable[Ticking]) -> list[tuple[datetime, str]]:
    """(due, name) of the running clocks, the earliest first."""
    return sorted((clock.due, clock.name) for clock in clocks if clock.running and clock.due)


def insert_desk_rows(
    session: Session, case: Case, running: list[tuple[datetime, str]], units: Iterable[str], beside: Beside
) -> None:
    """Write the rows of a case that has none yet."""
    insert_rows(session, DeskRow, *desk_rows(case, running, units, beside))


def desk_rows(
    case: Case, running: list[tuple[datetime, str]], units: Iterable[str], beside: Beside
) -> list[dict[str, Any]]:
    """The rows of a case, one for each unit; none once it is closed, no clock runs beside it and all of its letters arrived.

    A review is asked for when a case is closed, and reprisal is asked about after that: somebody must see it in the queue.
    """
    if not case.open and not running and not beside.told:
        return []
    row = clear_facts(case, running)
    return [
        {
            "unit": unit,
            "rank": rank_of(case),
            "next_due": case.next_due or NEVER,
            "case_id": case.id,
            "received_at": case.received_at,
            "handler_id": case.handler_id,
            "track": case.track,
            "stage": case.stage,
            "urgency": case.urgency,
            "facility": case.facility,
            "lead": case.unit,
            "ball": case.ball,
            "heard_at": case.heard_at or case.received_at,
            "asked": is_asked(unit, case, beside),
            "waiting": beside.waiting,
            "row": row,
        }
        for unit in units
    ]


def is_asked(desk: str, case: Case, beside: Beside) -> bool:
    """Whether a side proceeding of the desk's unit is open that does not lead; on an officer's own desk, of any such unit."""
    others = beside.sides - {case.unit}
    return desk in others or (bool(others) and desk.startswith(OWN_DESK))


def rank_of(case: Case) -> int:
    """Where the queue puts the case before any date: by its pin, or at the end while it is held aside."""
    return ASIDE if case.aside and not case.pin else HIGHEST_PIN - case.pin


def circle_of(session: Session, case: Case) -> list[str]:
    """Codes of the units that hold the current file key."""
    return [row.holder for row in ask(session, CIRCLE, {"case": case.id, "epoch": case.epoch})]


def desks_of(session: Session, case: Case) -> list[str]:
    """Where the case has a row: the desks of its units, and behind a wall those of single officers."""
    found = ask(session, DESKS, {"case": case.id, "epoch": case.epoch})
    return [desk_name(row.holder_kind, row.holder) for row in found]


def desk_name(kind: str, holder: str) -> str:
    """The desk of a holder, as its rows' `unit` names it: a unit's code, or the officer as the journal names actors."""
    return holder if kind == "unit" else OWN_DESK + holder


def clear_facts(case: Case, running: list[tuple[datetime, str]]) -> dict[str, Any]:
    """What the queue shows of a case beside its sealed nickname."""
    return {
        "reference": case.reference,
        "lead": case.unit,
        "region": case.region,
        "language": case.language,
        "ball": case.ball,
        "ball_since": int(case.ball_since.timestamp()),
        "heard": int(case.heard_at.timestamp()) if case.heard_at else None,
        "pin": case.pin,
        "unread": case.unread,
        "issues": case.facts.get("issues", []),
        "identity": case.facts.get("identity", "unknown"),
        "clocks": [{"name": name, "due": int(due.timestamp())} for due, name in running],
    }
