"""How one made-up case goes: which acts, when, by whom, with which answers. Through `acting`, as people do it."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts.acting import perform
from cases.acts.proceedings import Running, clocks_of, proceedings_of
from cases.alarms import due as alarms
from cases.casefile.opening import note_opened
from cases.demonstration.casting import Cast
from cases.demonstration.habits import COMPLAINANT, Diary, Habits
from cases.demonstration.inventing import Words, invent_answers
from cases.errors import ActRefused, InvalidAnswers
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, ClockRow
from cases.records.prepared import ask_one
from cases.records.rows import table_of
from cases.viewer import Officer
from cases.worklist.desk_rows import project_case

LIFE = 1
AT_FIRST = frozenset({"received", "registered", "triaged"})
MOST_ALARMS = 60
MOST_ROUNDS = 5
"""How often the ending is tried: what it waits for (a visit, a remedy) may take its time."""
RECEIVER = "receiver"
clocks = table_of(ClockRow).c
NEXT_ALARM = (
    select(clocks.proceeding_id, clocks.name, clocks.alarm_at)
    .where(clocks.case_id == bindparam("case"), clocks.alarm_at <= bindparam("until"))
    .order_by(clocks.alarm_at)
    .limit(1)
)
Steps = Sequence[Any]
"""Steps, and lists of steps, as `lives.yaml` has them."""


class Story(msgspec.Struct, frozen=True):
    """How a case is meant to go. `otherwise`: how it ends where the procedure refuses that; not if it `rests` half-way."""

    steps: Steps
    otherwise: Steps
    rests: bool
    habits: Habits
    late: Mapping[str, Any]


class Life(msgspec.Struct):
    """One case as it is lived, up to *now*."""

    session: Session
    case: Case
    complaint_id: int
    cast: Cast
    words: Words
    pack: Pack
    lot: Random
    diary: Diary
    now: datetime
    until: datetime
    steps: deque[Mapping[str, Any]]
    step_at: datetime | None = None
    done: int = msgspec.field(default=0)
    read: bool = False
    """Whether an officer has opened it, which the complainant is told of."""


def live(
    session: Session, reference: str, complaint_id: int, story: Story, *, cast: Cast, words: Words, pack: Pack, lot: Random,
    at: datetime, until: datetime,
) -> int:  # fmt: skip
    """Let the case go through its *story*, and beside it what habits ask for, until *until*; gives how many acts were done."""
    case = session.scalars(select(Case).where(Case.reference == reference)).one()
    diary = Diary(pack.calendar, lot, story.late)
    life = Life(
        session, case, complaint_id, cast, words, pack, lot, diary, at, until, deque(take_apart(story.steps))
    )  # fmt: skip
    if case.urgency == LIFE:
        open_at_once(life)
    rounds = 0 if story.rests else MOST_ROUNDS
    while True:
        here = proceedings_of(session, case, pack=pack)
        if life.steps and life.step_at is None:
            life.step_at = next_moment(life, life.steps[0])
        led = {step["side"] for step in life.steps if "side" in step}
        beside = diary.soonest(here, story.habits, led=led, now=life.now)
        moments = [at for at in (life.step_at, beside.at if beside else None) if at is not None and at < until]
        if rang := ring_until(session, case, pack, min(moments, default=until)):
            life.now = max(life.now, rang)
            continue
        if not moments:
            break
        life.now = min(moments)
        if beside is not None and beside.at == life.now:
            diary.planned[beside.mark] = None
            act_on(life, beside.proceeding, beside.act, beside.who, beside.answers)
            continue
        step, life.step_at = life.steps.popleft(), None
        refused = not take_step(life, here, step)
        if rounds and ((refused and rounds == MOST_ROUNDS) or (not life.steps and case.open)):
            life.steps, rounds = deque(take_apart(story.otherwise)), rounds - 1
    project_case(session, case, clocks_of(session, case))
    session.flush()  # later cases of the batch look for those that are like them
    return life.done


def take_apart(steps: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """The steps, those of lists within the list in their place."""
    for step in steps:
        if isinstance(step, Mapping):
            yield step
        else:
            yield from take_apart(step)


def open_at_once(life: Life) -> None:
    """Somebody looks into a case of life and death within the half hour."""
    at = life.now + timedelta(minutes=life.lot.randrange(4, 28))
    ring_until(life.session, life.case, life.pack, min(at, life.until))
    if at < life.until:
        note_opened(life.session, life.case, pack=life.pack, at=at)
        life.now = at


def take_step(life: Life, here: Sequence[Running], step: Mapping[str, Any]) -> bool:
    """Do one step of the story, on the main proceeding or the newest open one of its side; says whether it could be done."""
    if "side" not in step:
        return act_on(life, here[0], step["act"], step.get("who", "officer"), step.get("answers", {}))
    sides = [one for one in here if one.row.procedure == step["side"] and not one.row.main and one.row.ended_at is None]
    return bool(sides) and act_on(
        life, sides[-1], step["act"], step.get("who", "officer"), step.get("answers", {})
    )  # fmt: skip


def act_on(life: Life, proceeding: Running, act: str, who: str, answers: Mapping[str, Any]) -> bool:
    """Do *act* with invented answers and the given ones; what the procedure refuses is not done."""
    case = life.case
    unit = proceeding.row.unit if who == RECEIVER else case.unit
    invented = invent_answers(proceeding, case, act, life.words, pack=life.pack, lot=life.lot, at=life.now)
    raw = {name: as_list(value) for name, value in {**invented, **answers}.items()}
    viewer = life.cast.player(who, unit=unit, complaint_id=life.complaint_id)
    try:
        perform(
            life.session, case, proceeding, act, raw, pack=life.pack, key=f"demo:{case.id}:{life.done}:{act}",
            viewer=viewer, at=life.now,
        )  # fmt: skip
    except (ActRefused, InvalidAnswers):
        return False
    life.done += 1
    if isinstance(viewer, Officer) and not life.read:
        life.read = True
        journal.record_reading(
            life.session, case_id=case.id, actor=viewer.actor, at=whole_second(life.now), body={"read": "case"}
        )
    return True


def next_moment(life: Life, step: Mapping[str, Any]) -> datetime:
    """When the step is taken: by officers in office hours, but in danger at any hour and twelve times as fast."""
    wait = timedelta(hours=life.lot.uniform(*step["after"]))
    if life.case.urgency == LIFE and life.case.stage in AT_FIRST:
        return life.now + wait / 12
    return life.diary.by_day(life.now + wait, by_complainant=step.get("who") == COMPLAINANT)


def ring_until(session: Session, case: Case, pack: Pack, until: datetime) -> datetime | None:
    """Let the alarms that are due by *until* ring when they were due, as a worker would; gives when the last one did."""
    rang: datetime | None = None
    for _ in range(MOST_ALARMS):
        clock = ask_one(session, NEXT_ALARM, {"case": case.id, "until": until})
        if clock is None:
            break
        alarms.fire(session, clock.proceeding_id, clock.name, pack=pack, at=clock.alarm_at)
        rang = clock.alarm_at
    return rang


def as_list(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
