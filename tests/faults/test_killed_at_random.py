"""Workers are killed at any point, time after time, while the calendar changes: nothing is lost, nothing done twice."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from multiprocessing.process import BaseProcess
from queue import Queue
from random import Random
from secrets import token_bytes
from signal import SIGKILL
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy.orm import Session

from cases.calendars import editing
from cases.calendars.editing import Line, Proposal
from cases.calendars.moving import ACT
from cases.database import Database
from cases.filing import filing, intake
from cases.journals.journal import read_body
from cases.packs.shelf import Shelf
from cases.records import ClockRow, Entry
from cases.settings import Settings
from cases.viewer import Nobody, Viewer
from tests.builders import House, found_house, raw_answers
from tests.harness.aftermath import alarms_rang_once, letters_came_once
from tests.harness.duty import LADDER, put_on_duty, reach, staff_desk
from tests.harness.handling import TO_ADMISSIBILITY, URGENT, damages, records, walk
from tests.harness.mail_server import MailBox, mail_server
from tests.harness.nursery import bear_worker

KILLS, MOST_ROUNDS = 6, 18
ORDINARY_CASES, DANGER = 12, 2
NEW_CALENDARS = {1: "2026-12-09", 3: "2026-12-10", 5: "2026-12-11"}
"""Round → a working day that a decree makes a day off then."""
WORDS = {"kk": "Үкімет қаулысы", "ru": "Постановление Правительства", "en": "Government decree"}


@dataclass
class Scene:
    """A house that nobody holds open, and where its mail goes."""

    house: House
    settings: Settings
    box: MailBox
    lot: Random = field(default_factory=Random)
    killed: int = 0
    within: float = 0.25
    """Seconds in which the next one is killed: as long as their work takes on this machine, found by trying."""

    @contextmanager
    def open(self) -> Iterator[House]:
        with Database.open(self.settings) as database:
            self.house.database = database
            yield self.house

    def kill_one(self) -> None:
        """A worker begins and is killed somewhere in its work; what it had in hand is another's by the next day."""
        process, words = bear_worker(self.settings, self.house.secrets.pepper, self.house.clock())
        words.poll(self.lot.random() * self.within)
        process.kill()
        process.join()
        if process.exitcode == -SIGKILL:
            self.killed += 1
            self.within *= 1.5
        else:
            self.within *= 0.5
        self.house.clock.move(days=1)

    def finish(self) -> None:
        process, words = bear_worker(self.settings, self.house.secrets.pepper, self.house.clock())
        assert words.recv() == "done"
        process.join()


@pytest.fixture
def scene(settings: Settings, now: Any) -> Iterator[Scene]:
    with mail_server() as box:
        settings = replace(settings, smtp=f"smtp://127.0.0.1:{box.port}", mail_from="duty@nhri.example")
        with Database.open(settings) as database:
            house = found_house(database, at=now)
            house.employ("keeper.ho", "KZ-HO", "administrator")
            staff_desk(house)
            put_on_duty(house, days=MOST_ROUNDS + 2)
            reach(house, *LADDER.values(), phone=False)
            file_many(house)
        yield Scene(house, settings, box)


def file_many(house: House) -> None:
    forms = [raw_answers() for _ in range(ORDINARY_CASES)] + [raw_answers(**URGENT) for _ in range(DANGER)]
    prepared = [
        intake.prepare(
            house.database, form, pack=house.pack, secrets=house.secrets, language="ru", channel="web",
            submission=token_bytes(16), code=None, viewer=Nobody(), at=house.clock(),
        )
        for form in forms
    ]  # fmt: skip

    def file_all(session: Session, *, viewer: Viewer) -> list[str]:
        return [
            filing.file_complaint(session, one, pack=house.pack, viewer=viewer, at=house.clock()).reference
            for one in prepared
        ]

    for reference in house.database.write(file_all, viewer=Nobody())[:4]:
        walk(house, reference, TO_ADMISSIBILITY)


def change_calendar(house: House, day: str) -> None:
    """One more day off, in force at once."""
    calendar = house.pack.calendar
    lines = (*editing.lines_of(calendar, 2026), Line(day=day, kind="off", reason=WORDS))
    wanted = Proposal(year=2026, base=calendar.version, lines=lines, reason=WORDS)
    keeper = house.officer("keeper.ho")
    house.database.write(editing.publish_calendar, wanted, pack=house.pack, viewer=keeper, at=house.clock())
    shelf = Shelf(house.database, house.pack)
    shelf.refresh()
    house.pack = shelf.pack


def test_nothing_is_lost_and_nothing_done_twice_wherever_a_worker_dies(scene: Scene) -> None:
    for number in range(MOST_ROUNDS):
        if number in NEW_CALENDARS:
            with scene.open() as house:
                change_calendar(house, NEW_CALENDARS[number])
        scene.kill_one()
        if scene.killed >= KILLS:
            break
    scene.finish()
    with scene.open() as house:
        alarms_rang_once(house)
        every_clock_was_moved_once(house)
        assert letters_came_once(house, scene.box, killed=scene.killed) >= DANGER
        assert damages(house) == []


def every_clock_was_moved_once(house: House) -> None:
    """By each calendar that moved it, and none was forgotten."""
    moved = Counter[tuple[object, ...]]()
    for entry in records(house, Entry):
        if entry.act == ACT:
            body = read_body(entry)
            moved.update((entry.case_id, one["proceeding"], one["clock"], one["was"]) for one in body["clocks"])
    assert moved
    assert set(moved.values()) == {1}
    assert {row.calendar for row in records(house, ClockRow) if row.running} == {house.pack.calendar.version}


def test_who_dies_before_hearing_that_a_letter_was_kept_sends_it_again_under_its_own_id(scene: Scene) -> None:
    senders = Queue[BaseProcess]()

    def kill_the_sender() -> None:
        sender = senders.get()
        sender.kill()
        senders.put(sender)

    scene.box.kept = kill_the_sender
    process, _ = bear_worker(scene.settings, scene.house.secrets.pepper, scene.house.clock())
    senders.put(process)
    process.join()
    assert process.exitcode == -SIGKILL
    doubtful = {letter_id(letter) for _, _, letter in scene.box.letters}
    scene.box.kept = lambda: None
    scene.house.clock.move(minutes=3)
    scene.finish()
    with scene.open() as house:
        letters_came_once(house, scene.box, killed=1)
        assert damages(house) == []
    assert {one for one, times in ids_in(scene.box).items() if times == 2} == doubtful


def letter_id(letter: bytes) -> str:
    return str(message_from_bytes(letter)["Message-ID"])


def ids_in(box: MailBox) -> Counter[str]:
    """How often each letter arrived."""
    return Counter(letter_id(letter) for _, _, letter in box.letters)
