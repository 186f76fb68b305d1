"""What is held aside: complaints that came with very many others from one connection, until somebody has looked."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.proceedings import clocks_of
from cases.journals import journal
from cases.moments import whole_second
from cases.records import Case, DeskRow
from cases.viewer import Officer
from cases.worklist.desk_rows import ASIDE, project_case

BACK = "aside.back"
AT_ONCE = 100
"""Cases of one transaction."""


def put_back(session: Session, *, viewer: Officer, at: datetime) -> int:
    """Put what is held aside on the desk of the viewer's unit back into the queue; gives how many, 100 at most."""
    held = session.scalars(
        select(Case)
        .join(DeskRow, DeskRow.case_id == Case.id)
        .where(DeskRow.unit == viewer.unit, DeskRow.rank == ASIDE)
        .order_by(DeskRow.next_due, DeskRow.case_id)
        .limit(AT_ONCE)
    ).all()
    for case in held:
        case.aside = False
        case.version += 1
        journal.append(
            session, case_id=case.id, act=BACK, act_key=f"{BACK}:{case.id}:{case.version}", actor=viewer.actor,
            at=whole_second(at), body={}, pack=case.pack,
        )  # fmt: skip
        project_case(session, case, clocks_of(session, case))
    return len(held)
