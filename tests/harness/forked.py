"""Imported by the process that others are forked from, before the first of them (see `nursery`): everything is warm in them.

A complaint is filed over HTTP once, so that pages, texts and statements are put together already. Nobody goes through a door and
no file is handed in: the waiting rooms and the store keep threads, and a fork would lose them.
"""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import active_count

from cases import mailbox
from cases.database import Database
from cases.schema import upgrade
from cases.settings import Settings
from tests.builders import found_house
from tests.harness.callers import Caller, complain
from tests.harness.crowds import session_of
from tests.harness.handling import OFFICER
from tests.harness.serving import served


def warm_up() -> None:
    with TemporaryDirectory(prefix="arasha-warm-") as folder:
        settings = Settings(data=Path(folder) / "data", secrets=Path(folder) / "secrets")
        upgrade(settings)
        with Database.open(settings) as database:
            house = found_house(database, at=datetime(2026, 11, 23, 4, 30, tzinfo=UTC))
            with served(house, settings) as address, Caller(address) as caller:
                known = complain(caller)
                caller.cookies["arasha-box"] = mailbox.enter(
                    database, known.code, secrets=house.secrets, at=house.clock()
                )
                caller.cookies["arasha"] = session_of(house, OFFICER)
                for page in ("/kk/mailbox/read", "/kk/mailbox/files", f"/kk/desk/cases/{known.reference}"):
                    caller.get(page)
    if active_count() != 1:
        raise RuntimeError("a fork would lose the other threads")


warm_up()
