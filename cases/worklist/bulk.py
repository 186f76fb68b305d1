"""The same for several cases at once: taken, given to somebody, an act done. Each row is told for itself what came of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import acting
from cases.casefile.outline import outline_case
from cases.circle.people import reader_ids
from cases.database import Database
from cases.errors import ActRefused, CaseNotFound, ChangedMeanwhile, InvalidAnswers, NotAllowed, ProceedingNotFound
from cases.filing.answers import Raw
from cases.packs.jurisdiction import Pack
from cases.records import Case
from cases.records import Officer as OfficerRow
from cases.viewer import Officer
from cases.visibility import seen_by
from cases.worklist.assigning import ASSIGN, TAKE, may_take
from cases.worklist.availability import LEADS, TooClose, interests_of
from cases.worklist.candidates import Matter, handlers_of, matters_of
from cases.worklist.giving import give
from workflows.engine import Offer, Refusal
from workflows.fields import Problem

MOST = 500
"""Cases that are given at once."""
MOST_ACTS = 50
"""Cases on which an act is done at once: a page of the queue."""
TOGETHER = 50
"""Cases that are given in one transaction."""
Result = Literal[
    "done", "already", "waits", "changed", "taken", "gone", "not_allowed", "kept_out", "refused", "answers"
]


class Chosen(msgspec.Struct, frozen=True):
    """A row that somebody ticked, and the version that they saw; None where they did not look at each."""

    reference: str
    version: int | None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one row. `refusal`: why an act is not possible; `problems`: what was wrong with its answers."""

    reference: str
    result: Result
    refusal: Refusal | None = None
    problems: Mapping[str, Problem] = msgspec.field(default_factory=dict)


class Handler(msgspec.Struct, frozen=True):
    """A member of the unit to whom cases can be given."""

    id: int
    name: str


class Common(msgspec.Struct, frozen=True, kw_only=True):
    """An act of the main procedures that some of the chosen cases allow now."""

    offer: Offer
    possible: int


def handlers_here(session: Session, *, viewer: Officer) -> tuple[Handler, ...]:
    """Who can be given cases of the viewer's unit, by name."""
    return tuple(
        sorted((Handler(one.id, one.name) for one in handlers_of(session, viewer.unit)), key=lambda one: one.name)
    )


def take_all(session: Session, chosen: Sequence[Chosen], *, viewer: Officer, at: datetime) -> list[Outcome]:
    """Make the viewer the handler of each that nobody has. Run it through `database.write`."""
    cases, told = find_all(session, chosen, viewer), []
    taken: dict[str, Case] = {}
    for one in chosen[:MOST]:
        case = cases.get(one.reference)
        if case is None:
            result: Result = "gone"
        elif not may_take(case, viewer):
            result = "not_allowed"
        elif case.handler_id == viewer.id or one.reference in taken:
            result = "already"
        elif case.handler_id is not None:
            result = "taken"
        else:
            taken[one.reference] = case
            result = "done"
        told.append(Outcome(reference=one.reference, result=result))
    give(session, taken.values(), TAKE, {"handler": viewer.id}, viewer=viewer, at=at)
    return told


def give_all(
    database: Database, chosen: Sequence[Chosen], officer_id: int, *, pack: Pack, viewer: Officer, at: datetime
) -> list[Outcome]:
    """Give each to an officer of the unit, fifty in one transaction. Raises: NotAllowed for who does not lead a unit."""
    told: list[Outcome] = []
    for first in range(0, min(len(chosen), MOST), TOGETHER):
        some = chosen[first : min(first + TOGETHER, MOST)]
        told += database.write(give_some, some, officer_id, pack=pack, viewer=viewer, at=at)
    return told


