"""What becomes of an officer's plans when they leave their unit, or may not know of a case any more."""

from collections.abc import Collection

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from cases.records import CalendarFeed, MailWish, SavedView, Task


def let_go(session: Session, officer_id: int) -> None:
    """Tasks of cases are nobody's until a colleague takes them; what was theirs alone is gone, and so is every address."""
    session.execute(delete(Task).where(Task.owner_id == officer_id, Task.case_id.is_(None)))
    session.execute(update(Task).where(Task.owner_id == officer_id, Task.done_at.is_(None)).values(owner_id=None))
    for table in (CalendarFeed, MailWish, SavedView):
        session.execute(delete(table).where(table.officer_id == officer_id))


def keep_out(session: Session, case_id: int, officers: Collection[int]) -> None:
    """Tasks of a case that was walled off from *officers* are nobody's."""
    session.execute(
        update(Task)
        .where(Task.case_id == case_id, Task.owner_id.in_(officers), Task.done_at.is_(None))
        .values(owner_id=None)
    )
