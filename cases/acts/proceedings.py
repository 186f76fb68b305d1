"""Between rows and the engine: loading a proceeding's state, writing it back, and the clocks that lists and workers see."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import Text, bindparam, cast, delete, func, literal, literal_column, select
from sqlalchemy.orm import Session

from cases.acts.offices import unit_of
from cases.alarms import notices
from cases.errors import ProceedingNotFound
from cases.packs.jurisdiction import Pack
from cases.records import Case, ClockRow, Proceeding
from cases.records.among import Among
from cases.records.base import new_id
from cases.records.prepared import ask, ask_one
from cases.records.rows import insert_rows, table_of, update_row, update_rows
from cases.reports import sides
from cases.reports.sides import counting_of
from workflows import clocks, engine
from workflows.calendars import local_day
from workflows.facts import Value
from workflows.procedure import Procedure

NONE_OPEN: Mapping[str, int] = {}
MAIN = 1
"""Number of a case's main proceeding; side proceedings count on from it."""
CLOCK = ("proceeding_id", "name")
"""Key of a clock's row."""
NEXT_LOOK = ("state", "alarm_at")
STANDING = (*NEXT_LOOK, "running", "due", "calendar")
"""Columns of a clock that change while it stands; what it is and whose never does."""

# Built once: putting a statement together costs as much as running it, and every act runs these.
rows, ticking = table_of(Proceeding).c, table_of(ClockRow).c
its_clocks = table_of(ClockRow).alias("its_clocks")
COMMA: Any = literal_column("','")
"""As text of the statement: a value would have to be put in anew each time, and such a statement is not prepared."""
ITS_CLOCKS = (
    select(func.aggregate_strings(literal('"') + its_clocks.c.name + literal('":') + its_clocks.c.state, COMMA))
    .where(its_clocks.c.proceeding_id == rows.id)
    .correlate(table_of(Proceeding))
    .scalar_subquery()
)
AS_TEXT = [cast(each, Text).label(each.key) if each.key == "state" else each for each in rows]
"""The columns of a proceeding, its state as the text that the engine reads itself."""
PROCEEDING = select(*AS_TEXT, ITS_CLOCKS.label("clocks"))
BY_NUMBER = PROCEEDING.where(rows.case_id == bindparam("case"), rows.number == bindparam("number"))
BY_ID = PROCEEDING.where(rows.id == bindparam("id"))
OF_CASE = PROCEEDING.where(rows.case_id == bindparam("case")).order_by(rows.number)
OF_CASES = PROCEEDING.where(Among(rows.case_id, "cases")).order_by(rows.case_id, rows.number)
OPEN_SIDES = (
    select(rows.procedure, func.count().label("open"))
    .where(rows.case_id == bindparam("case"), rows.main.is_(False), rows.ended_at.is_(None))
    .group_by(rows.procedure)
)
HIGHEST_NUMBER = select(func.max(rows.number).label("highest")).where(rows.case_id == bindparam("case"))
CLOCKS_OF_CASE = select(ticking.name, ticking.running, ticking.due).where(ticking.case_id == bindparam("case"))
FORGET_CLOCKS = delete(table_of(ClockRow)).where(ticking.proceeding_id == bindparam("proceeding"))


class RunningClock(NamedTuple):
    """A clock as lists show it."""

    name: str
    running: bool
    due: datetime | None


class Row(msgspec.Struct):
    """A row of `proceedings` in hand; its fields are the columns, and mean what `records.Proceeding` says."""

    id: int
    case_id: int
    main: bool
    number: int
    procedure: str
    version: int
    stage: str
    unit: str
    facts: dict[str, Value]
    state: str | engine.State
    """As it was read, or as it is to be written."""
    opened_at: datetime
    ended_at: datetime | None = None
    clocks: str | None = None
    """From the rows of its clocks: `"NAME":STATE,…`."""

    def add_clock(self, name: str, state: str) -> None:
        """One clock more that was read apart."""
        self.clocks = f'{self.clocks},"{name}":{state}' if self.clocks else f'"{name}":{state}'


COLUMNS = tuple(name for name in Row.__struct_fields__ if name != "clocks")


