"""Shredding: due by the pack's terms, four eyes, stopped by a hold, final in every copy, and the journal still verifies."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import casefile, mailbox
from cases.anchoring.making import anchor_day
from cases.duty import contacts
from cases.duty.texts import text_of
from cases.errors import CannotOpen, CaseNotFound, CodeUnknown, NotAllowed, ShredRefused
from cases.evidence.store import open_store
from cases.records import Base, Case, Entry, Evidence, LegalHold, Measure, Outbox, Shredding, Statistic
from cases.retention import carrying_out, deciding, listing
from cases.retention.plan import RetentionPlan, add_months
from cases.settings import Settings
from cases.vault.post import post_key
from cases.vault.shredding import place_with
from cases.vault.unit_words import UnitWords
from cases.viewer import Officer, System, Viewer
from cases.worker import rounds
from cases.worklist.nicknames import NUMBER, nicknames_of
from tests.builders import House
from tests.database.test_anchors import look
from tests.harness.files import desk_of, hand_in
from tests.harness.handling import CHIEF, OFFICER, TO_THE_END, case_of, damages, enter, open_file, records, walk

SECOND = "chief2.39"
TERM = 10
"""Years that a case of the track `harassment` is kept."""


@pytest.fixture
def old(house: House) -> str:
    """A case that ended more than its term ago; two people may decide about it."""
    house.employ(SECOND, "KZ-39", "representative")
    reference = house.file().reference
    walk(house, reference, TO_THE_END)
    house.clock.move(days=TERM * 366)
    return reference


def propose(house: House, reference: str, by: str = CHIEF) -> None:
    house.database.write(
        deciding.propose, reference, "expired", pack=house.pack, key=f"propose {house.clock()} {by}",
        viewer=house.officer(by), at=house.clock(),
    )  # fmt: skip


def confirm(house: House, reference: str, by: str = SECOND) -> None:
    house.database.write(
        deciding.confirm, reference, pack=house.pack, key=f"confirm {house.clock()} {by}", viewer=house.officer(by),
        at=house.clock(),
    )  # fmt: skip


def shred(house: House, reference: str) -> None:
    propose(house, reference)
    confirm(house, reference)
    assert carrying_out.finish(house.database, at=house.clock()) == 1


def lists(house: House, by: str = CHIEF) -> listing.RetentionList:
    viewer = house.officer(by)
    return house.database.read(listing.list_retention, pack=house.pack, viewer=viewer, at=house.clock())


def rows_of(house: House, case_id: int) -> Mapping[str, int]:
    """How many rows each table still has that name the case by a column of that name."""

    def count(session: Session, *, viewer: Viewer) -> Mapping[str, int]:
        tables = [table for table in Base.metadata.sorted_tables if "case_id" in table.c]
        return {one.name: len(session.execute(select(one).where(one.c.case_id == case_id)).all()) for one in tables}

    return house.database.read(count, viewer=System())


def test_a_case_is_due_on_the_day_after_its_term_and_not_before(house: House) -> None:
    early = house.file().reference
    walk(house, early, TO_THE_END)
    ended = house.clock()
    house.clock.now = ended.replace(year=ended.year + TERM) - timedelta(days=1)
    assert lists(house).due == ()
    house.clock.move(days=1)
    (due,) = lists(house).due
    assert (due.reference, due.due) == (early, house.clock().date())
    assert lists(house, "representative.75").due == ()


def test_an_open_case_is_never_due(house: House, old: str) -> None:
    still = house.file().reference
    house.clock.move(days=40 * 366)
    assert [one.reference for one in lists(house).due] == [old]
    with pytest.raises(ShredRefused) as refused:
        propose(house, still)
    assert refused.value.reason == "not_due"


def test_one_person_alone_shreds_nothing(house: House, old: str) -> None:
    with pytest.raises(ShredRefused) as refused:
        confirm(house, old)
    assert refused.value.reason == "not_proposed"
    propose(house, old)
    with pytest.raises(ShredRefused) as refused:
        confirm(house, old, CHIEF)
    assert refused.value.reason == "same_person"
    with pytest.raises(NotAllowed):
        confirm(house, old, OFFICER)
    with pytest.raises(CaseNotFound):
        confirm(house, old, "representative.75")
    assert [one.reference for one in lists(house, SECOND).waiting] == [old]
    rounds.work_once(house.database, house.pack, at=house.clock())
    assert open_file(house, old).reference == old


def test_a_hold_stops_it_at_every_point(house: House, old: str) -> None:
    def hold(reason: str = "court") -> None:
        house.database.write(
            deciding.hold, old, reason, pack=house.pack, key=f"hold {house.clock()}", viewer=house.officer(CHIEF),
            at=house.clock(),
        )  # fmt: skip

    propose(house, old)
    hold()
    assert records(house, Shredding) == []
    house.clock.move(minutes=1)
    for step in (propose, confirm):
        with pytest.raises(ShredRefused):
            step(house, old)
    assert [one.reference for one in lists(house).held] == [old]
    house.clock.move(days=1)
    house.database.write(deciding.release, old, key="release", viewer=house.officer(SECOND), at=house.clock())
    assert records(house, LegalHold) == []
    shred(house, old)


def test_the_files_of_a_shredded_case_leave_the_store(house: House, settings: Settings) -> None:
    house.employ(SECOND, "KZ-39", "representative")
    receipt, store = house.file(), open_store(settings)
    hand_in(desk_of(house, settings, enter(house, receipt)), b"From the complainant.")
    hand_in(desk_of(house, settings, house.officer(OFFICER), receipt.reference), b"From an officer.")
    walk(house, receipt.reference, TO_THE_END)
    assert look(house) == []
    house.clock.move(days=TERM * 366)
    assert len(list(store.places())) == 2
    propose(house, receipt.reference)
    confirm(house, receipt.reference)
    carrying_out.finish(house.database, at=house.clock(), store=store)
    assert [name for place in store.places() for name in store.names(place)] == []
    assert records(house, Evidence) == []
    assert look(house) == []


def test_a_shredded_case_is_gone_but_for_its_chains_and_numbers(house: House, old: str) -> None:
    case, measures, statistics = case_of(house, old), records(house, Measure), records(house, Statistic)
    anchor_day(house.database, pack=house.pack, key=house.secrets.anchor, at=house.clock())
    shred(house, old)
    left = {name for name, count in rows_of(house, case.id).items() if count}
    assert left == {"journal", "measures", "proceedings", "readings", "shreddings"} & left
    assert left >= {"journal", "measures"}
    assert len(records(house, Measure)) == len(measures)
    assert [one.facts for one in records(house, Statistic)] == [one.facts for one in statistics]
    (row,) = records(house, Case)
    assert (row.facts, row.statistic, row.nickname) == ({}, None, None)
    assert old not in str(vars(row))
    assert look(house) == []
    last = max(records(house, Entry, case_id=case.id), key=lambda one: one.sequence)
    assert last.act == "retention.shred"
    with pytest.raises(CaseNotFound):
        open_file(house, old)


def test_nothing_of_a_shredded_case_opens_from_a_copy_that_was_made_before(house: House, old: str) -> None:
    """The whole database as it was, all keys and the code: without the secrets there is no way to any of it."""
    receipt = house.file()
    assert receipt.code is not None
    walk(house, receipt.reference, TO_THE_END)
    house.clock.move(days=TERM * 366)
    house.database.write(
        casefile.rename, receipt.reference, "the teacher", viewer=house.officer(OFFICER), at=house.clock()
    )
    before = snapshot(house)
    shred(house, receipt.reference)
    restore(house, before)
    case = case_of(house, receipt.reference)
    assert case.facts
    assert house.database.read(nicknames_of, [case], viewer=house.officer(OFFICER)) == {}
    with pytest.raises(CannotOpen):
        open_with_all_keys(house, case)
    for by in (OFFICER, CHIEF, "supervisor.ho"):
        with pytest.raises((CannotOpen, CaseNotFound)):
            open_file(house, receipt.reference, by)
    with pytest.raises((CannotOpen, CodeUnknown)):
        mailbox.enter(house.database, receipt.code, secrets=house.secrets, at=house.clock())
    assert open_file(house, old).filed  # another case of the same copy opens as ever


def open_with_all_keys(house: House, case: Case) -> None:
    """The nickname, by whoever has every unit's key but not the secret."""
    for key in house.officer(OFFICER).keyring.units.values():
        UnitWords(key).open((case.nickname or b"")[NUMBER:], place_with("nickname", case.id))


