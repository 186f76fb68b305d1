"""The process is killed while eight threads write: what was acknowledged is there, and nothing is there by half."""

import subprocess
import sys

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import Unit, UnitKey
from cases.settings import Settings
from cases.viewer import System, Viewer

THREADS = 8
WRITER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from cases.database import Database
from cases.records import Unit, UnitKey
from cases.settings import Settings
from cases.viewer import System

def add_unit_with_key(session, code, *, viewer):
    session.add(Unit(code=code, kind="region"))
    session.flush()
    session.add(UnitKey(unit=code, epoch=1, public_key="age1", signature=b"", since=datetime(2026, 1, 1, tzinfo=UTC)))

def work(thread):
    for number in count():
        code = f"{thread}-{number}"
        database.write(add_unit_with_key, code, viewer=System())
        sys.stdout.write(code + "\\n")
        sys.stdout.flush()

settings = Settings(data=Path(sys.argv[1]), secrets=Path(sys.argv[2]))
database = Database.open(settings)
with ThreadPoolExecutor(int(sys.argv[3])) as pool:
    list(pool.map(work, range(int(sys.argv[3]))))
"""


def look(session: Session, *, viewer: Viewer) -> tuple[set[str], set[str], str]:
    units = set(session.scalars(select(Unit.code)))
    keys = set(session.scalars(select(UnitKey.unit)))
    return units, keys, str(session.scalar(text("PRAGMA integrity_check")))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("acknowledged", [1, 57, 400])
def test_a_killed_writer_loses_nothing_that_it_acknowledged(settings: Settings, acknowledged: int) -> None:
    arguments = [sys.executable, "-c", WRITER, str(settings.data), str(settings.secrets), str(THREADS)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(acknowledged)]
        process.kill()
        told += process.stdout.readlines()
    # A kill may cut the last line short; what it names then was committed, but not acknowledged.
    codes = {line.strip() for line in told if line.endswith("\n")}
    with Database.open(settings) as database:
        units, keys, integrity = database.read(look, viewer=System())
    assert integrity == "ok"
    assert units == keys
    assert codes <= units
    assert len(units - codes) <= THREADS
