"""How made-up people answer an alarm: somebody has it, calls at once, and makes sure within the day that the person is safe."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acting import perform
from cases.jurisdiction import Pack
from cases.proceedings import find_proceeding
from cases.records import Case, DutyAlert
from cases.viewer import Officer

CALL: Mapping[str, list[str]] = {"source": ["family"], "reached": ["true"]}
SAFE: Mapping[str, list[str]] = {"from_whom": ["family"]}
Ring = Callable[[datetime], None]


def take_alert(
    session: Session, case: Case, officer: Officer, words: str, *, pack: Pack, lot: Random, at: datetime, ring: Ring
) -> datetime:
    """Say "I have it" and log the first call some minutes later; gives when that was done. Without an alert, *at*."""
    if alert_of(session, case) is None:
        return at
    do(session, case, "have_it", {}, officer=officer, pack=pack, at=at)
    at += timedelta(minutes=lot.randrange(3, 12))
    ring(at)
    do(session, case, "log_call", {**CALL, "words": [words]}, officer=officer, pack=pack, at=at)
    return at


def confirm_safety(
    session: Session, case: Case, officer: Officer, words: str, *, pack: Pack, lot: Random, by: datetime, ring: Ring
) -> None:
    """If the call was long enough ago *by* then, the person was found safe some hours after it, besides the facility."""
    alert = alert_of(session, case)
    if alert is None or alert.called_at is None:
        return
    at = alert.called_at + timedelta(hours=lot.uniform(2, 20))
    if at < by:
        ring(at)
        do(session, case, "finish_calls", {}, officer=officer, pack=pack, at=at)
        do(session, case, "confirm_safe", {**SAFE, "words": [words]}, officer=officer, pack=pack, at=at)


def alert_of(session: Session, case: Case) -> DutyAlert | None:
    return session.scalars(select(DutyAlert).where(DutyAlert.case_id == case.id, DutyAlert.open)).one_or_none()


def do(
    session: Session, case: Case, act: str, raw: Mapping[str, list[str]], *, officer: Officer, pack: Pack, at: datetime
) -> None:
    alert = alert_of(session, case)
    if alert is not None:
        proceeding = find_proceeding(session, alert.proceeding_id, pack=pack)
        key = f"demo:{case.id}:{act}:{int(at.timestamp())}"
        perform(session, case, proceeding, act, raw, pack=pack, key=key, viewer=officer, at=at)
