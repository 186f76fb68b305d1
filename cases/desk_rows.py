"""Keeps the queue's rows true: one per open case and unit in its circle, rewritten in the transaction of every act."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from cases.records import Case, DeskRow, Wrap
from cases.records.rows import insert_rows, table_of

NEVER = datetime(2999, 1, 1, tzinfo=UTC)
HIGHEST_PIN = 3
FORGET = delete(table_of(DeskRow)).where(table_of(DeskRow).c.case_id == bindparam("case"))
wraps = table_of(Wrap).c
CIRCLE = select(wraps.holder).where(
    wraps.case_id == bindparam("case"), wraps.epoch == bindparam("epoch"), wraps.holder_kind == "unit"
)


class Ticking(Protocol):
    """A clock as far as the queue looks at it."""

    @property
    def name(self) -> str: ...
    @property
    def running(self) -> bool: ...
    @property
    def due(self) -> datetime | None: ...


def project_case(session: Session, case: Case, clocks: Iterable[Ticking], units: Iterable[str] | None = None) -> None:
    """Write the rows of *case* anew from its columns and running *clocks*; a case that is not open has none.

    *units*: the circle, where the caller knows it; else it is read from the wraps of the current epoch.
    """
    running = due_clocks(clocks)
    case.next_due = running[0][0] if running else None
    session.connection().execute(FORGET, {"case": case.id})
    insert_desk_rows(session, case, running, circle_of(session, case) if units is None else units)


def due_clocks(clocks: Iterable[Ticking]) -> list[tuple[datetime, str]]:
    """(due, name) of the running clocks, the earliest first."""
    return sorted((clock.due, clock.name) for clock in clocks if clock.running and clock.due)


def insert_desk_rows(session: Session, case: Case, running: list[tuple[datetime, str]], units: Iterable[str]) -> None:
    """The rows of a case that has none yet."""
    if not case.open:
        return
    row = clear_facts(case, running)
    rows = [
        {
            "unit": unit,
            "rank": HIGHEST_PIN - case.pin,
            "next_due": case.next_due or NEVER,
            "case_id": case.id,
            "received_at": case.received_at,
            "handler_id": case.handler_id,
            "track": case.track,
            "stage": case.stage,
            "urgency": case.urgency,
            "facility": case.facility,
            "row": row,
        }
        for unit in units
    ]
    insert_rows(session, DeskRow, *rows)


def circle_of(session: Session, case: Case) -> list[str]:
    """Codes of the units that hold the current file key."""
    return list(session.connection().execute(CIRCLE, {"case": case.id, "epoch": case.epoch}).scalars())


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
        "version": case.version,
        "issues": case.facts.get("issues", []),
        "identity": case.facts.get("identity", "unknown"),
        "clocks": [{"name": name, "due": int(due.timestamp())} for due, name in running],
    }
