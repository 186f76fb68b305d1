"""How one made-up case goes: which acts, when, by whom, with which answers. Through `acting`, as people do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases import alarms
from cases.acting import perform
from cases.casefile.opening import note_opened
from cases.demonstration.nights import confirm_safety, take_alert
from cases.desk_rows import project_case
from cases.errors import ActRefused, InvalidAnswers
from cases.jurisdiction import Pack
from cases.proceedings import Running, clocks_of, load_proceeding
from cases.records import Case, ClockRow, Proceeding
from cases.records.rows import table_of
from cases.vault.keyring import Keyring
from cases.viewer import Complainant, Officer, Viewer
from workflows.calendars import Calendar, add_working_days, is_open, local_day
from workflows.fields import Field, FieldKind

MAIN = 1
LIFE = 1
AT_FIRST = frozenset({"received", "registered", "triaged"})
MOST_ALARMS = 60
clocks, proceedings = table_of(ClockRow).c, table_of(Proceeding).c
NEXT_ALARM = (
    select(clocks.proceeding_id, clocks.name, clocks.alarm_at)
    .where(clocks.case_id == bindparam("case"), clocks.alarm_at <= bindparam("until"))
    .order_by(clocks.alarm_at)
    .limit(1)
)
NEWEST_SIDE = (
    select(proceedings.number)
    .where(
        proceedings.case_id == bindparam("case"),
        proceedings.procedure == bindparam("procedure"),
        proceedings.ended_at.is_(None),
    )
    .order_by(proceedings.number.desc())
    .limit(1)
)
Steps = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Cast:
    """Who handles the case."""

    officer: Officer
    chief: Officer

    def player(self, role: str | None, complaint_id: int) -> Viewer:
        """Who does a step: the complainant (who needs no key to write), the chief, else the officer."""
        if role == "complainant":
            return Complainant(complaint_id, Keyring())
        return self.chief if role == "chief" else self.officer


@dataclass(frozen=True)
class Words:
    """Made-up sentences in the complainant's language, by who says them."""

    officer: Sequence[str]
    complainant: Sequence[str]
    respondent: str


def live(
    session: Session, reference: str, complaint_id: int, steps: Steps, *, cast: Cast, words: Words, pack: Pack, lot: Random,
    at: datetime, until: datetime,
) -> int:  # fmt: skip
    """Let the case go through *steps* until they end or *until* is reached; gives how many acts were done.

    A step that the procedure refuses (a violent case is not settled) ends the story there: what stands is a case in the middle.
    """
    case = session.scalars(select(Case).where(Case.reference == reference)).one()
    done = 0
    ring_by = partial(ring_until, session, case, pack)
    confirm = partial(confirm_safety, session, case, cast.officer, words.officer[0], pack=pack, lot=lot, ring=ring_by)
    if case.urgency == LIFE:
        at = at + timedelta(minutes=lot.randrange(4, 28))
        ring_by(min(at, until))
        if at < until:
            note_opened(session, case, pack=pack, at=at)
            at = take_alert(session, case, cast.officer, words.officer[0], pack=pack, lot=lot, at=at, ring=ring_by)
    for step in steps:
        at = next_moment(case, step, at, pack=pack, lot=lot)
        if at >= until:
            break
        confirm(by=at)
        ring_by(at)
        number = newest_side(session, case, step["side"]) if "side" in step else MAIN
        if number is None:
            break
        act = str(step["act"])
        who = cast.player(step.get("who"), complaint_id)
        proceeding = load_proceeding(session, case, number, pack=pack)
        raw = {**answers(proceeding, case, act, words, pack=pack, lot=lot), **step.get("answers", {})}
        try:
            perform(
                session, case, proceeding, act, {name: as_list(value) for name, value in raw.items()}, pack=pack,
                key=f"demo:{case.id}:{done}:{act}", viewer=who, at=at,
            )  # fmt: skip
        except (ActRefused, InvalidAnswers):
            break
        done += 1
    confirm(by=until)
    ring_by(until)
    project_case(session, case, clocks_of(session, case))
    return done


