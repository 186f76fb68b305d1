"""The staff door and the sessions behind it, on both databases. Time is moved by hand."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cases import records
from cases.database import Database
from cases.doors import sessions, staff
from cases.doors.founding import found_institution
from cases.doors.sessions import ABSOLUTE, IDLE, SignedIn
from cases.doors.signing_in import REST, TRIES, conclude, find_account, prove, sign_in
from cases.errors import CannotOpen, Resting, SignedOut, SignInRefused
from cases.secrets_folder import Secrets, new_secrets
from cases.vault.circle import make_case_keys, open_file_key
from cases.vault.cookies import pack, unpack
from cases.vault.keyring import Keyring
from cases.vault.keys import new_key, wrap_key
from cases.vault.shredding import new_shred_secret
from cases.vault.stretching import Cost
from cases.vault.totp import code_at, new_totp_secret
from cases.viewer import Nobody, Officer, System, Viewer

CHEAP = Cost(memory_kib=8, passes=1)
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""Always the same, so that no run meets two times with one code by chance."""
STEP = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class PackUnit:
    code: str
    kind: str


@dataclass(frozen=True)
class Door:
    """An institution with one officer, and what that officer knows."""

    database: Database
    secrets: Secrets
    officer_id: int
    username: str
    passphrase: str
    totp_secret: str

    def try_in(self, at: datetime, *, replaces: str | None = None, **wrong: str) -> SignedIn:
        """What the officer types at that time, with parts of it replaced."""
        typed: dict[str, Any] = {
            "username": self.username,
            "passphrase": self.passphrase,
            "code": code_at(self.totp_secret, at),
            **wrong,
        }
        return sign_in(self.database, **typed, secrets=self.secrets, at=at, replaces=replaces)

    def who(self, cookie: str, at: datetime) -> Officer:
        return self.database.read(sessions.resume, cookie, viewer=Nobody(), at=at).officer


@pytest.fixture
def door(database: Database, now: datetime) -> Door:
    secrets = new_secrets(code_cost=CHEAP, staff_cost=CHEAP)
    units = (PackUnit("KZ-75", "region"), PackUnit("KZ-HO", "head"))
    founding = database.write(found_institution, units, directory=secrets.directory, viewer=System(), at=now)
    new = staff.prepare_officer(
        username="aigerim",
        name="Айгерім Сапарова",
        unit="KZ-75",
        roles=["caseworker"],
        languages=["kk", "ru"],
        passphrase="жаңбыр терезеде тыныш",
        totp_secret=TOTP_SECRET,
        secrets=secrets,
        by_keys=founding.keyring,
    )
    officer_id = database.write(staff.add_officer, new, viewer=System(), at=now)
    return Door(database, secrets, officer_id, "aigerim", "жаңбыр терезеде тыныш", TOTP_SECRET)


def change(door: Door, table: type[records.Base], **values: object) -> None:
    """Write straight into the rows, as a thief with the database could."""

    def overwrite(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(table).values(**values))

    door.database.write(overwrite, viewer=System())


def count_sessions(door: Door) -> int:
    def count(session: Session, *, viewer: Viewer) -> int:
        return session.scalar(select(func.count()).select_from(records.StaffSession)) or 0

    return door.database.read(count, viewer=System())


def stored_officer(door: Door) -> records.Officer:
    def load(session: Session, *, viewer: Viewer) -> records.Officer:
        return session.get_one(records.Officer, door.officer_id)

    return door.database.read(load, viewer=System())


def test_the_limits_are_those_of_the_design() -> None:
    """Ten tries, a quarter of an hour's rest, half an hour idle, twelve hours in all (design 04 §4.7)."""
    limits = (TRIES, REST, IDLE, ABSOLUTE)
    assert limits == (10, timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=12))


def test_the_right_name_passphrase_and_code_sign_in(door: Door, now: datetime) -> None:
    signed_in = door.try_in(now)
    officer = door.who(signed_in.cookie, now)
    assert (officer.id, officer.username, officer.unit) == (door.officer_id, "aigerim", "KZ-75")
    assert officer.roles == {"caseworker"}
    assert officer.languages == ("kk", "ru")
    assert signed_in.ends == now + ABSOLUTE


