"""Files of a case: taken in whole or not at all, sealed, opened by those who may, and never changed unseen.

In the pairs that institutions have: SQLite with a folder on one machine, PostgreSQL with an S3 store on several.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from os import urandom
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy.orm import Session

from cases.errors import CaseNotFound, FileAltered, FileNotFound, FileRefused, NotAllowed, UploadBroken, UploadGone
from cases.evidence import receiving, sweeping
from cases.evidence.padding import PART, padded
from cases.evidence.parts import commit_to_file, load_parts, seal_of
from cases.evidence.reading import files_of, open_file, own_files
from cases.evidence.store import part_name
from cases.keys import file_key
from cases.records import Entry, Evidence, Upload
from cases.settings import Settings
from cases.vault.streams import seal_stream
from cases.verifying.damages import Fault
from cases.viewer import System, Viewer
from tests.builders import House
from tests.harness.files import NOTE, archive, content_of, desk_of, hand_in, photo
from tests.harness.handling import case_of, damages, enter, journal_of, records
from tests.harness.stores import Objects, kept_in_bucket, kept_in_folder


@pytest.fixture
def kept(kind: str, settings: Settings, tmp_path: Path) -> Iterator[tuple[Settings, Objects]]:
    """Settings with a store, and what lies in it."""
    with ExitStack() as stack:
        store = kept_in_folder(settings) if kind == "sqlite" else kept_in_bucket(settings, tmp_path)
        yield stack.enter_context(store)


@pytest.fixture
def stored(kept: tuple[Settings, Objects]) -> Settings:
    return kept[0]


@pytest.fixture
def objects(kept: tuple[Settings, Objects]) -> Objects:
    return kept[1]


def test_a_file_of_the_complainant_is_read_by_them_and_by_the_circle_and_by_nobody_else(
    house: House, stored: Settings
) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    desk = desk_of(house, stored, viewer)
    file_id = hand_in(desk, NOTE, "Записка.txt")
    (mine,) = house.database.read(own_files, viewer=viewer)
    assert (mine.name, mine.kind.name, mine.size, mine.from_complainant) == ("Записка.txt", "text", len(NOTE), True)
    assert content_of(desk, file_id, viewer, house.clock()) == NOTE
    assert content_of(desk, file_id, house.officer("caseworker.39"), house.clock()) == NOTE
    with pytest.raises(CaseNotFound):
        content_of(desk, file_id, house.officer("caseworker.75"), house.clock())
    with pytest.raises(NotAllowed):
        content_of(desk, file_id, house.officer("auditor.ho"), house.clock())
    other = enter(house, house.file(region="KZ-39"))
    with pytest.raises(FileNotFound):
        house.database.write(open_file, "", file_id, "original", viewer=other, at=house.clock())
    assert house.database.read(own_files, viewer=other) == ()
    assert not records(house, Upload)
    assert damages(house) == []


def test_a_file_of_an_officer_is_the_institutions_side_and_no_mailbox_opens_it(house: House, stored: Settings) -> None:
    receipt = house.file()
    officer, viewer = house.officer("caseworker.39"), enter(house, receipt)
    desk = desk_of(house, stored, officer, receipt.reference)
    file_id = hand_in(desk, photo(), "CCTV.jpg")
    assert content_of(desk, file_id, house.officer("representative.39"), house.clock()) == photo()
    assert house.database.read(own_files, viewer=viewer) == ()
    with pytest.raises(FileNotFound):
        house.database.write(open_file, "", file_id, "original", viewer=viewer, at=house.clock())
    case = case_of(house, receipt.reference)

    (seen,) = house.database.read(files_of, case, viewer=officer)
    assert seen.name == "CCTV.jpg"
    (entry,) = (each for each in journal_of(house, receipt.reference) if each.act == "evidence.add")
    assert entry.actor == officer.actor


def test_what_lies_in_the_store_says_nothing_and_opens_with_the_age_tool_alone(
    house: House, stored: Settings, objects: Objects, tmp_path: Path
) -> None:
    receipt = house.file()
    officer = house.officer("caseworker.39")
    content = b"RIFF" + urandom(4) + b"WAVEfmt " + urandom(PART + 70_000)
    hand_in(desk_of(house, stored, officer, receipt.reference), content, "Беседа с начальником.wav")
    assert sum(map(len, objects.values())) == pytest.approx(padded(len(content)), rel=0.01)
    everything = b"".join(part + name.encode() for name, part in objects.items())
    assert b"WAVEfmt" not in everything
    assert receipt.reference.encode() not in everything
    case = case_of(house, receipt.reference)
    key = house.database.read(file_key, case, 1, viewer=officer)
    identity = tmp_path / "key"
    identity.write_bytes(key.dump())
    age = shutil.which("age")
    assert age is not None, "age is missing: Debian package `age`"
    opened = [
        subprocess.run([age, "-d", "-i", identity], input=part, check=True, capture_output=True).stdout
        for part in objects.values()
    ]
    assert b"".join(opened)[: len(content)] == content


def test_the_journal_commits_to_the_bytes_under_a_nonce_that_is_sealed(house: House, stored: Settings) -> None:
    receipt = house.file()
    desk = desk_of(house, stored, enter(house, receipt))
    hand_in(desk, NOTE)
    hand_in(desk, NOTE)
    first, second = records(house, Evidence)
    assert load_parts(first.digests)[0].commitment != load_parts(second.digests)[0].commitment
    for row in (first, second):
        (entry,) = records(house, Entry, case_id=row.case_id, sequence=row.sequence)
        said = msgspec.json.decode(entry.body)["commitments"]
        assert said["evidence"] == commit_to_file(load_parts(row.digests)).hex()
    assert damages(house) == []
    house.database.write(exchange, second.id, bytes(52), viewer=System())
    assert {damage.what for damage in damages(house)} == {Fault.CHANGED}


def exchange(session: Session, evidence_id: int, first: bytes, *, viewer: Viewer) -> None:
    """Somebody lays another part in the first one's place."""
    row = session.get_one(Evidence, evidence_id)
    row.digests = first + row.digests[len(first) :]


