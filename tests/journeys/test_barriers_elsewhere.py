"""Pages that no other journey has before axe: the vault's, the administration's and the newer public ones, once each."""

from collections.abc import Callable

import pytest

from tests.builders import House
from tests.harness.handling import OFFICER
from tests.journeys.person import Person

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
ANYBODY = ("/statistics", "/paper", "/call-me", "/proof", "/desk/join", "/desk/new-key")
MAILBOX = ("/mailbox/people", "/mailbox/files", "/mailbox/proof", "/mailbox/everything")
OF_CASE = ("files", "people", "wall", "split", "code", "everything")
DESK = ("/desk/keys", "/desk/passkeys", "/desk/sessions", "/desk/retention", "/desk/unsent", "/desk?tab=aside")
WATCH = ("/desk/places", "/desk/places/F-3901", "/desk/commitments")
KEEPER = ("/admin/people", "/admin/keys", "/admin/integrations", "/admin/health")


def look(person: Person, path: str) -> None:
    person.go_as_staff(path) if person.username else person.go(path)
    person.check_width()
    person.check_accessibility()


def test_pages_for_anybody_and_of_the_mailbox(somebody: Callable[..., Person], house: House) -> None:
    person = somebody(language="kk", width=320)
    for path in ANYBODY:
        look(person, path)
    person.enter_mailbox(house.file().code)
    for path in MAILBOX:
        look(person, path)


def test_pages_of_the_vault_for_who_decides(somebody: Callable[..., Person], house: House) -> None:
    reference = house.file().reference
    person = somebody(language="ru", width=320)
    person.sign_in("representative.39")
    for path in (*(f"/desk/cases/{reference}/{what}" for what in OF_CASE), *DESK, *WATCH):
        look(person, path)


def test_pages_of_who_keeps_the_house_and_who_audits_it(somebody: Callable[..., Person], house: House) -> None:
    house.employ("keeper.ho", "KZ-HO", "administrator")
    house.employ("auditor2.ho", "KZ-HO", "auditor")
    keeper, auditor = somebody(language="en", width=320), somebody(language="kk", width=320)
    keeper.sign_in("keeper.ho")
    for path in (*KEEPER, f"/admin/keys/{house.officer(OFFICER).id}"):
        look(keeper, path)
    auditor.sign_in("auditor2.ho")
    for path in ("/audit", "/audit/integrity"):
        look(auditor, path)
