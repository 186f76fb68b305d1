"""A case goes to another unit: who answers for it changes, its clocks go on, and nobody there has it in hand yet."""

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from cases.acts.proceedings import proceedings_of
from cases.acts.side_proceedings import give_side
from cases.packs.jurisdiction import Pack
from cases.records import Case, Proceeding
from cases.records.prepared import change
from cases.records.rows import table_of
from cases.search.forgetting import forget
from workflows.definition import LEAD
from workflows.engine import Decision

sides = table_of(Proceeding)
FOLLOW = update(sides).where(sides.c.id == bindparam("proceeding")).values(unit=bindparam("to_unit"))


def move(session: Session, case: Case, decision: Decision, *, pack: Pack) -> str | None:
    """Make the decision's unit the responsible one; gives the one that was, or None where nothing changes.

    Proceedings of the responsible unit that are still open go along; those of an office of their own stay there.
    """
    if decision.moves is None or decision.moves == case.unit:
        return None
    return move_to(session, case, decision.moves, pack=pack)


def move_to(session: Session, case: Case, unit: str, *, pack: Pack) -> str:
    """Make *unit* the responsible one, with nobody's hand on the case and in nobody's index; gives the one that was."""
    before, case.unit, case.handler_id = case.unit, unit, None
    forget(session, [case.id])
    for each in proceedings_of(session, case, pack=pack):
        if each.procedure.unit == LEAD and (each.row.main or each.row.ended_at is None):
            change(session, FOLLOW, {"proceeding": each.row.id, "to_unit": case.unit})
            give_side(session, case, each, case.unit, pack=pack)
    return before
