"""Side proceedings that open by themselves or by an act: started, written down, and noted where more is kept of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cases.acts.proceedings import (
    MAIN,
    NONE_OPEN,
    Running,
    clock_rows,
    count_side,
    insert_proceeding,
    next_number,
    start_proceeding,
)
from cases.duty import alerts
from cases.packs.jurisdiction import Pack
from cases.records import Case
from workflows import engine
from workflows.calendars import local_day
from workflows.engine import Opening


def begin_main(case: Case, name: str, *, pack: Pack, at: datetime) -> tuple[Running, list[Running]]:
    """The main proceeding of a new case, by procedure *name*, and the sides that open with it; nothing is written yet.

    Its clocks know of the sides from the first moment: one that waits for them begins paused, as if an act had opened them.
    """
    wanted = engine.openings(pack.opened_on(name, local_day(pack.calendar, at)), None, case.facts, NONE_OPEN)
    counts = engine.counts_after(NONE_OPEN, wanted)
    main = start_proceeding(case, name, {}, main=True, number=MAIN, counts=counts, pack=pack, at=at)
    standing = engine.standing(main.procedure, main.state, facts=case.facts, open_counts=counts)
    case.stage, case.ball = main.state.stage, standing.ball
    return main, start_all(case, wanted, number=MAIN + 1, pack=pack, at=at)


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
        count_side(session, case, side, pack=pack)
    alerts.note_opened(session, case, started, at=at)


def in_journal(opened: Sequence[Running]) -> list[dict[str, Any]]:
    """How an entry names the proceedings that were opened."""
    return [
        {"number": side.row.number, "procedure": side.row.procedure, "version": side.row.version} for side in opened
    ]
