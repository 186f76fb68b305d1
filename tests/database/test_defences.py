"""Counters against floods: shared, hourly, and leading back to nobody's address."""

from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.alarms.due import tidy
from cases.database import Database
from cases.defences import aside
from cases.defences.counting import count, seen
from cases.defences.limits import FREE_TRIES, LONGEST_PAUSE, MANY_DRAFTS, pause_before
from cases.defences.sources import Source, network_of, source_at
from cases.defences.tolls import ask_toll, is_paid, read_toll
from cases.doors.inviting import invite
from cases.filing import intake
from cases.filing.drafts import begin
from cases.filing.filing import Receipt, file_complaint
from cases.records import Held, Invitation, KeyReset, SourceCount, SourceKey
from cases.unit_keys.resetting import reset
from cases.vault.codes import new_code
from cases.vault.pepper import new_pepper
from cases.viewer import Nobody, Officer, System, Viewer
from cases.worklist import listing as worklist
from cases.worklist import next_case
from cases.worklist.assigning import take
from cases.worklist.listing import Asked
from cases.worklist.tabs import Tab
from tests.builders import House, raw_answers
from tests.harness.handling import URGENT, damages, records

ADDRESS = "203.0.113.77"
PEPPER = new_pepper()


def rows(session: Session, *, viewer: Viewer) -> list[tuple[str, bytes, int]]:
    return [(row.what, row.source, row.count) for row in session.scalars(select(SourceCount))]


def file_aside(house: House, **answers: object) -> Receipt:
    """A complaint that came with very many others."""
    filing = intake.prepare(
        house.database, raw_answers(**answers), pack=house.pack, secrets=house.secrets, language="ru", channel="web",
        submission=new_pepper().secret[:16], code=new_code(), aside=True, viewer=Nobody(), at=house.clock(),
    )  # fmt: skip
    return house.database.write(file_complaint, filing, pack=house.pack, viewer=Nobody(), at=filing.received_at)


def in_tab(house: House, tab: Tab, by: Officer) -> list[str]:
    page = house.database.read(worklist.queue, Asked(tab=tab), pack=house.pack, viewer=by, at=house.clock())
    return [row.reference for row in page.rows]


def test_a_source_is_counted_for_its_hour_by_all_processes_and_then_forgotten_with_the_key(house: House) -> None:
    database, at = house.database, house.clock()
    here, there = source_at(ADDRESS, house.secrets.pepper), source_at("198.51.100.4", house.secrets.pepper)
    assert [database.write(count, here, "code", viewer=Nobody(), at=at) for _ in range(3)] == [1, 2, 3]
    again = source_at(ADDRESS, house.secrets.pepper)  # as another process would know it
    assert database.read(seen, again, "code", viewer=Nobody(), at=at) == 3
    assert database.read(seen, there, "code", viewer=Nobody(), at=at) == 0
    assert database.read(seen, here, "filing", viewer=Nobody(), at=at) == 0
    later = at + timedelta(hours=1)
    assert database.read(seen, here, "code", viewer=Nobody(), at=later) == 0
    first = database.read(rows, viewer=Nobody())
    database.write(count, here, "code", viewer=Nobody(), at=later)
    second = [row for row in database.read(rows, viewer=Nobody()) if row not in first]
    assert [row[1] for row in second] != [row[1] for row in first]  # the same address has another name
    database.write(tidy, viewer=System(), at=later)
    assert database.read(rows, viewer=Nobody()) == second
    assert len(records(house, SourceKey)) == 1


def test_what_is_stored_of_a_source_holds_no_address_in_any_spelling(house: House) -> None:
    source = source_at(ADDRESS, house.secrets.pepper)
    house.database.write(count, source, "filing", viewer=Nobody(), at=house.clock())
    stored = repr(house.database.read(rows, viewer=Nobody())).encode() + b"".join(
        row[1] for row in house.database.read(rows, viewer=Nobody())
    )
    packed = ip_address(ADDRESS).packed
    for spelling in (
        ADDRESS.encode(),
        packed,
        packed[::-1],
        sha256(packed).digest()[:16],
        sha256(ADDRESS.encode()).digest()[:16],
    ):
        assert spelling not in stored
    assert ADDRESS not in repr(source)
    assert repr(packed) not in repr(source)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("127.0.0.1", "::1", True),
        ("testclient", "", True),
    ],
)
def test_a_household_is_one_source_and_addresses_that_say_nothing_are_everybodys(
    one: str, other: str, *, same: bool
) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_a_source_that_begins_very_many_forms_keeps_them_for_an_hour_and_is_never_refused(house: House) -> None:
    source, at = source_at(ADDRESS, house.secrets.pepper), house.clock()

    def lasting(source: Source) -> timedelta:
        held = house.database.write(begin, {}, bytes(32), source=source, viewer=Nobody(), at=at)
        (row,) = records(house, Held, id=held)
        return row.expires_at - at

    assert lasting(source) == timedelta(days=1)
    for _ in range(MANY_DRAFTS):
        house.database.write(count, source, "draft", viewer=Nobody(), at=at)
    assert lasting(source) == timedelta(hours=1)
    assert lasting(source_at("198.51.100.4", house.secrets.pepper)) == timedelta(days=1)


