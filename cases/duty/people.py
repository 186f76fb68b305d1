"""Whom a rung of the ladder means: the people who stand there at that moment, by the roster and by their roles."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import records
from cases.duty.plan import HEAD
from cases.duty.roster import empty_until, standing_at
from cases.packs.jurisdiction import Pack
from cases.records import Case, Wrap
from cases.records.rows import table_of
from cases.viewer import Viewer

ALERTED: Final = "alerted"
OWNER: Final = "owner"
REPRESENTATIVE: Final = "representative"
HEADS: Final = frozenset({"supervisor", "commissioner"})
ANSWERS: Final = frozenset({"representative", "supervisor", "commissioner", "integrity"})
"""Roles that are rung for a case which the duty desk may not know of."""

officers, wraps = table_of(records.Officer).c, table_of(Wrap).c


def people_on(session: Session, case: Case, rungs: Iterable[str], *, pack: Pack, at: datetime) -> dict[str, list[int]]:
    """Rung → ids of the officers who stand on it *at*, in the order of *rungs*.

    A case behind a wall rings nobody outside of it: every rung then means those who decide inside.
    """
    circle = holders(session, case)
    units, walled = circle["unit"], pack.institution.duty not in circle["unit"]
    inside = behind_the_wall(session, circle) if walled else []
    roster = {} if walled else standing_at(session, at)
    return {
        rung: inside if walled else on_rung(session, case, rung, roster=roster, units=units, pack=pack)
        for rung in dict.fromkeys(rungs)
    }


def nobody_waits(session: Session, circle: Sequence[str], *, pack: Pack, viewer: Viewer, at: datetime) -> bool:
    """Whether nobody is there to be rung for an urgent complaint that the units of *circle* will read.

    The roster answers for what the duty desk reads. What it may not know of rings those who decide inside the wall, at any
    hour: the roster's gaps are none of theirs.
    """
    if pack.institution.duty in circle:
        return empty_until(session, pack=pack, viewer=viewer, at=at) is not None
    return not with_roles(session, circle, ANSWERS)


def on_rung(
    session: Session, case: Case, rung: str, *, roster: Mapping[str, list[int]], units: list[str], pack: Pack
) -> list[int]:
    place = pack.duty.place_of(rung)
    if place is not None:
        return roster.get(place, [])
    if rung == HEAD:
        return with_roles(session, [pack.institution.head_office], HEADS)
    if rung == OWNER:
        return [case.handler_id] if case.handler_id else []
    if rung == REPRESENTATIVE:
        regions = [code for code in units if pack.units[code].kind == "region"]
        return with_roles(session, regions or [case.unit], {rung})
    return with_roles(session, [case.unit], {rung})


def holders(session: Session, case: Case) -> dict[str, list[str]]:
    """Who holds the case's present key, by kind: units by code, officers by id."""
    found: dict[str, list[str]] = {"unit": [], "officer": []}
    rows = session.connection().execute(
        select(wraps.holder_kind, wraps.holder).where(wraps.case_id == case.id, wraps.epoch == case.epoch)
    )
    for kind, holder in rows:
        found[kind].append(holder)
    return found


def behind_the_wall(session: Session, circle: Mapping[str, list[str]]) -> list[int]:
    return [*with_roles(session, circle["unit"], ANSWERS), *(int(officer) for officer in circle["officer"])]


def with_roles(session: Session, units: Iterable[str], roles: Iterable[str]) -> list[int]:
    """Active officers of *units* who have one of *roles*. A unit has few officers: roles are looked at here."""
    wanted = frozenset(roles)
    found = session.connection().execute(
        select(officers.id, officers.roles)
        .where(officers.unit.in_(list(units)), officers.active)
        .order_by(officers.username)
    )
    return [officer for officer, has in found if wanted & set(has)]
