"""The process is killed while a letter goes out by e-mail: it is signed as before, or it is sent, and the next press sends it."""

import socket
from contextlib import suppress
from datetime import datetime
from http.client import HTTPException
from random import Random
from threading import Thread

import pytest
from msgspec.structs import replace

from cases.database import Database
from cases.evidence.store import open_store
from cases.evidence.sweeping import sweep
from cases.records import LetterLink, OfficialLetter, Outbox
from cases.settings import Settings
from cases.viewer import System
from tests.builders import House, found_house
from tests.database.test_official_letters import desk_of
from tests.harness.callers import Caller, token_in
from tests.harness.crowds import session_of
from tests.harness.handling import OFFICER, damages, records
from tests.harness.letters import CHOSEN, WHERE, carry_post
from tests.harness.mail_server import mail_server
from tests.harness.nursery import bear_server
from web.kit.unsent import SEEN

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
KILLS = 5
LONGEST_S = 0.8
"""After at most so long a press is cut off: it takes half a second where the PDF is the process's first."""


@pytest.fixture
def away(settings: Settings, now: datetime) -> tuple[House, Settings, str, str]:
    """A house that nobody holds open, the cookie of an officer, and the address of a signed letter."""
    settings = replace(settings, smtp="smtp://127.0.0.1:25", mail_from="post@nhri.example", worker=False)
    with Database.open(settings) as database:
        house = found_house(database, at=now)
        desk = desk_of(house, **CHOSEN)
        return house, settings, session_of(house, OFFICER), f"/ru/desk/cases/{desk.reference}/writing/{desk.signed()}"


def press(caller: Caller, place: str) -> None:
    """The form as it stands now, sent once; the line may break at any point."""
    with suppress(OSError, HTTPException):
        page = caller.get_once(f"{place}/email").text
        hidden = {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("key", SEEN)}
        caller.post_once(f"{place}/email", {**hidden, "csrf": token_in(page), "address": WHERE})


def look(house: House, settings: Settings) -> int:
    """Links that are open: none while the letter is signed, else one, which one e-mail brings."""
    with Database.open(settings) as database:
        house.database = database
        (letter,), links = records(house, OfficialLetter), records(house, LetterLink)
        still = [one for one in links if one.closed_at is None]
        waiting = [one.payload["letter"] for one in records(house, Outbox, kind="email") if one.done_at is None]
        assert (letter.state, waiting) == ("sent" if still else "signed", [one.id for one in still])
        assert damages(house) == []
        return len(still)


def test_a_press_that_is_cut_off_sends_the_letter_or_leaves_it_as_it_was(
    away: tuple[House, Settings, str, str],
) -> None:
    house, settings, session, place = away
    lot = Random(13)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        caller = Caller(f"http://127.0.0.1:{listening.getsockname()[1]}", cookies={"arasha": session})
        for number in range(KILLS + 1):
            server = bear_server(settings, house.secrets, listening, house.clock())
            pressing = Thread(target=press, args=(caller, place))
            pressing.start()
            pressing.join(lot.random() * LONGEST_S if number < KILLS else None)
            server.kill()
            server.join()
            pressing.join()
            assert look(house, settings) <= 1
        caller.connection.close()
    assert look(house, settings) == 1, "the last press was not cut off"
    with Database.open(settings) as database, mail_server() as box:
        house.database, store = database, open_store(settings)
        carry_post(house, settings, box.port)
        assert [to for _, to, _ in box.letters] == [WHERE]
        house.clock.move(hours=25)
        sweep(database, store, viewer=System(), at=house.clock())
        assert set(store.places()) == {one.place for one in records(house, LetterLink) if one.closed_at is None}