def give_some(
    session: Session, chosen: Sequence[Chosen], officer_id: int, *, pack: Pack, viewer: Officer, at: datetime
) -> list[Outcome]:
    """As `give_all`, in the transaction at hand. What keeps somebody out of a case is looked at for each."""
    if LEADS.isdisjoint(viewer.roles):
        raise NotAllowed
    officer = next((one for one in handlers_of(session, viewer.unit) if one.id == officer_id), None)
    close = interests_of(session, [officer_id]).get(officer_id, frozenset())
    cases, told = find_all(session, chosen, viewer), []
    matters = matters_of(session, cases.values(), pack=pack)
    given: dict[str, Case] = {}
    for one in chosen:
        case = cases.get(one.reference)
        result: Result
        if case is None:
            result = "gone"
        elif officer is None or case.unit != viewer.unit or not case.open:
            result = "not_allowed"
        elif case.handler_id == officer.id or one.reference in given:
            result = "already"
        elif one.version is not None and one.version != case.version:
            result = "changed"
        elif keeps_out(session, case, officer, close, matters[case.id]):
            result = "kept_out"
        else:
            given[one.reference] = case
            result = "done"
        told.append(Outcome(reference=one.reference, result=result))
    give(session, given.values(), ASSIGN, {"handler": officer_id, "suggested": False}, viewer=viewer, at=at)
    return told


def keeps_out(session: Session, case: Case, officer: OfficerRow, close: frozenset[TooClose], matter: Matter) -> bool:
    """A wall, an interest, or a part in the case before where that counts."""
    if case.walled and officer.id not in reader_ids(session, case):
        return True
    return bool(close & matter.close_to) or f"officer:{officer.id}" in matter.involved


def find_all(session: Session, chosen: Sequence[Chosen], viewer: Officer) -> dict[str, Case]:
    rows = session.scalars(select(Case).where(Case.reference.in_([one.reference for one in chosen]), seen_by(viewer)))
    return {case.reference: case for case in rows}


def acts_for(session: Session, chosen: Sequence[Chosen], *, pack: Pack, viewer: Officer, at: datetime) -> list[Common]:
    """Acts of the main procedures that at least one of the cases allows now, those that most allow first.

    Not those that name another case, and not confirming: whoever confirms looks at what is confirmed.
    """
    offers: dict[str, Offer] = {}
    counted: Counter[str] = Counter()
    for one in chosen[:MOST_ACTS]:
        try:
            outline = outline_case(session, one.reference, pack=pack, viewer=viewer, at=at)
        except CaseNotFound:
            continue
        for offer in outline.proceedings[0].offers:
            if (
                offer.refusal is None
                and not offer.confirming
                and not any(asked.kind == "case" for asked in offer.fields)
            ):
                offers.setdefault(offer.act, offer)
                counted[offer.act] += 1
    return [Common(offer=offers[act], possible=number) for act, number in counted.most_common()]


def act_on_all(
    database: Database, chosen: Sequence[Chosen], act: str, raw: Raw, *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> list[Outcome]:  # fmt: skip
    """Do the act on the main proceeding of each, each in a transaction of its own; the same *key* again does nothing twice."""
    return [
        act_on(database, one, act, raw, key=f"{key}/{one.reference}", pack=pack, viewer=viewer, at=at)
        for one in chosen[:MOST_ACTS]
    ]


def act_on(
    database: Database, one: Chosen, act: str, raw: Raw, *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> Outcome:
    try:
        acted = database.write(
            acting.record_act, one.reference, acting.MAIN, act, raw, pack=pack, key=key, version=one.version, viewer=viewer,
            at=at,
        )  # fmt: skip
    except (CaseNotFound, ProceedingNotFound):
        return Outcome(reference=one.reference, result="gone")
    except ChangedMeanwhile:
        return Outcome(reference=one.reference, result="changed")
    except ActRefused as refused:
        return Outcome(reference=one.reference, result="refused", refusal=refused.refusal)
    except InvalidAnswers as invalid:
        return Outcome(reference=one.reference, result="answers", problems=invalid.problems)
    return Outcome(reference=one.reference, result="waits" if acted.pending else "done")
