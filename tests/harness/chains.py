"""A case with a journal, small and without sealed words, for tests that look at chains."""

from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from cases.journals import journal
from cases.records import Case
from cases.records.base import new_id
from cases.viewer import Viewer

UNIT = "KZ-75"


def add_case(session: Session, *, at: datetime, viewer: Viewer) -> int:
    """A case with nothing in it, not even a journal; its id. It is over: an open one would be missing from reports."""
    case_id = new_id()
    case = {
        "id": case_id,
        "reference": f"2026-{case_id % 1_000_000:06}-0",
        "track": "detention",
        "unit": UNIT,
        "stage": "received",
        "stage_since": at,
        "open": False,
        "urgency": 3,
        "ball": "me",
        "ball_since": at,
        "language": "kk",
        "received_at": at,
        "facts": {},
        "pack": "0" * 64,
    }
    session.execute(insert(Case), case)
    return case_id


def add_chain(session: Session, *, length: int, at: datetime, viewer: Viewer) -> int:
    """A case whose journal and readings have *length* entries each; its id."""
    case_id = add_case(session, at=at, viewer=viewer)
    for number in range(length):
        append(session, case_id, number, at=at + timedelta(hours=number), viewer=viewer)
        journal.record_reading(
            session, case_id=case_id, actor="officer:7", at=at + timedelta(hours=number), body={"slots": ["story"]}
        )
    return case_id


def append(session: Session, case_id: int, number: int, *, at: datetime, viewer: Viewer) -> tuple[int, bytes]:
    """One act on the case; its sequence and its hash."""
    return journal.append(
        session,
        case_id=case_id,
        act="note",
        act_key=f"{case_id}-{number}",
        actor=viewer.actor,
        at=at,
        body={"number": number, "words": "қысқа жазба", "unit": UNIT, "walled": False},
        commitments={"note": journal.commit_to(bytes(32), b"sealed")},
        pack="0" * 64,
        calendar=1,
    )
