"""Who may know of which case: one condition for everything, by the keys that a case is wrapped to."""

from secrets import token_bytes

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.records import Case, Wrap
from cases.records.base import new_id
from cases.viewer import Complainant, Nobody, System, Viewer
from cases.visibility import seen_by
from tests.builders import House
from tests.harness.handling import case_of, enter


def seen(house: House, viewer: Viewer) -> set[str]:
    """References of the cases that the viewer may know of."""

    def find(session: Session, *, viewer: Viewer) -> set[str]:
        return set(session.scalars(select(Case.reference).where(seen_by(viewer))))

    return house.database.read(find, viewer=viewer)


@pytest.fixture
def filed(house: House) -> dict[str, str]:
    house.employ("npm.np", "KZ-NP", "npm")
    return {
        "kostanay": house.file().reference,
        "almaty": house.file(region="KZ-75").reference,
        "ministry": house.file(body_kind="central").reference,
        "walled": house.file(about_us="our_staff").reference,
        "head": house.file(about_us="head_of_integrity").reference,
    }


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("caseworker.39", {"kostanay", "ministry"}),
        ("caseworker.75", {"almaty"}),
        ("supervisor.ho", {"kostanay", "almaty", "ministry", "head"}),
        ("integrity.in", {"walled"}),
        ("npm.np", set[str]()),
    ],
)
def test_an_officer_knows_of_the_cases_of_their_units_circle(
    house: House, filed: dict[str, str], who: str, names: set[str]
) -> None:
    assert seen(house, house.officer(who)) == {filed[name] for name in names}


def test_the_system_knows_of_all_and_a_visitor_of_none(house: House, filed: dict[str, str]) -> None:
    assert seen(house, System()) == set(filed.values())
    assert seen(house, Nobody()) == set()


def test_a_complainant_knows_of_their_own_case(house: House, filed: dict[str, str]) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    assert seen(house, viewer) == {receipt.reference}
    assert seen(house, Complainant(new_id(), viewer.keyring)) == set()


def test_only_wraps_of_the_present_key_count(house: House) -> None:
    reference = house.file().reference
    officer = house.officer("caseworker.39")

    def renew(session: Session, *, viewer: Viewer) -> None:
        session.scalars(select(Case)).one().epoch = 2

    house.database.write(renew, viewer=System())
    assert seen(house, officer) == set()
    assert seen(house, System()) == {reference}


def test_a_single_officer_may_hold_what_their_unit_does_not(house: House) -> None:
    reference = house.file().reference
    case, officer = case_of(house, reference), house.officer("caseworker.39")

    def narrow(session: Session, *, viewer: Viewer) -> None:
        session.execute(delete(Wrap))
        session.add(
            Wrap(
                id=new_id(), case_id=case.id, epoch=1, holder_kind="officer", holder=str(officer.id), holder_epoch=1,
                wrap=token_bytes(8), since=house.clock(),
            )
        )  # fmt: skip

    house.database.write(narrow, viewer=System())
    assert seen(house, officer) == {reference}
    assert seen(house, house.officer("representative.39")) == set()
