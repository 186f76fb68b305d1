"""A pack put in force as an institution does it: proposed by one, confirmed by another."""

from cases.packs import packs
from cases.packs.jurisdiction import Pack
from cases.publication import deciding, proposing, viewing
from cases.publication.proposing import Prepared
from cases.publication.viewing import Shown
from cases.viewer import Officer, System
from tests.builders import House

KEEPER, SUPERVISOR = "keeper.ho", "supervisor.ho"


def published(house: House, known: Pack | None = None) -> Pack:
    """The pack in force. *known*: need not be read again if it is the one, else the house's is."""
    pack = house.database.read(packs.published, viewer=System(), known=known or house.pack)
    assert pack is not None
    return pack


def somebody(house: House, username: str, role: str) -> Officer:
    """Somebody of the head office with that role, employed where nobody of that name is."""
    return house.officers.get(username) or house.employ(username, "KZ-HO", role)


def prepare(house: House, pack: Pack) -> Prepared:
    return house.database.read(proposing.prepare, pack, present=published(house), viewer=System(), at=house.clock())


def propose(house: House, pack: Pack, by: Officer | None = None) -> int:
    """The first of four eyes."""
    officer = by or somebody(house, KEEPER, "administrator")
    return house.database.write(proposing.propose, prepare(house, pack), name="kz", viewer=officer, at=house.clock())


def look(house: House, proposal: int, by: Officer | None = None) -> Shown:
    """What the second person sees."""
    officer = by or somebody(house, SUPERVISOR, "supervisor")
    return house.database.read(viewing.show_proposal, proposal, pack=published(house), viewer=officer)


def confirm(house: House, proposal: int, by: Officer | None = None, *, seen: str | None = None) -> None:
    """The second yes."""
    officer = by or somebody(house, SUPERVISOR, "supervisor")
    shown = look(house, proposal, officer)
    house.database.write(
        deciding.confirm, shown, seen=shown.seal if seen is None else seen, viewer=officer, at=house.clock()
    )


def publish(house: House, pack: Pack) -> Pack:
    """Both, one after the other; gives the pack in force, which the house works by from now on."""
    confirm(house, propose(house, pack))
    house.pack = published(house, pack)
    return house.pack