Rows = dict[str, list[dict[str, Any]]]


def snapshot(house: House) -> Rows:
    def read(session: Session, *, viewer: Viewer) -> Rows:
        return {
            table.name: [dict(row) for row in session.execute(select(table)).mappings()]
            for table in Base.metadata.sorted_tables
        }

    return house.database.read(read, viewer=System())


def restore(house: House, rows: Rows) -> None:
    """Put every row back as it was: what somebody does who has a backup of the database."""

    def write(session: Session, *, viewer: Viewer) -> None:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
        for table in Base.metadata.sorted_tables:
            if rows[table.name]:
                session.execute(table.insert(), rows[table.name])

    house.database.write(write, viewer=System())


def test_what_was_interrupted_after_the_second_yes_is_finished_by_the_worker(house: House, old: str) -> None:
    case = case_of(house, old)
    propose(house, old)
    confirm(house, old)
    with pytest.raises(CaseNotFound):
        house.database.write(
            deciding.hold, old, "court", pack=house.pack, key="late", viewer=house.officer(CHIEF), at=house.clock()
        )
    secrets, _ = house.database.read(carrying_out.belongings, case.id, viewer=System())
    house.database.shred.destroy(secrets)  # and here the power went
    rounds.work_once(house.database, house.pack, at=house.clock())
    assert records(house, Shredding)[0].done_at == house.clock()
    assert look(house) == []
    assert carrying_out.finish(house.database, at=house.clock()) == 0


