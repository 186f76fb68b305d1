"""A case taken out sealed opens without database and secrets: by the program's command, and by the age tool alone."""

import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from cases.errors import CannotOpen, CaseNotFound, NoSealedCase, NotAllowed
from cases.evidence.store import open_store
from cases.offline.drawing import draw_case, stream_case
from cases.offline.opening import open_case
from cases.records import Reading
from cases.settings import Settings
from cases.vault.keys import Key, new_key
from tests.builders import House
from tests.harness.files import desk_of, hand_in
from tests.harness.handling import TO_INQUIRY, case_of, enter, records, walk
from web.cli import main

OFFICER = "caseworker.39"
STORY = "The manager keeps grabbing my hand when we are alone."
PHOTO = b"words that somebody kept\n" * 700


@pytest.fixture
def taken(house: House, settings: Settings, tmp_path: Path) -> Path:
    """A case with words and a file of its complainant, taken out."""
    receipt = house.file()
    walk(house, receipt.reference, TO_INQUIRY)
    desk = desk_of(house, settings, enter(house, receipt))
    hand_in(desk, PHOTO, "kept words.txt")
    drawn = house.database.write(draw_case, receipt.reference, viewer=house.officer(OFFICER), at=house.clock())
    (tmp_path / "case.zip").write_bytes(b"".join(stream_case(drawn, open_store(settings), at=house.clock())))
    return tmp_path / "case.zip"


def unit_key(house: House) -> Key:
    return house.keyring.units["KZ-39", 1]


def test_everything_of_the_case_comes_out_with_a_holders_key_and_nothing_with_another(
    house: House, taken: Path
) -> None:
    found: dict[str, bytes] = {}
    for name, piece in open_case(taken, [new_key(), unit_key(house)]):
        found[name] = found.get(name, b"") + piece
    filing = next(json.loads(words) for name, words in found.items() if "filing" in name)
    assert filing["answers"]["story"] == STORY
    assert next(words for name, words in found.items() if "kept words" in name) == PHOTO
    assert any(b"Ask the school." in words for words in found.values())
    with pytest.raises(CannotOpen):
        list(open_case(taken, [new_key()]))
    raw = taken.read_bytes()
    assert STORY.encode() not in raw
    assert b"kept words" not in raw


def test_it_is_written_down_who_took_it_and_only_a_reader_takes_it(house: House, taken: Path) -> None:
    (reference,) = {json.loads(zipfile.ZipFile(taken).read("manifest.json"))["reference"]}
    last = max(records(house, Reading, case_id=case_of(house, reference).id), key=lambda one: one.sequence)
    assert (b"sealed export" in last.body, last.actor) == (True, house.officer(OFFICER).actor)
    for username, error in (("caseworker.75", CaseNotFound), ("auditor.ho", NotAllowed)):
        with pytest.raises(error):
            house.database.write(draw_case, reference, viewer=house.officer(username), at=house.clock())


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_command_opens_it_with_an_identity_file_and_refuses_what_is_no_case(
    house: House, taken: Path, tmp_path: Path
) -> None:
    identity, out = tmp_path / "unit.txt", tmp_path / "open"
    identity.write_bytes(b"# unit key\n" + unit_key(house).dump() + b"\n")
    done = CliRunner().invoke(main, ["open-offline", str(taken), "--key", str(identity), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert any(STORY.encode() in path.read_bytes() for path in out.iterdir())
    assert any(path.read_bytes() == PHOTO for path in out.iterdir())
    (tmp_path / "no.zip").write_bytes(b"no zip")
    with pytest.raises(NoSealedCase):
        list(open_case(tmp_path / "no.zip", [unit_key(house)]))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_age_tool_alone_opens_it_as_the_readme_says(house: House, taken: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    zipfile.ZipFile(taken).extractall(folder)
    (folder / "unit.txt").write_bytes(unit_key(house).dump() + b"\n")

    def age(identity: str, sealed: str) -> bytes:
        opened = subprocess.run(
            ["/usr/bin/age", "-d", "-i", identity, sealed], cwd=folder, capture_output=True, check=True
        )
        return opened.stdout

    assert "age -d -i unit.txt keys/file-1.HOLDER.age" in (folder / "README.txt").read_text()
    (folder / "file-1.txt").write_bytes(age("unit.txt", "keys/file-1.unit-KZ-39-1.age"))
    (folder / "mailbox-1.txt").write_bytes(age("file-1.txt", "keys/mailbox-1.age"))
    filing = age("mailbox-1.txt", "sealed/filing-1-1.age").rpartition(b"\x80")[0]
    assert json.loads(filing)["value"]["answers"]["story"] == STORY
    (part,) = sorted((folder / "evidence" / "1").glob("0*.age"))[:1]
    assert age("mailbox-1.txt", str(part.relative_to(folder)))[: len(PHOTO)] == PHOTO
