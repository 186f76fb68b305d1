"""Open proceedings, main and side, moved to another published version of their procedure: foretold, done, undone."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.proceedings import (
    FORGET_CLOCKS,
    PROCEEDING,
    Running,
    clock_rows,
    clocks_of,
    count_side,
    due_of,
    find_proceeding,
    open_counts,
    running,
)
from cases.acts.proceedings import Row as ProceedingRow
from cases.acts.reconsidering import note_stage
from cases.errors import MigrationUndone, NoSuchMigration, NoWayBetween
from cases.filing.promises import REVIEW
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, ClockRow, Entry, Migration, MigrationStep, Proceeding, Remedy
from cases.records.base import new_id
from cases.records.rows import insert_rows, table_of, update_row
from cases.reports import measures, silence
from cases.reports.remedied import noted
from cases.reports.sides import counting_of
from cases.viewer import Viewer
from cases.worklist.desk_rows import project_case
from workflows import engine
from workflows.calendars import local_day
from workflows.migrating import Move, move_state, way
from workflows.procedure import Procedure

ACT, BACK = "migrate", "migrate.undo"
"""Under which names the journal has it."""

rows = table_of(Proceeding).c
OPEN = PROCEEDING.where(rows.ended_at.is_(None)).order_by(rows.case_id, rows.number)


class Planned(msgspec.Struct, frozen=True):
    """What becomes of one proceeding. `refused`: why it stays where it is."""

    reference: str
    number: int
    stage: str
    to_stage: str
    kept: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    started: tuple[str, ...] = ()
    refused: engine.Refusal | None = None


class Migrated(msgspec.Struct, frozen=True):
    """A migration, done or foretold. `id` is None when it was only foretold, or nothing could be moved."""

    id: int | None
    planned: tuple[Planned, ...]


class Undone(msgspec.Struct, frozen=True):
    """What undoing put back, and which proceedings it left because somebody acted on their case since."""

    restored: tuple[Planned, ...]
    left: tuple[Planned, ...]


class Moving(msgspec.Struct, frozen=True):
    """One proceeding and its answer."""

    case: Case
    proceeding: Running
    answer: Move | engine.Refusal

    @property
    def planned(self) -> Planned:
        before = self.proceeding.state.stage
        if isinstance(self.answer, engine.Refusal):
            return Planned(self.case.reference, self.proceeding.row.number, before, before, refused=self.answer)
        move = self.answer
        return Planned(
            self.case.reference,
            self.proceeding.row.number,
            before,
            move.state.stage,
            move.kept,
            move.vanished,
            move.started,
        )


def foretell(
    session: Session, name: str, from_version: int, to_version: int, *, pack: Pack, viewer: Viewer, at: datetime
) -> Migrated:
    """What `migrate` would do to each open proceeding. Raises: as `migrate`; nothing is written."""
    at = whole_second(at)
    new = versions(pack, name, from_version, to_version)[1]
    return Migrated(None, tuple(each.planned for each in movings(session, name, from_version, new, pack=pack, at=at)))


def migrate(
    session: Session, name: str, from_version: int, to_version: int, *, pack: Pack, viewer: Viewer, at: datetime
) -> Migrated:
    """Move every open proceeding of *name* from one version to another; what the new version refuses stays where it is.

    One transaction; each case gets one entry in its journal and grows by one version. Run it through `database.write`.
    Raises: UnknownProcedure; NoWayBetween when the version does not say how it takes over the other.
    """
    at = whole_second(at)
    new = versions(pack, name, from_version, to_version)[1]
    found = list(movings(session, name, from_version, new, pack=pack, at=at))
    planned = tuple(each.planned for each in found)
    able = [(each, each.answer) for each in found if isinstance(each.answer, Move)]
    if not able:
        return Migrated(None, planned)
    migration = new_id()
    insert_rows(
        session, Migration,
        {"id": migration, "procedure": name, "from_version": from_version, "to_version": to_version, "at": at, "undone_at": None},
    )  # fmt: skip
    for _, group in groupby(able, key=lambda pair: pair[0].case.id):
        of_case = list(group)
        case, proceedings = of_case[0][0].case, [each.proceeding for each, _ in of_case]
        sequence = journal.next_place(session, Entry, case.id)[0]
        insert_rows(session, MigrationStep, *(step_row(migration, sequence, each) for each in proceedings))
        moved = [put(session, case, each.proceeding, move.state, new, pack=pack) for each, move in of_case]
        keep(session, case, proceedings, moved, act=ACT, migration=migration, pack=pack, viewer=viewer, at=at)
    return Migrated(migration, planned)


def undo(session: Session, migration: int, *, pack: Pack, viewer: Viewer, at: datetime) -> Undone:
    """Put back what *migration* moved, except on cases that somebody acted on since.

    Raises: NoSuchMigration, MigrationUndone. Run it through `database.write`.
    """
    at = whole_second(at)
    done = session.get(Migration, migration)
    if done is None:
        raise NoSuchMigration(migration)
    if done.undone_at is not None:
        raise MigrationUndone(migration, done.undone_at)
    done.undone_at = at
    old = pack.procedure(done.procedure, done.from_version)
    found = session.scalars(select(MigrationStep).where(MigrationStep.migration_id == migration)).all()
    each_step = [(find_proceeding(session, step.proceeding_id, pack=pack), step) for step in found]
    each_step.sort(key=lambda pair: (pair[0].row.case_id, pair[0].row.number))
    restored: list[Planned] = []
    left: list[Planned] = []
    for case_id, group in groupby(each_step, key=lambda pair: pair[0].row.case_id):
        of_case, case = list(group), session.get_one(Case, case_id)
        back = [Planned(case.reference, each.row.number, each.row.stage, step.stage) for each, step in of_case]
        if journal.next_place(session, Entry, case.id)[0] != of_case[0][1].sequence + 1:
            left += back
            continue
        moved = [put(session, case, each, engine.load_state(step.state), old, pack=pack) for each, step in of_case]
        keep(
            session,
            case,
            [each for each, _ in of_case],
            moved,
            act=BACK,
            migration=migration,
            pack=pack,
            viewer=viewer,
            at=at,
        )
        restored += back
    return Undone(tuple(restored), tuple(left))


def versions(pack: Pack, name: str, from_version: int, to_version: int) -> tuple[Procedure, Procedure]:
    """Both versions. Raises: UnknownProcedure, NoWayBetween."""
    old, new = pack.procedure(name, from_version), pack.procedure(name, to_version)
    if way(old, new) is None:
        raise NoWayBetween(name, from_version, to_version)
    return old, new


def movings(session: Session, name: str, version: int, new: Procedure, *, pack: Pack, at: datetime) -> Iterator[Moving]:
    """Every open proceeding of that version with what moving it gives, case by case."""
    found = session.connection().execute(OPEN.where(rows.procedure == name, rows.version == version)).all()
    for row in found:
        each = running(ProceedingRow(*row), pack)
        case = session.get_one(Case, each.row.case_id)
        answer = move_state(
            each.procedure, new, each.state, facts=each.facts(case), open_counts=open_counts(session, case),
            calendar=pack.calendar, at=at,
        )  # fmt: skip
        yield Moving(case, each, answer)


def step_row(migration: int, sequence: int, proceeding: Running) -> dict[str, Any]:
    """How the proceeding stands before the entry of this *sequence*."""
    return {
        "migration_id": migration,
        "proceeding_id": proceeding.row.id,
        "sequence": sequence,
        "stage": proceeding.row.stage,
        "state": engine.dump_state(proceeding.state),
    }


def put(
    session: Session, case: Case, proceeding: Running, state: engine.State, procedure: Procedure, *, pack: Pack
) -> dict[str, Any]:
    """Write the proceeding down on *procedure* in *state*, with its clocks; gives what the journal says of it."""
    said = {
        "proceeding": proceeding.row.number,
        "procedure": procedure.name,
        "from_version": proceeding.row.version,
        "to_version": procedure.version,
        "from": proceeding.row.stage,
        "to": state.stage,
        "state": engine.dump_state(state),
    }
    row = proceeding.row
    row.version, row.stage, row.state = procedure.version, state.stage, state
    proceeding.procedure, proceeding.state = procedure, state
    bare = engine.without_clocks(state)
    update_row(session, Proceeding, {"id": row.id}, {"version": row.version, "stage": row.stage, "state": bare})
    count_side(session, case, proceeding, pack=pack)
    session.connection().execute(FORGET_CLOCKS, {"proceeding": row.id})
    insert_rows(session, ClockRow, *clock_rows(proceeding, state.clocks, pack))
    remedy = session.get(Remedy, row.id)
    if remedy is not None:
        with noted(session, case, remedy, pack=pack):
            remedy.stage = state.stage
    return said


def keep(
    session: Session, case: Case, proceedings: list[Running], moved: list[dict[str, Any]], *,
    act: str, migration: int, pack: Pack, viewer: Viewer, at: datetime,
) -> None:  # fmt: skip
    """Journal what was moved on a case, and let its row, the queue and the numbers follow."""
    key = f"{act}:{migration}:{case.id}"
    main = next((each for each in proceedings if each.row.main), None)
    if main is not None:
        counting = counting_of(pack)
        silent = silence.silent_of(case)
        note_stage(case, main, counts=open_counts(session, case), at=at)
        silence.note(session, case, silent, counting)
        due = due_of(main, REVIEW, pack=pack)
        measures.move_due(session, case, local_day(pack.calendar, due) if due else None)
    case.version += 1
    journal.append(
        session,
        case_id=case.id,
        act=act,
        act_key=key,
        actor=viewer.actor,
        at=at,
        body={"migration": migration, "moved": moved},
        pack=case.pack,
        calendar=pack.calendar.version,
        place=journal.claim_place(session, case.id, key),
    )
    project_case(session, case, clocks_of(session, case))
