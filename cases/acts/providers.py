"""Derived facts: what a guard asks of other cases, of days, of people left. Counted when it is asked, never stored."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import Session

from cases.acts.involvement import involved_in
from cases.circle.people import excluded_from
from cases.packs.jurisdiction import Pack
from cases.records import Case, Measure, Proceeding
from cases.records import Officer as OfficerRow
from cases.records.prepared import ask_one
from cases.records.rows import table_of
from cases.worklist.availability import LEADS
from workflows.calendars import local_day
from workflows.facts import UNKNOWN, Fact, Value
from workflows.procedure import Act, Procedure

QUARTER: Final = timedelta(days=90)
SIGNAL: Final = "signal"
LOOKED_AT: Final = 500
"""Cases of one place in a quarter that are compared; more of them are alike enough."""

measures = table_of(Measure).c
LAST_ANSWER = (
    select(measures.told, measures.decided, measures.closed)
    .where(measures.case_id == bindparam("case"))
    .order_by(measures.spell.desc())
    .limit(1)
)

Provider = Callable[[Session, Case, Pack, datetime], int]


def derive(
    session: Session, case: Case, known: Mapping[str, Value], names: Iterable[str], *, pack: Pack, at: datetime
) -> Mapping[str, Value]:
    """*known* with the derived facts among *names*, each within its bounds; none of them costs nothing."""
    wanted = [fact for name in names if (fact := pack.facts.get(name)) is not None and fact.provider is not None]
    if not wanted:
        return known
    return {
        **known,
        **{fact.name: bounded(fact, PROVIDERS[fact.provider or ""](session, case, pack, at)) for fact in wanted},
    }


def derives(pack: Pack) -> bool:
    """Whether the pack declares any derived fact at all."""
    return any(fact.provider is not None for fact in pack.facts.values())


def bounded(fact: Fact, value: int) -> Value:
    """A count as the fact holds it: capped, or whether there is any."""
    return min(max(value, fact.lowest), fact.highest) if fact.highest or fact.lowest else value > 0


def read_by(procedure: Procedure, acts: Iterable[Act]) -> frozenset[str]:
    """Facts that *acts*, their questions, and the clocks and openings that they can touch, ask for."""
    return procedure.reads.union(*(act.reads for act in acts))


def days_since_received(session: Session, case: Case, pack: Pack, at: datetime) -> int:
    """Calendar days in the institution's zone."""
    return (local_day(pack.calendar, at) - local_day(pack.calendar, case.received_at)).days


def days_since_told(session: Session, case: Case, pack: Pack, at: datetime) -> int:
    """Calendar days since the complainant was told how their case was decided; where that is not known, since it was decided.

    0 for a case without a decision: nothing is late then.
    """
    found = ask_one(session, LAST_ANSWER, {"case": case.id})
    day = next((each for each in found or () if each is not None), None)
    return 0 if day is None else (local_day(pack.calendar, at) - day).days


def alike_in_quarter(session: Session, case: Case, pack: Pack, at: datetime) -> int:
    """Other cases about the same facility or kind of body that share an issue, received in the 90 days up to now."""
    issues = known_codes(case.facts.get("issues", UNKNOWN))
    body = case.facts.get("body_kind", UNKNOWN)
    same = [Case.facility == case.facility] if case.facility else []
    if body != UNKNOWN and case.region is not None:
        same.append((Case.facts["body_kind"].as_string() == str(body)) & (Case.region == case.region))
    if not issues or not same:
        return 0
    others = session.scalars(
        select(Case.facts)
        .where(or_(*same), Case.received_at > at - QUARTER, Case.received_at <= at, *others_like(case))
        .order_by(Case.received_at.desc())
        .limit(LOOKED_AT)
    )
    return sum(1 for facts in others if issues & known_codes(facts.get("issues", UNKNOWN)))


def signals_on_facility(session: Session, case: Case, pack: Pack, at: datetime) -> int:
    """Other signals about the same facility, received in the 90 days up to now."""
    if not case.facility:
        return 0
    counted = session.scalar(
        select(func.count(Case.id))
        .join(Proceeding, (Proceeding.case_id == Case.id) & Proceeding.main)
        .where(
            Case.facility == case.facility, Case.received_at > at - QUARTER, Case.received_at <= at,
            Proceeding.procedure == SIGNAL, *others_like(case),
        )
    )  # fmt: skip
    return counted or 0


def uninvolved_left(session: Session, case: Case, pack: Pack, at: datetime) -> int:
    """People who decide in the case's unit and did nothing on the case yet."""
    involved = {*involved_in(session, case), *(f"officer:{one}" for one in excluded_from(session, case))}
    rows = session.execute(
        select(OfficerRow.id, OfficerRow.roles).where(OfficerRow.unit == case.unit, OfficerRow.active)
    )
    return sum(1 for row in rows if not LEADS.isdisjoint(row.roles) and f"officer:{row.id}" not in involved)


def others_like(case: Case) -> tuple[ColumnElement[bool], ...]:
    """Other cases than this one; what is behind a wall is counted nowhere else."""
    return (Case.id != case.id, Case.walled.is_(case.walled))


def known_codes(value: object) -> frozenset[str]:
    return frozenset(str(code) for code in value) if isinstance(value, list | tuple) else frozenset()


PROVIDERS: Final[Mapping[str, Provider]] = {
    "days_since_received": days_since_received,
    "days_since_told": days_since_told,
    "alike_in_quarter": alike_in_quarter,
    "signals_on_facility": signals_on_facility,
    "uninvolved_left": uninvolved_left,
}
