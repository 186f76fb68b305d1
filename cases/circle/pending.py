"""Units that wait to be let in: asked for by the system, which holds no keys, done when somebody of the circle is there."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from cases.acts.proceedings import clocks_of
from cases.circle.epochs import add_members
from cases.circle.people import barred
from cases.doors import staff
from cases.errors import CannotOpen, UnknownUnit, UnsignedKey
from cases.journals import journal
from cases.records import Case, PendingWrap
from cases.records.prepared import ask as ask_rows
from cases.records.rows import table_of
from cases.viewer import Officer
from cases.worklist.desk_rows import circle_of, project_case

ACT = "widen"
waiting = table_of(PendingWrap)
WAITING = select(waiting.c.unit).where(waiting.c.case_id == bindparam("case"))


def ask(session: Session, case: Case, unit: str, *, at: datetime) -> None:
    """Note that *unit* is to be let in; asked twice, it is noted once."""
    if session.get(PendingWrap, (case.id, unit)) is None:
        session.add(PendingWrap(case_id=case.id, unit=unit, since=at))
        session.flush()


def let_in(session: Session, case: Case, *, viewer: Officer, at: datetime) -> list[str]:
    """Let in whoever waits, by the keys of the viewer, who has opened the case; gives the units, in a journal entry too.

    A unit that a wall shuts out meanwhile is not let in and waits no more. Where the viewer's keys do not do it, the
    next one's may: nothing is changed then.
    """
    units = sorted(row.unit for row in ask_rows(session, WAITING, {"case": case.id}))
    if not units or viewer.pinned is None:
        return []
    out = barred(session, case, units) | set(circle_of(session, case))
    joined = [unit for unit in units if unit not in out]
    try:
        if joined:
            add_members(session, case, staff.unit_entries(session, joined, viewer=viewer), viewer=viewer, at=at)
    except (CannotOpen, UnknownUnit, UnsignedKey):
        return []
    session.execute(delete(PendingWrap).where(PendingWrap.case_id == case.id))
    if joined:
        case.version += 1
        journal.append(
            session, case_id=case.id, act=ACT, act_key=f"{ACT}:{case.id}:{case.version}", actor=viewer.actor, at=at,
            body={"joins": joined}, pack=case.pack,
        )  # fmt: skip
        project_case(session, case, clocks_of(session, case))
    return joined
