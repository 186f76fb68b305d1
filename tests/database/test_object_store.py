"""Files in an S3 store that refuses, breaks off or does not know us: what was promised stays, nothing stays by half."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from cases.errors import BadSetting, FileAltered, StoreDown
from cases.evidence import receiving, sweeping
from cases.evidence.padding import PART
from cases.evidence.store import open_store
from cases.records import Evidence, Upload
from cases.settings import Settings
from cases.viewer import System
from tests.builders import House
from tests.harness.files import NOTE, content_of, desk_of, hand_in
from tests.harness.handling import enter, records
from tests.harness.s3_server import Bucket, s3_server
from tests.harness.stores import BucketObjects, in_bucket

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
TALK = b"RIFF....WAVEfmt " + bytes(3 * PART)


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with s3_server() as running:
        yield running


@pytest.fixture
def remote(settings: Settings, bucket: Bucket, tmp_path: Path) -> Settings:
    return in_bucket(settings, bucket, tmp_path)


def test_a_request_that_is_refused_or_breaks_off_is_made_again(house: House, remote: Settings, bucket: Bucket) -> None:
    desk = desk_of(house, remote, enter(house, house.file()))
    bucket.faults += ["refuse", "break"]
    file_id = hand_in(desk, TALK, "talk.wav")
    bucket.faults += ["cut", "break"]
    assert content_of(desk, file_id, desk.viewer, house.clock()) == TALK
    assert not bucket.turned_away


def test_a_store_that_is_away_keeps_a_file_from_being_noted_and_lets_it_go_on_later(
    house: House, remote: Settings, bucket: Bucket
) -> None:
    desk = desk_of(house, remote, enter(house, house.file()))
    begun = receiving.begin(desk, "talk.wav", len(TALK), "1")
    receiving.take_part(desk, begun, 0, TALK[:PART])
    bucket.faults += ["refuse"] * 20
    with pytest.raises(StoreDown):
        receiving.take_part(desk, receiving.resume(desk, begun.id), 1, TALK[PART : 2 * PART])
    bucket.faults.clear()
    for number in (1, 2, 3):
        step = receiving.resume(desk, begun.id)
        assert len(step.parts) == number
        receiving.take_part(desk, step, number, TALK[number * PART : (number + 1) * PART])
    bucket.faults += ["refuse"] * 20
    with pytest.raises(StoreDown):
        receiving.finish(desk, begun.id)
    assert not records(house, Evidence)
    bucket.faults.clear()
    file_id = receiving.finish(desk, begun.id)
    assert content_of(desk, file_id, desk.viewer, house.clock()) == TALK


def test_what_cannot_be_removed_while_the_store_is_away_is_swept_up_later(
    house: House, remote: Settings, bucket: Bucket
) -> None:
    desk = desk_of(house, remote, enter(house, house.file()))
    begun = receiving.begin(desk, "talk.wav", len(TALK), "1")
    receiving.take_part(desk, begun, 0, TALK[:PART])
    bucket.faults += ["refuse"] * 20
    receiving.drop(desk, begun)
    assert len(records(house, Upload)) == len(bucket.objects) == 1
    bucket.faults.clear()
    assert sweeping.sweep(house.database, desk.store, viewer=System(), at=house.clock.move(days=3)) == 1
    assert not records(house, Upload)
    assert not bucket.objects


def test_more_parts_than_one_listing_names_are_all_removed(house: House, remote: Settings, bucket: Bucket) -> None:
    bucket.page = 3
    store, objects = open_store(remote), BucketObjects(bucket)
    objects.update({f"ab/abc/{number:05d}-00.age": b"x" for number in range(8)})
    objects.update({f"{shelf:02x}/other/00000-00.age": b"x" for shelf in range(5)})
    assert len(list(store.places())) == 6
    store.remove("ab/abc")
    assert set(store.places()) == {f"{shelf:02x}/other" for shelf in range(5)}


def test_another_key_and_another_bucket_are_turned_away(
    house: House, remote: Settings, bucket: Bucket, tmp_path: Path
) -> None:
    desk = desk_of(house, remote, enter(house, house.file()))
    file_id = hand_in(desk, NOTE)
    other = tmp_path / "other"
    other.write_text("another secret")
    wrongs = (
        replace(remote, evidence_secret=str(other)),
        replace(remote, evidence_key="somebody"),
        replace(remote, evidence="s3://others"),
    )
    for wrong in wrongs:
        with pytest.raises(StoreDown):
            list(open_store(wrong).places())
        with pytest.raises((StoreDown, FileAltered)):
            content_of(desk_of(house, wrong, desk.viewer), file_id, desk.viewer, house.clock())
    assert set(bucket.turned_away) == {"SignatureDoesNotMatch", "InvalidAccessKeyId"}
    assert "another secret" not in repr(open_store(wrongs[0]))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"evidence": "s3://"}, "ARASHA_EVIDENCE"),
        ({"evidence": "https://host/bucket"}, "ARASHA_EVIDENCE"),
        ({"evidence": "s3://key:secret@bucket"}, "ARASHA_EVIDENCE"),
        ({"evidence_endpoint": "objects:9000"}, "ARASHA_EVIDENCE_ENDPOINT"),
        ({"evidence_secret": "/nowhere"}, "ARASHA_EVIDENCE_SECRET"),
        ({"evidence_secret": ""}, "ARASHA_EVIDENCE_KEY"),
        ({"evidence_key": ""}, "ARASHA_EVIDENCE_KEY"),
    ],
)
def test_settings_that_cannot_be_are_said_at_the_start(remote: Settings, wrong: dict[str, str], name: str) -> None:
    with pytest.raises(BadSetting) as bad:
        open_store(replace(remote, **wrong))
    assert bad.value.name == name
    assert "secret@" not in str(bad.value)
