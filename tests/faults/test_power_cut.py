"""The power goes: what lies in the folder at any instant opens, verifies, and holds everything that was acknowledged.

A copy is taken between two instants of a process that is stopped, so it is what the operating system had. Of the log, bytes that
came after the last acknowledgement may never have reached the disk: they are cut off anywhere or are noise. That pages of the
database's own file are lost before they are synced is not played here; SQLite syncs the log before it writes them.
"""

import os
import shutil
import socket
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from signal import SIGCONT, SIGSTOP

import pytest
from msgspec.structs import replace

from cases.database import Database
from cases.settings import Settings
from tests.builders import found_house
from tests.harness.aftermath import check_aftermath
from tests.harness.callers import Acknowledged
from tests.harness.crowds import Crowd, crowd, session_of
from tests.harness.handling import OFFICER
from tests.harness.nursery import bear_server

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
CUTS = 6
TIMES = 10 if os.environ.get("FULL") else 1
LOG, ROWS = "arasha.sqlite-wal", "arasha.sqlite"
SALT = slice(16, 24)
"""Of the log's head: another one each time that the log begins anew (SQLite file format, 4.1)."""


@pytest.mark.parametrize("time", range(TIMES))
def test_whatever_the_disk_has_at_any_instant_is_a_whole_house(
    time: int, settings: Settings, now: datetime, tmp_path: Path
) -> None:
    lot = Random()
    settings = replace(settings, worker=False)
    with Database.open(settings) as database:
        house = found_house(database, at=now)
        session = session_of(house, OFFICER)
    copies: list[tuple[Path, list[Acknowledged]]] = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        server = bear_server(settings, house.secrets, listening, house.clock())
        with crowd(f"http://127.0.0.1:{listening.getsockname()[1]}", session) as people:
            for number in range(CUTS):
                people.wait_for(pages=lot.randrange(30))
                copies.append(cut_off(server, people, settings.data, tmp_path / f"cut-{number}", lot))
        server.kill()
        server.join()
    assert copies[-1][1]
    for folder, known in copies:
        after = replace(settings, data=folder)
        with Database.open(after) as database:
            there = house.moved_to(database, at=now)
            check_aftermath(there, after, known, officer=there.officer("supervisor.ho"))


def cut_off(server: BaseProcess, people: Crowd, data: Path, to: Path, lot: Random) -> tuple[Path, list[Acknowledged]]:
    """A copy of the folder as a cut of power leaves it, and what had been acknowledged until then."""
    stop(server)
    known = [Acknowledged(one.reference, one.code, dict(one.files)) for one in people.known]
    log, rows = (data / LOG).read_bytes(), (data / ROWS).read_bytes()
    os.kill(server.pid or 0, SIGCONT)
    people.wait_for(pages=lot.randrange(8))
    stop(server)
    shutil.copytree(data, to)
    os.kill(server.pid or 0, SIGCONT)
    later = (to / LOG).read_bytes()
    if later[SALT] == log[SALT] and (to / ROWS).read_bytes() == rows and len(later) > len(log):
        kept = lot.randrange(len(log), len(later))
        noise = lot.randbytes(len(later) - kept) if lot.random() < 0.5 else b""
        (to / LOG).write_bytes(later[:kept] + noise)
    else:
        known = [Acknowledged(one.reference, one.code, dict(one.files)) for one in people.known]
    (to / "arasha.sqlite-shm").unlink(missing_ok=True)
    return to, known


def stop(process: BaseProcess) -> None:
    """Let it stand still; gives back when it does."""
    os.kill(process.pid or 0, SIGSTOP)
    while Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
        pass
