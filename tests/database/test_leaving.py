"""Leaving, moving, other roles, a forgotten passphrase and one that somebody knows: what is taken and what comes back."""

from collections.abc import Callable

import pytest

from cases.errors import (
    LastMember,
    NoSuchOfficer,
    NotAllowed,
    ResetGone,
    SignInRefused,
    UnknownUnit,
    WeakPassphrase,
)  # fmt: skip
from cases.records import Case, InstitutionEntry, Renewal, StaffSession, UnitMembership
from cases.unit_keys.leaving import change_roles, leave, move
from cases.unit_keys.own_passphrase import change_passphrase
from cases.unit_keys.recovering import keep_recovery, make_recovery
from cases.unit_keys.resetting import TRIES, make_new_key, reset
from cases.viewer import Officer
from cases.worklist import assigning
from tests.builders import PASSPHRASE, House
from tests.harness.handling import case_of, damages, journal_of, records
from tests.harness.keys import admit, enter, invite, keys_on, reachable, renew

UNIT, CHIEF, WORKER = "KZ-39", "representative.39", "caseworker.39"
NEW = "nine green herons on the marsh"


@pytest.fixture
def boss(house: House) -> Officer:
    return invite(house, "boss.ho", "KZ-HO", "administrator")


def wishes(house: House) -> list[tuple[str, str]]:
    return sorted((one.unit, one.reason) for one in records(house, Renewal) if one.epoch is None)


def held(house: House, officer: Officer) -> list[tuple[str, int]]:
    return sorted((one.unit, one.epoch) for one in records(house, UnitMembership, officer_id=officer.id))


def test_who_leaves_is_out_at_once_with_keys_sessions_and_cases(house: House, boss: Officer) -> None:
    reference = house.file().reference
    worker = enter(house, WORKER)
    house.act(reference, "register", by=worker)
    house.database.write(leave, worker.id, viewer=boss, at=house.clock())
    assert (held(house, worker), wishes(house)) == ([], [(UNIT, "left")])
    assert records(house, StaffSession, officer_id=worker.id) == []
    with pytest.raises(SignInRefused):
        enter(house, WORKER)
    with pytest.raises(NoSuchOfficer):
        house.database.write(leave, worker.id, viewer=boss, at=house.clock())
    assert records(house, Case, handler_id=worker.id) == []
    assert damages(house) == []


def test_a_case_in_hand_goes_back_to_the_unit_and_its_journal_says_so(house: House, boss: Officer) -> None:
    reference = house.file().reference
    worker = enter(house, WORKER)
    house.database.write(assigning.take, reference, viewer=worker, at=house.clock())
    house.database.write(move, worker.id, "KZ-75", viewer=boss, at=house.clock())
    assert case_of(house, reference).handler_id is None
    last = journal_of(house, reference)[-1]
    assert (last.act, last.actor, last.body) == ("let_go", boss.actor, {"handler": None, "from": worker.id})


def test_who_moves_sees_nothing_of_either_unit_until_the_new_one_admits_them(house: House, boss: Officer) -> None:
    old, there = house.file().reference, house.file(region="KZ-75").reference
    worker = enter(house, WORKER)
    house.database.write(move, worker.id, "KZ-75", viewer=boss, at=house.clock())
    moved = enter(house, WORKER)
    assert (moved.unit, dict(moved.keyring.units)) == ("KZ-75", {})
    assert wishes(house) == [(UNIT, "moved")]
    admit(house, moved, by=enter(house, "representative.75"))
    assert reachable(house, keys_on(enter(house, WORKER).keyring)) == {there}
    renew(house, enter(house, CHIEF))
    assert old not in reachable(house, keys_on(worker.keyring))
    with pytest.raises(UnknownUnit):
        house.database.write(move, worker.id, "KZ-99", viewer=boss, at=house.clock())


def test_who_gets_a_role_without_content_loses_the_keys_and_who_gets_one_with_it_none_by_that(
    house: House, boss: Officer
) -> None:
    worker, auditor = enter(house, WORKER), enter(house, "auditor.ho")
    house.database.write(change_roles, worker.id, ["auditor"], viewer=boss, at=house.clock())
    assert (held(house, worker), wishes(house)) == ([], [(UNIT, "moved")])
    house.database.write(change_roles, auditor.id, ["caseworker"], viewer=boss, at=house.clock())
    assert held(house, auditor) == []
    chief = enter(house, CHIEF)
    house.database.write(change_roles, chief.id, ["caseworker", "representative"], viewer=boss, at=house.clock())
    assert held(house, chief) == [(UNIT, 1)]
    assert records(house, StaffSession, officer_id=chief.id) == []
    assert damages(house) == []


