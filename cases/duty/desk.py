"""What the duty page shows: alerts that are open, who was rung and when, and what can be done now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.proceedings import find_proceeding, open_counts
from cases.casefile.opening import officer_names
from cases.casefile.proceedings import clock_views, offers
from cases.casefile.view import ClockView
from cases.duty.roster import standing_at
from cases.duty.trial import Trial, trial_of
from cases.journals.journal import read_body
from cases.packs.jurisdiction import Pack
from cases.records import Case, DutyAlert, Entry
from cases.viewer import Officer
from cases.visibility import seen_by
from workflows.engine import Offer
from workflows.names import Label

MOST = 20
RANG = "alarm.alert"


class Rung(msgspec.Struct, frozen=True):
    """One rung of the ladder as it was rung first: who stands on it. `unreachable`: those with no address known."""

    rung: str
    at: datetime
    people: tuple[str, ...]
    unreachable: tuple[str, ...]
    times: int
    """How often it was rung so far."""


class AlertView(msgspec.Struct, frozen=True):
    """One open alert. Nothing sealed is in it: reading the case is a step of its own, and is written down."""

    reference: str
    number: int
    version: int
    unit: str
    stage: str
    stage_label: Label
    sent_at: datetime
    minutes: int
    """Gone since it was sent."""
    open_by: datetime
    taken_by: str | None
    mine: bool
    taken_at: datetime | None
    called_at: datetime | None
    missed: bool
    rungs: tuple[Rung, ...]
    clocks: tuple[ClockView, ...]
    offers: tuple[Offer, ...]


class DutyDesk(msgspec.Struct, frozen=True):
    """The page. *standing*: place → names of who is on duty now; *trial*: a test alarm that waits for the viewer."""

    alerts: tuple[AlertView, ...]
    standing: Mapping[str, tuple[str, ...]]
    places: tuple[str, ...]
    """Where the viewer stands now."""
    trial: Trial | None


def open_desk(session: Session, *, pack: Pack, viewer: Officer, at: datetime) -> DutyDesk:
    """The open alerts of the viewer's circles, those first that nobody has; who is on duty; the viewer's own test alarm."""
    names = officer_names(session)
    found = session.execute(
        select(DutyAlert, Case)
        .join(Case, Case.id == DutyAlert.case_id)
        .where(DutyAlert.open, seen_by(viewer))
        .order_by(DutyAlert.taken_by.is_not(None), DutyAlert.sent_at, DutyAlert.proceeding_id)
        .limit(MOST)
    ).all()
    standing = standing_at(session, at)
    return DutyDesk(
        alerts=tuple(alert_view(session, alert, case, names, pack=pack, viewer=viewer, at=at) for alert, case in found),
        standing={place: tuple(names[officer] for officer in standing.get(place, ())) for place in pack.duty.places},
        places=tuple(place for place in pack.duty.places if viewer.id in standing.get(place, ())),
        trial=trial_of(session, viewer.id, at=at),
    )


def alert_view(
    session: Session, alert: DutyAlert, case: Case, names: Mapping[int, str], *,
    pack: Pack, viewer: Officer, at: datetime,
) -> AlertView:  # fmt: skip
    each = find_proceeding(session, alert.proceeding_id, pack=pack)
    return AlertView(
        reference=case.reference,
        number=each.row.number,
        version=case.version,
        unit=case.unit,
        stage=each.row.stage,
        stage_label=each.procedure.stages[each.row.stage].label,
        sent_at=alert.sent_at,
        minutes=int((at - alert.sent_at).total_seconds() // 60),
        open_by=alert.sent_at + pack.duty.within,
        taken_by=names.get(alert.taken_by) if alert.taken_by else None,
        mine=alert.taken_by == viewer.id,
        taken_at=alert.taken_at,
        called_at=alert.called_at,
        missed=alert.missed_at is not None,
        rungs=tuple(rungs_of(session, case, each.row.number, names)),
        clocks=clock_views(each, pack, {}),
        offers=offers(session, case, each, open_counts(session, case), pack=pack, viewer=viewer, at=at),
    )


def rungs_of(session: Session, case: Case, number: int, names: Mapping[int, str]) -> Sequence[Rung]:
    """The ladder so far, from the journal, in the order in which it was climbed."""
    rang: dict[str, list[tuple[datetime, list[int], list[int]]]] = defaultdict(list)
    entries = session.scalars(select(Entry).where(Entry.case_id == case.id, Entry.act == RANG).order_by(Entry.sequence))
    for entry in entries:
        body = read_body(entry)
        if body.get("proceeding") == number:
            for one in body.get("rungs", ()):
                rang[one["rung"]].append((entry.at, one["officers"], body.get("unreachable", [])))
    return [
        Rung(
            rung=rung,
            at=times[0][0],
            people=tuple(names[officer] for officer in times[-1][1] if officer in names),
            unreachable=tuple(
                names[officer] for officer in times[-1][1] if officer in times[-1][2] and officer in names
            ),
            times=len(times),
        )
        for rung, times in rang.items()
    ]
