"""What was reported without a name and waits: the newest danger first, and how many came about the same place."""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import records
from cases.monitoring.places import counted_for
from cases.packs.jurisdiction import Pack
from cases.records import Case, DeskRow, Proceeding
from cases.viewer import Officer
from cases.worklist.nicknames import nicknames_of
from workflows.names import Label

MOST: Final = 200
TOGETHER: Final = timedelta(days=90)


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """One report that is not finished. *alike*: cases about its place within ninety days that the viewer counts, itself too."""

    reference: str
    nickname: str | None
    urgency: int
    stage: Label
    received_at: datetime
    due: datetime | None
    facility: str | None
    region: str | None
    alike: int
    handler: str | None
    takeable: bool
    acts: tuple[tuple[str, Label], ...]
    """What the viewer's roles may do with it where it stands: name and label."""


def list_signals(session: Session, *, pack: Pack, viewer: Officer, at: datetime) -> tuple[Signal, ...]:
    """Open signals on the desks of the viewer: their unit's, and what only they may read. In the queue's own order."""
    plan = pack.monitoring
    if plan is None:
        return ()
    rows = session.execute(
        select(Case, Proceeding.version, DeskRow.next_due, records.Officer.name)
        .select_from(DeskRow)
        .join(Case, Case.id == DeskRow.case_id)
        .join(Proceeding, (Proceeding.case_id == Case.id) & Proceeding.main)
        .outerjoin(records.Officer, records.Officer.id == Case.handler_id)
        .where(DeskRow.unit.in_((viewer.unit, viewer.actor)), Case.open, Proceeding.procedure == plan.signals)
        .order_by(DeskRow.rank, DeskRow.next_due, Case.received_at, Case.id)
        .limit(MOST)
    ).all()
    names = nicknames_of(session, [row.Case for row in rows], viewer)
    alike = count_alike(session, {row.Case.facility for row in rows} - {None}, viewer=viewer, at=at)
    return tuple(
        Signal(
            reference=case.reference,
            nickname=names.get(case.id),
            urgency=case.urgency,
            stage=stage.label,
            received_at=case.received_at,
            due=None if case.next_due is None else due,
            facility=case.facility,
            region=case.region,
            alike=alike.get(str(case.facility), 0),
            handler=handler,
            takeable=not handler and case.unit == viewer.unit,
            acts=tuple((name, act.label) for name, act in stage.acts.items() if not viewer.roles.isdisjoint(act.by)),
        )
        for case, version, due, handler in rows
        for stage in (pack.procedure(plan.signals, version).stages[case.stage],)
    )


def count_alike(session: Session, places: set[str | None], *, viewer: Officer, at: datetime) -> dict[str, int]:
    """By place: all cases about it of the last ninety days, of those that the viewer counts."""
    rows = session.execute(
        select(Case.facility, func.count())
        .where(*counted_for(viewer), Case.facility.in_(places), Case.received_at > at - TOGETHER)
        .group_by(Case.facility)
    ) if places else ()  # fmt: skip
    return {str(code): int(number) for code, number in rows}
