"""Cases that answer to a question, of those that the officer may open and no others."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, intersect, or_, select, tuple_
from sqlalchemy.orm import Session

from cases.database import Database
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, Proceeding, SearchToken
from cases.records import Officer as OfficerRow
from cases.search.asking import Question, Term, read_question
from cases.search.secrets import IndexSecret, secrets_of
from cases.vault.blind import blind
from cases.viewer import Officer
from cases.visibility import seen_by
from cases.worklist.nicknames import nicknames_of
from workflows.calendars import local_day
from workflows.names import Label

PAGE = 20
COLUMNS = {
    "facility": Case.facility,
    "track": Case.track,
    "stage": Case.stage,
    "unit": Case.unit,
    "region": Case.region,
}


class FoundCase(msgspec.Struct, frozen=True, kw_only=True):
    """One case that answers. Days are dates in the institution's zone; codes are the pack's."""

    reference: str
    nickname: str | None
    track: str
    stage: Label
    unit: str
    facility: str | None
    region: str | None
    received: date
    handler: str | None
    open: bool
    urgency: int
    by_words: bool
    """Sealed words answered, and not facts alone: that it was found is written down as a reading."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A page of cases, the newest first, and what was understood."""

    question: Question
    cases: tuple[FoundCase, ...]
    after: str | None
    """Reference of the last case, where there are more; None on the last page."""


def search(database: Database, text: str, *, after: str = "", pack: Pack, viewer: Officer, at: datetime) -> Found:
    """Find the cases of *text*; those that sealed words answered for are written down as read, each in its own chain.

    The words themselves are kept nowhere. A case that was walled off in the meantime is not among what is given.
    """
    question = read_question(text, pack=pack, today=local_day(pack.calendar, at))
    if not question:
        return Found(question=question, cases=(), after=None)
    rows, last = database.read(find, question, after=after, pack=pack, viewer=viewer)
    read = {case_id for case_id, one in rows if one.by_words}
    if read:
        still = database.write(note_readings, read, viewer=viewer, at=whole_second(at))
        rows = [(case_id, one) for case_id, one in rows if case_id in still or not one.by_words]
    return Found(question=question, cases=tuple(one for _, one in rows), after=last)


def find(
    session: Session, question: Question, *, after: str, pack: Pack, viewer: Officer
) -> tuple[list[tuple[int, FoundCase]], str | None]:
    """One page of cases by id, and where it ends if there are more."""
    secrets = (
        secrets_of(session, viewer.unit, viewer=viewer)
        if any(one.stems or one.people for one in question.terms)
        else []
    )
    statement = (
        select(Case, OfficerRow.name, Proceeding.procedure, Proceeding.version)
        .outerjoin(OfficerRow, OfficerRow.id == Case.handler_id)
        .join(Proceeding, (Proceeding.case_id == Case.id) & Proceeding.main)
        .where(seen_by(viewer), *conditions(question, secrets, pack=pack, viewer=viewer))
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(PAGE + 1)
    )
    if after and (place := session.execute(place_of(after, viewer)).one_or_none()):
        statement = statement.where(tuple_(Case.received_at, Case.id) < tuple(place))
    rows = session.execute(statement).all()
    names = nicknames_of(session, [row[0] for row in rows[:PAGE]], viewer)
    shown = []
    for case, handler, procedure, version in rows[:PAGE]:
        stage = pack.procedure(procedure, version).stages[case.stage].label
        name, received = names.get(case.id), local_day(pack.calendar, case.received_at)
        shown.append(
            (case.id, as_found(case, question, stage=stage, handler=handler, nickname=name, received=received))
        )
    return shown, rows[PAGE - 1][0].reference if len(rows) > PAGE else None


def place_of(reference: str, viewer: Officer) -> Select[datetime, int]:
    """Where the page before ended, if that was a case of theirs."""
    return select(Case.received_at, Case.id).where(Case.reference == reference, seen_by(viewer))


def conditions(
    question: Question, secrets: Sequence[IndexSecret], *, pack: Pack, viewer: Officer
) -> Iterable[ColumnElement[bool]]:
    """What holds for the cases that are asked for."""
    if question.references:
        yield Case.reference.in_(question.references)
    if question.since is not None and question.until is not None:
        yield Case.received_at >= datetime.combine(question.since, time(), pack.zone)
        yield Case.received_at < datetime.combine(question.until + timedelta(days=1), time(), pack.zone)
    told = [term for term in question.terms if not term.facts]
    if told:
        yield Case.id.in_(holding_all(told, secrets, viewer))
    for term in question.terms:
        if term.facts:
            yield or_(*by_facts(term), *by_words(term, secrets, viewer))


def by_facts(term: Term) -> Iterable[ColumnElement[bool]]:
    for name, codes in codes_of(term).items():
        column: Any = COLUMNS[name] if name in COLUMNS else Case.facts[name].as_string()
        yield column.in_(codes)


def by_words(term: Term, secrets: Sequence[IndexSecret], viewer: Officer) -> Iterable[ColumnElement[bool]]:
    if tokens_of(secrets, stems=term.stems, people=term.people):
        yield Case.id.in_(holding(term, secrets, viewer))


def holding(term: Term, secrets: Sequence[IndexSecret], viewer: Officer) -> Select[int]:
    """Ids of the cases that hold a term's words; none without a secret."""
    tokens = tokens_of(secrets, stems=term.stems, people=term.people)
    return select(SearchToken.case_id).where(SearchToken.unit == viewer.unit, SearchToken.token.in_(tokens))


def holding_all(terms: Sequence[Term], secrets: Sequence[IndexSecret], viewer: Officer) -> Any:
    """Ids of the cases that hold every term's words.

    Brought together in the index, before a case is looked at: each condition by itself, the databases looked up every case
    that holds the first word, and whether it may be seen, to find that it does not hold the second.
    """
    return intersect(*(holding(term, secrets, viewer) for term in terms))


def tokens_of(
    secrets: Sequence[IndexSecret], *, stems: Collection[str] = (), people: Collection[str] = ()
) -> list[int]:
    """The numbers that these have in every epoch."""
    asked = [("word", one) for one in sorted(stems)] + [("person", one) for one in sorted(people)]
    return [blind(one.secret, "word" if kind == "word" else "person", text) for one in secrets for kind, text in asked]


def codes_of(term: Term) -> dict[str, list[str]]:
    """Codes by the fact that they belong to."""
    codes: dict[str, list[str]] = {}
    for name, code in sorted(term.facts):
        codes.setdefault(name, []).append(code)
    return codes


def as_found(
    case: Case, question: Question, *, stage: Label, handler: str | None, nickname: str | None, received: date
) -> FoundCase:
    return FoundCase(
        reference=case.reference, nickname=nickname, track=case.track, stage=stage, unit=case.unit, facility=case.facility,
        region=case.region, received=received, handler=handler, open=case.open, urgency=case.urgency,
        by_words=not all(answers(case, term) for term in question.terms),
    )  # fmt: skip


def answers(case: Case, term: Term) -> bool:
    """Whether facts of the case answer to the term."""
    return any((getattr(case, name) if name in COLUMNS else case.facts.get(name)) == code for name, code in term.facts)


def note_readings(session: Session, case_ids: Collection[int], *, viewer: Officer, at: datetime) -> set[int]:
    """Write down that these were found by their words; gives those that the viewer may still know of."""
    still = set(session.scalars(select(Case.id).where(Case.id.in_(case_ids), seen_by(viewer))))
    for case_id in sorted(still):
        journal.record_reading(session, case_id=case_id, actor=viewer.actor, at=at, body={"read": "search"})
    return still
