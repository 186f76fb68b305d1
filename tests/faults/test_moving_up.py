"""From a folder to PostgreSQL and an object store: cut off anywhere and gone on with, nothing is lost or served twice."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from signal import SIGKILL
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cases.database import Database
from cases.errors import FolderInUse, MovedAway, MoveUnfinished, TargetNotEmpty
from cases.moving.house import Moved, move_house
from cases.records import Case
from cases.schema import upgrade
from cases.settings import Settings
from cases.transactions.engines import open_postgresql
from cases.verifying.damages import Fault
from cases.viewer import Viewer
from tests.builders import found_house
from tests.harness.backups import Kept, kept_house
from tests.harness.files import NOTE, content_of, desk_of, hand_in
from tests.harness.handling import TO_INQUIRY, damages, enter, open_box, open_file, walk
from tests.harness.postgres import Cluster
from tests.harness.s3_server import Bucket, s3_server
from tests.harness.stores import in_bucket

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
STATEMENT = NOTE * 40_000
RUN = "from web.cli import main; main()"


class CutOffError(Exception):
    """Stands for whatever stops a move."""


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with s3_server() as running:
        yield running


@pytest.fixture
def target(settings: Settings, cluster: Cluster, bucket: Bucket, tmp_path: Path) -> Iterator[Settings]:
    """An empty database and an empty bucket."""
    name = f"arasha_{uuid4().hex}"
    cluster.create(name, template="template0")
    yield replace(in_bucket(settings, bucket, tmp_path), database=cluster.url(name))
    cluster.drop(name)


@contextmanager
def lived_in(settings: Settings, folder: Path, at: datetime) -> Iterator[Kept]:
    with kept_house(settings, folder, at=at) as kept:
        yield kept


def stop_after(steps: int) -> object:
    """Something to be told of progress that stops it."""
    left = iter(range(steps))

    def told(*_: object) -> None:
        if next(left, None) is None:
            raise CutOffError

    return told


def move(kept: Settings, target: Settings, steps: int) -> Moved | None:
    try:
        return move_house(kept, target, told=stop_after(steps))  # type: ignore[arg-type]
    except CutOffError:
        return None


def test_a_move_that_is_cut_off_again_and_again_comes_to_the_same_house(
    settings: Settings, target: Settings, bucket: Bucket, tmp_path: Path, now: datetime
) -> None:
    with lived_in(settings, tmp_path, now) as kept:
        house = kept.house
        receipt, other = house.file(), house.file(region="KZ-75")
        complainant = enter(house, receipt)
        file_id = hand_in(desk_of(house, settings, complainant), STATEMENT)
        walk(house, receipt.reference, TO_INQUIRY)
        kept.sign()
        with pytest.raises(FolderInUse):
            move_house(settings, target)
        before = len(open_file(house, receipt.reference).timeline)
    kill_a_move(settings, target)
    tries = 0
    while (moved := move(settings, target, 3 + tries % 4)) is None:
        tries += 1
        with pytest.raises(MoveUnfinished):
            Database.open(target)
    assert tries > 2
    assert (moved.damages, moved.went_on) == ((), True)
    with pytest.raises(MovedAway):
        Database.open(settings)
    with pytest.raises(TargetNotEmpty):
        move_house(moved_back(settings), target)
    assert not (tmp_path / "data" / "moved-to").exists()
    with Database.open(target) as database:
        again = house.moved_to(database, at=house.clock())
        assert len(open_file(again, receipt.reference).timeline) >= before
        assert open_file(again, other.reference, "caseworker.75").reference == other.reference
        back = enter(again, receipt)
        assert open_box(again, back).reference == receipt.reference
        assert content_of(desk_of(again, target, back), file_id, back, again.clock()) == STATEMENT
        assert damages(again) == []
        shown = database.read(references, viewer=again.officer("caseworker.75"))
        assert shown == [other.reference], "and the second wall stands"
        again.file()
    assert bucket.turned_away == []


def references(session: Session, *, viewer: Viewer) -> list[str]:
    return list(session.scalars(select(Case.reference)))


def moved_back(settings: Settings) -> Settings:
    """The folder as it was before it was left."""
    (settings.data / "moved-to").unlink()
    return settings


def kill_a_move(settings: Settings, target: Settings) -> None:
    """Begin it in a process of its own, which is killed among the first tables."""
    environment = {
        **os.environ,
        "ARASHA_SECRETS": str(settings.secrets),
        "ARASHA_EVIDENCE_ENDPOINT": target.evidence_endpoint,
        "ARASHA_EVIDENCE_KEY": target.evidence_key,
        "ARASHA_EVIDENCE_SECRET": target.evidence_secret,
    }
    words = ["move-to", target.database, "--evidence", target.evidence, "--data", str(settings.data)]
    with subprocess.Popen(
        [sys.executable, "-c", RUN, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        seen = b""
        while b"institution_journal:" not in seen and (more := os.read(process.stderr.fileno(), 4096)):
            seen += more
        process.send_signal(SIGKILL)
    assert b"institution_journal:" in seen, seen


def test_what_does_not_come_over_as_it_was_leaves_the_folder_the_house_and_no_other_comes_in(
    settings: Settings, target: Settings, tmp_path: Path, now: datetime
) -> None:
    with lived_in(settings, tmp_path, now) as kept:
        kept.house.file()
    assert move(settings, target, 10) is None
    engine = open_postgresql(target)
    with engine.begin() as connection:
        connection.execute(text("UPDATE officers SET name = 'Somebody else' WHERE username = 'caseworker.39'"))
    engine.dispose()
    moved = move_house(settings, target)
    assert ("officers", Fault.CHANGED) in {(each.place, each.what) for each in moved.damages}
    with pytest.raises(MoveUnfinished):
        Database.open(target)
    with Database.open(settings) as database:
        assert damages(kept.house.moved_to(database, at=now)) == []
    other = replace(settings, data=tmp_path / "other", secrets=tmp_path / "other-secrets")
    upgrade(other)
    with Database.open(other) as database:
        found_house(database, at=now)
    with pytest.raises(TargetNotEmpty):
        move_house(other, target)
