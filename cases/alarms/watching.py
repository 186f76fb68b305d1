"""Cases alike: what so many of them in so long a time cause on the newest one (`watch` of a procedure)."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from cases.acts.proceedings import Running
from cases.journals import journal
from cases.records import Case, Proceeding
from cases.records.prepared import ask
from cases.records.rows import table_of
from workflows.definition import Watch
from workflows.durations import Duration
from workflows.facts import UNKNOWN, Facts, Value

cases, sides = table_of(Case), table_of(Proceeding)
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
        if not (known and touched) or journal.find_case(session, key_of(case, watch)) is not None:
            continue
        if 1 + count_alike(session, case, main.row.procedure, watch) >= watch.at_least:
            found.append(watch)
    return found


def key_of(case: Case, watch: Watch) -> str:
    """Key of the act that a watch causes: it is done once."""
    return f"watch:{case.id}:{watch.name}"


def count_alike(session: Session, case: Case, procedure: str, watch: Watch) -> int:
    """Other cases of this procedure that share the watched facts, received within the window before this one."""
    same = {name: case.facts[name] for name in watch.group_by if name in COLUMNS}
    given = {
        "procedure": procedure, "case": case.id, "walled": case.walled, "until": case.received_at,
        "since": case.received_at - span(watch.window), **same,
    }  # fmt: skip
    rows = ask(session, alike_by(tuple(same)), given)
    return sum(all(shared(case.facts[name], row.facts.get(name, UNKNOWN)) for name in watch.group_by) for row in rows)


@cache
def alike_by(columns: tuple[str, ...]) -> Select[Any]:
    """Facts of the cases that agree in these *columns*, the newest first."""
    return (
        select(cases.c.facts)
        .join(sides, (sides.c.case_id == cases.c.id) & sides.c.main)
        .where(
            sides.c.procedure == bindparam("procedure"), cases.c.id != bindparam("case"),
            cases.c.walled == bindparam("walled"), *(cases.c[name] == bindparam(name) for name in columns),
            cases.c.received_at > bindparam("since"), cases.c.received_at <= bindparam("until"),
        )
        .order_by(cases.c.received_at.desc())
        .limit(LOOKED_AT)
    )  # fmt: skip


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
