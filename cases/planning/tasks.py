"""A task is made, given to somebody else, put off and done.

Its words are sealed; day, owner and case are clear, as the queue's own dates are. What is done to a case's task stands in the
case's journal, but makes no new version of it: a form that somebody is writing is not about it.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import records
from cases.acts.acting import find_case
from cases.circle.people import reader_ids
from cases.doors.staff import reads_content
from cases.errors import InvalidAnswers, NotAllowed
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.planning import task_words
from cases.planning.acts import CHANGED, DONE, MADE
from cases.planning.colleagues import Person, people_of
from cases.records import Case, Task
from cases.records.base import new_id
from cases.viewer import Officer
from cases.visibility import seen_by
from workflows.calendars import local_day
from workflows.fields import Problem

FARTHEST = timedelta(days=3 * 366)
LONGEST_TITLE, LONGEST_NOTE = 120, 4_000


class NewTask(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says. *owner*: id of the officer who is to do it."""

    title: str
    note: str
    due: date
    owner: int


def people_for(session: Session, reference: str | None, *, viewer: Officer) -> tuple[Person, ...]:
    """Whom the viewer may give a task: themselves first, then colleagues of their unit; of a case those who read it."""
    if reference is None:
        return people_of(session, viewer=viewer)
    case = find_case(session, reference, viewer=viewer)
    return tuple(Person(one.id, one.name) for one in takers(session, case, viewer))


def takers(session: Session, case: Case | None, viewer: Officer) -> list[records.Officer]:
    rows = session.scalars(
        select(records.Officer)
        .where(records.Officer.unit == viewer.unit, records.Officer.active)
        .order_by(records.Officer.id != viewer.id, records.Officer.name, records.Officer.id)
    )
    inside = None if case is None else reader_ids(session, case) | {viewer.id}
    return [
        one for one in rows if one.id == viewer.id or (reads_content(one.roles) and (inside is None or one.id in inside))
    ]  # fmt: skip


def make_task(
    session: Session, new: NewTask, *, reference: str | None, key: str, pack: Pack, viewer: Officer, at: datetime
) -> int:
    """Write down a task, of a case where *reference* names one; gives its id. The same *key* again changes nothing.

    Run it through `database.write`. Raises: CaseNotFound; InvalidAnswers; NotAllowed without the directory's key.
    """
    at = whole_second(at)
    case = None if reference is None else find_case(session, reference, viewer=viewer)
    people = {one.id: one for one in takers(session, case, viewer)}
    check(new, people, today=local_day(pack.calendar, at))
    task_id = int(key[:15] or "0", 16) or new_id()
    if session.get(Task, task_id) is not None:
        return task_id
    words = {"title": new.title.strip(), "note": new.note.strip()}
    task = Task(id=task_id, owner_id=new.owner, made_by=viewer.id, due=new.due, made_at=at)
    if case is None:
        if viewer.pinned is None:
            raise NotAllowed
        pair = [people[new.owner], *(one for one in people.values() if one.id == viewer.id)]
        task.sealed = task_words.seal_alone(words, pair, task=task_id, pinned=viewer.pinned)
    else:
        place = journal.claim_place(session, case.id, key)
        task.case_id, task.sequence = case.id, place[0]
        committed = task_words.lay_among(session, case, words, sequence=place[0])
        body = {"task": str(task_id), "owner": new.owner, "due": new.due.isoformat()}
        journal.append(
            session, case_id=case.id, act=MADE, act_key=key, actor=viewer.actor, at=at, body=body, commitments=committed,
            pack=case.pack, calendar=pack.calendar.version, place=place,
        )  # fmt: skip
    session.add(task)
    session.flush()
    return task_id


def check(new: NewTask, people: Mapping[int, object], *, today: date) -> None:
    """Raises: InvalidAnswers, for `title`, `note`, `due`, `owner`."""
    problems: dict[str, Problem] = {}
    if not new.title.strip():
        problems["title"] = Problem("required", {})
    elif len(new.title.strip()) > LONGEST_TITLE:
        problems["title"] = Problem("too_long", {"limit": LONGEST_TITLE})
    if len(new.note.strip()) > LONGEST_NOTE:
        problems["note"] = Problem("too_long", {"limit": LONGEST_NOTE})
    if not today <= new.due <= today + FARTHEST:
        problems["due"] = Problem("out_of_range", {"lowest": today, "highest": today + FARTHEST})
    if new.owner not in people:
        problems["owner"] = Problem("unknown_choice", {})
    if problems:
        raise InvalidAnswers(problems)


def finish_task(session: Session, task_id: int, *, pack: Pack, viewer: Officer, at: datetime) -> None:
    """It is done; one that is done already changes nothing. Raises: NotAllowed for a task that is not the viewer's to touch."""
    task, case = find_task(session, task_id, viewer)
    if task.done_at is not None:
        return
    task.done_at = whole_second(at)
    note(session, task, case, DONE, {}, pack=pack, viewer=viewer, at=at)


def put_off_task(session: Session, task_id: int, due: date, *, pack: Pack, viewer: Officer, at: datetime) -> None:
    """Another day for it. Raises: NotAllowed; InvalidAnswers."""
    task, case = find_task(session, task_id, viewer)
    today = local_day(pack.calendar, at)
    if not today <= due <= today + FARTHEST:
        raise InvalidAnswers({"due": Problem("out_of_range", {"lowest": today, "highest": today + FARTHEST})})
    if task.done_at is not None or task.due == due:
        return
    task.due = due
    note(session, task, case, CHANGED, {"due": due.isoformat()}, pack=pack, viewer=viewer, at=at)


def take_task(session: Session, task_id: int, *, pack: Pack, viewer: Officer, at: datetime) -> None:
    """The viewer does it from now on: a task of a case that they may read. Raises: NotAllowed."""
    task, case = find_task(session, task_id, viewer)
    if case is None or task.done_at is not None:
        raise NotAllowed
    if task.owner_id == viewer.id:
        return
    task.owner_id = viewer.id
    note(session, task, case, CHANGED, {"owner": viewer.id}, pack=pack, viewer=viewer, at=at)


def pass_on(
    session: Session, case: Case, officer_id: int, to: int, *, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """Whoever has the case now has what its former handler still meant to do on it: a call that is due cannot wait for them."""
    left = session.scalars(
        select(Task)
        .where(Task.case_id == case.id, Task.owner_id == officer_id, Task.done_at.is_(None))
        .order_by(Task.due, Task.id)
    ).all()
    for task in left:
        task.owner_id = to
        note(session, task, case, CHANGED, {"owner": to}, pack=pack, viewer=viewer, at=at)


def find_task(session: Session, task_id: int, viewer: Officer) -> tuple[Task, Case | None]:
    """A task that the viewer may touch: of a case that they may know of, or their own. Raises: NotAllowed."""
    task = session.get(Task, task_id)
    if task is None:
        raise NotAllowed
    if task.case_id is None:
        if viewer.id not in {task.owner_id, task.made_by}:
            raise NotAllowed
        return task, None
    case = session.scalars(select(Case).where(Case.id == task.case_id, seen_by(viewer))).one_or_none()
    if case is None:
        raise NotAllowed
    return task, case


def note(
    session: Session, task: Task, case: Case | None, act: str, body: Mapping[str, Any], *,
    pack: Pack, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    if case is None:
        return
    session.flush()
    journal.append(
        session, case_id=case.id, act=act, act_key=f"{act}:{new_id():x}", actor=viewer.actor, at=whole_second(at),
        body={"task": str(task.id), **body}, pack=case.pack, calendar=pack.calendar.version,
    )  # fmt: skip