def flipped(content: bytes, at: int) -> bytes:
    harmed = bytearray(content)
    harmed[at] ^= 1
    return bytes(harmed)


@pytest.mark.parametrize("harm", ["flip", "cut", "swap", "gone", "forged"])
def test_a_part_that_was_touched_is_found_before_a_byte_of_it_is_given_out(
    house: House, stored: Settings, objects: Objects, harm: str
) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    desk = desk_of(house, stored, viewer)
    file_id = hand_in(desk, b"RIFF....WAVEfmt " + bytes(PART))
    here = list(objects)
    hand_in(desk, NOTE)
    match harm:
        case "flip":
            objects[here[0]] = flipped(objects[here[0]], -1)
        case "cut":
            objects[here[1]] = objects[here[1]][:-20]
        case "swap":
            objects[here[0]] = next(part for name, part in objects.items() if name not in here)
        case "gone":
            del objects[here[0]]
        case "forged":  # by somebody who writes rows and store, and knows the public key as everybody does
            row = next(each for each in records(house, Evidence) if each.id == file_id)
            first, *_ = load_parts(row.digests)
            sealed = seal_stream(bytes(PART), desk.to.public)
            objects[part_name(row.place, 0, seal_of(sealed))] = bytes(sealed)
            house.database.write(exchange, file_id, first.commitment + seal_of(sealed), viewer=System())
    with pytest.raises(FileAltered):
        content_of(desk, file_id, viewer, house.clock())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("run.jpg", b"MZ" + bytes(200), "kind"),
        ("page.txt", b"<html><script>alert(1)</script>", "kind"),
        ("both.jpg", photo() + archive(a__txt=b"x"), "mixed"),
        ("both.gif", b"GIF89a/*<script>alert(1)</script>*/", "mixed"),
        ("bomb.zip", archive(a__txt=bytes(40_000_000)), "bomb"),
        ("cut.zip", archive(a__txt=NOTE)[:-30], "broken"),
        ("large.txt", NOTE * 3000, "too_large"),
    ],
)
def test_what_is_not_taken_leaves_nothing_behind(
    house: House, stored: Settings, objects: Objects, *, name: str, content: bytes, reason: str
) -> None:
    receipt = house.file()
    desk = desk_of(house, replace(stored, evidence_file=100_000), enter(house, receipt))
    before = journal_of(house, receipt.reference)
    with pytest.raises(FileRefused) as refused:
        hand_in(desk, content, name)
    assert refused.value.reason == reason
    assert not objects
    assert not records(house, Upload)
    assert not records(house, Evidence)
    assert journal_of(house, receipt.reference) == before


