"""Keeps the clear half of remedies: what lists, reports and the complainant's page count, beside the remedy's own proceeding."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.proceedings import Running, due_of
from cases.packs.jurisdiction import Pack
from cases.records import Case, Remedy
from cases.records.rows import insert_record
from cases.reports.remedied import note_new, noted
from workflows.calendars import local_day
from workflows.facts import UNKNOWN

PROCEDURE = "remedy"
REPLY_CLOCK = "reply"
UNANSWERED = frozenset({UNKNOWN, "none"})


def note_opened(session: Session, case: Case, opened: Iterable[Running], *, pack: Pack) -> int:
    """Write down the remedies among the side proceedings that an act opened; gives how many they are."""
    remedies = [
        Remedy(
            proceeding_id=side.row.id, case_id=case.id, unit=case.unit, kind=str(side.row.facts.get("kind", UNKNOWN)),
            body=text_or_none(side.row.facts.get("body")), stage=side.row.stage, opened_at=side.row.opened_at, verified=False,
        )
        for side in opened
        if side.row.procedure == PROCEDURE
    ]  # fmt: skip
    for remedy in remedies:
        insert_record(session, remedy)
    note_new(session, case, remedies, pack=pack)
    return len(remedies)


def follow(session: Session, case: Case, proceeding: Running, *, pack: Pack, at: datetime) -> bool:
    """Note where an act has brought a remedy; says whether it is verified by this act and was not before."""
    if proceeding.row.procedure != PROCEDURE:
        return False
    remedy = session.get_one(Remedy, proceeding.row.id)
    with noted(session, case, remedy, pack=pack):
        return bring_to(remedy, proceeding, pack=pack, at=at)


def bring_to(remedy: Remedy, proceeding: Running, *, pack: Pack, at: datetime) -> bool:
    """As `follow`, of its row."""
    facts, day = proceeding.row.facts, local_day(pack.calendar, at)
    remedy.stage = proceeding.row.stage
    remedy.kind = str(facts.get("kind", remedy.kind))
    remedy.body = text_or_none(facts.get("body")) or remedy.body
    if facts.get("served") is True and remedy.served is None:
        remedy.served = day
    if facts.get("reply", UNKNOWN) not in UNANSWERED and remedy.answered is None:
        remedy.answered = day
    due = due_of(proceeding, REPLY_CLOCK, pack=pack)
    if due is not None:
        remedy.due = local_day(pack.calendar, due)
    remedy.ended = (remedy.ended or day) if proceeding.row.ended_at else None
    newly = not remedy.verified and facts.get("verified_by", UNKNOWN) != UNKNOWN
    remedy.verified = remedy.verified or newly
    return newly


def move_due(session: Session, proceeding: Running, clock: str, day: date | None, *, pack: Pack) -> None:
    """The last day for a reply is another by a newer calendar."""
    if proceeding.row.procedure == PROCEDURE and clock == REPLY_CLOCK and day is not None:
        remedy = session.get_one(Remedy, proceeding.row.id)
        with noted(session, session.get_one(Case, remedy.case_id), remedy, pack=pack):
            remedy.due = day


def note_cancelled(session: Session, case: Case, proceedings: Sequence[int], *, day: date, pack: Pack) -> None:
    """Remedies among proceedings that an act of the main one cancelled are outstanding no longer."""
    for remedy in session.scalars(select(Remedy).where(Remedy.proceeding_id.in_(proceedings))) if proceedings else ():
        with noted(session, case, remedy, pack=pack):
            remedy.ended = day


def text_or_none(value: object) -> str | None:
    return None if value is None or value == UNKNOWN else str(value)
