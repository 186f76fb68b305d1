"""A disk that takes nothing more: a clear page, what was typed is still there, and sending again works once there is room."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cases.records import Case, Evidence
from cases.settings import Settings
from tests.builders import House
from tests.harness.aftermath import check_aftermath
from tests.harness.callers import (
    Caller,
    act,
    complain,
    enter_mailbox,
    form_of,
    hand_in,
    hidden_in,
    token_in,
    words_of,
)  # fmt: skip
from tests.harness.crowds import session_of
from tests.harness.files import NOTE
from tests.harness.handling import OFFICER, journal_of, records
from tests.harness.serving import served

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@contextmanager
def no_room() -> Iterator[None]:
    """A disk on which no file of this process grows or is written past its first page."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_could_not_be_written_is_sent_again_and_is_there_once(house: House, settings: Settings) -> None:
    with (
        served(house, settings) as address,
        Caller(address) as person,
        Caller(address) as other,
        Caller(address) as desk,
    ):
        known = complain(person)
        enter_mailbox(person, known)
        box = person.get("/kk/mailbox/files")
        file = {"name": "note.txt", "size": str(len(NOTE)), "mark": "1", "csrf": token_in(box.text)}
        begun = other.get("/kk/complaint")
        desk.cookies["arasha"] = session_of(house, OFFICER)
        form = form_of(desk.get(f"/kk/desk/cases/{known.reference}").text, "/proceedings/1/register")
        assert form is not None
        with no_room():
            refused = [
                other.post_once(begun.path, {"csrf": token_in(begun.text), "danger_24h": "no"}),
                person.post_once("/kk/mailbox/files/begin", file),
                desk.post_once(form[0], hidden_in(form[1])),
            ]
        assert [one.status for one in refused] == [503] * 3, [words_of(one.text) for one in refused]
        assert all("Бір минут" in words_of(one.text) for one in refused)
        second = complain(other)
        hand_in(person, known, "note.txt", NOTE)
        assert act(desk, known.reference, "register")
        assert (person.bad, other.bad, desk.bad) == ([], [], [])
    assert {case.reference for case in records(house, Case)} == {known.reference, second.reference}
    assert len(records(house, Evidence)) == 1
    assert [one.act for one in journal_of(house, known.reference)].count("complaint.register") == 1
    check_aftermath(house, settings, [known, second], officer=house.officer("supervisor.ho"))