def test_a_case_takes_so_many_files_and_so_many_bytes(house: House, stored: Settings) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    few = desk_of(house, replace(stored, evidence_files=2), viewer)
    hand_in(few, NOTE)
    receiving.begin(few, "still coming.txt", 100)
    with pytest.raises(FileRefused, match="too_many"):
        hand_in(few, NOTE)
    small = desk_of(house, replace(stored, evidence_case=4000), viewer)
    with pytest.raises(FileRefused, match="case_full"):
        hand_in(small, NOTE * 40)
    assert len(records(house, Evidence)) == 1


def test_a_file_that_broke_off_goes_on_where_it_was(house: House, stored: Settings) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    desk = desk_of(house, stored, viewer)
    content = b"RIFF....WAVEfmt " + urandom(2 * PART)
    begun = receiving.begin(desk, "talk.wav", len(content), "17")
    receiving.take_part(desk, begun, 0, content[:PART])
    again = receiving.begin(desk_of(house, stored, viewer), "talk.wav", len(content), "17")
    assert (again.id, len(again.parts)) == (begun.id, 1)
    assert receiving.begin(desk, "talk.wav", len(content), "18").id != begun.id
    receiving.take_part(desk, again, 0, content[:PART])
    with pytest.raises(UploadBroken):
        receiving.take_part(desk, again, 2, content[2 * PART :])
    with pytest.raises(UploadBroken):
        receiving.take_part(desk, again, 1, content[PART : PART + 100])
    with pytest.raises(UploadBroken):
        receiving.finish(desk, begun.id)
    for number in (1, 2):
        step = receiving.resume(desk, begun.id)
        receiving.take_part(desk, step, number, content[number * PART : (number + 1) * PART])
    file_id = receiving.finish(desk, begun.id)
    assert receiving.finish(desk, begun.id) == file_id
    assert content_of(desk, file_id, viewer, house.clock()) == content
    other = desk_of(house, stored, enter(house, house.file(region="KZ-39")))
    with pytest.raises(UploadGone):
        receiving.finish(other, begun.id)


def test_what_nobody_sends_any_more_is_swept_up(house: House, stored: Settings, objects: Objects) -> None:
    desk = desk_of(house, stored, enter(house, house.file()))
    content = b"RIFF....WAVEfmt " + bytes(PART)
    begun = receiving.begin(desk, "talk.wav", len(content), "1")
    receiving.take_part(desk, begun, 0, content[:PART])
    kept = hand_in(desk, NOTE)
    assert sweeping.sweep(house.database, desk.store, viewer=System(), at=house.clock.move(days=1)) == 0
    assert sweeping.sweep(house.database, desk.store, viewer=System(), at=house.clock.move(days=2)) == 1
    assert len(objects) == 1
    assert records(house, Upload) == []
    assert content_of(desk, kept, desk.viewer, house.clock()) == NOTE


def test_damaged_missing_and_left_over_files_are_found_without_a_key(
    house: House, stored: Settings, objects: Objects
) -> None:
    desk = desk_of(house, stored, enter(house, house.file()))
    hand_in(desk, NOTE)
    hand_in(desk, NOTE)
    assert list(sweeping.verify_files(house.database, desk.store)) == []
    objects["00/left-over/00000-00.age"] = b"x"
    assert sweeping.left_over(house.database, desk.store) == ["00/left-over"]
    first, second = (name for name in objects if "left-over" not in name)
    objects[first] = flipped(objects[first], 300)
    del objects[second]
    found = {damage.what for damage in sweeping.verify_files(house.database, desk.store)}
    assert found == {Fault.CHANGED, Fault.MISSING}
