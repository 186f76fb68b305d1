"""What an alarm leaves behind: whom it reached, and its entry in the journal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cases.acts.proceedings import Running
from cases.alarms import notices
from cases.alarms.clocks import TakenCase
from cases.duty import alerting
from cases.journals import journal
from cases.journals.journal import Place
from cases.packs.jurisdiction import Pack
from cases.records import Case
from workflows import engine

NOBODY: Mapping[str, Any] = {}


def ring_people(
    session: Session, case: Case, each: Running, fired: engine.Fired, *, pack: Pack, at: datetime
) -> Mapping[str, Any]:
    """Have those rung up whom an alert is for; gives what the journal is to say of it: ids and names only.

    In the transaction of the alarm, so that what is to be sent is laid into the outbox with it.
    """
    if fired.do == "alert":
        return alerting.sound(session, case, each, fired.whom, pack=pack, at=at)
    return NOBODY


def notice_of(case: Case | TakenCase, each: Running, fired: engine.Fired) -> tuple[notices.Alarm, Sequence[str]] | None:
    """The alarm as a notice on the desk, and for whom; None where it is none."""
    if fired.do not in notices.PEOPLE:
        return None
    owner = each.procedure.stages[each.state.stage].owner
    alarm = notices.Alarm(
        case.id, case.unit, case.handler_id, each.row.id, each.row.unit, owner, fired.clock, fired.do, fired.due
    )
    return alarm, fired.whom


def outdates(fired: engine.Fired) -> bool:
    """Whether a form that was drawn before is outdated by the alarm: not by a reminder, which leaves all as it was."""
    return fired.do not in notices.PEOPLE


def entry_of(
    case: Case | TakenCase, each: Running, fired: engine.Fired, *,
    place: Place, pack: Pack, at: datetime, refused: str | None = None, reached: Mapping[str, Any] = NOBODY,
) -> dict[str, Any]:  # fmt: skip
    """The journal's row of one alarm: which clock, what it did, whom it is for. One that `outdates` forms is counted."""
    if outdates(fired):
        case.version += 1
    body = {
        "proceeding": each.row.number,
        "clock": fired.clock,
        "due": None if fired.due is None else int(fired.due.timestamp()),
        "whom": list(fired.whom),
        "does": fired.act,
        "refused": refused,
        **reached,
    }
    # By its moment first: keys of one batch lie side by side in their tree, and not each on a page of its own.
    key = f"alarm:{int(at.timestamp())}:{case.id}:{place[0]}"
    return journal.compose(
        place, case_id=case.id, act=f"alarm.{fired.do}", act_key=key, actor="system", at=at, body=body, pack=case.pack,
        calendar=pack.calendar.version,
    )  # fmt: skip
