"""Who may open a data folder, and which folders the program opens at all."""

import signal
import stat
import subprocess
import sys

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cases.database import Database, upgrade
from cases.errors import FolderInUse, NewerFolder, NotAnArashaFolder, OldFolder, TablesDiffer
from cases.records import Unit
from cases.schema import HEAD, database_file
from cases.settings import Settings
from cases.viewer import System, Viewer

only_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

ANOTHER_PROCESS = """
import sys
from pathlib import Path
from cases.database import Database
from cases.settings import Settings
settings = Settings(data=Path(sys.argv[1]), secrets=Path(sys.argv[2]))
with Database.open(settings):
    print("open", flush=True)
    sys.stdin.read()
"""


def another_process(settings: Settings) -> subprocess.Popen[str]:
    """A server's place: a second process that opens the folder and holds it until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", ANOTHER_PROCESS, settings.data, settings.secrets],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def write_version(session: Session, version: str, *, viewer: Viewer) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def change_units(session: Session, change: str, *, viewer: Viewer) -> None:
    session.execute(text(f"ALTER TABLE units {change}"))


def list_units(session: Session, *, viewer: Viewer) -> list[str]:
    return list(session.scalars(select(Unit.code)))


@only_sqlite
def test_a_second_process_on_the_same_folder_is_refused(settings: Settings) -> None:
    with Database.open(settings):
        process = another_process(settings)
        _, complaint = process.communicate()
    assert process.returncode == 1
    assert "FolderInUse" in complaint


@only_sqlite
def test_a_folder_is_free_again_when_its_process_was_killed(settings: Settings) -> None:
    with another_process(settings) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        with pytest.raises(FolderInUse) as caught:
            Database.open(settings)
        assert caught.value.folder == settings.data
        process.send_signal(signal.SIGKILL)
        process.wait()
    Database.open(settings).close()


@only_sqlite
def test_nobody_upgrades_a_folder_under_a_running_server(settings: Settings) -> None:
    with Database.open(settings), pytest.raises(FolderInUse):
        upgrade(settings)


@only_sqlite
def test_reading_beside_a_running_server_is_allowed(settings: Settings) -> None:
    with Database.open(settings), Database.open(settings, writing=False) as beside:
        assert beside.read(list_units, viewer=System()) == []


@only_sqlite
def test_what_is_stored_is_for_this_account_alone(empty_settings: Settings) -> None:
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        database.read(list_units, viewer=System())
        paths = [empty_settings.data, *empty_settings.data.iterdir()]
        assert {path.name for path in paths} >= {"data", "lock", "arasha.sqlite", "arasha.sqlite-wal"}
        assert [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_an_empty_place_is_not_opened_and_stays_empty(empty_settings: Settings) -> None:
    with pytest.raises(NotAnArashaFolder) as caught:
        Database.open(empty_settings)
    assert caught.value.folder == empty_settings.data
    assert not empty_settings.data.exists()


@only_sqlite
def test_a_file_that_is_no_database_is_not_opened(empty_settings: Settings) -> None:
    empty_settings.data.mkdir()
    database_file(empty_settings).write_text("This is somebody's diary.\n" * 100)
    with pytest.raises(NotAnArashaFolder):
        Database.open(empty_settings)
    with pytest.raises(NotAnArashaFolder):
        upgrade(empty_settings)


@pytest.mark.parametrize(("version", "refusal"), [("0000", OldFolder), ("9999", NewerFolder)])
def test_another_version_of_the_tables_is_refused(
    empty_settings: Settings, version: str, refusal: type[OldFolder | NewerFolder]
) -> None:
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        database.write(write_version, version, viewer=System())
    with pytest.raises((OldFolder, NewerFolder)) as caught:
        Database.open(empty_settings)
    assert type(caught.value) is refusal
    assert (caught.value.found, caught.value.needed) == (version, HEAD)


@pytest.mark.parametrize("change", ["ADD COLUMN extra INTEGER", "RENAME COLUMN kind TO sort"])
def test_tables_that_are_not_of_their_version_are_refused(empty_settings: Settings, change: str) -> None:
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        database.write(change_units, change, viewer=System())
    with pytest.raises(TablesDiffer) as caught:
        Database.open(empty_settings)
    assert caught.value.table == "units"


@only_sqlite
def test_a_refused_folder_is_let_go(empty_settings: Settings) -> None:
    upgrade(empty_settings)
    with Database.open(empty_settings) as database:
        database.write(write_version, "9999", viewer=System())
    for _ in range(2):
        with pytest.raises(NewerFolder):
            Database.open(empty_settings)
