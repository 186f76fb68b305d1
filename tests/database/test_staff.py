"""Founding, units and officers, on both databases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases import records
from cases.database import Database
from cases.doors import staff
from cases.doors.founding import Founding, found_institution
from cases.errors import AlreadyFounded, NotAllowed, UnknownUnit, UnsignedKey, UsernameTaken, WeakPassphrase
from cases.secrets_folder import Secrets, new_secrets
from cases.vault.circle import make_case_keys
from cases.vault.directory import DirectoryEntry, check_member
from cases.vault.keyring import Keyring
from cases.vault.keys import new_key
from cases.vault.shredding import new_shred_secret
from cases.vault.stretching import Cost
from cases.vault.totp import new_totp_secret
from cases.viewer import Nobody, Officer, System, Viewer

CHEAP = Cost(memory_kib=8, passes=1)
PASSPHRASE = "жаңбыр терезеде тыныш"


@dataclass(frozen=True)
class PackUnit:
    code: str
    kind: str


UNITS = (PackUnit("KZ-75", "region"), PackUnit("KZ-HO", "head"), PackUnit("KZ-IN", "integrity"))


@pytest.fixture
def secrets() -> Secrets:
    return new_secrets(code_cost=CHEAP, staff_cost=CHEAP)


@pytest.fixture
def founding(database: Database, secrets: Secrets, now: datetime) -> Founding:
    return database.write(found_institution, UNITS, directory=secrets.directory, viewer=System(), at=now)


def prepared(secrets: Secrets, by_keys: Keyring, **changed: object) -> staff.NewOfficer:
    given: Mapping[str, object] = {
        "username": "Aigerim",
        "name": "Айгерім Сапарова",
        "unit": "KZ-75",
        "roles": ["caseworker"],
        "languages": ["kk", "ru"],
        "passphrase": PASSPHRASE,
        "totp_secret": new_totp_secret(),
    }
    return staff.prepare_officer(**{**given, **changed}, secrets=secrets, by_keys=by_keys)  # type: ignore[arg-type]


def memberships(session: Session, *, viewer: Viewer) -> list[tuple[str, int, int]]:
    rows = session.scalars(select(records.UnitMembership))
    return [(row.unit, row.epoch, row.officer_id) for row in rows]


def test_founding_makes_every_unit_with_a_signed_key(database: Database, secrets: Secrets, founding: Founding) -> None:
    entries = database.read(staff.unit_entries, [unit.code for unit in UNITS], viewer=System())
    assert [entry.name for entry in entries] == ["KZ-75", "KZ-HO", "KZ-IN"]
    for entry in entries:
        check_member(secrets.pinned, entry)
        assert founding.keyring.units[entry.name, entry.epoch].public == entry.public_key


def test_an_institution_is_founded_once(
    database: Database, secrets: Secrets, founding: Founding, now: datetime
) -> None:
    with pytest.raises(AlreadyFounded):
        database.write(found_institution, UNITS, directory=secrets.directory, viewer=System(), at=now)


def test_no_private_unit_key_is_stored_by_founding(database: Database, founding: Founding) -> None:
    assert database.read(memberships, viewer=System()) == []


@pytest.mark.parametrize(
    "viewer", [Nobody(), Officer(1, "a", "A", "KZ-75", frozenset({"caseworker"}), ("kk",), Keyring())]
)
def test_only_an_administrator_or_the_operator_changes_staff(
    database: Database, secrets: Secrets, founding: Founding, now: datetime, viewer: Viewer
) -> None:
    new = prepared(secrets, founding.keyring)
    with pytest.raises(NotAllowed):
        database.write(staff.add_officer, new, viewer=viewer, at=now)
    with pytest.raises(NotAllowed):
        database.write(staff.add_unit, "KZ-71", "region", directory=secrets.directory, viewer=viewer, at=now)


def test_a_new_officer_gets_the_key_of_their_own_unit_only(
    database: Database, secrets: Secrets, founding: Founding, now: datetime
) -> None:
    officer_id = database.write(staff.add_officer, prepared(secrets, founding.keyring), viewer=System(), at=now)
    assert database.read(memberships, viewer=System()) == [("KZ-75", 1, officer_id)]


@pytest.mark.parametrize("roles", [["administrator"], ["auditor"], ["administrator", "auditor"]])
def test_who_sees_no_content_gets_no_unit_key(
    database: Database, secrets: Secrets, founding: Founding, roles: list[str]
) -> None:
    for ring in (founding.keyring, Keyring()):
        assert prepared(secrets, ring, roles=roles).memberships == ()


def test_who_does_not_hold_a_units_key_appoints_nobody_to_it(secrets: Secrets) -> None:
    for ring in (Keyring(), Keyring(units={("KZ-71", 1): new_key()}), Keyring(officer=(1, new_key()))):
        with pytest.raises(NotAllowed):
            prepared(secrets, ring)


def test_a_user_name_is_borne_once_however_it_is_spelt(
    database: Database, secrets: Secrets, founding: Founding, now: datetime
) -> None:
    database.write(staff.add_officer, prepared(secrets, founding.keyring), viewer=System(), at=now)
    with pytest.raises(UsernameTaken) as taken:
        database.write(
            staff.add_officer, prepared(secrets, founding.keyring, username=" AIGERIM "), viewer=System(), at=now
        )
    assert taken.value.username == "aigerim"


def test_an_officer_of_a_unit_that_does_not_exist_is_refused(
    database: Database, secrets: Secrets, founding: Founding, now: datetime
) -> None:
    ring = Keyring(units={("KZ-99", 1): new_key()})
    with pytest.raises(UnknownUnit):
        database.write(staff.add_officer, prepared(secrets, ring, unit="KZ-99"), viewer=System(), at=now)


def test_a_weak_passphrase_and_an_empty_name_are_refused(secrets: Secrets, founding: Founding) -> None:
    with pytest.raises(WeakPassphrase):
        prepared(secrets, founding.keyring, passphrase="aigerim сапарова")
    with pytest.raises(ValueError, match="user name"):
        prepared(secrets, founding.keyring, username="\0")


def test_nothing_secret_is_in_what_is_prepared(secrets: Secrets, founding: Founding) -> None:
    totp_secret = new_totp_secret()
    new = prepared(secrets, founding.keyring, totp_secret=totp_secret)
    stored = b"".join([new.salt, new.verifier, new.sealed_key, new.totp, *(held.wrap for held in new.memberships)])
    for secret in (totp_secret.encode(), PASSPHRASE.encode(), b"AGE-SECRET-KEY"):
        assert secret not in stored
        assert secret.decode() not in repr(new)


def test_unit_entries_come_in_the_order_asked_and_once(database: Database, founding: Founding) -> None:
    entries = database.read(staff.unit_entries, ["KZ-IN", "KZ-75", "KZ-IN"], viewer=System())
    assert [entry.name for entry in entries] == ["KZ-IN", "KZ-75"]


def test_a_unit_that_does_not_exist_has_no_entry(database: Database, founding: Founding) -> None:
    with pytest.raises(UnknownUnit) as unknown:
        database.read(staff.unit_entries, ["KZ-75", "KZ-99"], viewer=System())
    assert unknown.value.code == "KZ-99"


def test_a_public_key_changed_in_the_database_is_never_sealed_to(
    database: Database, secrets: Secrets, founding: Founding
) -> None:
    def inject(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(records.UnitKey).values(public_key=new_key().public))

    database.write(inject, viewer=System())
    entries = database.read(staff.unit_entries, ["KZ-75"], viewer=Nobody())
    with pytest.raises(UnsignedKey):
        make_case_keys(entries, None, pinned=secrets.pinned, shred=new_shred_secret())


def test_an_officers_key_is_signed_under_their_id(secrets: Secrets, founding: Founding) -> None:
    new = prepared(secrets, founding.keyring)
    entry = DirectoryEntry("officer", str(new.id), 1, new.public_key, new.signature)
    check_member(secrets.pinned, entry)
    with pytest.raises(UnsignedKey):
        check_member(secrets.pinned, replace(entry, name=str(new.id + 1)))
