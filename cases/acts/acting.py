"""An officer, the complainant or the system acts on a proceeding: loaded, decided by the engine, carried out, journaled."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache

import msgspec
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from cases.acts.carrying_out import Done, carry_out
from cases.acts.proceedings import MAIN, Running, clocks_of, load_proceeding, open_counts
from cases.acts.surroundings import look_around
from cases.alarms import watching
from cases.circle.widening import check_keys
from cases.errors import ActRefused, CaseNotFound, ChangedMeanwhile, InvalidAnswers
from cases.filing.answers import Raw
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case
from cases.related.linking import check_link
from cases.viewer import Body, Complainant, Officer, System, Viewer
from cases.visibility import names_of, seen_by, seen_by_named
from cases.worklist.desk_rows import project_case
from workflows import engine
from workflows.fields import Problem

__all__ = ["MAIN", "Acted", "decide", "find_case", "follow_through", "perform", "person", "record_act"]

CONFIRM, REFUSE = "confirm:", "refuse:"


class Acted(msgspec.Struct, frozen=True):
    """What an act led to. `pending`: it waits for a second person and has not moved the proceeding."""

    reference: str
    number: int
    stage: str
    pending: bool
    version: int


def record_act(
    session: Session, reference: str, number: int, act: str, raw: Raw, *,
    pack: Pack, key: str, version: int | None, viewer: Viewer, at: datetime,
) -> Acted:  # fmt: skip
    """Do *act* on proceeding *number* of the case, if its procedure allows it; run it through `database.write`.

    *act*: a name of the procedure, or `confirm:NAME` and `refuse:NAME` for the second of four eyes. *key*: idempotency key; the
    same key again gives the first answer. *version*: the case's version that the form was drawn from; None where no form was.

    Raises: CaseNotFound, ProceedingNotFound, ChangedMeanwhile, ActRefused, InvalidAnswers. Nothing is written then.
    """
    case = find_case(session, reference, viewer=viewer)
    proceeding = load_proceeding(session, case, number, pack=pack)
    before = journal.find_case(session, key)
    if before == case.id:
        return acted(case, proceeding)
    if before is not None or (version is not None and version != case.version):
        raise ChangedMeanwhile(reference)
    perform(session, case, proceeding, act, raw, pack=pack, key=key, viewer=viewer, at=at)
    project_case(session, case, clocks_of(session, case))
    return acted(case, proceeding)


def find_case(session: Session, reference: str, *, viewer: Viewer) -> Case:
    """The case, locked to this transaction by the database's own serial order. Raises: CaseNotFound."""
    if isinstance(viewer, Officer):
        names = {"reference": reference, **names_of(viewer)}
        case = session.scalars(case_seen(len(viewer.units)), names).one_or_none()
    else:
        case = session.scalars(select(Case).where(Case.reference == reference, seen_by(viewer))).one_or_none()
    if case is None:
        raise CaseNotFound(reference)
    return case


@cache
def case_seen(units: int) -> Select[Case]:
    """The case of a reference, for an officer who holds keys of so many *units*: put together once."""
    return select(Case).where(Case.reference == bindparam("reference"), seen_by_named(units))


def perform(
    session: Session, case: Case, proceeding: Running, act: str, raw: Raw, *,
    pack: Pack, key: str, viewer: Viewer, at: datetime,
) -> None:  # fmt: skip
    """Decide and carry out one act and whatever the end of a side proceeding makes the main one do.

    Raises: as `decide`, and then nothing is written; ChangedMeanwhile when *key* was used before.
    """
    at = whole_second(at)
    counts = open_counts(session, case)
    decision = decide(session, case, proceeding, act, raw, counts=counts, pack=pack, viewer=viewer, at=at)
    follow_through(session, case, proceeding, decision, counts=counts, pack=pack, key=key, viewer=viewer, at=at)


def follow_through(
    session: Session, case: Case, proceeding: Running, decision: engine.Decision, *,
    counts: Mapping[str, int], pack: Pack, key: str, viewer: Viewer, at: datetime,
) -> None:  # fmt: skip
    """Carry out a decision, and whatever the end of a side proceeding or a pattern makes the main one do."""
    done = carry_out(session, case, proceeding, decision, counts=counts, pack=pack, key=key, viewer=viewer, at=at)
    caused_by_it = reactions(session, case, done, pack=pack)
    if proceeding.row.main and decision.sets and proceeding.procedure.watch:
        caused_by_it += watched(session, case, proceeding, decision.sets, at=at)
    for caused in caused_by_it:
        # Its guard may not hold yet (another remedy is still open): then it does not happen, and this act stands.
        with suppress(ActRefused, InvalidAnswers):
            perform(
                session, case, caused.proceeding, caused.act, {}, pack=pack, key=caused.key or f"{key}/{caused.act}",
                viewer=System(), at=at,
            )  # fmt: skip


