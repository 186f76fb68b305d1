"""What an operator is told of a house: that somebody is at work, and what `arasha doctor` finds."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from cases import secrets_folder
from cases.alarms.worker import Signing, work_once
from cases.anchoring.seen import remember
from cases.database import Database
from cases.operations import heartbeats
from cases.operations.doctor import examine
from cases.settings import Settings
from cases.viewer import System
from tests.builders import CHEAP, House, found_house
from tests.harness.handling import URGENT

WORSE = ("good", "mind", "bad")


@pytest.fixture
def kept(settings: Settings, now: datetime, tmp_path: Path) -> Iterator[tuple[House, Settings]]:
    """A founded house with its secrets in their folder, a worker that has just gone round, a backup, a scanner and mail."""
    settings.data.mkdir(mode=0o700, exist_ok=True)
    secrets = secrets_folder.make_secrets(settings.secrets, data=settings.data, code_cost=CHEAP, staff_cost=CHEAP)
    signing = Signing(secrets.anchor, None, secrets.pinned, settings.secrets)
    snapshots = tmp_path / "backup" / "snapshots"
    snapshots.mkdir(parents=True)
    (snapshots / f"{now:%Y%m%dT%H%M%SZ}-00000000.age").touch()
    with Database.open(settings) as database:
        house = found_house(database, at=now, secrets=secrets)
        work_once(house.database, house.pack, at=now, signing=signing)
        yield house, replace(settings, backup=str(tmp_path / "backup"), mail_from="arasha@omb.example")


@contextmanager
def answering(said: bytes, path: Path | None = None) -> Iterator[str]:
    """Something that says *said* to whoever connects; its address."""
    listening = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    listening.bind(str(path) if path else ("127.0.0.1", 0))
    listening.listen()

    def answer() -> None:
        with suppress(OSError):
            while True:
                line, _ = listening.accept()
                line.recv(64)
                line.sendall(said)
                line.close()

    thread = Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield str(path) if path else f"127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def states(settings: Settings, at: datetime) -> Mapping[str, str]:
    """The worst state of each thing that the doctor looks at."""
    found: dict[str, str] = {}
    for finding in examine(settings, at=at):
        assert "\n" not in finding.words
        found[finding.name] = max(found.get(finding.name, "good"), finding.state, key=WORSE.index)
    return found


def test_a_doctor_finds_nothing_in_a_house_that_lacks_nothing(kept: tuple[House, Settings], tmp_path: Path) -> None:
    house, settings = kept
    for unit in set(house.pack.units) - {each.unit for each in house.officers.values()}:
        house.employ(f"first.{unit}", unit, "caseworker")
    with answering(b"PONG\0", tmp_path / "clamd") as clamd, answering(b"220 here\r\n") as mail:
        whole = replace(settings, clamd=clamd, smtp=f"smtp://{mail}")
        found = states(whole, house.clock())
    assert {name: state for name, state in found.items() if state != "good"}.keys() <= {"room", "clock"}
    assert found.keys() >= {
        "data folder",
        "secrets folder",
        "pepper and keys",
        "database",
        "clock",
        "shred store",
        "unit keys",
    }
    assert found.keys() >= {
        "journal",
        "worker",
        "store of files",
        "virus scanner",
        "mail server",
        "papers",
        "backup",
        "room",
    }


def test_a_doctor_names_each_thing_that_is_not_as_it_should_be(kept: tuple[House, Settings], tmp_path: Path) -> None:
    house, settings = kept
    settings.data.chmod(0o755)
    (settings.secrets / "pepper").chmod(0o644)
    remember(settings.secrets, 7, bytes(32))
    house.file(**URGENT)
    house.clock.move(hours=40)
    broken = replace(
        settings,
        clamd=str(tmp_path / "nobody"),
        smtp="smtp://127.0.0.1:1",
        evidence=str(tmp_path / "file" / "inside"),
    )
    (tmp_path / "file").touch()
    assert states(broken, datetime.now(UTC))["clock"] == "good"
    found = states(broken, house.clock())
    bad = {name for name, state in found.items() if state == "bad"}
    assert bad - {"room", "clock"} == {
        "data folder", "secrets", "journal", "worker", "store of files", "virus scanner", "mail server", "backup",
    }  # fmt: skip
    assert found["clock"] == ("good" if settings.embedded else "bad"), "the server's own clock stands elsewhere"
    assert found["unit keys"] == "mind", "units without members are named"
    (settings.secrets / "anchor-key").unlink()
    assert states(broken, house.clock())["pepper and keys"] == "bad"


def test_a_doctor_of_nothing_says_what_to_do_and_makes_nothing(empty_settings: Settings, now: datetime) -> None:
    found = states(empty_settings, now)
    assert found["database"] == found["data folder"] == found["pepper and keys"] == "bad"
    assert not empty_settings.secrets.exists()


def test_workers_say_for_each_other_that_somebody_is_at_work(house: House) -> None:
    def seen() -> datetime | None:
        return house.database.read(heartbeats.last_beat, heartbeats.WORKER, viewer=System())

    told = [seen()]
    for seconds in (0, 10, 25, -3600, 7200):
        work_once(house.database, house.pack, at=house.clock.move(seconds=seconds))
        told.append(seen())
    start = house.clock.now - timedelta(seconds=3635)
    later = [None if each is None else (each - start).total_seconds() for each in told]
    assert later == [None, 0, 0, 35, 35, 3635], "once in half a minute, and a clock that is behind turns nothing back"
