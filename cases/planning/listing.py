"""Tasks as pages show them: an officer's own by day, and those of one case."""

from datetime import date, datetime

import msgspec
from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from cases import records
from cases.planning.task_words import open_words
from cases.records import Case, Task
from cases.records.prepared import ask_one
from cases.records.rows import table_of
from cases.viewer import Officer
from cases.visibility import seen_by

MOST = 200
"""Open tasks on one page; beyond, the latest are left out."""


tasks = table_of(Task).c
ANY_IN = select(tasks.id).where(tasks.case_id == bindparam("case"), tasks.done_at.is_(None)).limit(1)


class TaskView(msgspec.Struct, frozen=True, kw_only=True):
    """One task. `title` is None where no key of the viewer opens it any more (they have a new one)."""

    id: int
    title: str | None
    note: str
    due: date
    owner: str | None
    """None: nobody has it since its owner left."""
    mine: bool
    reference: str | None
    done_at: datetime | None


def tasks_of(session: Session, *, viewer: Officer, until: date | None = None) -> tuple[TaskView, ...]:
    """What the viewer has to do, the first due first, up to a day where one is named.

    Also what nobody has any more, in cases of theirs.
    """
    theirs: ColumnElement[bool] = Task.owner_id == viewer.id
    orphaned = and_(Task.owner_id.is_(None), Case.handler_id == viewer.id)
    wanted = [Task.done_at.is_(None), or_(theirs, orphaned)]
    if until is not None:
        wanted.append(Task.due <= until)
    return views(session, wanted, viewer)


def given_by(session: Session, *, viewer: Officer) -> tuple[TaskView, ...]:
    """What the viewer gave to others and is not done."""
    return views(session, [Task.done_at.is_(None), Task.made_by == viewer.id, Task.owner_id != viewer.id], viewer)


def tasks_in(session: Session, case: Case, *, viewer: Officer) -> tuple[TaskView, ...]:
    """Open tasks of a case. Most have none, so that is asked first."""
    session.flush()
    if ask_one(session, ANY_IN, {"case": case.id}) is None:
        return ()
    return views(session, [Task.done_at.is_(None), Task.case_id == case.id], viewer)


def views(session: Session, wanted: list[ColumnElement[bool]], viewer: Officer) -> tuple[TaskView, ...]:
    """Nothing of a case that the viewer may not know of (any more)."""
    known = or_(Task.case_id.is_(None), and_(Case.id.is_not(None), seen_by(viewer)))
    rows = session.execute(
        select(Task, Case, records.Officer.name)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(records.Officer, records.Officer.id == Task.owner_id)
        .where(*wanted, known)
        .order_by(Task.due, Task.made_at, Task.id)
        .limit(MOST)
    ).all()
    words = open_words(session, [(task, case) for task, case, _ in rows], viewer=viewer)
    return tuple(
        TaskView(
            id=task.id,
            title=words[task.id]["title"] if task.id in words else None,
            note=words[task.id].get("note", "") if task.id in words else "",
            due=task.due,
            owner=owner,
            mine=task.owner_id == viewer.id,
            reference=None if task.case_id is None else case.reference,
            done_at=task.done_at,
        )
        for task, case, owner in rows
    )
