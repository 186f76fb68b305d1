"""Cases that may be about the same: proposed to an officer, who joins them or says that they are not."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.casefile.view import Alike, CaseFile
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, CaseLink, DeskRow, Proceeding, SearchToken
from cases.related.linking import DIFFERENT, find_other, link_cases
from cases.search import told
from cases.search.finding import tokens_of
from cases.search.secrets import secrets_of
from cases.viewer import Officer
from cases.visibility import seen_by
from workflows.calendars import local_day
from workflows.facts import Value

AT_MOST = 5
NEAR = timedelta(days=14)
"""Two cases without a common person are about one event only where they came so close together."""
LOOKED_AT = 200
TOLD_APART = "told_apart"


def alike(session: Session, case: Case, opened: CaseFile, *, pack: Pack, viewer: Officer) -> tuple[Alike, ...]:
    """Cases that may be about the same as the *opened* one, those of the same person first.

    A person is known again by the index of the viewer's unit alone: across units only head office sees it, in the cases that
    head office has opened. Whatever is linked already, or was told apart, is not proposed.
    """
    if case.kind != "case" or not case.open:
        return ()
    found: dict[int, Alike] = {}
    session.flush()
    for because, others in proposals(session, case, opened, pack=pack, viewer=viewer):
        # Read one after the other, so that of the many of one prison no more are read than are shown.
        with closing(session.connection().execute(others)) as rows:
            for other in rows:
                if len(found) == AT_MOST:
                    break
                if other.id not in found and (because == "person" or not_apart(case.facts, other.facts)):
                    found[other.id] = proposed(other, because, pack)
    return tuple(found.values())


def proposed(other: Any, because: str, pack: Pack) -> Alike:
    """A row of `others` as it is shown."""
    return Alike(
        reference=other.reference,
        because=because,
        received=local_day(pack.calendar, other.received_at),
        stage=pack.procedure(other.procedure, other.version).stages[other.stage].label,
        open=other.open,
    )


Others = Select[Any]
"""What is shown of a case, and its facts."""


def proposals(
    session: Session, case: Case, opened: CaseFile, *, pack: Pack, viewer: Officer
) -> Iterator[tuple[str, Others]]:
    people = told.people_in(opened, pack)
    if people:
        tokens = tokens_of(secrets_of(session, viewer.unit, viewer=viewer), people=people)
        theirs = select(SearchToken.case_id).where(SearchToken.unit == viewer.unit, SearchToken.token.in_(tokens))
        yield "person", others(case, viewer).where(Case.id.in_(theirs)).limit(AT_MOST)
    body = case.facts.get("accused_body")
    if case.facility is not None:
        yield "facility", near(case, viewer).where(DeskRow.facility == case.facility)
    elif isinstance(body, str) and body != "unknown":
        yield "body", near(case, viewer).where(Case.facts["accused_body"].as_string() == body)
    elif case.region is not None:
        yield "region", near(case, viewer).where(Case.region == case.region)


def others(case: Case, viewer: Officer) -> Others:
    """Cases but this one that the viewer may know of and that stand in no relation to it."""
    return (
        select(
            Case.id,
            Case.reference,
            Case.received_at,
            Case.stage,
            Case.open,
            Case.facts,
            Proceeding.procedure,
            Proceeding.version,
        )
        .join(Proceeding, (Proceeding.case_id == Case.id) & Proceeding.main)
        .where(Case.id != case.id, Case.kind == "case", ~related(case), seen_by(viewer))
        .order_by(Case.received_at.desc(), Case.id)
    )


def near(case: Case, viewer: Officer) -> Others:
    """Open cases on the responsible unit's desk of the same track that came at about the same time."""
    span = (case.received_at - NEAR, case.received_at + NEAR)
    return (
        others(case, viewer)
        .join(DeskRow, (DeskRow.case_id == Case.id) & (DeskRow.unit == case.unit))
        .where(Case.open, DeskRow.track == case.track, DeskRow.received_at.between(*span))
        .limit(LOOKED_AT)
    )


def related(case: Case) -> ColumnElement[bool]:
    return exists().where(
        or_(
            (CaseLink.case_id == case.id) & (CaseLink.other_id == Case.id),
            (CaseLink.other_id == case.id) & (CaseLink.case_id == Case.id),
        )
    )


def not_apart(facts: Mapping[str, Value], others: Mapping[str, Value]) -> bool:
    """Whether a common issue is known of two cases by their *facts*: the place alone says little of a prison."""
    return not set(issues(facts)).isdisjoint(issues(others))


def issues(facts: Mapping[str, Value]) -> list[str]:
    known = facts.get("issues")
    return [str(one) for one in known] if isinstance(known, list) else []


def tell_apart(
    session: Session, reference: str, other: str, *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """An officer says that two cases are not about the same: they are not proposed to each other again.

    The journal does not name the other case: who reads this one need not know of that. Nothing happens where the other is
    not theirs to know of any more. Raises: CaseNotFound.
    """
    case = find_case(session, reference, viewer=viewer)
    apart = find_other(session, case, other, viewer=viewer)
    if apart is None or journal.find_act(session, key) is not None:
        return
    at = whole_second(at)
    link_cases(session, case.id, apart.id, DIFFERENT, at=at)
    case.version += 1
    journal.append(
        session, case_id=case.id, act=TOLD_APART, act_key=key, actor=viewer.actor, at=at, body={}, pack=case.pack,
        calendar=pack.calendar.version,
    )  # fmt: skip