def test_a_second_yes_that_was_written_past_the_program_destroys_nothing_and_is_found(house: House, old: str) -> None:
    """Whoever writes rows could have the worker burn the keys of a case in every backup."""

    def write_it(session: Session, *, viewer: Viewer) -> None:
        row = session.scalars(select(Shredding)).one()
        row.confirmed_by, row.confirmed_at = house.officer(SECOND).id, house.clock()

    propose(house, old)
    house.database.write(write_it, viewer=System())
    assert carrying_out.finish(house.database, at=house.clock()) == 0
    assert open_file(house, old).reference == old
    assert [one.chain for one in damages(house)] == ["retention"]


@pytest.mark.parametrize("changed", [{"reason": "asked"}, {"proposed_by": SECOND}, {"proposed_at": timedelta(days=-9)}])
def test_a_proposal_that_was_changed_is_found(house: House, old: str, changed: Mapping[str, Any]) -> None:
    def change(session: Session, *, viewer: Viewer) -> None:
        row = session.scalars(select(Shredding)).one()
        for name, value in changed.items():
            by = house.officer(value).id if value == SECOND else value
            setattr(row, name, row.proposed_at + by if isinstance(by, timedelta) else by)

    propose(house, old)
    assert damages(house) == []
    house.database.write(change, viewer=System())
    assert [one.chain for one in damages(house)] == ["retention"]


def test_terms_end_on_days_that_exist() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 23), 26) == date(2029, 1, 23)
    assert RetentionPlan().due_on("detention", date(2026, 1, 1)) is None


def test_the_worker_reminds_who_decides_once_a_month_and_of_walled_cases_nobody(house: House, old: str) -> None:
    for name in (CHIEF, "supervisor.ho", OFFICER):
        house.database.write(
            contacts.change_contact, name, email=f"{name}@example.kz", phone="",
            public=post_key(house.secrets.pepper).public, viewer=employ_administrator(house), at=house.clock(),
        )  # fmt: skip
    signing = rounds.Signing(house.secrets.anchor)
    house.clock.now = (house.clock.now + timedelta(days=31)).replace(day=5)
    for _ in range(3):
        rounds.work_once(house.database, house.pack, at=house.clock(), signing=signing)
        house.clock.move(days=1)
    told = [one for one in records(house, Outbox) if one.payload["text"] == "retention"]
    assert [one.payload["officer"] for one in told] == [house.officer(CHIEF).id]
    words = text_of(told[0].payload, house.pack)
    assert old not in words
    assert len(words.splitlines()) == 3
    house.clock.move(days=31)
    rounds.work_once(house.database, house.pack, at=house.clock(), signing=signing)
    assert len([one for one in records(house, Outbox) if one.payload["text"] == "retention"]) == 2
    assert open_file(house, old).reference == old


def employ_administrator(house: House) -> Officer:
    if "keeper.ho" not in house.officers:
        house.employ("keeper.ho", "KZ-HO", "administrator")
    return house.officer("keeper.ho")
