"""Cases that belong together: a pattern and its cases, a signal and what came of it, complaints about one matter."""

from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from cases.acts.proceedings import MAIN
from cases.circle import sharing
from cases.errors import BadReference, InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.records import Case, CaseLink, Proceeding
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.references import parse_reference
from cases.viewer import Officer, Viewer
from cases.visibility import names_of, seen_by, seen_by_named
from workflows.engine import Decision
from workflows.fields import Problem
from workflows.names import Label
from workflows.procedure import Act

CHILD, PARENT = "child", "parent"
"""A case that is part of a larger one; the link goes from the child to its parent, and each shows what the other is."""
DIFFERENT = "different"
"""An officer said that the two are not about the same: no relation, and none is proposed again."""


class Linked(msgspec.Struct, frozen=True):
    """Another case that this one belongs to, where the viewer may know of it."""

    reference: str
    kind: str
    title: Label
    stage: Label
    open: bool


def check_link(session: Session, case: Case, act: Act, decision: Decision, *, viewer: Viewer) -> None:
    """See that the case to link to is there for the viewer and another one. Raises: InvalidAnswers, at the question."""
    if act.links is None:
        return
    name = act.links.to.name
    given = decision.answers.get(name) or (decision.links.to if decision.links else None)
    if given is None:
        return
    other = find_other(session, case, str(given), viewer=viewer)
    if other is None:
        raise InvalidAnswers({name: Problem("unknown_case", {})})
    if act.links.as_ == sharing.JOINED:
        check_sharing(session, case, other, name, viewer=viewer)


def check_sharing(session: Session, case: Case, other: Case, name: str, *, viewer: Viewer) -> None:
    """See that the other case may read this one's mailboxes, and that the viewer can let it. Raises: InvalidAnswers."""
    if sharing.shuts_out(session, case, other):
        raise InvalidAnswers({name: Problem("walled_case", {})})
    if not sharing.can_share(session, case, viewer=viewer):
        raise InvalidAnswers({name: Problem("unopened_case", {})})


def find_other(session: Session, case: Case, text: str, *, viewer: Viewer) -> Case | None:
    try:
        reference = parse_reference(text)
    except BadReference:
        return None
    return session.scalars(
        select(Case).where(Case.reference == reference, Case.id != case.id, seen_by(viewer))
    ).one_or_none()


def link(
    session: Session, case: Case, decision: Decision, *, key: str, pack: Pack, viewer: Viewer, at: datetime
) -> str | None:
    """Write down the link that the decision makes; gives the other case's reference. The same link again changes nothing.

    A case that this one is joined to reads its mailboxes from now on, and says so in its own journal.
    """
    if decision.links is None:
        return None
    other = find_other(session, case, decision.links.to, viewer=viewer)
    if other is None:
        return None
    link_cases(session, case.id, other.id, decision.links.as_, at=at)
    if decision.links.as_ == sharing.JOINED:
        sharing.share(session, case, other, viewer=viewer, at=at)
        sharing.note_on_other(session, other, case, sharing.JOINED, key=key, pack=pack, viewer=viewer, at=at)
    return other.reference


def unlink(
    session: Session,
    case: Case,
    before: str | None,
    after: str | None,
    *,
    key: str,
    pack: Pack,
    viewer: Viewer,
    at: datetime,
) -> list[str]:
    """End the joining of a case whose status, *before* and *after* an act, is `joined` no more; gives whose it was."""
    if before != sharing.JOINED or after == sharing.JOINED:
        return []
    leads = sharing.take_back(session, case)
    for lead in leads:
        sharing.note_on_other(session, lead, case, sharing.UNJOINED, key=key, pack=pack, viewer=viewer, at=at)
    return [lead.reference for lead in leads]


def link_cases(session: Session, case_id: int, other_id: int, kind: str, *, at: datetime) -> None:
    """Note that two cases belong together, once, whichever of them is named first."""
    if (
        session.get(CaseLink, (case_id, other_id, kind)) is None
        and session.get(CaseLink, (other_id, case_id, kind)) is None
    ):
        session.add(CaseLink(case_id=case_id, other_id=other_id, kind=kind, at=at))
        session.flush()


def links_of(session: Session, case: Case, *, pack: Pack, viewer: Officer) -> tuple[Linked, ...]:
    """Cases that are linked to this one, from either side; those that the viewer may not know of are left out."""
    found = []
    session.flush()
    for one in ask(session, linked_to(len(viewer.units)), {"case": case.id, **names_of(viewer)}):
        procedure = pack.procedure(one.procedure, one.version)
        shown = PARENT if one.kind == CHILD and one.begins == case.id else one.kind
        found.append(Linked(one.reference, shown, procedure.title, procedure.stages[one.stage].label, one.open))
    return tuple(found)


@cache
def linked_to(units: int) -> Select[Any]:
    """What `links_of` reads, put together once for all who hold keys of so many *units*."""
    cases, links, proceedings = table_of(Case), table_of(CaseLink), table_of(Proceeding)
    this: Any = bindparam("case")
    return (
        select(
            cases.c.reference, cases.c.stage, cases.c.open, links.c.kind, links.c.case_id.label("begins"),
            proceedings.c.procedure, proceedings.c.version,
        )
        .join(
            links,
            or_(
                (links.c.case_id == this) & (links.c.other_id == cases.c.id),
                (links.c.other_id == this) & (links.c.case_id == cases.c.id),
            ),
        )
        .join(proceedings, (proceedings.c.case_id == cases.c.id) & (proceedings.c.number == MAIN))
        .where(seen_by_named(units), links.c.kind != DIFFERENT)
        .order_by(links.c.at, cases.c.reference)
    )  # fmt: skip
