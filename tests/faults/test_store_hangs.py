"""An object store that refuses or does not answer: files wait, complaints and the desk do not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cases.records import Evidence
from cases.settings import Settings
from tests.builders import House
from tests.harness.aftermath import check_aftermath
from tests.harness.callers import Caller, complain, enter_mailbox, hand_in
from tests.harness.files import NOTE
from tests.harness.handling import records
from tests.harness.s3_server import Bucket, s3_server
from tests.harness.serving import served
from tests.harness.stores import in_bucket

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
REFUSALS = 8
"""More than one request is tried anew by itself, so that the page tells of it."""


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with s3_server() as running:
        yield running
        running.going_on.set()


@pytest.fixture
def remote(settings: Settings, bucket: Bucket, tmp_path: Path) -> Settings:
    return in_bucket(settings, bucket, tmp_path)


def test_while_the_store_hangs_people_file_and_afterwards_the_file_is_there_once(
    house: House, remote: Settings, bucket: Bucket
) -> None:
    with (
        served(house, remote) as address,
        Caller(address) as sender,
        Caller(address) as other,
        ThreadPoolExecutor(1) as pool,
    ):
        known = complain(sender)
        enter_mailbox(sender, known)
        bucket.faults.append("hang")
        sending = pool.submit(hand_in, sender, known, "note.txt", NOTE)
        try:
            assert bucket.hanging.wait(30)
            second = complain(other)
            enter_mailbox(other, second)
            assert not sending.done()
        finally:
            bucket.going_on.set()
        sending.result()
        bucket.faults += ["refuse"] * REFUSALS
        hand_in(other, second, "note.txt", NOTE)
        assert other.resting
        assert (sender.bad, other.bad) == ([], [])
    assert len(records(house, Evidence)) == 2
    check_aftermath(house, remote, [known, second], officer=house.officer("supervisor.ho"))
