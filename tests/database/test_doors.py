"""People come to work here: by a code that works once, with nothing that an administrator could use to read."""

from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from cases.database import Database
from cases.demonstration.institution import found_demonstration
from cases.doors import enrolling, inviting, own_sessions, signing_in, spare_codes
from cases.doors.enrolling import Enrolled
from cases.doors.first_house import Sheets, found_house
from cases.doors.inviting import STAFF_ROLES
from cases.doors.sessions import SignedIn, resume
from cases.errors import (
    AlreadyFounded,
    DemonstrationRefused,
    InvitationGone,
    NameMissing,
    NoSuchRole,
    NotAllowed,
    Resting,
    SignInRefused,
    UnknownUnit,
    UsernameTaken,
    WeakPassphrase,
)  # fmt: skip
from cases.secrets_folder import Secrets
from cases.settings import Settings
from cases.unit_keys.admitting import waiting_members
from cases.vault import totp
from cases.vault.keys import unwrap_key
from cases.vault.recovery import join_sheets
from cases.verifying.whole import verify_institution
from cases.viewer import Nobody
from tests.builders import CHEAP, PASSPHRASE, Clock, House


def invite(house: House, *, by: str = "administrator.ho", **other: Any) -> str:
    wanted: dict[str, Any] = {
        "username": "Aliya.K",
        "name": "Aliya K",
        "unit": "KZ-39",
        "roles": ["caseworker"],
        "languages": ["kk", "ru"],
    }
    return house.database.write(inviting.invite, **{**wanted, **other}, viewer=house.officer(by), at=house.clock())


def enrol(
    database: Database, secrets: Secrets, clock: Clock, code: str, *, passphrase: str = PASSPHRASE, name: str = ""
) -> tuple[Enrolled, str]:
    """Come in by *code*; gives what is shown then, and the authenticator's secret."""
    invited = database.read(inviting.look_at, code, viewer=Nobody(), at=clock())
    enrolment = enrolling.begin(invited, secrets.pepper)
    shown = totp.code_at(enrolment.totp_secret, clock())
    enrolled = enrolling.enrol(
        database, code, passphrase=passphrase, carried=enrolment.carried, code=shown, name=name, secrets=secrets,
        at=clock(),
    )  # fmt: skip
    return enrolled, enrolment.totp_secret


def sign_in(house: House, username: str, *, secret: str = "", code: str = "") -> SignedIn:
    """A minute later, by the code of the authenticator with *secret*, or by *code*."""
    at = house.clock.move(minutes=1)
    return signing_in.sign_in(
        house.database, username=username, passphrase=PASSPHRASE, code=code or totp.code_at(secret, at),
        secrets=house.secrets, at=at,
    )  # fmt: skip


@pytest.fixture
def house(house: House) -> House:
    house.employ("administrator.ho", "KZ-HO", "administrator")
    return house


def test_who_is_invited_comes_in_once_and_waits_for_a_member_of_the_unit(house: House) -> None:
    code = invite(house)
    enrolled, secret = enrol(house.database, house.secrets, house.clock, code)
    assert enrolled.username == "aliya.k"
    assert enrolled.waits
    with pytest.raises(InvitationGone):
        enrol(house.database, house.secrets, house.clock, code)
    signed = sign_in(house, "Aliya.K", secret=secret)
    officer = house.database.read(resume, signed.cookie, viewer=Nobody(), at=house.clock()).officer
    assert (officer.unit, officer.roles, officer.keyring.units) == ("KZ-39", frozenset({"caseworker"}), {})
    member = house.officer("caseworker.39")
    assert [one.username for one in house.database.read(waiting_members, viewer=member)] == ["aliya.k"]


def test_an_administrator_who_invites_themselves_still_reads_nothing(house: House) -> None:
    """Every role that reads is worth nothing without a key, and no key comes with an invitation."""
    enrolled, secret = enrol(house.database, house.secrets, house.clock, invite(house, roles=list(STAFF_ROLES)))
    signed = sign_in(house, enrolled.username, secret=secret)
    assert house.database.read(resume, signed.cookie, viewer=Nobody(), at=house.clock()).officer.keyring.units == {}