def test_the_session_brings_the_keys_of_the_officers_unit(door: Door, now: datetime) -> None:
    officer = door.who(door.try_in(now).cookie, now)
    own = door.database.read(staff.unit_entries, ["KZ-75"], viewer=Nobody())
    others = door.database.read(staff.unit_entries, ["KZ-HO"], viewer=Nobody())
    shred = new_shred_secret()
    here = make_case_keys(own, None, pinned=door.secrets.pinned, shred=shred)
    there = make_case_keys(others, None, pinned=door.secrets.pinned, shred=shred)
    assert (
        open_file_key(here.wraps, officer.keyring, public=here.file_public, shred_of=lambda _: shred).public
        == here.file_public
    )
    with pytest.raises(CannotOpen):
        open_file_key(there.wraps, officer.keyring, public=there.file_public, shred_of=lambda _: shred)


@pytest.mark.parametrize("username", [" Aigerim", "AIGERIM", "ａｉｇｅｒｉｍ"])
def test_the_name_may_be_typed_with_capitals_and_blanks(door: Door, now: datetime, username: str) -> None:
    assert door.try_in(now, username=username).officer_id == door.officer_id


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "aigerin"},
        {"username": ""},
        {"username": "a\0b"},
        {"username": "\ud800"},
        {"passphrase": "Жаңбыр терезеде тыныш"},
        {"passphrase": ""},
        {"passphrase": "\0"},
        {"passphrase": "\ud800"},
        {"passphrase": "ж" * 100_000},
        {"code": "000000"},
        {"code": ""},
        {"code": "\ud800"},
        {"username": "aigerin", "passphrase": "x", "code": "1"},
    ],
)
def test_any_wrong_part_is_refused_in_the_same_words(door: Door, now: datetime, wrong: Mapping[str, str]) -> None:
    with pytest.raises(SignInRefused) as refused:
        door.try_in(now, **wrong)
    assert refused.value.args == ()
    assert count_sessions(door) == 0


@pytest.mark.parametrize("shift", [-2, 2])
def test_a_code_of_another_minute_is_refused(door: Door, now: datetime, shift: int) -> None:
    with pytest.raises(SignInRefused):
        door.try_in(now, code=code_at(door.totp_secret, now + shift * STEP))


def test_a_code_works_once(door: Door, now: datetime) -> None:
    code = code_at(door.totp_secret, now)
    door.try_in(now, code=code)
    for later in (now, now + STEP):
        with pytest.raises(SignInRefused):
            door.try_in(later, code=code)
    assert door.try_in(now + STEP).officer_id == door.officer_id


def test_of_many_tries_with_one_code_at_once_a_single_one_gets_in(door: Door, now: datetime) -> None:
    def attempt(_: int) -> bool:
        try:
            door.try_in(now)
        except SignInRefused:
            return False
        return True

    with ThreadPoolExecutor(max_workers=6) as people:
        assert sum(people.map(attempt, range(6))) == 1
    assert count_sessions(door) == 1


def test_an_earlier_code_is_void_once_a_later_one_was_used(door: Door, now: datetime) -> None:
    door.try_in(now, code=code_at(door.totp_secret, now + STEP))
    with pytest.raises(SignInRefused):
        door.try_in(now, code=code_at(door.totp_secret, now))


def test_a_code_is_not_used_up_by_a_wrong_passphrase(door: Door, now: datetime) -> None:
    with pytest.raises(SignInRefused):
        door.try_in(now, passphrase="x")
    assert door.try_in(now).officer_id == door.officer_id


def test_after_ten_wrong_tries_the_name_rests_for_a_quarter_of_an_hour(door: Door, now: datetime) -> None:
    for _ in range(TRIES):
        with pytest.raises(SignInRefused):
            door.try_in(now, passphrase="x")
    with pytest.raises(Resting) as resting:
        door.try_in(now + MINUTE)
    assert resting.value.until == now + REST
    with pytest.raises(Resting):
        door.try_in(now + REST - STEP)
    assert door.try_in(now + REST).officer_id == door.officer_id


def test_after_a_rest_the_count_begins_anew(door: Door, now: datetime) -> None:
    for _ in range(TRIES):
        with pytest.raises(SignInRefused):
            door.try_in(now, passphrase="x")
    with pytest.raises(SignInRefused):
        door.try_in(now + REST, passphrase="x")
    assert door.try_in(now + REST).officer_id == door.officer_id


