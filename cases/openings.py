"""Side proceedings that open by themselves or by an act: started, written down, and noted where more is kept of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cases.duty import alerts
from cases.jurisdiction import Pack
from cases.proceedings import Running, clock_rows, insert_proceeding, next_number, start_proceeding
from cases.records import Case
from workflows.engine import Opening


def open_all(session: Session, case: Case, wanted: Sequence[Opening], *, pack: Pack, at: datetime) -> list[Running]:
    """Open the *wanted* side proceedings of a case that is there, numbered on from those it has."""
    if not wanted:
        return []
    started = start_all(case, wanted, number=next_number(session, case), pack=pack, at=at)
    write_all(session, case, started, pack=pack, at=at)
    return started


def start_all(case: Case, wanted: Sequence[Opening], *, number: int, pack: Pack, at: datetime) -> list[Running]:
    """As `open_all`, but nothing is written yet. *number*: that of the first."""
    return [
        start_proceeding(case, one.procedure, one.facts, main=False, number=number + offset, pack=pack, at=at)
        for offset, one in enumerate(wanted)
    ]


def write_all(session: Session, case: Case, started: Sequence[Running], *, pack: Pack, at: datetime) -> None:
    for side in started:
        insert_proceeding(session, side, clock_rows(side, side.state.clocks, pack))
    alerts.note_opened(session, case, started, at=at)


def in_journal(opened: Sequence[Running]) -> list[dict[str, Any]]:
    """How an entry names the proceedings that were opened."""
    return [
        {"number": side.row.number, "procedure": side.row.procedure, "version": side.row.version} for side in opened
    ]
