"""Whether a message that counts as read was read: somebody opened the case in that moment, by the chain of readings."""

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.verifying.damages import Damage, Fault

MARKS = "messages"
READ = text(
    "SELECT case_id, sequence FROM messages WHERE read_at IS NOT NULL AND (sender <> 'complainant' OR read_at < at OR"
    " NOT EXISTS (SELECT 1 FROM readings WHERE readings.case_id = messages.case_id AND readings.at = messages.read_at))"
    " ORDER BY case_id, sequence"
)


def check_marks(session: Session) -> Iterator[Damage]:
    """Messages of complainants that were marked as read past the program: nobody would look at them any more."""
    for case_id, sequence in session.connection().execute(READ):
        yield Damage(MARKS, case_id, sequence, Fault.FORGED)