def test_only_an_administrator_invites_and_nothing_impossible(house: House) -> None:
    with pytest.raises(NotAllowed):
        invite(house, by="representative.39")
    wrong: list[tuple[type[Exception], dict[str, Any]]] = [
        (UsernameTaken, {"username": "CASEWORKER.39"}),
        (UnknownUnit, {"unit": "KZ-00"}),
        (NoSuchRole, {"roles": []}),
        (NoSuchRole, {"roles": ["caseworker", "complainant"]}),
        (ValueError, {"username": " "}),
    ]
    for error, other in wrong:
        with pytest.raises(error):
            invite(house, **other)
    invite(house)
    with pytest.raises(UsernameTaken):
        invite(house)


def test_a_code_ends_by_being_taken_back_or_by_time(house: House) -> None:
    first, second = invite(house), invite(house, username="berik.s")
    administrator = house.officer("administrator.ho")
    one = next(
        each
        for each in house.database.read(inviting.open_invitations, viewer=administrator, at=house.clock())
        if each.username == "aliya.k"
    )
    house.database.write(inviting.take_back, one.id, viewer=administrator, at=house.clock())
    house.clock.move(days=7)
    for code in (first, second, "", "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE", "I" * 400):
        with pytest.raises(InvitationGone):
            house.database.read(inviting.look_at, code, viewer=Nobody(), at=house.clock())
    assert house.database.read(inviting.open_invitations, viewer=administrator, at=house.clock()) == ()


def test_a_code_is_read_as_people_type_it(house: House) -> None:
    code = invite(house)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert house.database.read(inviting.look_at, typed, viewer=Nobody(), at=house.clock()).username == "aliya.k"


def test_a_weak_passphrase_or_a_wrong_code_leaves_the_invitation_as_it_was(house: House) -> None:
    code = invite(house)
    with pytest.raises(WeakPassphrase):
        enrol(house.database, house.secrets, house.clock, code, passphrase="Aliya K Aliya K")
    invited = house.database.read(inviting.look_at, code, viewer=Nobody(), at=house.clock())
    enrolment = enrolling.begin(invited, house.secrets.pepper)
    other = enrolling.begin(replace(invited, id=invited.id + 1), house.secrets.pepper)
    right = totp.code_at(enrolment.totp_secret, house.clock())
    for carried, shown in ((enrolment.carried, "000000"), (other.carried, right), ("nonsense", right)):
        with pytest.raises(SignInRefused):
            enrolling.enrol(
                house.database, code, passphrase=PASSPHRASE, carried=carried, code=shown, secrets=house.secrets,
                at=house.clock(),
            )  # fmt: skip
    assert enrol(house.database, house.secrets, house.clock, code)[0].username == "aliya.k"


def test_a_spare_code_signs_in_once_in_place_of_the_telephone(house: House) -> None:
    enrolled, secret = enrol(house.database, house.secrets, house.clock, invite(house))
    spare, other = enrolled.spare_codes[:2]
    signed = sign_in(house, enrolled.username, code=spare)
    with pytest.raises(SignInRefused):
        sign_in(house, enrolled.username, code=spare)
    with pytest.raises(SignInRefused):
        signing_in.sign_in(
            house.database, username=enrolled.username, passphrase="another one altogether", code=other,
            secrets=house.secrets, at=house.clock(),
        )  # fmt: skip
    viewer = house.database.read(resume, signed.cookie, viewer=Nobody(), at=house.clock()).officer
    assert house.database.read(spare_codes.how_many_left, viewer=viewer) == spare_codes.HOW_MANY - 1
    fresh = spare_codes.make()
    kept = [spare_codes.verifier(house.secrets.pepper, viewer.id, one) for one in fresh]
    house.database.write(spare_codes.renew, kept, viewer=viewer, at=house.clock())
    with pytest.raises(SignInRefused):
        sign_in(house, enrolled.username, code=other)
    sign_in(house, enrolled.username, code=fresh[0])
    sign_in(house, enrolled.username, secret=secret)


