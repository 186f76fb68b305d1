"""The published pack: what a process works by, and which version of a procedure a proceeding stays on."""

import pytest
from sqlalchemy.orm import Session

from cases.errors import PackNotAgreed, UnknownProcedure
from cases.packs import jurisdiction, packs
from cases.packs.jurisdiction import Pack
from cases.packs.shelf import Shelf
from cases.records import Pack as PackRow
from cases.viewer import System
from tests.builders import House
from tests.harness.handling import open_file
from tests.harness.publishing import confirm, propose


def with_version(pack: Pack, version: int, *, label: str = "Register") -> Pack:
    """*pack* with the complaint procedure published as *version*, its act `register` called *label* in English."""
    path = "procedures/complaint.yaml"
    text = pack.files[path].replace("\nversion: 1\n", f"\nversion: {version}\n")
    return jurisdiction.load_pack({**pack.files, path: text.replace("en: Register}", f"en: {label}}}")})


@pytest.fixture
def second(house: House) -> Pack:
    return with_version(house.pack, 2, label="Enter in the register")


def publish(house: House, pack: Pack) -> None:
    """As two people do; the house goes on working by the pack it has."""
    confirm(house, propose(house, pack))


def slip_in(house: House, pack: Pack) -> None:
    """As somebody does who writes into the table."""
    house.database.write(packs.publish, pack, name="kz", viewer=System(), at=house.clock.move(seconds=1))


def test_what_was_published_is_taken_down_when_looked_for(house: House, second: Pack) -> None:
    shelf = Shelf(house.database, house.pack)
    publish(house, second)
    assert shelf.pack.hash == house.pack.hash
    shelf.refresh()
    assert shelf.pack.hash == second.hash


def test_a_shelf_that_is_up_to_date_keeps_the_very_pack_it_holds(house: House) -> None:
    shelf = Shelf(house.database, house.pack)
    shelf.refresh()
    assert shelf.pack is house.pack


def test_a_proceeding_stays_on_the_version_it_was_opened_under(house: House, second: Pack) -> None:
    before = house.file().reference
    publish(house, second)
    shelf = Shelf(house.database, house.pack)
    shelf.refresh()
    house.pack = shelf.pack
    after = house.file().reference
    assert [first_act(house, before), first_act(house, after)] == ["Register", "Enter in the register"]


def first_act(house: House, reference: str) -> str:
    (offer,) = [one for one in open_file(house, reference).proceedings[0].offers if one.act == "register"]
    return offer.label["en"]


def test_a_version_that_nobody_published_is_named(house: House) -> None:
    with pytest.raises(UnknownProcedure) as raised:
        house.pack.procedure("complaint", 7)
    assert (raised.value.name, raised.value.version) == ("complaint", 7)


def test_older_versions_are_kept_only_while_a_proceeding_runs_on_them(house: House, second: Pack) -> None:
    publish(house, second)
    found = house.database.read(packs.published, viewer=System())
    assert found is not None
    assert found.older == {}


def test_a_pack_that_two_people_did_not_agree_on_is_not_worked_by_and_no_server_starts_with_it(
    house: House, second: Pack
) -> None:
    shelf = Shelf(house.database, house.pack)
    slip_in(house, second)
    for _ in range(2):
        shelf.refresh()
        assert (shelf.pack, shelf.refused) == (house.pack, second.hash)
    with pytest.raises(PackNotAgreed):
        house.database.read(packs.published, viewer=System())
    house.database.write(take_out, second.hash, viewer=System())
    shelf.refresh()
    assert shelf.refused is None
    assert shelf.pack is house.pack


def test_an_earlier_pack_that_was_only_dated_anew_is_not_worked_by(house: House, second: Pack) -> None:
    first = house.pack
    house.clock.move(seconds=1)
    publish(house, second)
    shelf = Shelf(house.database, second)
    slip_in(house, first)
    shelf.refresh()
    assert (shelf.pack, shelf.refused) == (second, first.hash)


def take_out(session: Session, pack: str, *, viewer: System) -> None:
    session.delete(session.get_one(PackRow, pack))
