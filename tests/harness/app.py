"""One application a test process: registering its handlers costs more than most tests, so each test moves its house in."""

from litestar import Litestar

from cases.packs.shelf import Shelf
from cases.settings import Settings
from tests.builders import House
from web.app import create_app, house_in

_apps: list[Litestar] = []


def app_of(house: House, settings: Settings) -> Litestar:
    """The application, serving *house* from now on; browsers that were opened before see the new house too."""
    if not _apps:
        _apps.append(create_app(settings, house.database, house.pack, house.secrets, house.clock))
    app = _apps[0]
    inside = house_in(settings, house.database, Shelf(house.database, house.pack), house.secrets, house.clock)
    app.state.update(inside)
    return app