def test_nine_wrong_tries_and_a_right_one_begin_the_count_anew(door: Door, now: datetime) -> None:
    for moment in (now, now + MINUTE):
        for _ in range(TRIES - 1):
            with pytest.raises(SignInRefused):
                door.try_in(moment, passphrase="x")
        assert door.try_in(moment).officer_id == door.officer_id


def test_a_resting_name_looks_like_an_unknown_one_to_who_is_wrong(door: Door, now: datetime) -> None:
    for _ in range(TRIES):
        with pytest.raises(SignInRefused):
            door.try_in(now, passphrase="x")
    for wrong in ({"passphrase": "x"}, {"code": "000000"}, {"username": "nobody"}):
        with pytest.raises(SignInRefused):
            door.try_in(now + MINUTE, **wrong)


def test_a_code_tried_while_resting_is_used_up(door: Door, now: datetime) -> None:
    """Else who has the telephone could try passphrases through the rest, as fast as they like."""
    for _ in range(TRIES):
        with pytest.raises(SignInRefused):
            door.try_in(now, passphrase="x")
    with pytest.raises(SignInRefused):
        door.try_in(now + MINUTE, passphrase="x")
    with pytest.raises(SignInRefused):
        door.try_in(now + MINUTE)


def test_who_knows_only_the_name_can_shut_nobody_out(door: Door, now: datetime) -> None:
    """Whatever a colleague types, as often as they like: neither right passphrase nor right code, so nothing rests."""
    for _ in range(TRIES * 3):
        with pytest.raises(SignInRefused):
            door.try_in(now, passphrase="x", code="000000")
    assert stored_officer(door).failures == 0
    assert door.try_in(now).officer_id == door.officer_id


@pytest.mark.parametrize("known", ["passphrase", "code"])
def test_who_has_half_of_it_guesses_the_other_half_ten_times(door: Door, now: datetime, known: str) -> None:
    """Six digits are soon guessed by who knows the passphrase, and a weak passphrase by who has the telephone."""
    guess = {"code": "000000"} if known == "passphrase" else {"passphrase": "x"}
    for _ in range(TRIES):
        with pytest.raises(SignInRefused):
            door.try_in(now, **guess)
    with pytest.raises(Resting):
        door.try_in(now + MINUTE)


def test_tries_while_resting_do_not_prolong_the_rest(door: Door, now: datetime) -> None:
    for _ in range(TRIES * 2):
        with pytest.raises(SignInRefused):
            door.try_in(now, passphrase="x")
    assert door.try_in(now + REST).officer_id == door.officer_id


def test_an_unknown_name_is_checked_at_the_same_cost(door: Door) -> None:
    known = door.database.read(find_account, "aigerim", door.secrets.pepper, viewer=Nobody())
    unknown = door.database.read(find_account, "nobody", door.secrets.pepper, viewer=Nobody())
    assert unknown.officer_id is None
    assert known.salt[:6] == unknown.salt[:6]
    assert len(known.verifier) == len(unknown.verifier)
    assert len(known.totp) == len(unknown.totp)


def test_an_unknown_name_counts_against_nobody(door: Door, now: datetime) -> None:
    for _ in range(TRIES + 1):
        with pytest.raises(SignInRefused):
            door.try_in(now, username="nobody")
    officer = stored_officer(door)
    assert (officer.failures, officer.locked_until) == (0, None)


def test_an_officer_who_left_is_nobody(door: Door, now: datetime) -> None:
    cookie = door.try_in(now).cookie
    change(door, records.Officer, active=False)
    with pytest.raises(SignInRefused):
        door.try_in(now + MINUTE)
    with pytest.raises(SignedOut):
        door.who(cookie, now)


def test_an_officer_who_leaves_while_the_passphrase_is_checked_gets_no_session(door: Door, now: datetime) -> None:
    pepper = door.secrets.pepper
    account = door.database.read(find_account, door.username, pepper, viewer=Nobody())
    proof = prove(account, door.passphrase, code_at(door.totp_secret, now), pepper, at=now)
    change(door, records.Officer, active=False)
    assert door.database.write(conclude, proof, None, viewer=Nobody(), at=now) is None
    assert door.database.read(find_account, door.username, pepper, viewer=Nobody()).officer_id is None
    assert count_sessions(door) == 0


