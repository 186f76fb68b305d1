"""The virus scanner, a real one: what it finds is kept out, what it cannot see is never passed silently."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from cases.errors import FileHeld, FileInfected, ScannerDown
from cases.evidence.reading import FileView, check_scanned, open_file, own_files
from cases.evidence.receiving import Desk
from cases.records import Evidence, Upload
from cases.settings import Settings
from cases.viewer import Complainant
from tests.builders import House
from tests.harness.files import NOTE, archive, desk_of, hand_in, lying
from tests.harness.handling import damages, enter, journal_of, records
from tests.harness.scanner import LIMIT, VIRUS, scanner

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scanner(tmp_path_factory.mktemp("clamd")) as address:
        yield address


def listed(desk: Desk, viewer: Complainant) -> FileView:
    (view,) = desk.database.read(own_files, viewer=viewer)
    return view


def test_a_virus_is_kept_out_also_inside_an_archive_and_the_journal_says_only_that(
    house: House, settings: Settings, clamd: str
) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    desk = desk_of(house, replace(settings, clamd=clamd), viewer)
    for content, name in ((NOTE + VIRUS, "secret name.txt"), (archive(a__txt=VIRUS), "a.zip")):
        with pytest.raises(FileInfected):
            hand_in(desk, content, name)
    assert lying(settings) == []
    assert not records(house, Upload)
    told = [each for each in journal_of(house, receipt.reference) if each.act == "evidence.infected"]
    assert [(each.actor, each.body) for each in told] == [("complainant", {})] * 2
    assert hand_in(desk, NOTE)
    assert listed(desk, viewer).checked == "clean"
    assert damages(house) == []


def test_what_is_too_large_for_the_scanner_says_so(house: House, settings: Settings, clamd: str) -> None:
    viewer = enter(house, house.file())
    desk = desk_of(house, replace(settings, clamd=clamd), viewer)
    hand_in(desk, b"RIFF....WAVEfmt " + bytes(LIMIT), "talk.wav")
    assert listed(desk, viewer).checked == "large"


def test_while_the_scanner_is_away_files_are_refused_or_held_until_it_has_looked(
    house: House, settings: Settings, clamd: str, tmp_path: Path
) -> None:
    viewer = enter(house, house.file())
    away = replace(settings, clamd=str(tmp_path / "nobody.socket"))
    with pytest.raises(ScannerDown):
        hand_in(desk_of(house, replace(away, clamd_down="refuse"), viewer), NOTE)
    assert lying(settings) == []
    desk = desk_of(house, away, viewer)
    held = [hand_in(desk, content) for content in (NOTE, NOTE + VIRUS)]
    assert {row.checked for row in records(house, Evidence)} == {"held"}

    def look(file_id: int, through: Settings) -> None:
        found = house.database.read(open_file, "", file_id, "original", viewer=viewer, at=house.clock())
        check_scanned(house.database, desk.store, through, found, viewer=viewer)

    for through in (away, settings):
        with pytest.raises(FileHeld):
            look(held[0], through)
    there = replace(settings, clamd=clamd)
    look(held[0], there)
    for _ in range(2):
        with pytest.raises(FileInfected):
            look(held[1], there)
    assert {row.id: row.checked for row in records(house, Evidence)} == dict(
        zip(held, ("clean", "infected"), strict=True)
    )
