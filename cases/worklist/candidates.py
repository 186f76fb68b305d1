"""Who should handle a case: the members of its unit, the fittest first, each with the reasons for and against."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import case as either
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.acts.involvement import involved_in
from cases.acts.proceedings import MAIN, Running, proceedings_of_all
from cases.circle.people import reader_ids
from cases.packs.institution import Workload
from cases.packs.jurisdiction import Pack
from cases.records import Case
from cases.records import Officer as OfficerRow
from cases.worklist.availability import TooClose, absences_of, concerned, interests_of
from workflows.calendars import local_day
from workflows.procedure import Act

HANDLING = frozenset({"intake", "caseworker", "representative", "supervisor", "npm", "integrity"})
"""Roles that can be a case's handler."""
KEEPS_OUT = frozenset({"interest", "involved"})
"""Reasons that nobody may overrule; an absence or another language is for people to weigh."""


class Reason(msgspec.Struct, frozen=True):
    """Why somebody does or does not handle a case: a code that pages have words for, and the facts these need.

    For: `role`, `language`, `least_load`. Against: `interest`, `involved`, `away`, `other_role`, `other_language`,
    `more_load`.
    """

    code: str
    facts: Mapping[str, Any] = msgspec.field(default_factory=dict)


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One member of the unit. `load`: their open cases, each by its weight in the pack."""

    id: int
    name: str
    load: float
    reasons: tuple[Reason, ...]
    may: bool
    """Nothing keeps them out: the case can be given to them."""
    suggested: bool = False


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """What a case asks of its handler."""

    unit: str
    language: str
    owner: str | None
    """Role that owns the stage where the case stands."""
    roles: frozenset[str]
    """Roles that can do something there now."""
    close_to: frozenset[TooClose]
    involved: frozenset[str]
    """Actors who did something on the case before, where its next acts are for somebody uninvolved; else nobody."""


def rank_candidates(
    session: Session, case: Case, *, pack: Pack, at: datetime, but: int | None = None
) -> list[Candidate]:
    """Active members of the case's unit who can handle cases, the fittest first; *but* names one to leave out.

    First who owns the stage by role, then who speaks the complainant's language, then who has least to carry. Who is
    away stands behind everybody who is here; who must keep out stands last and is never suggested.
    """
    people = [one for one in handlers_of(session, case.unit) if one.id != but]
    if case.walled:
        inside = reader_ids(session, case)
        people = [one for one in people if one.id in inside]
    ids = [one.id for one in people]
    matter = matter_of(session, case, pack=pack)
    today = local_day(pack.calendar, at)
    loads = loads_of(session, ids, weights=pack.institution.workload, at=at)
    absences, interests = absences_of(session, ids, ending_from=today), interests_of(session, ids)
    least = min((loads.get(one.id, 0.0) for one in people), default=0.0)
    ranked = []
    for one in people:
        away = next((spell for spell in absences.get(one.id, ()) if spell.first <= today), None)
        load = loads.get(one.id, 0.0)
        against = [
            *(
                Reason("interest", msgspec.structs.asdict(close))
                for close in sorted_close(interests.get(one.id), matter)
            ),
            *([Reason("involved")] if f"officer:{one.id}" in matter.involved else []),
            *([Reason("away", {"last": away.last})] if away else []),
        ]
        fits, speaks = matter.owner in one.roles, matter.language in one.languages
        weighed = [
            Reason("role" if fits else "other_role", {"role": matter.owner}),
            Reason("language" if speaks else "other_language", {"language": matter.language}),
            Reason("least_load" if load == least else "more_load", {"load": load}),
        ]
        may = KEEPS_OUT.isdisjoint(reason.code for reason in against)
        found = Candidate(id=one.id, name=one.name, load=load, reasons=(*against, *weighed), may=may)
        ranked.append(((not may, away is not None, not fits, not speaks, load, one.name, one.id), found))
    return suggest_first([found for _, found in sorted(ranked, key=lambda pair: pair[0])])


def suggest_first(ranked: list[Candidate]) -> list[Candidate]:
    """The first one is the suggestion, unless something keeps them out or away."""
    if not ranked:
        return []
    first, *others = ranked
    here = first.may and all(reason.code != "away" for reason in first.reasons)
    suggested = Candidate(
        id=first.id, name=first.name, load=first.load, reasons=first.reasons, may=first.may, suggested=here
    )
    return [suggested, *others]


def handlers_of(session: Session, unit: str) -> list[OfficerRow]:
    rows = session.scalars(select(OfficerRow).where(OfficerRow.unit == unit, OfficerRow.active))
    return [row for row in rows if not HANDLING.isdisjoint(row.roles)]


def matter_of(session: Session, case: Case, *, pack: Pack) -> Matter:
    return matters_of(session, [case], pack=pack)[case.id]


def matters_of(session: Session, cases: Collection[Case], *, pack: Pack) -> dict[int, Matter]:
    """Of each of the *cases*, by its id."""
    everything = proceedings_of_all(session, [case.id for case in cases], pack=pack)
    return {case.id: matter_in(session, case, everything[case.id], pack=pack) for case in cases}


def matter_in(session: Session, case: Case, everything: Collection[Running], *, pack: Pack) -> Matter:
    """*everything*: all proceedings of the case."""
    main = next(each for each in everything if each.row.number == MAIN)
    asks = any(act.uninvolved is not None for act in acts_here(main))
    return Matter(
        unit=case.unit,
        language=case.language,
        owner=main.procedure.stages[main.state.stage].owner,
        roles=frozenset(role for act in acts_here(main) for role in act.by),
        close_to=concerned([case.facts, *(each.row.facts for each in everything)], pack),
        involved=frozenset(involved_in(session, case)) if asks else frozenset(),
    )


def acts_here(main: Running) -> Iterable[Act]:
    """Acts that the stage itself opens."""
    return main.procedure.stages[main.state.stage].acts.values()


def sorted_close(interests: frozenset[TooClose] | None, matter: Matter) -> list[TooClose]:
    return sorted((interests or frozenset()) & matter.close_to, key=lambda close: (close.register, close.code))


def loads_of(session: Session, officers: Iterable[int], *, weights: Workload, at: datetime) -> dict[int, float]:
    """What each officer carries: their open cases by the pack's weights, late ones weighing more."""
    urgency = either((Case.urgency == 1, weights.urgent), (Case.urgency == 2, weights.at_risk), else_=weights.ordinary)
    late = either((Case.next_due < at, weights.late), else_=1.0)
    rows = session.execute(
        select(Case.handler_id, func.sum(urgency * late))
        .where(Case.handler_id.in_(sorted(officers)), Case.open)
        .group_by(Case.handler_id)
    )
    return {handler: float(load) for handler, load in rows if handler is not None}