class Running(msgspec.Struct):
    """One proceeding as a use case works on it: the row, its procedure and the engine's state.

    It is not watched: what changes is written by `write_state`.
    """

    row: Row
    procedure: Procedure
    state: engine.State
    counted: sides.Standing | None = None
    """How the sums of reports know it; None for a main one, and for a side that is new."""

    def facts(self, case: Case) -> dict[str, Value]:
        """What guards of this proceeding may read: the case's facts, and its own above them."""
        return case.facts if self.row.main else {**case.facts, **self.row.facts}

    @property
    def cancelled(self) -> bool:
        """Ended by an act of the main proceeding, wherever it stood: nothing more is done on it."""
        return self.row.ended_at is not None and not self.procedure.stages[self.state.stage].end


def load_proceeding(session: Session, case: Case, number: int, *, pack: Pack) -> Running:
    """Raises: ProceedingNotFound."""
    row = ask_one(session, BY_NUMBER, {"case": case.id, "number": number})
    if row is None:
        raise ProceedingNotFound(case.reference, number)
    return running(Row(*row), pack)


def find_proceeding(session: Session, proceeding_id: int, *, pack: Pack) -> Running:
    """The proceeding of this id, which must be there."""
    return running(Row(*ask(session, BY_ID, {"id": proceeding_id})[0]), pack)


def proceedings_of(session: Session, case: Case, *, pack: Pack) -> list[Running]:
    """All proceedings of the case, the main one first."""
    return [running(Row(*row), pack) for row in ask(session, OF_CASE, {"case": case.id})]


def proceedings_of_all(session: Session, case_ids: Collection[int], *, pack: Pack) -> dict[int, list[Running]]:
    """As `proceedings_of`, of several cases, by their ids."""
    found: dict[int, list[Running]] = {case_id: [] for case_id in case_ids}
    for row in ask(session, OF_CASES, {"cases": list(case_ids)}):
        found[row.case_id].append(running(Row(*row), pack))
    return found


def running(row: Row, pack: Pack) -> Running:
    return Running(row, pack.procedure(row.procedure, row.version), state_of(row), None if row.main else standing(row))


def state_of(row: Row) -> engine.State:
    """The engine's state of a row. Raises: msgspec.DecodeError (ValueError) for one that is none."""
    if isinstance(row.state, engine.State):
        return row.state
    return engine.read_state(row.state, engine.read_clocks(f"{{{row.clocks or ''}}}"))


def open_among(everything: Iterable[Running]) -> dict[str, int]:
    """As `open_counts`, of all proceedings of a case that are at hand."""
    return dict(Counter(each.row.procedure for each in everything if not each.row.main and each.row.ended_at is None))


def open_counts(session: Session, case: Case) -> dict[str, int]:
    """How many side proceedings of each procedure are open on the case, as guards count them."""
    found = ask(session, OPEN_SIDES, {"case": case.id})
    return {row.procedure: row.open for row in found}


def open_proceeding(
    session: Session, case: Case, name: str, facts: Mapping[str, Value], *,
    main: bool, number: int, pack: Pack, at: datetime,
) -> Running:  # fmt: skip
    """Start procedure *name* on the case, with facts of its own, and write it down. To act on it, load it."""
    started = start_proceeding(case, name, facts, main=main, number=number, pack=pack, at=at)
    insert_proceeding(session, started, clock_rows(started, started.state.clocks, pack))
    return started


def start_proceeding(
    case: Case, name: str, facts: Mapping[str, Value], *,
    main: bool, number: int, pack: Pack, at: datetime, counts: Mapping[str, int] = NONE_OPEN,
) -> Running:  # fmt: skip
    """As `open_proceeding`, but nothing is written yet. *counts*: side proceedings that are open or open with it."""
    procedure = pack.opened_on(name, local_day(pack.calendar, at))
    known = case.facts if main else {**case.facts, **facts}
    state = engine.start(procedure, facts=known, calendar=pack.calendar, at=at, open_counts=counts)
    row = Row(
        id=new_id(), case_id=case.id, main=main, number=number, procedure=name, version=procedure.version,
        stage=state.stage, unit=unit_of(procedure.unit, case, known, pack), facts={} if main else dict(facts),
        state=state, opened_at=at,
        ended_at=None,
    )  # fmt: skip
    return Running(row, procedure, state)


def standing(row: Row) -> sides.Standing:
    return sides.Standing(row.stage, row.facts, row.ended_at)


def count_side(session: Session, case: Case, proceeding: Running, *, pack: Pack) -> None:
    """Let the sums of reports follow a side proceeding to where its row says that it stands."""
    now = standing(proceeding.row)
    if not proceeding.row.main and now != proceeding.counted:
        counting = counting_of(pack)
        whose = sides.whose_of(session, case, counting)
        sides.note(session, proceeding.row, proceeding.counted, now, whose=whose, counting=counting)
        proceeding.counted = now


