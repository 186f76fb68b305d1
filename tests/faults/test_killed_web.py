"""Web processes and workers are killed at any point while people file, hand in files and act: who presses again is served.

On SQLite one process does everything; on PostgreSQL two web processes and a worker, of which one is killed each time, with
clocks that differ. FULL=1 plays it ten times, each time in a house of its own.
"""

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from random import Random
from signal import SIGKILL

import pytest
from msgspec.structs import replace

from cases.database import Database
from cases.records import Case
from cases.settings import Settings
from tests.builders import House, found_house
from tests.harness.aftermath import check_aftermath, letters_came_once
from tests.harness.crowds import Crowd, crowd, session_of
from tests.harness.duty import LADDER, put_on_duty, reach, staff_desk
from tests.harness.handling import OFFICER, journal_of, records
from tests.harness.mail_server import MailBox, mail_server
from tests.harness.nursery import bear_server, bear_worker

KILLS = 100
"""On each database, each time that it is played."""
TIMES = 10 if os.environ.get("FULL") else 1
MOST_PAGES = 8
"""After so many pages, fewer by lot, and a moment more a process is killed: a slow machine kills as far into the work."""
MOMENT_S = 0.03
SKEW = timedelta(seconds=40)
"""By how much the clock of one machine is before or behind the others'."""


@dataclass
class Machines:
    """What serves the house; one of them is killed and another put in its place."""

    house: House
    settings: Settings
    listening: socket.socket
    lot: Random = field(default_factory=Random)
    running: list[BaseProcess] = field(default_factory=list)
    killed: int = 0

    def bear(self) -> BaseProcess:
        at = self.house.clock() + (timedelta() if self.settings.embedded else self.lot.choice((-SKEW, SKEW)))
        return bear_server(self.settings, self.house.secrets, self.listening, at)

    def begin(self) -> None:
        self.running = [self.bear() for _ in range(1 if self.settings.embedded else 2)]

    def kill_one(self, people: Crowd) -> None:
        """Somewhere in its work."""
        place = self.lot.randrange(len(self.running))
        people.wait_for(pages=self.lot.randrange(MOST_PAGES))
        self.running[place].join(self.lot.random() * MOMENT_S)
        self.kill(self.running[place])
        self.house.clock.move(seconds=5)
        if not self.settings.embedded:
            worker, words = bear_worker(self.settings, self.house.secrets.pepper, self.house.clock())
            words.poll(self.lot.random() * MOMENT_S)
            worker.kill()
            worker.join()
            self.killed += worker.exitcode == -SIGKILL
        self.running[place] = self.bear()

    def kill(self, process: BaseProcess) -> None:
        process.kill()
        process.join()
        assert process.exitcode == -SIGKILL, "it had ended by itself"
        self.killed += 1

    def end(self) -> None:
        for each in self.running:
            each.kill()
            each.join()


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def away(settings: Settings, box: MailBox, now: datetime) -> tuple[House, Settings, str]:
    """A house that nobody holds open, with people on duty who are reached by mail; and the cookie of an officer."""
    settings = replace(settings, smtp=f"smtp://127.0.0.1:{box.port}", mail_from="duty@nhri.example")
    settings = replace(settings, worker=settings.embedded)
    with Database.open(settings) as database:
        house = found_house(database, at=now)
        staff_desk(house)
        put_on_duty(house)
        reach(house, *LADDER.values(), phone=False)
        return house, settings, session_of(house, OFFICER)


@pytest.mark.parametrize("time", range(TIMES))
def test_who_presses_again_loses_nothing_wherever_a_process_dies(
    time: int, away: tuple[House, Settings, str], box: MailBox
) -> None:
    house, settings, session = away
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        machines = Machines(house, settings, listening)
        machines.begin()
        try:
            with crowd(f"http://127.0.0.1:{listening.getsockname()[1]}", session) as people:
                while machines.killed < KILLS:
                    machines.kill_one(people)
        finally:
            machines.end()
    house.clock.move(minutes=3)
    worker, words = bear_worker(settings, house.secrets.pepper, house.clock())
    assert words.recv() == "done"
    worker.join()
    assert sum(each.broken for each in people.callers) > KILLS // 4
    assert [each.bad for each in people.callers if each.bad] == []
    with Database.open(settings) as database:
        house.database = database
        assert len(people.known) > KILLS // 20
        check_aftermath(house, settings, people.known, officer=house.officer("supervisor.ho"))
        assert len(records(house, Case)) == len(people.known), "somebody's complaint is there twice"
        for reference in people.acted:
            assert [one.act for one in journal_of(house, reference)].count("complaint.register") == 1
        assert people.acted
        assert letters_came_once(house, box, killed=machines.killed)
