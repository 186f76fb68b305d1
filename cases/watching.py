"""Cases alike: what so many of them in so long a time cause on the newest one (`watch` of a procedure)."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import journal
from cases.proceedings import Running
from cases.records import Case, Proceeding
from workflows.definition import Watch
from workflows.durations import Duration
from workflows.facts import UNKNOWN, Facts, Value

COLUMNS: Final = ("facility", "track", "region")
"""Facts that are columns of a case: by these the database finds candidates, the rest is compared here."""
LOOKED_AT: Final = 500
"""Candidates that are compared; where there are more, the newest."""
DAYS: Final[Mapping[str, int]] = {"days": 1, "weeks": 7, "months": 31, "years": 366}


def hits(session: Session, case: Case, main: Running, changed: Collection[str] | None, *, at: datetime) -> list[Watch]:
    """Watches of the main procedure whose number is reached with *case*, each once in the life of a case.

    *changed*: facts that are new on the case; None at its filing. Cases behind a wall are counted with nobody else's.
    """
    found = []
    for watch in main.procedure.watch:
        known = all(told(case.facts, name) for name in watch.group_by)
        touched = changed is None or not set(watch.group_by).isdisjoint(changed)
        if not (known and touched) or journal.find_act(session, key_of(case, watch)) is not None:
            continue
        if 1 + count_alike(session, case, main.row.procedure, watch) >= watch.at_least:
            found.append(watch)
    return found


def key_of(case: Case, watch: Watch) -> str:
    """Key of the act that a watch causes: it is done once."""
    return f"watch:{case.id}:{watch.name}"


def count_alike(session: Session, case: Case, procedure: str, watch: Watch) -> int:
    """Other cases of this procedure that share the watched facts, received within the window before this one."""
    same = [getattr(Case, name) == case.facts[name] for name in watch.group_by if name in COLUMNS]
    rows = session.scalars(
        select(Case.facts)
        .join(Proceeding, (Proceeding.case_id == Case.id) & Proceeding.main)
        .where(
            Proceeding.procedure == procedure, Case.id != case.id, Case.walled.is_(case.walled), *same,
            Case.received_at > case.received_at - span(watch.window), Case.received_at <= case.received_at,
        )
        .order_by(Case.received_at.desc())
        .limit(LOOKED_AT)
    )  # fmt: skip
    return sum(all(shared(case.facts[name], facts.get(name, UNKNOWN)) for name in watch.group_by) for facts in rows)


def told(facts: Facts, name: str) -> bool:
    return facts.get(name, UNKNOWN) not in (UNKNOWN, "not_asked", [], ())


def shared(one: Value, other: Value) -> bool:
    """The same value; of a set, at least one code."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return not set(one).isdisjoint(other)
    return one == other


def span(window: Duration) -> timedelta:
    """A window as days, a month being its longest."""
    return timedelta(days=window.amount * DAYS[window.unit])
