"""Whose a case is, written down: in the case, its journal, its notices and the queue. Many take as many statements as one."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cases.alarms import notices
from cases.journals import journal
from cases.moments import whole_second
from cases.records import Case, Entry
from cases.records.rows import insert_rows
from cases.viewer import Viewer
from cases.worklist.desk_rows import project_cases


def give(
    session: Session, cases: Collection[Case], act: str, body: Mapping[str, Any], *, viewer: Viewer, at: datetime
) -> None:
    """Each of the *cases* is from now on `body["handler"]`'s (None: nobody's), by the same *act*, which its journal names.

    The caller has looked whether it may be. Of none, nothing is written.
    """
    if not cases:
        return
    handler, ids = body["handler"], [case.id for case in cases]
    for case in cases:
        case.handler_id = handler
        case.aside = False  # somebody looks at it
        case.version += 1
    session.flush()
    places = journal.next_places(session, ids)
    entries = [
        journal.compose(
            places.get(case.id, journal.BEGINNING), case_id=case.id, act=act,
            act_key=f"{act}:{case.id}:{case.version}", actor=viewer.actor, at=whole_second(at), body=body, pack=case.pack,
        )
        for case in cases
    ]  # fmt: skip
    insert_rows(session, Entry, *entries)
    if handler is not None:
        notices.pass_on(session, ids, handler)
    project_cases(session, cases)
