"""Workers are killed while hundreds of alarms fall due: afterwards each alarm rang once, and the journal is whole."""

import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from secrets import token_bytes
from signal import SIGKILL, SIGTERM
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import secrets_folder
from cases.database import Database
from cases.filing import filing, intake
from cases.journals.journal import read_body
from cases.records import ClockRow, Entry
from cases.settings import Settings
from cases.viewer import Nobody, System, Viewer
from tests.builders import CHEAP, House, found_house, raw_answers
from tests.harness.handling import damages

CASES = 40
PATIENCE_S = 60.0
EVER = 1_000_000
RUN = "from web.starting import main; main()"


def file_many(house: House, cases: int = CASES) -> None:
    prepared = [
        intake.prepare(
            house.database, raw_answers(), pack=house.pack, secrets=house.secrets, language="ru", channel="web",
            submission=token_bytes(16), code=None, viewer=Nobody(), at=house.clock(),
        )
        for _ in range(cases)
    ]  # fmt: skip

    def file_all(session: Session, *, viewer: Viewer) -> None:
        for each in prepared:
            filing.file_complaint(session, each, pack=house.pack, viewer=viewer, at=house.clock())

    house.database.write(file_all, viewer=Nobody())


def count(session: Session, *, viewer: Viewer, at: datetime) -> tuple[int, int]:
    """(alarms in the journal, clocks that are due)."""
    rung = select(func.count()).select_from(Entry).where(Entry.act.startswith("alarm."))
    due = select(func.count()).select_from(ClockRow).where(ClockRow.alarm_at <= at)
    return session.scalar(rung) or 0, session.scalar(due) or 0


def alarms(session: Session, *, viewer: Viewer) -> Counter[tuple[object, ...]]:
    """How often each alarm stands in the journal."""
    found = session.scalars(select(Entry).where(Entry.act.startswith("alarm.")))
    bodies = ((entry, read_body(entry)) for entry in found)
    return Counter(
        (entry.case_id, body["proceeding"], body["clock"], entry.act, body["due"], str(body["whom"]), body["does"])
        for entry, body in bodies
    )


@contextmanager
def started(settings: Settings, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    where = ["--data", str(settings.data), *(["--database", settings.database] if settings.database else [])]
    environment = {**os.environ, "ARASHA_SECRETS": str(settings.secrets)}
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *words, *where],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(settings: Settings, rung: int) -> bool:
    """Until so many alarms stand in the journal, or (True) none is due any more."""
    end = monotonic() + PATIENCE_S
    with Database.open(settings, writing=False) as database:
        while monotonic() < end:
            so_far, due = database.read(count, viewer=System(), at=datetime.now(UTC) - timedelta(minutes=1))
            if due == 0 or so_far >= rung:
                return due == 0
            sleep(0.05)  # the other process takes its own time
    raise TimeoutError


def kill_and_finish(house: House, settings: Settings, *command: str, at_once: int) -> None:
    """Kill one of *at_once* processes somewhere in the middle, then the others; let a last one finish and stop it kindly.

    One more case leaves it something to do, so that it is stopped at work and not on its way there.
    """
    with ExitStack() as running:
        first, *_ = [running.enter_context(started(settings, *command)) for _ in range(at_once)]
        wait_until(settings, Random().randrange(1, CASES))
        first.send_signal(SIGKILL)
    with Database.open(settings) as database:
        file_many(replace(house, database=database), 1)
    with started(settings, *command) as last:
        assert wait_until(settings, EVER)
        last.send_signal(SIGTERM)
        assert last.wait(timeout=PATIENCE_S) == 0


def rang_once(house: House) -> None:
    counted = house.database.read(alarms, viewer=System())
    assert len(counted) >= CASES
    assert set(counted.values()) == {1}
    assert damages(house) == []


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_two_workers_that_are_killed_ring_every_alarm_once(settings: Settings) -> None:
    secrets_folder.make_secrets(settings.secrets, data=settings.data, code_cost=CHEAP, staff_cost=CHEAP)
    with Database.open(settings) as database:  # with the shred store that the workers open too
        house = found_house(database, at=datetime.now(UTC) - timedelta(days=9))
        file_many(house)
        kill_and_finish(house, settings, "worker", at_once=2)
        rang_once(house)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_server_that_is_killed_rings_every_alarm_once(settings: Settings, tmp_path: Path) -> None:
    secrets_folder.make_secrets(settings.secrets, data=settings.data, code_cost=CHEAP, staff_cost=CHEAP)
    with Database.open(settings) as database:
        house = found_house(database, at=datetime.now(UTC) - timedelta(days=9))
        file_many(house)
    kill_and_finish(house, settings, "serve", "--port", free_port(), at_once=1)
    with Database.open(settings) as database:
        house.database = database
        rang_once(house)


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return str(listening.getsockname()[1])