def test_the_cost_of_each_officer_is_their_own(door: Door, now: datetime) -> None:
    """An institution that later raises its costs still lets in who was appointed before."""
    dearer = new_secrets(staff_cost=Cost(memory_kib=64, passes=2))
    pepper = type(dearer.pepper)(door.secrets.pepper.secret, CHEAP, Cost(memory_kib=64, passes=2))
    raised = replace(door.secrets, pepper=pepper)
    code = code_at(door.totp_secret, now)
    signed_in = sign_in(
        door.database, username=door.username, passphrase=door.passphrase, code=code, secrets=raised, at=now
    )
    assert signed_in.officer_id == door.officer_id


def test_another_pepper_lets_nobody_in(door: Door, now: datetime) -> None:
    code = code_at(door.totp_secret, now)
    strange = new_secrets(code_cost=CHEAP, staff_cost=CHEAP)
    with pytest.raises((SignInRefused, CannotOpen)):
        sign_in(door.database, username=door.username, passphrase=door.passphrase, code=code, secrets=strange, at=now)
    assert count_sessions(door) == 0


@pytest.mark.parametrize("column", ["sealed_key", "totp", "salt"])
def test_a_tampered_account_is_never_signed_in(door: Door, now: datetime, column: str) -> None:
    change(door, records.Officer, **{column: b"altered"})
    with pytest.raises(CannotOpen):
        door.try_in(now)
    assert count_sessions(door) == 0


def test_a_session_falls_idle_after_half_an_hour(door: Door, now: datetime) -> None:
    cookie = door.try_in(now).cookie
    assert door.who(cookie, now + IDLE - MINUTE).id == door.officer_id
    with pytest.raises(SignedOut):
        door.who(cookie, now + IDLE)


def test_use_moves_the_idle_end(door: Door, now: datetime) -> None:
    cookie = door.try_in(now).cookie
    door.database.write(sessions.touch, cookie, viewer=Nobody(), at=now + IDLE - MINUTE)
    assert door.who(cookie, now + IDLE + MINUTE).id == door.officer_id
    with pytest.raises(SignedOut):
        door.database.write(sessions.touch, cookie, viewer=Nobody(), at=now + 2 * IDLE)


def test_twelve_hours_end_a_session_however_busy(door: Door, now: datetime) -> None:
    cookie, at = door.try_in(now).cookie, now
    while at + 20 * MINUTE < now + ABSOLUTE:
        at += 20 * MINUTE
        door.database.write(sessions.touch, cookie, viewer=Nobody(), at=at)
    assert door.who(cookie, now + ABSOLUTE - MINUTE).id == door.officer_id
    with pytest.raises(SignedOut):
        door.who(cookie, now + ABSOLUTE)


def test_a_session_asks_to_be_touched_once_a_minute(door: Door, now: datetime) -> None:
    cookie = door.try_in(now).cookie
    due = [
        door.database.read(sessions.resume, cookie, viewer=Nobody(), at=now + passed).touch_due
        for passed in (STEP, MINUTE)
    ]
    assert due == [False, True]


def test_signing_out_ends_the_session(door: Door, now: datetime) -> None:
    cookie = door.try_in(now).cookie
    door.database.write(sessions.sign_out, cookie, viewer=Nobody())
    assert count_sessions(door) == 0
    with pytest.raises(SignedOut):
        door.who(cookie, now)
    door.database.write(sessions.sign_out, cookie, viewer=Nobody())


def test_signing_out_here_leaves_another_browser_signed_in(door: Door, now: datetime) -> None:
    here, there = door.try_in(now).cookie, door.try_in(now + STEP).cookie
    door.database.write(sessions.sign_out, here, viewer=Nobody())
    assert door.who(there, now + STEP).id == door.officer_id


def test_a_rotated_session_has_a_new_cookie_and_its_old_end(door: Door, now: datetime) -> None:
    before = door.try_in(now)
    after = door.database.write(sessions.rotate, before.cookie, viewer=Nobody(), at=now + MINUTE)
    assert (after.cookie != before.cookie, after.csrf != before.csrf, after.ends) == (True, True, before.ends)
    assert door.who(after.cookie, now + MINUTE).id == door.officer_id
    with pytest.raises(SignedOut):
        door.who(before.cookie, now + MINUTE)