def decide(
    session: Session, case: Case, proceeding: Running, act: str, raw: Raw, *,
    counts: Mapping[str, int], pack: Pack, viewer: Viewer, at: datetime,
) -> engine.Decision:  # fmt: skip
    """Ask the engine. Raises: InvalidAnswers for answers that cannot be taken, ActRefused for all else.

    What the decision needs beyond it is seen to here, before anything is written: the key to let another unit in, the
    case to link to.
    """
    by, state = person(viewer), proceeding.state
    found = proceeding.procedure.acts[state.stage].get(act.removeprefix(CONFIRM))
    answer: engine.Decision | engine.Refusal
    if proceeding.cancelled:
        answer = engine.Refusal("ended", {"act": act, "stage": state.stage})
    elif act.startswith(REFUSE):
        # A form that was drawn when something else waited must not drop what waits now.
        named = state.pending is not None and state.pending.act == act.removeprefix(REFUSE)
        answer = (
            engine.refuse(proceeding.procedure, state, by=by, at=at)
            if named
            else engine.Refusal("nothing_pending", {"act": act.removeprefix(REFUSE)})
        )
    else:
        around = look_around(session, case, proceeding, [found] if found else [], pack=pack, at=at)
        answer = engine.decide(
            proceeding.procedure, state, act.removeprefix(CONFIRM), raw, by=by,
            open_counts=counts, calendar=pack.calendar, at=at, confirm=act.startswith(CONFIRM), **around.known,
            registers={name: entries.keys() for name, entries in pack.registers.items()}, units=pack.units.keys(),
            language=None if isinstance(viewer, Complainant) else case.language,
        )  # fmt: skip
    if isinstance(answer, engine.Refusal):
        problems: Mapping[str, Problem] | None = (
            answer.facts.get("problems") if answer.reason == "missing_answers" else None
        )
        raise InvalidAnswers(problems) if problems else ActRefused(answer)
    if found is not None:
        check_link(session, case, found, answer, viewer=viewer)
        check_keys(session, case, answer, viewer=viewer)
    return answer


def person(viewer: Viewer) -> engine.Person:
    """Who acts, as the engine knows them."""
    match viewer:
        case Officer():
            return engine.Person(viewer.actor, viewer.roles, viewer.units)
        case Complainant():
            return engine.Person("complainant", frozenset({"complainant"}))
        case Body():
            return engine.Person("body", frozenset({"body"}))
        case System():
            return engine.SYSTEM
    return engine.Person("nobody", frozenset())


class Caused(msgspec.Struct, frozen=True):
    """An act that the end of a side proceeding, or a pattern among cases, makes the main one do."""

    proceeding: Running
    act: str
    key: str | None = None
    """Where it is done once in the life of the case."""


def reactions(session: Session, case: Case, done: Done, *, pack: Pack) -> list[Caused]:
    if done.ended is None:
        return []
    main = load_proceeding(session, case, MAIN, pack=pack)
    act = engine.reaction(main.procedure, main.state, ended=done.ended, as_=done.ended_as or "")
    return [Caused(main, act)] if act else []


def watched(
    session: Session, case: Case, main: Running, changed: Collection[str] | None, *, at: datetime
) -> list[Caused]:
    """What a pattern among cases makes the main proceeding do; *changed*: facts that are new, None at filing."""
    found = watching.hits(session, case, main, changed, at=at)
    return [Caused(main, watch.do, watching.key_of(case, watch)) for watch in found]


def look_for_patterns(
    session: Session, case: Case, main: Running, changed: Collection[str] | None, *, pack: Pack, at: datetime
) -> None:
    """After a filing, or answers that were added: do what patterns cause. Desk rows are the caller's to write."""
    for caused in watched(session, case, main, changed, at=at):
        with suppress(ActRefused, InvalidAnswers):
            perform(
                session, case, main, caused.act, {}, pack=pack, key=caused.key or "", viewer=System(), at=at
            )  # fmt: skip


def acted(case: Case, proceeding: Running) -> Acted:
    return Acted(
        case.reference, proceeding.row.number, proceeding.row.stage, proceeding.state.pending is not None, case.version
    )
