"""An older key of a unit that is put back into the directory, signed as it is: who left may have it, so it is refused."""

from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from cases import seen_keys
from cases.doors import staff
from cases.errors import UnsignedKey
from cases.packs.shelf import Shelf
from cases.records import Unit, UnitKey
from cases.seen_keys import FILE, SeenKeys
from cases.vault.directory import new_directory_key
from cases.viewer import System, Viewer
from tests.builders import House
from tests.harness.keys import enter, renew

UNIT, CHIEF = "KZ-75", "representative.75"


@pytest.fixture
def renewed(house: House) -> House:
    """A house in which one unit's key is at its second epoch, and this machine has seen that."""
    renew(house, enter(house, CHIEF))
    Shelf(house.database, house.pack).look_at_keys(house.secrets.pinned)
    return house


def put_back(session: Session, *, whole: bool, viewer: Viewer) -> None:
    """The first key again, as somebody who holds the database does it; *whole*: without the newer line."""
    session.execute(update(Unit).where(Unit.code == UNIT).values(epoch=1))
    if whole:
        session.execute(delete(UnitKey).where(UnitKey.unit == UNIT, UnitKey.epoch == 2))


@pytest.mark.parametrize("whole", [False, True])
def test_an_older_key_is_refused_and_named_and_other_units_work_on(renewed: House, *, whole: bool) -> None:
    house = renewed
    assert house.database.read(staff.unit_entries, [UNIT], viewer=System())[0].epoch == 2
    house.database.write(put_back, whole=whole, viewer=System())
    with pytest.raises(UnsignedKey):
        house.database.read(staff.unit_entries, [UNIT], viewer=System())
    Shelf(house.database, house.pack).look_at_keys(house.secrets.pinned)
    assert house.database.seen.put_back == {UNIT: (1, 2)}
    assert house.file(region="KZ-39").reference, "other units work on"


def test_a_line_that_the_directory_did_not_sign_is_not_remembered(renewed: House) -> None:
    """Or whoever writes rows could shut a unit for good with a high number."""

    def slip_in(session: Session, *, viewer: Viewer) -> None:
        session.add(UnitKey(unit=UNIT, epoch=99, public_key="age1x", signature=b"x" * 64, since=renewed.clock()))

    renewed.database.write(slip_in, viewer=System())
    seen = renewed.database.seen
    renewed.database.read(seen_keys.look, pinned=renewed.secrets.pinned, viewer=System())
    assert seen.newest(UNIT) == 2
    renewed.database.read(seen_keys.look, pinned=new_directory_key().public, viewer=System())
    assert seen.newest(UNIT) == 2


def test_what_was_seen_outlives_the_process_where_there_is_a_folder_of_secrets(tmp_path: Path) -> None:
    SeenKeys(tmp_path).learn({UNIT: 3}, {UNIT: 3})
    assert not list(tmp_path.iterdir()), "nothing is left where no secrets are"
    (tmp_path / "pepper").touch()
    SeenKeys(tmp_path).learn({UNIT: 3, "KZ-39": 1}, {UNIT: 3, "KZ-39": 1})
    again = SeenKeys(tmp_path)
    again.learn({UNIT: 2}, {UNIT: 2, "KZ-39": 1})
    assert (again.newest(UNIT), again.put_back) == (3, {UNIT: (2, 3)})
    (tmp_path / FILE).write_text("KZ-39 x\nKZ-75 4\n")
    assert SeenKeys(tmp_path).newest(UNIT) == 4