def test_signing_in_again_ends_the_session_that_the_browser_had(door: Door, now: datetime) -> None:
    before = door.try_in(now).cookie
    after = door.try_in(now + STEP, replaces=before).cookie
    assert count_sessions(door) == 1
    assert door.who(after, now + STEP).id == door.officer_id


@pytest.mark.parametrize("cookie", ["", "x", "A" * 86, "ә", "\0", "\ud800", "A" * 100_000])
def test_a_made_up_cookie_is_signed_out(door: Door, now: datetime, cookie: str) -> None:
    door.try_in(now)
    with pytest.raises(SignedOut):
        door.who(cookie, now)
    door.database.write(sessions.sign_out, cookie, viewer=Nobody())
    assert door.try_in(now + STEP, replaces=cookie).officer_id == door.officer_id


def test_finding_the_row_is_not_enough_to_open_it(door: Door, now: datetime) -> None:
    """The first half of a cookie finds the session, the second opens it; mixed from two sessions they open neither."""
    one, two = door.try_in(now).cookie, door.try_in(now + STEP).cookie
    finder, _ = unpack(one, 2)
    _, secret = unpack(two, 2)
    with pytest.raises(SignedOut):
        door.who(pack(finder, secret), now + STEP)


def test_the_stored_session_holds_no_readable_key_and_no_cookie(door: Door, now: datetime) -> None:
    def rows(session: Session, *, viewer: Viewer) -> list[records.StaffSession]:
        return list(session.scalars(select(records.StaffSession)))

    signed_in = door.try_in(now)
    (row,) = door.database.read(rows, viewer=System())
    finder, secret = unpack(signed_in.cookie, 2)
    for part in (finder, secret, b"AGE-SECRET-KEY"):
        assert part not in row.id + row.sealed_keys + row.csrf
    assert signed_in.cookie not in repr(signed_in)
    assert signed_in.csrf not in repr(signed_in)


@pytest.mark.parametrize(
    "changed", [{"csrf": bytes(32)}, {"expires_at": timedelta(days=9)}, {"started_at": timedelta(days=9)}]
)
def test_a_session_that_was_given_a_longer_life_or_another_token_does_not_open(
    door: Door, now: datetime, changed: Mapping[str, Any]
) -> None:
    cookie = door.try_in(now).cookie
    new = {name: now + value if isinstance(value, timedelta) else value for name, value in changed.items()}

    def change(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(records.StaffSession).values(new))

    door.database.write(change, viewer=System())
    with pytest.raises(SignedOut):
        door.who(cookie, now)


def test_a_session_given_to_another_officer_does_not_open(door: Door, now: datetime) -> None:
    cookie = door.try_in(now).cookie
    new = staff.prepare_officer(
        username="other",
        name="Басқа",
        unit="KZ-HO",
        roles=["auditor"],
        languages=["kk"],
        passphrase="снег лежит до апреля",
        totp_secret=new_totp_secret(),
        secrets=door.secrets,
        by_keys=Keyring(),
    )
    other_id = door.database.write(staff.add_officer, new, viewer=System(), at=now)
    change(door, records.StaffSession, officer_id=other_id)
    with pytest.raises(SignedOut):
        door.who(cookie, now)


def test_a_membership_taken_away_counts_at_once(door: Door, now: datetime) -> None:
    def take_away(session: Session, *, viewer: Viewer) -> None:
        session.delete(session.get_one(records.UnitMembership, ("KZ-75", 1, door.officer_id)))

    cookie = door.try_in(now).cookie
    assert door.who(cookie, now).keyring.units
    door.database.write(take_away, viewer=System())
    assert not door.who(cookie, now).keyring.units


def test_a_membership_with_a_planted_key_is_refused(door: Door, now: datetime) -> None:
    officer = stored_officer(door)
    cookie = door.try_in(now).cookie
    change(door, records.UnitMembership, wrap=wrap_key(new_key(), officer.public_key))
    with pytest.raises(CannotOpen):
        door.who(cookie, now)


def test_sessions_that_are_over_are_swept_away(door: Door, now: datetime) -> None:
    door.try_in(now)
    fresh = door.try_in(now + 20 * MINUTE).cookie
    ended = door.database.write(sessions.end_old_sessions, viewer=System(), at=now + IDLE)
    assert (ended, count_sessions(door)) == (1, 1)
    assert door.who(fresh, now + IDLE).id == door.officer_id
