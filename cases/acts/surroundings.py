"""What the engine is told around an act: offices, colleagues, letters, who took part. Asked for only where an act needs it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts.involvement import involved_in
from cases.acts.offices import places_of
from cases.acts.proceedings import Running
from cases.acts.providers import derive, derives, read_by
from cases.circle.people import excluded_from
from cases.keys import mailboxes_of
from cases.packs.jurisdiction import Pack
from cases.records import Case, Letter, Officer
from cases.records.prepared import ask
from cases.records.rows import table_of
from workflows.engine import Person
from workflows.facts import Value
from workflows.procedure import Act, Uninvolved

officers, letters = table_of(Officer).c, table_of(Letter).c
COLLEAGUES = select(officers.id, officers.roles, officers.unit).where(
    officers.unit == bindparam("unit"), officers.active
)
TOLD = select(letters.template).where(letters.case_id == bindparam("case")).distinct()


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """See `workflows.proceedings.Situation`. What no act in question asks for is empty."""

    facts: Mapping[str, Value]
    """The proceeding's and the case's, with the derived ones that are asked for."""
    places: Mapping[str, str]
    colleagues: tuple[Person, ...] = ()
    told: frozenset[str] = frozenset()
    involved: frozenset[str] = frozenset()

    @property
    def known(self) -> dict[str, Any]:
        """As keywords of `engine.decide` and `engine.available`."""
        return msgspec.structs.asdict(self)


def look_around(
    session: Session, case: Case, proceeding: Running, acts: Iterable[Act], *, pack: Pack, at: datetime
) -> Surroundings:
    """All that deciding about *acts* of the proceeding needs to know; most acts need nothing that is not at hand."""
    asked = tuple(acts)
    names = read_by(proceeding.procedure, asked) if derives(pack) else ()
    return Surroundings(
        facts=derive(session, case, proceeding.facts(case), names, pack=pack, at=at),
        places=places_of(case, pack, unit=proceeding.row.unit),
        colleagues=colleagues_of(session, case) if any(asks_colleagues(act) for act in asked) else (),
        told=told_on(session, case, asked) if any(act.told_first for act in asked) else frozenset(),
        involved=frozenset(involved_in(session, case)) if any(map(asks_uninvolved, asked)) else frozenset(),
    )


def asks_colleagues(act: Act) -> bool:
    return act.confirmed_by is not None and act.confirmed_by.otherwise is not None


def asks_uninvolved(act: Act) -> bool:
    second = act.confirmed_by.uninvolved if act.confirmed_by is not None else ()
    return act.uninvolved is Uninvolved.EVER_ACTED or Uninvolved.EVER_ACTED in second


def colleagues_of(session: Session, case: Case) -> tuple[Person, ...]:
    """Active people of the case's unit, as the engine knows them."""
    rows = ask(session, COLLEAGUES, {"unit": case.unit})
    out = excluded_from(session, case) if case.walled else frozenset()
    return tuple(
        Person(f"officer:{row.id}", frozenset(row.roles), frozenset({row.unit})) for row in rows if row.id not in out
    )


def told_on(session: Session, case: Case, acts: Iterable[Act]) -> frozenset[str]:
    """Letters that went to a complainant of the case; on a case of our own, with nobody to tell, those that *acts* wait for."""
    if not mailboxes_of(session, case):
        return frozenset(letter for act in acts for letter in act.told_first)
    return frozenset(row.template for row in ask(session, TOLD, {"case": case.id}))