def test_who_has_the_sheet_of_spare_codes_guesses_ten_passphrases_a_rest(house: House) -> None:
    enrolled, secret = enrol(house.database, house.secrets, house.clock, invite(house))
    for _ in range(signing_in.TRIES):
        with pytest.raises(SignInRefused):
            signing_in.sign_in(
                house.database, username=enrolled.username, passphrase="another one altogether",
                code=enrolled.spare_codes[0], secrets=house.secrets, at=house.clock(),
            )  # fmt: skip
    with pytest.raises(Resting):
        sign_in(house, enrolled.username, secret=secret)


def test_an_officer_ends_their_own_sessions_and_nobody_elses(house: House) -> None:
    mine = [sign_in(house, "caseworker.39", secret=house.totp_secrets["caseworker.39"]) for _ in range(3)]
    theirs = sign_in(house, "representative.39", secret=house.totp_secrets["representative.39"])
    viewer, here = house.officer("caseworker.39"), mine[0].cookie

    def living() -> tuple[own_sessions.OpenSession, ...]:
        return house.database.read(own_sessions.open_sessions, here, viewer=viewer, at=house.clock())

    found = living()
    assert [one.here for one in found] == [True, False, False]
    foreign = house.database.read(
        own_sessions.open_sessions, theirs.cookie, viewer=house.officer("representative.39"), at=house.clock()
    )
    for name in (found[1].name, foreign[0].name, "no name"):
        house.database.write(own_sessions.end_session, name, viewer=viewer)
    assert len(living()) == 2
    assert house.database.write(own_sessions.end_others, here, viewer=viewer) == 1
    assert [one.here for one in living()] == [True]
    house.database.read(resume, theirs.cookie, viewer=Nobody(), at=house.clock())


def test_a_house_is_founded_with_papers_and_without_a_password(empty_settings: Settings, now: datetime) -> None:
    papers, secrets = found_house(empty_settings, sheets=Sheets(2, 3), at=now, code_cost=CHEAP, staff_cost=CHEAP)
    clock = Clock(now)
    administrator, *members = papers.letters
    assert (administrator.roles, len(members)) == (("administrator",), len(papers.recoveries))
    with Database.open(empty_settings) as database:
        with pytest.raises(NameMissing):
            enrol(database, secrets, clock, administrator.code)
        enrolled, _ = enrol(database, secrets, clock, administrator.code, name="Aigul M")
        assert not enrolled.waits
        first = next(letter for letter in members if letter.unit == "KZ-39")
        member, secret = enrol(database, secrets, clock, first.code, name="Serik T")
        assert not member.waits
        clock.move(minutes=1)
        signed = signing_in.sign_in(
            database, username=first.username, passphrase=PASSPHRASE, code=totp.code_at(secret, clock()),
            secrets=secrets, at=clock(),
        )  # fmt: skip
        ring = database.read(resume, signed.cookie, viewer=Nobody(), at=clock()).officer.keyring
        assert [unit for unit, _ in ring.units] == ["KZ-39"]
        recovery = next(each for each in papers.recoveries if each.unit == "KZ-39")
        joined = join_sheets(recovery.sheets[1:], public=recovery.entry.public_key)
        assert unwrap_key(recovery.wraps[1], joined, public=ring.units["KZ-39", 1].public) == ring.units["KZ-39", 1]
    assert verify_institution(empty_settings) == []
    with pytest.raises(AlreadyFounded):
        found_house(empty_settings, sheets=Sheets(), at=now)
    with pytest.raises(DemonstrationRefused):
        found_demonstration(empty_settings, how_many=1, at=now, say=lambda _: None)
