"""A backup is killed at random points: those before stay whole, and the next one is whole and can be restored."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from cases.backups.listing import list_snapshots
from cases.backups.shelves import check_shelves
from cases.database import Database
from cases.settings import Settings
from tests.harness.backups import Kept, another_place, begin_and_make, kept_house
from tests.harness.files import content_of, desk_of, hand_in
from tests.harness.handling import enter
from tests.harness.nursery import CONTEXT

ROUNDS = 10
NEVER = 1_000_000
LARGE = 6_000_000
"""Bytes of a file: some blobs, each of which takes a moment."""


@pytest.fixture
def kept(settings: Settings, tmp_path: Path, now: datetime) -> Iterator[Kept]:
    with kept_house(settings, tmp_path, at=now) as house:
        yield house


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_backup_that_is_killed_anywhere_leaves_those_before_and_the_next_one_is_whole(kept: Kept) -> None:
    house, chance = kept.house, Random(8)
    receipt = house.file()
    complainant = enter(house, receipt)
    desk = desk_of(house, kept.settings, complainant)
    given: dict[int, bytes] = {}
    assert killed_among(kept, blobs=NEVER, chance=chance) == 0
    before, killed = list_snapshots(kept.place), 0
    for number in range(ROUNDS):
        house.clock.move(hours=1)
        content = chance.randbytes(LARGE // 2).hex().encode()
        given[hand_in(desk, content, f"{number}.txt")] = content
        killed += killed_among(kept, blobs=number % 5, chance=chance) != 0
        found = list_snapshots(kept.place)
        assert found[: len(before)] == before
        assert not list(check_shelves(kept.place)), "what a killed run wrote never passes for whole"
        before = found
    assert killed >= ROUNDS / 2
    house.clock.move(hours=1)
    last = kept.back_up()
    assert not list(kept.backups.rglob("*#*"))
    assert not (kept.settings.data / "backing-up").exists()
    with another_place(kept, None) as elsewhere:
        restored = kept.restore(elsewhere)
        assert (restored.manifest.name, restored.damages, restored.missing) == (last.name, (), ())
        with Database.open(elsewhere) as database:
            again = house.moved_to(database, at=house.clock())
            back = enter(again, receipt)
            desk = desk_of(again, elsewhere, back)
            assert [content_of(desk, file, back, again.clock()) for file in given] == list(given.values())


def killed_among(kept: Kept, *, blobs: int, chance: Random) -> int:
    """Make a backup in a process that is killed once it has begun so many *blobs*; gives its exit code, 0 for one that ended."""
    here, there = CONTEXT.Pipe()
    process = CONTEXT.Process(target=begin_and_make, args=(kept.settings, kept.house.clock(), there))
    process.start()
    here.recv()
    first = files_in(kept)
    while process.is_alive() and files_in(kept) < first + blobs:
        pass
    process.join(chance.choice((0.0, chance.random() / 50)))
    process.kill()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def files_in(kept: Kept) -> int:
    """How many files lie there, whole or not."""
    return len(list(kept.backups.rglob("*")))
