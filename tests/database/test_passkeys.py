"""Passkeys at the staff door: in place of the six digits, once, from this address, and never of the passphrase."""

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from cases.doors import own_passkeys, signing_in
from cases.doors.sessions import SignedIn
from cases.errors import PasskeyRefused, SignInRefused
from cases.records import Passkey
from cases.unit_keys.leaving import leave
from cases.unit_keys.resetting import reset
from cases.vault.passkeys import Party, ask_any, ask_new, check_new
from cases.viewer import Viewer
from tests.builders import PASSPHRASE, House
from tests.harness.authenticator import Authenticator
from tests.harness.handling import damages, records
from tests.harness.keys import invite

WORKER, COLLEAGUE = "caseworker.39", "representative.39"
PARTY = Party("localhost", "http://localhost", "Ombudsman")


def add(house: House, authenticator: Authenticator, username: str = WORKER, asked_for: str | None = None) -> None:
    viewer, other = house.officer(username), house.officer(asked_for or username)
    asked = ask_new(
        house.secrets.pepper, PARTY, officer_id=other.id, username=username, name="Name", known=[], at=house.clock()
    )
    new = check_new(house.secrets.pepper, PARTY, authenticator.make(asked), officer_id=viewer.id, at=house.clock())
    house.database.write(
        own_passkeys.add, new, " my  key ", pepper=house.secrets.pepper, viewer=viewer, at=house.clock()
    )


def ask(house: House) -> str:
    house.clock.move(minutes=1)
    return ask_any(house.secrets.pepper, PARTY, at=house.clock())


def enter(
    house: House, answer: str, *, username: str = WORKER, passphrase: str = PASSPHRASE, code: str = ""
) -> SignedIn:
    return signing_in.sign_in(
        house.database, username=username, passphrase=passphrase, code=code, secrets=house.secrets, at=house.clock(),
        passkey=answer, party=PARTY,
    )  # fmt: skip


def test_a_passkey_stands_in_for_the_code_and_answers_once(house: House) -> None:
    passkey = Authenticator()
    add(house, passkey)
    answer = passkey.show(ask(house))
    assert enter(house, answer).officer_id == house.officer(WORKER).id
    with pytest.raises(SignInRefused):
        enter(house, answer)
    enter(house, passkey.show(ask(house)))
    (own,) = house.database.read(own_passkeys.own, pepper=house.secrets.pepper, viewer=house.officer(WORKER))
    assert (own.name, own.used_at) == ("my key", house.clock())
    assert damages(house) == []


def test_it_stands_in_for_no_passphrase_and_opens_nobody_elses_account(house: House) -> None:
    passkey = Authenticator()
    add(house, passkey)
    for wrong in ({"passphrase": "another five words altogether"}, {"username": COLLEAGUE}, {"username": "nobody.39"}):
        with pytest.raises(SignInRefused):
            enter(house, passkey.show(ask(house)), **wrong)
    enter(house, "", code=house.totp(WORKER))


ANSWERS: list[Callable[[House, Authenticator], str]] = [
    lambda house, one: Authenticator(handle=one.handle).show(ask(house)),
    lambda house, one: Authenticator(origin="https://omb.evil.test", handle=one.handle, key=one.key).show(ask(house)),
    lambda house, one: Authenticator(host="evil.test", handle=one.handle, key=one.key).show(ask(house)),
    lambda house, one: late(house, one.show(ask(house))),
    lambda house, one: one.show('{"challenge": "' + "A" * 54 + '"}'),
    lambda _house, one: one.show('{"challenge": ""}'),
    lambda _house, _one: "{}",
    lambda _house, _one: '{"rawId": 7}',
    lambda _house, _one: "[" * 30_000,
    lambda _house, _one: "\ud800",
]


def late(house: House, answer: str) -> str:
    house.clock.move(minutes=10)
    return answer


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("answer", ANSWERS)
def test_what_is_no_fresh_answer_of_that_key_at_our_address_opens_nothing(
    house: House, answer: Callable[[House, Authenticator], str]
) -> None:
    passkey = Authenticator()
    add(house, passkey)
    with pytest.raises(SignInRefused):
        enter(house, answer(house, passkey))


def test_a_question_for_one_officer_makes_no_passkey_for_another(house: House) -> None:
    with pytest.raises(PasskeyRefused):
        add(house, Authenticator(), WORKER, asked_for=COLLEAGUE)
    once = Authenticator()
    add(house, once)
    with pytest.raises(PasskeyRefused):
        add(house, once, COLLEAGUE)


def test_a_passkey_that_was_moved_to_another_officer_past_the_program_opens_nothing(house: House) -> None:
    passkey = Authenticator()
    add(house, passkey, COLLEAGUE)

    def move(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(Passkey).values(officer_id=house.officer(WORKER).id))

    house.database.write(move, viewer=house.officer(WORKER))
    with pytest.raises(SignInRefused):
        enter(house, passkey.show(ask(house)))


def test_who_removes_it_leaves_or_was_found_out_has_none_any_more(house: House) -> None:
    boss = invite(house, "boss.ho", "KZ-HO", "administrator")
    first, second, third = Authenticator(), Authenticator(), Authenticator()
    add(house, first)
    add(house, second)
    viewer = house.officer(WORKER)
    house.database.write(own_passkeys.remove, first.handle.hex(), viewer=viewer, at=house.clock())
    with pytest.raises(SignInRefused):
        enter(house, first.show(ask(house)))
    house.database.write(reset, viewer.id, "compromised", viewer=boss, at=house.clock())
    assert records(house, Passkey) == []
    other = house.officer("caseworker.75")
    add(house, third, "caseworker.75")
    house.database.write(leave, other.id, viewer=boss, at=house.clock())
    assert (records(house, Passkey), damages(house)) == ([], [])


def test_nobody_names_or_removes_anothers_passkey(house: House) -> None:
    passkey = Authenticator()
    add(house, passkey, COLLEAGUE)
    stranger, theirs = house.officer(WORKER), house.officer(COLLEAGUE)
    for handle in (passkey.handle.hex(), "xyz", ""):
        house.database.write(own_passkeys.remove, handle, viewer=stranger, at=house.clock())
        house.database.write(
            own_passkeys.rename, handle, "mine", pepper=house.secrets.pepper, viewer=stranger, at=house.clock()
        )
    house.database.write(
        own_passkeys.rename, passkey.handle.hex(), "desk", pepper=house.secrets.pepper, viewer=theirs, at=house.clock()
    )
    (own,) = house.database.read(own_passkeys.own, pepper=house.secrets.pepper, viewer=theirs)
    assert own.name == "desk"
