"""What an operator is told of a house: that somebody is at work, and what `arasha doctor` finds."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import secrets_folder
from cases.anchoring.seen import remember
from cases.database import Database
from cases.operations import heartbeats, workers
from cases.operations.doctor import examine, look_at_workers
from cases.operations.findings import Finding
from cases.records import Worker
from cases.settings import Settings
from cases.viewer import System, Viewer
from cases.worker.rounds import Shop, Signing, be_heard_of, work_once
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


def test_each_worker_says_that_it_is_at_work_and_one_that_stops_is_missed_beside_the_others(house: House) -> None:
    began = house.clock()
    first, second = workers.Identity("a:1", "0.1.0", began), workers.Identity("b:1", "0.2.0", began)

    def go_round(*those: workers.Identity) -> dict[str, tuple[str, bool, int]]:
        for each in those:
            be_heard_of(Shop(database=house.database, pack=house.pack, at=house.clock(), me=each))
        seen = house.database.read(workers.list_workers, viewer=System(), at=house.clock())
        return {each.name: (each.version, each.silent, (each.heard_at - began).seconds) for each in seen}

    assert go_round(first, second) == {"a:1": ("0.1.0", False, 0), "b:1": ("0.2.0", False, 0)}
    house.clock.move(seconds=20)
    assert go_round(first)["a:1"][2] == 0, "once in half a minute"
    house.clock.move(minutes=6)
    assert go_round(first) == {"a:1": ("0.1.0", False, 380), "b:1": ("0.2.0", True, 0)}
    (told,) = doctored(house)
    assert (told.name, told.state, "b:1" in told.words) == ("worker", "mind", True)
    again = replace(second, began_at=house.clock())
    assert go_round(again)["b:1"] == ("0.2.0", False, 380), "one that comes again under its name is no second one"
    house.database.write(workers.leave, again, viewer=System())
    assert set(go_round(first)) == {"a:1"}
    house.clock.move(days=1, minutes=1)
    assert set(go_round(second)) == {"b:1"}, "what was not heard of for a day is forgotten"
    assert set(house.database.read(rows_of_workers, viewer=System())) == {"b:1"}


def doctored(house: House) -> list[Finding]:
    return list(look_at_workers(house.database.read(workers.list_workers, viewer=System(), at=house.clock())))


def rows_of_workers(session: Session, *, viewer: Viewer) -> list[str]:
    return list(session.scalars(select(Worker.name)))