def test_nobody_changes_themselves_and_no_caseworker_anybody(house: House, boss: Officer) -> None:
    worker = enter(house, WORKER)
    changes: list[Callable[[Officer, int], object]] = [
        lambda by, whom: house.database.write(leave, whom, viewer=by, at=house.clock()),
        lambda by, whom: house.database.write(move, whom, "KZ-75", viewer=by, at=house.clock()),
        lambda by, whom: house.database.write(change_roles, whom, ["supervisor"], viewer=by, at=house.clock()),
        lambda by, whom: house.database.write(reset, whom, "forgotten", viewer=by, at=house.clock()),
    ]
    for change in changes:
        with pytest.raises(NotAllowed):
            change(boss, boss.id)
        with pytest.raises(NotAllowed):
            change(enter(house, CHIEF), worker.id)
    assert not records(house, InstitutionEntry, act="officer.left")


def test_the_last_who_holds_a_key_stays_unless_recovery_sheets_can_take_their_place(
    house: House, boss: Officer
) -> None:
    house.database.write(leave, enter(house, WORKER).id, viewer=boss, at=house.clock())
    chief = enter(house, CHIEF)
    with pytest.raises(LastMember):
        house.database.write(leave, chief.id, viewer=boss, at=house.clock())
    with pytest.raises(LastMember):
        house.database.write(reset, chief.id, "forgotten", viewer=boss, at=house.clock())
    sheets = make_recovery(
        UNIT, {1: chief.keyring.units[UNIT, 1]}, number=1, threshold=2, sheets=2, directory=house.secrets.directory
    )
    house.database.write(keep_recovery, sheets, viewer=chief, at=house.clock())
    house.database.write(leave, chief.id, viewer=boss, at=house.clock())
    assert records(house, UnitMembership, unit=UNIT) == []


def test_a_forgotten_passphrase_is_a_new_key_that_a_colleague_admits(house: House, boss: Officer) -> None:
    reference = house.file().reference
    before = enter(house, WORKER)
    link = house.database.write(reset, before.id, "forgotten", viewer=boss, at=house.clock())
    with pytest.raises(SignInRefused):
        enter(house, WORKER)
    assert wishes(house) == []
    with pytest.raises(WeakPassphrase):
        make_new_key(
            house.database, link, passphrase="qwerty", code=house.totp(WORKER), secrets=house.secrets, at=house.clock()
        )
    house.clock.move(minutes=1)
    make_new_key(house.database, link, passphrase=NEW, code=house.totp(WORKER), secrets=house.secrets, at=house.clock())
    with pytest.raises(ResetGone):
        make_new_key(
            house.database, link, passphrase=NEW, code=house.totp(WORKER), secrets=house.secrets, at=house.clock()
        )
    after = enter(house, WORKER, NEW)
    assert after.keyring.officer != before.keyring.officer
    assert not after.keyring.units
    admit(house, after, by=enter(house, CHIEF))
    assert house.act(reference, "register", by=enter(house, WORKER, NEW)).reference == reference
    assert damages(house) == []


def test_a_link_in_wrong_hands_takes_five_guesses_and_two_days(house: House, boss: Officer) -> None:
    worker = enter(house, WORKER)
    link = house.database.write(reset, worker.id, "compromised", viewer=boss, at=house.clock())
    assert wishes(house) == [(UNIT, "compromised")]

    def guess(link: str, code: str = "000000") -> None:
        make_new_key(house.database, link, passphrase=NEW, code=code, secrets=house.secrets, at=house.clock())

    for _ in range(TRIES):
        with pytest.raises(SignInRefused):
            guess(link)
    house.clock.move(minutes=1)
    with pytest.raises(ResetGone):
        guess(link, house.totp(WORKER))
    again = house.database.write(reset, worker.id, "forgotten", viewer=boss, at=house.clock())
    house.clock.move(days=2)
    for gone in (again, "", "1234 " * 6):
        with pytest.raises(ResetGone):
            guess(gone, house.totp(WORKER))


@pytest.mark.parametrize("known", [False, True])
def test_an_officer_changes_their_own_passphrase_and_goes_on_with_all_they_hold(house: House, known: bool) -> None:  # noqa: FBT001
    reference = house.file().reference
    before = enter(house, WORKER)
    with pytest.raises(SignInRefused):
        change_passphrase(
            house.database, current=NEW, wanted=NEW, known=known, secrets=house.secrets, viewer=before, at=house.clock()
        )
    change_passphrase(
        house.database, current=PASSPHRASE, wanted=NEW, known=known, secrets=house.secrets, viewer=before,
        at=house.clock(),
    )  # fmt: skip
    assert records(house, StaffSession, officer_id=before.id) == []
    with pytest.raises(SignInRefused):
        enter(house, WORKER)
    after = enter(house, WORKER, NEW)
    assert (after.keyring.officer == before.keyring.officer) == (not known)
    assert reference in reachable(house, keys_on(after.keyring))
    assert wishes(house) == ([(UNIT, "compromised")] if known else [])
    assert damages(house) == []
    if known:
        chief = enter(house, CHIEF)
        renew(house, chief)
        assert reachable(house, keys_on(before.keyring)) == set()
