"""Everything of one unit is handed over: every case that its head may open, to one key and no other, and written down."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cases.backups.keys import write_pair
from cases.database import Database
from cases.errors import CannotOpen, NotAllowed, UnknownUnit
from cases.offline.of_unit import references_of
from cases.offline.opening import open_case
from cases.records import Reading
from cases.settings import Settings
from tests.builders import PASSPHRASE, House
from tests.harness.backups import kept_house
from tests.harness.files import NOTE, desk_of, hand_in
from tests.harness.handling import TO_INQUIRY, enter, records, walk
from web.cli import main

HEAD = "representative.39"


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_all_cases_of_a_unit_open_with_the_receivers_key_alone(settings: Settings, tmp_path: Path) -> None:
    public = tmp_path / "receiver.public"
    public.write_text(f"{write_pair(tmp_path / 'receiver')}\n")
    with kept_house(settings, tmp_path, at=datetime.now(UTC)) as kept:
        house = kept.house
        theirs = [house.file(story=f"Story number {number}.") for number in range(2)]
        hand_in(desk_of(house, kept.settings, enter(house, theirs[0])), NOTE, "kept words.txt")
        walk(house, theirs[1].reference, TO_INQUIRY)
        about_us, elsewhere = house.file(about_us="our_staff"), house.file(region="KZ-75")
        unit_key = house.keyring.units["KZ-39", 1]
        code = house.totp(HEAD)
    out = tmp_path / "handed over"
    assert export(settings, out, public, code=code).exit_code == 0
    written = {path.stem: path for path in out.iterdir()}
    assert set(written) == {receipt.reference for receipt in theirs}, (about_us, elsewhere)
    with pytest.raises(CannotOpen):
        list(open_case(written[theirs[0].reference], [unit_key]))
    with Database.open(kept.settings) as database:
        again = house.moved_to(database, at=house.clock())
        taken = [one.body for one in records(again, Reading) if b"sealed export" in one.body]
    assert len(taken) == len(theirs)
    assert all(public.read_bytes().strip() in body for body in taken), "it stands there for which key"
    told = CliRunner().invoke(
        main, ["open-offline", str(out), "--key", str(tmp_path / "receiver"), "--out", str(tmp_path / "open")]
    )
    assert told.exit_code == 0, told.output
    for number, receipt in enumerate(theirs):
        words = [path.read_bytes() for path in (tmp_path / "open" / receipt.reference).iterdir()]
        assert any(f"Story number {number}.".encode() in each for each in words)
    assert any(NOTE in path.read_bytes() for path in (tmp_path / "open" / theirs[0].reference).iterdir())


def export(settings: Settings, out: Path, public: Path, *, code: str) -> Result:
    return CliRunner(env={"ARASHA_SECRETS": str(settings.secrets)}).invoke(
        main,
        ["export-unit", "KZ-39", "--data", str(settings.data), "--out", str(out), "--to", str(public),
         "--username", HEAD, "--passphrase", PASSPHRASE, "--code", code],
    )  # fmt: skip


def test_only_who_leads_the_unit_and_holds_its_key_takes_it_out(house: House) -> None:
    reference = house.file().reference

    def told(username: str, unit: str = "KZ-39") -> list[str]:
        return house.database.read(references_of, unit, viewer=house.officer(username))

    house.employ("keeper.39", "KZ-39", "administrator")
    assert told("representative.39") == [reference]
    for username in ("caseworker.39", "representative.75", "keeper.39"):
        with pytest.raises(NotAllowed):
            told(username)
    with pytest.raises(UnknownUnit):
        told("representative.39", "KZ-00")
