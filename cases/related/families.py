"""A case that is part of a larger one: its parent. Each is handled by itself; no key and no word goes from one to the other."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.circle import sharing
from cases.doors.staff import reads_content
from cases.errors import InvalidAnswers, NotAllowed
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, CaseLink
from cases.related.linking import CHILD, find_other, link_cases
from cases.viewer import Officer
from workflows.fields import Problem

SET: Final = "family.set"
TAKEN: Final = "family.taken"
GOT: Final = "family.child"
LOST: Final = "family.child_lost"


def parent_of(session: Session, reference: str, *, viewer: Officer) -> str | None:
    """The number of the case that this one is part of, where the viewer may know of it. Raises: CaseNotFound."""
    case = find_case(session, reference, viewer=viewer)
    parent = session.get(Case, row.other_id) if (row := link_up(session, case.id)) else None
    return parent.reference if parent and find_other(session, case, parent.reference, viewer=viewer) else None


def set_parent(
    session: Session, reference: str, text: str, *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """Make the case part of the one that *text* names, or of none where it is empty; both journals tell it.

    Run it through `database.write`. Raises: CaseNotFound; NotAllowed for who reads no content; InvalidAnswers at `parent`: a
    case that is not there for the viewer, one behind a wall, or one that is itself part of this one.
    """
    at = whole_second(at)
    case = find_case(session, reference, viewer=viewer)
    if not reads_content(viewer.roles):
        raise NotAllowed
    if journal.find_act(session, key) is not None:
        return
    parent = None
    if text.strip():
        parent = find_other(session, case, text, viewer=viewer)
        check(session, case, parent)
    before = link_up(session, case.id)
    if (before.other_id if before else None) == (parent.id if parent else None):
        return
    if before is not None:
        former = session.get_one(Case, before.other_id)
        session.delete(before)
        session.flush()
        sharing.note_on_other(session, former, case, LOST, key=key, pack=pack, viewer=viewer, at=at)
    if parent is not None:
        link_cases(session, case.id, parent.id, CHILD, at=at)
        sharing.note_on_other(session, parent, case, GOT, key=key, pack=pack, viewer=viewer, at=at)
    case.version += 1
    journal.append(
        session, case_id=case.id, act=SET if parent else TAKEN, act_key=key, actor=viewer.actor, at=at,
        body={"links": {"to": parent.reference, "as": CHILD}} if parent else {}, pack=case.pack,
        calendar=pack.calendar.version,
    )  # fmt: skip


def check(session: Session, case: Case, parent: Case | None) -> None:
    """Raises: InvalidAnswers at `parent`."""
    if parent is None:
        raise InvalidAnswers({"parent": Problem("unknown_case", {})})
    if case.walled or parent.walled:
        raise InvalidAnswers({"parent": Problem("walled_family", {})})
    above: int | None = parent.id
    while above is not None:
        if above == case.id:
            raise InvalidAnswers({"parent": Problem("own_child", {})})
        row = link_up(session, above)
        above = row.other_id if row else None


def link_up(session: Session, case_id: int) -> CaseLink | None:
    return session.scalars(select(CaseLink).where(CaseLink.case_id == case_id, CaseLink.kind == CHILD)).one_or_none()