def next_moment(case: Case, step: Mapping[str, Any], at: datetime, *, pack: Pack, lot: Random) -> datetime:
    """When the step is taken: by officers in office hours, but in danger at any hour and twelve times as fast."""
    wait = timedelta(hours=lot.uniform(*step["after"]))
    if case.urgency == LIFE and case.stage in AT_FIRST:
        return at + wait / 12
    if step.get("who") == "complainant":
        return at + wait
    return in_office_hours(pack.calendar, at + wait, lot)


def in_office_hours(calendar: Calendar, at: datetime, lot: Random) -> datetime:
    """*at* if the office works then, else some time in the next working morning."""
    if is_open(calendar, at):
        return at
    day = add_working_days(calendar, local_day(calendar, at), 1)
    opens = datetime.combine(day, calendar.opens, calendar.zone)
    return (opens + timedelta(minutes=lot.randrange(5, 150))).astimezone(UTC)


def ring_until(session: Session, case: Case, pack: Pack, until: datetime) -> None:
    """Let the alarms of the case that are due by *until* ring when they were due, as a worker would have."""
    for _ in range(MOST_ALARMS):
        clock = session.connection().execute(NEXT_ALARM, {"case": case.id, "until": until}).first()
        if clock is None:
            return
        alarms.fire(session, clock.proceeding_id, clock.name, pack=pack, at=clock.alarm_at)


def as_list(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def newest_side(session: Session, case: Case, procedure: str) -> int | None:
    return session.connection().execute(NEWEST_SIDE, {"case": case.id, "procedure": procedure}).scalar()


def answers(
    proceeding: Running, case: Case, act: str, words: Words, *, pack: Pack, lot: Random
) -> dict[str, str | list[str]]:
    """Something plausible for every question of the act, drawn from its own fields: a new act in the pack needs no code here."""
    stage = proceeding.procedure.stages[proceeding.state.stage]
    asked = stage.acts.get(act) or proceeding.procedure.anywhere.get(act)
    found: dict[str, str | list[str]] = {}
    for field in asked.asks if asked else ():
        if field.required or lot.random() < 0.7:
            value = plausible(field, case, words, pack=pack, lot=lot)
            if value:
                found[field.name] = value
    return found


def plausible(field: Field, case: Case, words: Words, *, pack: Pack, lot: Random) -> str | list[str] | None:
    """An answer of the field's kind; None leaves it empty."""
    answer: str | list[str] | None = None
    match field.kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT | FieldKind.DOCUMENT:
            answer = lot.choice(words.officer)
        case FieldKind.CHOICE:
            answer = lot.choice(field.options).value
        case FieldKind.CHOICES:
            answer = some_of_track(field, case, pack, lot)
        case FieldKind.BOOLEAN:
            answer = lot.choices(("true", "false"), weights=(15, 85))[0]
        case FieldKind.ENTRY:
            entries = pack.registers[field.register or "bodies"]
            answer = lot.choice(
                [code for code, entry in entries.items() if entry.region == case.region] or list(entries)
            )
        case FieldKind.WHOLE:
            answer = str(lot.choice((1, 1, 1, 2, 3, 7)))
        case FieldKind.MONEY:
            answer = str(lot.randrange(50, 900) * 1000)
    return answer


def some_of_track(field: Field, case: Case, pack: Pack, lot: Random) -> list[str]:
    """One or two choices, of the case's own track where the pack's taxonomy tells them apart (`issues-detention`)."""
    shorter = pack.taxonomies.get(f"{field.name}-{case.track}")
    options = list(shorter.labels) if shorter else [option.value for option in field.options]
    return lot.sample(options, k=min(len(options), lot.choice((1, 1, 2))))