def test_what_came_in_bulk_waits_at_the_end_whole_and_counted_until_somebody_looks(house: House) -> None:
    worker, chief = house.officer("caseworker.39"), house.officer("representative.39")
    bulk = [file_aside(house).reference for _ in range(2)]
    ordinary = house.file().reference
    assert in_tab(house, "unassigned", worker) == [ordinary]
    assert in_tab(house, "unit", worker)[0] == ordinary
    assert sorted(in_tab(house, "aside", worker)) == sorted(bulk)
    queue = house.database.read(worklist.queue, Asked(), pack=house.pack, viewer=worker, at=house.clock())
    assert queue.counts["aside"] == 2
    given = [
        house.database.write(next_case.take_next, pack=house.pack, viewer=worker, at=house.clock()) for _ in range(2)
    ]
    assert [one.reference for one in given] == [ordinary, None]
    house.act(bulk[0], "register", by=worker)  # whoever acts on one has looked
    assert in_tab(house, "aside", worker) == [bulk[1]]
    assert house.database.write(aside.put_back, viewer=chief, at=house.clock()) == 1
    assert house.database.write(aside.put_back, viewer=chief, at=house.clock()) == 0
    assert in_tab(house, "aside", worker) == []
    assert in_tab(house, "unassigned", worker) == [bulk[1]]
    assert damages(house) == []


def test_danger_to_life_is_never_held_aside(house: House) -> None:
    urgent = file_aside(house, **URGENT).reference
    assert in_tab(house, "aside", house.officer("caseworker.39")) == []
    assert urgent in in_tab(house, "unit", house.officer("caseworker.39"))


def test_taking_one_puts_it_back_into_the_ordinary_queue(house: House) -> None:
    worker, bulk = house.officer("caseworker.39"), file_aside(house).reference
    house.database.write(take, bulk, viewer=worker, at=house.clock())
    assert in_tab(house, "aside", worker) == []
    assert in_tab(house, "mine", worker) == [bulk]


def test_numbers_and_invitations_whose_time_is_over_are_swept(house: House) -> None:
    house.employ("keeper.ho", "KZ-HO", "administrator")
    keeper, at = house.officer("keeper.ho"), house.clock()
    house.database.write(reset, house.officer("caseworker.39").id, "forgotten", viewer=keeper, at=at)
    house.database.write(
        invite, username="new", name="New", unit="KZ-39", roles=["intake"], languages=["kk"], viewer=keeper, at=at
    )

    def left(session: Session, *, viewer: Viewer) -> list[int]:
        return [len(session.scalars(select(table)).all()) for table in (KeyReset, Invitation)]

    house.database.write(tidy, viewer=System(), at=at + timedelta(days=1))
    assert house.database.read(left, viewer=Nobody()) == [1, 1]
    house.database.write(tidy, viewer=System(), at=at + timedelta(days=8))
    assert house.database.read(left, viewer=Nobody()) == [0, 0]


@given(wrong=st.integers(0, 10_000))
def test_a_pause_grows_with_wrong_tries_and_has_an_end(wrong: int) -> None:
    assert (pause_before(wrong) == 0) == (wrong < FREE_TRIES)
    assert pause_before(wrong) <= pause_before(wrong + 1) <= LONGEST_PAUSE


def test_a_toll_is_paid_by_waiting_or_by_work_for_one_draft_alone(database: Database, house: House) -> None:
    at = house.clock()
    assert ask_toll(5, 9, 10, pepper=PEPPER, at=at) is None
    toll = ask_toll(5, 10, 10, pepper=PEPPER, at=at)
    assert toll is not None
    assert read_toll(toll.token, 5, pepper=PEPPER) == toll
    for token, held in ((toll.token, 6), (toll.token[:-1], 5), ("", 5), ("5.1.1.1.", 5), ("ё" * 9, 5)):
        assert read_toll(token, held, pepper=PEPPER) is None
    assert not is_paid(toll, "", at=at + timedelta(seconds=toll.wait - 1))
    assert is_paid(toll, "", at=at + timedelta(seconds=toll.wait))
    work = next(str(n) for n in range(2**24) if is_paid(toll, str(n), at=at))
    assert sha256(f"{toll.token}:{work}".encode()).digest()[0] == 0
    for nonsense in ("x", "-1", "9" * 21, "½"):
        assert not is_paid(toll, nonsense, at=at)
