"""Who took part in a case before: the journal knows everybody who did an act of any of its proceedings."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.records import Case, Entry
from cases.records.prepared import ask
from cases.records.rows import table_of

entries = table_of(Entry).c
ACTED = (
    select(entries.actor)
    .where(entries.case_id == bindparam("case"), entries.actor.like("officer:%"), entries.act.like("%.%"))
    .distinct()
)
"""Acts of procedures have a dot in their name; being given a case is no part in deciding it."""


def involved_in(session: Session, case: Case) -> list[str]:
    """Officers, as `officer:ID`, who did anything on the case, whatever proceeding it was of."""
    return sorted(row.actor for row in ask(session, ACTED, {"case": case.id}))
