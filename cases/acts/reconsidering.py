"""The main proceeding after something beside it changed: its clocks pause, start or go on, and the case says where it stands."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from cases.acts.proceedings import Running, write_state
from cases.acts.providers import derive, derives, read_by
from cases.packs.jurisdiction import Pack
from cases.records import Case
from workflows import engine


def reconsider_main(
    session: Session, case: Case, main: Running, counts: Mapping[str, int], *, pack: Pack, at: datetime
) -> dict[str, list[str]]:
    """Pause, start or let go on the main proceeding's clocks that hang on facts or on open side proceedings.

    *counts*: how many of these are open now. Gives the names of the clocks that were `started`, `paused`, `resumed`.
    """
    before = main.state
    names = read_by(main.procedure, ()) if derives(pack) else ()
    facts = derive(session, case, case.facts, names, pack=pack, at=at)
    after = engine.reconsider(main.procedure, before, facts=facts, open_counts=counts, calendar=pack.calendar, at=at)
    if after == before:
        return {}
    write_state(session, case, main, after, pack=pack, at=at)
    both = [(name, before.clocks[name], clock) for name, clock in after.clocks.items() if name in before.clocks]
    touched = {
        "started": sorted(after.clocks.keys() - before.clocks.keys()),
        "paused": [name for name, was, now in both if now.is_paused and not was.is_paused],
        "resumed": [name for name, was, now in both if was.is_paused and now.running],
    }
    return {what: names for what, names in touched.items() if names}


def note_stage(case: Case, main: Running, *, counts: Mapping[str, int], at: datetime) -> None:
    """Copy stage, openness and whose move it is from the main proceeding to the case."""
    standing = engine.standing(main.procedure, main.state, facts=case.facts, open_counts=counts)
    if case.stage != main.state.stage:
        case.stage, case.stage_since = main.state.stage, at
    case.open = not main.procedure.stages[main.state.stage].end
    if standing.ball != case.ball:
        case.ball, case.ball_since = standing.ball, at
