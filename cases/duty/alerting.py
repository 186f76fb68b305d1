"""Ringing people: who, by which channels and in which words, laid into the outbox in the transaction of the alarm."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.proceedings import Running
from cases.duty.alerts import key_of
from cases.duty.contacts import channels_of
from cases.duty.people import ALERTED, people_on
from cases.duty.texts import ALERT
from cases.packs.jurisdiction import Pack
from cases.records import Case, DutyAlert
from cases.sending import outbox
from cases.viewer import Viewer


def sound(
    session: Session, case: Case, each: Running, whom: Iterable[str], *, pack: Pack, at: datetime
) -> Mapping[str, Any]:
    """Ring everybody on the rungs *whom* once, by every channel that is known for them.

    Gives what the journal says: rungs, ids of officers, and who could not be rung; never an address. Somebody who stands
    on two rungs is rung once; so is somebody for whom two clocks ring in the same moment. What could not be sent to them
    before is not sent any more: after a night without a network nobody gets a hundred messages.
    """
    alert = session.get(DutyAlert, each.row.id)  # an urgent clock of another procedure may ring too, and has none
    before = alert.alerted if alert else []
    rungs = [rung for word in whom for rung in (before if word == ALERTED else [word])]
    people = people_on(session, case, rungs, pack=pack, at=at)
    if alert is not None:
        alert.alerted = list(dict.fromkeys([*before, *people]))
    officers = list(dict.fromkeys(officer for standing in people.values() for officer in standing))
    channels = channels_of(session, officers)
    open_by = (alert.sent_at if alert else each.row.opened_at) + pack.duty.within
    for officer in officers:
        payload = {
            "officer": officer, "text": ALERT, "at": int(at.timestamp()), "open_by": int(open_by.timestamp()),
        }  # fmt: skip
        for channel in channels.get(officer, ()):
            mine = f"{key_of(each.row.id)}{officer}:{channel}:"
            key = f"{mine}{int(at.timestamp())}"
            outbox.lay_in(session, key, channel, payload, due=at)
            outbox.call_off(session, mine, at=at, but=key)
    return {
        "rungs": [{"rung": rung, "officers": standing} for rung, standing in people.items()],
        "unreachable": [officer for officer in officers if officer not in channels],
    }


def waits_for(session: Session, officer_id: int, *, pack: Pack, viewer: Viewer, at: datetime) -> bool:
    """Whether an alert that nobody has taken was rung out to this officer: it is the first thing they should see."""
    waiting = session.execute(
        select(DutyAlert, Case)
        .join(Case, Case.id == DutyAlert.case_id)
        .where(DutyAlert.open, DutyAlert.taken_by.is_(None))
        .order_by(DutyAlert.sent_at.desc())
        .limit(20)
    )
    return any(
        officer_id in standing
        for alert, case in waiting
        for standing in people_on(session, case, alert.alerted, pack=pack, at=at).values()
    )
