"""A unit whose members are all gone: sheets, an offline machine, and a key for the next officer; the old sheets are void."""

from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result

from cases.errors import (
    BadRecoveryFile,
    BadSheets,
    FingerprintDiffers,
    NoRecovery,
    NoSuchOfficer,
    SheetMisprinted,
    UnsignedKey,
)
from cases.records import RecoveryKey, RecoveryWrap, Renewal
from cases.unit_keys.leaving import leave
from cases.unit_keys.recovering import NewRecovery, keep_recovery, make_recovery
from cases.unit_keys.recovery_files import Outgoing, read_outgoing, read_returning, recover, to_file
from cases.unit_keys.recovery_passage import carry_in, carry_out
from cases.unit_keys.sheets import draw_sheet, read_words
from cases.vault.fingerprint import fingerprint
from cases.vault.keys import new_key
from cases.vault.recovery import join_sheets
from cases.viewer import System
from tests.builders import House
from tests.harness.handling import damages, records
from tests.harness.keys import digits, enter, invite, keys_on, reachable, renew
from web.cli import main

UNIT, NEXT = "KZ-39", "next.39"


@pytest.fixture
def sheets(house: House) -> NewRecovery:
    """Kostanay has sheets, and everybody who held its key has left."""
    keys = {1: house.keyring.units[UNIT, 1]}
    new = make_recovery(UNIT, keys, number=1, threshold=2, sheets=3, directory=house.secrets.directory)
    house.database.write(keep_recovery, new, viewer=System(), at=house.clock())
    house.file()
    for username in ("caseworker.39", "representative.39"):
        house.database.write(leave, house.officer(username).id, viewer=System(), at=house.clock())
    return new


def carried_out(house: House, username: str = NEXT, unit: str = UNIT) -> Outgoing:
    outgoing = house.database.read(carry_out, unit, username, pinned=house.secrets.pinned, viewer=System())
    return read_outgoing(to_file(outgoing))


def test_the_next_officer_gets_the_key_by_sheets_and_the_old_sheets_are_void(house: House, sheets: NewRecovery) -> None:
    officer = invite(house, NEXT, UNIT, "representative")
    told = digits(house, officer)
    found = recover(carried_out(house), list(sheets.sheets[1:]), compared=told, threshold=2, count=4)
    back = read_returning(to_file(found.returning))
    house.database.write(carry_in, back, directory=house.secrets.directory, viewer=System(), at=house.clock())
    holder = enter(house, NEXT)
    assert len(reachable(house, keys_on(holder.keyring))) == 1
    assert {(one.number, one.threshold, one.sheets) for one in records(house, RecoveryKey)} == {(1, 2, 3), (2, 2, 4)}
    assert {one.number for one in records(house, RecoveryWrap)} == {2}
    assert sorted(one.reason for one in records(house, Renewal) if one.epoch is None) == ["left", "recovered"]
    assert renew(house, holder).done
    again = carried_out(house)
    with pytest.raises(BadSheets):
        recover(again, list(sheets.sheets), compared=told, threshold=2, count=4)
    assert recover(again, list(found.sheets[:2]), compared=told, threshold=2, count=2).keys.keys() == {2}
    with pytest.raises(BadRecoveryFile):  # taken in a second time
        house.database.write(carry_in, back, directory=house.secrets.directory, viewer=System(), at=house.clock())
    assert damages(house) == []


def test_nobody_slips_a_key_of_their_own_into_what_is_carried(house: House, sheets: NewRecovery) -> None:
    told = digits(house, invite(house, NEXT, UNIT, "representative"))
    outgoing, words = carried_out(house), list(sheets.sheets[:2])
    forged = new_key().public
    holder = type(outgoing.holder)(outgoing.holder.id, NEXT, forged, outgoing.holder.signature)
    swapped = Outgoing(**{**{name: getattr(outgoing, name) for name in outgoing.__struct_fields__}, "holder": holder})
    with pytest.raises(FingerprintDiffers):
        recover(swapped, words, compared=told, threshold=2, count=3)
    with pytest.raises(UnsignedKey):
        recover(swapped, words, compared=fingerprint("officer", str(holder.id), forged), threshold=2, count=3)
    with pytest.raises(BadSheets):
        recover(outgoing, words[:1], compared=told, threshold=2, count=3)
    for raw in (b"", b"{}", to_file(outgoing)):
        with pytest.raises(BadRecoveryFile):
            read_returning(raw)


def test_a_key_is_carried_out_only_for_an_officer_of_the_unit_who_reads(house: House, sheets: NewRecovery) -> None:
    invite(house, "auditor.39", UNIT, "auditor")
    for username in ("nobody", "auditor.39", "caseworker.39", "caseworker.75"):
        with pytest.raises(NoSuchOfficer):
            carried_out(house, username)
    with pytest.raises(NoRecovery):
        carried_out(house, "caseworker.75", "KZ-75")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_command_needs_nothing_but_the_file_and_the_sheets(
    house: House, sheets: NewRecovery, tmp_path: Path
) -> None:
    told = digits(house, invite(house, NEXT, UNIT, "representative"))
    carried = tmp_path / "out.json"
    carried.write_bytes(to_file(carried_out(house)))
    paper = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path, words in zip(paper, sheets.sheets, strict=False):
        path.write_text(words)
    new = tmp_path / "new"

    def run(*more: str) -> Result:
        return CliRunner().invoke(
            main,
            ["recover", str(carried), "--out", str(tmp_path / "back.json"), "--new-sheets", str(new), "--compared", told,
             "--needed", "2", "--made", "2", "--identity", str(tmp_path / "unit.txt"), *more],
        )  # fmt: skip

    one = run("--sheet", str(paper[0]))
    assert (one.exit_code, "1 more sheets are needed" in one.output, new.exists()) == (2, True, False)
    done = run(*(word for path in paper for word in ("--sheet", str(path))))
    assert done.exit_code == 0, done.output
    assert (tmp_path / "unit.txt").read_bytes().startswith(b"AGE-SECRET-KEY-1")
    assert sorted(path.name for path in new.iterdir()) == ["KZ-39-2-1.pdf", "KZ-39-2-2.pdf"]
    back = read_returning((tmp_path / "back.json").read_bytes())
    house.database.write(carry_in, back, directory=house.secrets.directory, viewer=System(), at=house.clock())
    assert enter(house, NEXT).keyring.units
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (*new.iterdir(), tmp_path / "unit.txt"))


def test_a_sheet_says_in_three_languages_what_it_is_and_can_be_typed_from_as_printed(house: House) -> None:
    new = make_recovery(UNIT, {1: new_key()}, number=1, threshold=2, sheets=2, directory=house.secrets.directory)
    day = house.clock().date()
    drawn = [
        draw_sheet(UNIT, words, number=1, place=place, made=2, needed=2, day=day)
        for place, words in enumerate(new.sheets, start=1)
    ]
    said = pypdfium2.PdfDocument(drawn[0])[0].get_textpage().get_text_bounded()
    assert all(word in said for word in ("Парақ 1/2", "Лист 1/2", "Sheet 1/2", "23.11.2026"))
    typed = [" ".join(read_words(sheet)) for sheet in drawn]
    assert join_sheets(typed, public=new.entry.public_key).public == new.entry.public_key


def test_a_sheet_that_loses_a_word_is_not_given_out(house: House) -> None:
    longer = "academic " * 120  # more than one page shows
    with pytest.raises(SheetMisprinted):
        draw_sheet(UNIT, longer, number=1, place=1, made=2, needed=2, day=house.clock().date())
