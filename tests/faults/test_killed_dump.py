"""PostgreSQL's dump is killed in the middle of a backup, or who reads it: no half backup is ever there to put back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from random import Random
from select import POLLIN, poll
from time import monotonic

import pytest

from cases.backups.listing import list_snapshots
from cases.backups.one_run import hold_house
from cases.backups.shelves import check_shelves
from cases.database import Database
from cases.errors import BackupRuns
from cases.settings import Settings
from tests.harness.backups import Kept, another_place, begin_and_make, kept_house
from tests.harness.handling import enter
from tests.harness.nursery import CONTEXT
from tests.harness.postgres import Cluster

pytestmark = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
ROUNDS = 60 if os.environ.get("FULL") else 8
PATIENCE_S = 60.0
MOMENT_S = 0.15
"""As long as a dump of a small house takes."""


@pytest.fixture
def kept(settings: Settings, tmp_path: Path, now: datetime) -> Iterator[Kept]:
    with kept_house(settings, tmp_path, at=now) as house:
        yield house


def test_a_dump_that_is_killed_anywhere_leaves_no_backup_and_the_next_one_is_whole(
    kept: Kept, cluster: Cluster
) -> None:
    lot, killed = Random(), 0
    receipts = []
    for number in range(ROUNDS):
        receipts.append(kept.house.file())
        kept.house.clock.move(hours=1)
        wait_for_the_house(kept)
        before = list_snapshots(kept.place)
        ended = killed_at_the_dump(kept, dump=number % 3 != 0, reader=number % 3 != 1, lot=lot)
        killed += not ended
        assert list_snapshots(kept.place)[: len(before)] == before
        assert len(list_snapshots(kept.place)) == len(before) + ended
        assert not list(check_shelves(kept.place))
    assert killed >= ROUNDS / 2
    kept.house.clock.move(hours=1)
    wait_for_the_house(kept)
    last = kept.back_up()
    with another_place(kept, cluster) as elsewhere:
        found = kept.restore(elsewhere)
        assert (found.manifest.name, found.damages, found.missing) == (last.name, (), ())
        with Database.open(elsewhere) as database:
            again = kept.house.moved_to(database, at=kept.house.clock())
            assert all(enter(again, receipt) for receipt in receipts)


def killed_at_the_dump(kept: Kept, *, dump: bool, reader: bool, lot: Random) -> bool:
    """Begin a backup in a process of its own and kill its *dump*, the *reader* of it or both; whether it had ended before."""
    here, there = CONTEXT.Pipe()
    process = CONTEXT.Process(target=begin_and_make, args=(kept.settings, kept.house.clock(), there))
    process.start()
    here.recv()
    child = child_of(process.pid or 0)
    process.join(lot.random() * MOMENT_S)
    with watched(child) as gone:
        if dump:
            with suppress(ProcessLookupError):
                os.kill(child, 9)
        if reader:
            process.kill()
        process.join(PATIENCE_S)
        assert gone.poll(PATIENCE_S * 1000), "a dump that nobody reads ends by itself"
    return process.exitcode == 0


def child_of(pid: int) -> int:
    """The dump that the process has begun."""
    end = monotonic() + PATIENCE_S
    children = Path(f"/proc/{pid}/task/{pid}/children")
    while monotonic() < end:
        if found := children.read_text().split():
            return int(found[0])
    raise TimeoutError


@contextmanager
def watched(pid: int) -> Iterator[poll]:
    """Something to wait with for the end of a process that is not ours."""
    handle = os.pidfd_open(pid)
    try:
        waiting = poll()
        waiting.register(handle, POLLIN)
        yield waiting
    finally:
        os.close(handle)


def wait_for_the_house(kept: Kept) -> None:
    """Until the server has noticed that who held the house is dead."""
    end = monotonic() + PATIENCE_S
    while monotonic() < end:
        with suppress(BackupRuns), hold_house(kept.settings):
            return
    raise TimeoutError