def insert_proceeding(session: Session, started: Running, its_clocks: Iterable[dict[str, Any]]) -> None:
    written = {name: getattr(started.row, name) for name in COLUMNS}
    insert_rows(session, Proceeding, {**written, "state": engine.without_clocks(started.state)})
    insert_rows(session, ClockRow, *its_clocks)


def next_number(session: Session, case: Case) -> int:
    """The number that the case's next side proceeding gets."""
    return 1 + (ask(session, HIGHEST_NUMBER, {"case": case.id})[0].highest or 0)


def write_state(
    session: Session, case: Case, proceeding: Running, state: engine.State, *, pack: Pack, at: datetime
) -> None:
    """Store what the engine decided: stage, state, end or reopening, and the clocks where one has changed. Sums follow."""
    before, proceeding.state = proceeding.state, state
    row, stage = proceeding.row, proceeding.procedure.stages[state.stage]
    row.stage, row.state = state.stage, state
    row.ended_at = (row.ended_at or at) if stage.end else None
    bare = engine.without_clocks(state)
    changed = {"stage": row.stage, "facts": row.facts, "state": bare, "ended_at": row.ended_at}
    update_row(session, Proceeding, {"id": row.id}, changed)
    count_side(session, case, proceeding, pack=pack)
    moved = [name for name, clock in state.clocks.items() if clock != before.clocks.get(name)]
    there = [name for name in moved if name in before.clocks]
    rang = [name for name in there if only_rang(before.clocks[name], state.clocks[name])]
    write_clocks(session, proceeding, [name for name in there if name not in rang], pack=pack)
    write_clocks(session, proceeding, rang, NEXT_LOOK, pack=pack)
    insert_rows(session, ClockRow, *clock_rows(proceeding, [name for name in moved if name not in before.clocks], pack))
    settled = [name for name in moved if notices.dealt_with(before.clocks.get(name), state.clocks[name])]
    notices.settle(session, row.case_id, row.id, settled, at=at)


def only_rang(before: clocks.Clock, after: clocks.Clock) -> bool:
    """Nothing but the alarms that have fired tells the two apart: what is due, and when, stays as it was."""
    return replace(before, fired=after.fired) == after


def write_clocks(
    session: Session, proceeding: Running, names: Collection[str], columns: tuple[str, ...] = STANDING, *, pack: Pack
) -> None:
    """Write the clocks of these *names*, whose rows are there, from the state; whatever put one off is over.

    Only those *columns*: naming one makes SQLite write its index anew, whether it holds another value or not.
    """
    rewritten = [
        {**{name: row[name] for name in (*CLOCK, *columns)}, "put_off": 0}
        for row in clock_rows(proceeding, names, pack)
    ]
    update_rows(session, ClockRow, CLOCK, rewritten)


def clock_rows(proceeding: Running, names: Collection[str], pack: Pack) -> list[dict[str, Any]]:
    """Rows of the clocks of these *names*, stopped ones too."""
    rules, standing = proceeding.procedure.clocks, proceeding.state.clocks
    return [clock_row(proceeding, name, *clocks.outlook(rules[name], standing[name], pack.calendar)) for name in names]


def clock_row(proceeding: Running, name: str, due: datetime | None, alarm: clocks.Due | None) -> dict[str, Any]:
    """The clock's row; *due* and *alarm* are what `clocks.outlook` says of it."""
    clock = proceeding.state.clocks[name]
    return {
        "proceeding_id": proceeding.row.id,
        "name": name,
        "case_id": proceeding.row.case_id,
        "kind": proceeding.procedure.clocks[name].kind,
        "state": engine.write_clock(clock),
        "running": clock.running,
        "due": due,
        "alarm_at": alarm.at if alarm else None,
        "calendar": None if clock.is_stopped else clock.calendar,
    }


def clocks_of(session: Session, case: Case) -> list[RunningClock]:
    """The case's clocks as they are written now: columns, because a record that is in the session already stays stale."""
    return [RunningClock(*row) for row in ask(session, CLOCKS_OF_CASE, {"case": case.id})]


def due_of(proceeding: Running, clock: str, *, pack: Pack) -> datetime | None:
    """When *clock* of the proceeding is due; None when it does not run."""
    standing = proceeding.state.clocks.get(clock)
    return None if standing is None else clocks.due(proceeding.procedure.clocks[clock], standing, pack.calendar)
