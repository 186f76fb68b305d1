"""Floods and guessing: where they come from it takes longer; everybody else notices nothing, and nothing is refused."""

from hashlib import sha256
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from cases.defences.counting import count
from cases.defences.limits import AT_A_TIME, FREE_TRIES
from cases.defences.sources import source_at
from cases.records import Case
from cases.settings import Settings
from cases.viewer import Nobody
from tests.builders import House
from tests.harness.app import app_of
from tests.harness.handling import damages, records
from tests.harness.kinds import on_both
from tests.web.desk_browser import open_browser
from tests.web.public_visitor import URGENT, Visitor
from tests.web.test_api_intake import ANSWERS, file
from tests.web.test_public_call import SAID

CROWD, CALM = "203.0.113.7", "198.51.100.4"
WRONG = "4815 1623 4227 9081 4710"


@pytest.fixture
def strict(settings: Settings) -> Settings:
    """An institution that expects little from one connection."""
    return replace(settings, filings_free=2, filings_bulk=3)


def come(house: House, settings: Settings, address: str) -> Visitor:
    """A visitor whose proxy tells this address."""
    app: Any = ProxyHeadersMiddleware(app_of(house, settings), trusted_hosts="*")  # type: ignore[arg-type]
    client = TestClient(app, base_url="http://public.test")
    client.headers["x-forwarded-for"] = address
    return Visitor(client)


def crowd(house: House, what: Any, times: int, address: str = CROWD) -> None:
    source = source_at(address, house.secrets.pepper)
    for _ in range(times):
        house.database.write(count, source, what, viewer=Nobody(), at=house.clock())


@on_both
def test_who_files_much_waits_or_works_while_others_send_at_once(house: House, strict: Settings) -> None:
    visitor = come(house, strict, CROWD)
    for _ in range(2):
        visitor.send()
    visitor.walk()
    visitor.submit()
    assert visitor.page.status_code == 429
    assert "Wait 20 seconds" in visitor.text
    assert len(records(house, Case)) == 2
    come(house, strict, CALM).send()  # nobody else notices
    visitor.submit()  # impatience costs nothing and is told the same
    assert visitor.page.status_code == 429
    house.clock.move(seconds=20)
    visitor.submit()
    assert "/complaint/sent/" in visitor.page.url.path
    assert len(records(house, Case)) == 4


def test_time_on_the_check_page_counts_and_a_browser_may_work_instead(house: House, strict: Settings) -> None:
    crowd(house, "filing", 2)
    patient = come(house, strict, CROWD)
    patient.walk()
    house.clock.move(seconds=25)
    patient.submit()
    assert "/complaint/sent/" in patient.page.url.path
    working = come(house, strict, CROWD)
    working.walk()
    _, fields = working.filled({})
    token = fields["toll"][0]
    bits = int(token.split(".")[3])
    fields["work"] = [
        next(
            str(n)
            for n in range(2**24)
            if int.from_bytes(sha256(f"{token}:{n}".encode()).digest()) >> (256 - bits) == 0
        )
    ]
    working.post(working.page.url.path, fields)
    assert "/complaint/sent/" in working.page.url.path


def test_who_waits_with_many_at_once_waits_in_a_line(house: House, strict: Settings) -> None:
    crowd(house, "filing", 2)
    at_once = [come(house, strict, CROWD) for _ in range(3)]
    for visitor in at_once:
        visitor.walk()
    house.clock.move(seconds=20)
    for visitor in at_once:
        visitor.submit()
    assert [visitor.page.status_code for visitor in at_once] == [200, 429, 429]
    assert "Wait 5 seconds" in at_once[1].text
    house.clock.move(seconds=5)
    for visitor in at_once[1:]:
        visitor.submit()
    assert [visitor.page.status_code for visitor in at_once] == [200, 200, 429]
    crowd(house, "filing", 120)  # whatever else comes from there: after ten minutes everybody is through
    house.clock.move(minutes=10)
    at_once[2].submit()
    assert at_once[2].page.status_code == 200
    assert len(records(house, Case)) == 3


def test_a_forged_toll_is_no_toll(house: House, strict: Settings) -> None:
    crowd(house, "filing", 2)
    visitor = come(house, strict, CROWD)
    visitor.walk()
    _, fields = visitor.filled({})
    parts = fields["toll"][0].split(".")
    house.clock.move(seconds=30)
    for toll in ("", ".".join([parts[0], "1", *parts[2:]]), "x.y.z", ".".join(["7", *parts[1:]])):
        visitor.post(visitor.page.url.path, {**fields, "toll": [toll]})
        assert visitor.page.status_code == 429, toll
    assert records(house, Case) == []


def test_danger_to_life_waits_for_nothing_and_bulk_is_held_aside(house: House, strict: Settings) -> None:
    crowd(house, "filing", 50)
    visitor = come(house, strict, CROWD)
    visitor.send(URGENT)
    other = come(house, strict, CROWD)
    other.walk()
    house.clock.move(seconds=60)
    other.submit()
    assert "/complaint/sent/" in other.page.url.path
    assert sorted((case.urgency, case.aside) for case in records(house, Case)) == [(1, False), (3, True)]


def test_behind_a_proxy_that_tells_no_address_nothing_is_held_aside(house: House, strict: Settings) -> None:
    crowd(house, "filing", 50, "127.0.0.1")
    visitor = come(house, strict, "127.0.0.1")
    visitor.walk()
    house.clock.move(seconds=60)
    visitor.submit()
    assert [case.aside for case in records(house, Case)] == [False]


def try_code(visitor: Visitor, code: str = WRONG) -> int:
    visitor.get("/mailbox")
    visitor.submit({"code": [code]})
    return visitor.page.status_code


def pauses(house: House, settings: Settings) -> list[float]:
    """What the doors would have waited, written down instead."""
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    app_of(house, settings).state["pause"] = pause
    return waited


def test_guessing_codes_takes_longer_from_where_it_comes_and_locks_no_mailbox(house: House, settings: Settings) -> None:
    guesser, owner = come(house, settings, CROWD), come(house, settings, CALM)
    code = owner.send()
    neighbour = come(house, settings, CROWD)
    waited = pauses(house, settings)
    assert [try_code(guesser) for _ in range(FREE_TRIES + 5)] == [422] * (FREE_TRIES + 5)
    assert waited == [1, 2, 4, 8, 8]
    owner.enter(code)
    assert waited == [1, 2, 4, 8, 8]  # its owner comes in as ever
    neighbour.enter(code)  # and so does who shares the guesser's connection, a little later
    assert waited[5:] == [8]


def test_wrong_tries_at_the_staff_door_slow_their_source_alone(house: House, settings: Settings) -> None:
    guesser, officer = come(house, settings, CROWD), come(house, settings, CALM)
    waited = pauses(house, settings)

    def try_staff(visitor: Visitor, passphrase: str) -> int:
        visitor.get("/desk/sign-in")
        visitor.submit(
            {"username": ["caseworker.39"], "passphrase": [passphrase], "code": [house.totp("caseworker.39")]},
            action="/desk/sign-in",
        )
        return visitor.page.status_code

    for _ in range(FREE_TRIES):
        assert try_staff(guesser, "wrong") == 422
    assert waited == []
    try_staff(guesser, "wrong")
    assert waited == [1]
    try_staff(officer, "wrong")
    assert waited == [1]


def test_very_many_tries_at_once_are_told_to_come_again_and_only_there(house: House, settings: Settings) -> None:
    crowd(house, "code", FREE_TRIES)
    crowded, calm = come(house, settings, CROWD), come(house, settings, CALM)
    waited = pauses(house, settings)
    state = app_of(house, settings).state
    crowd_here = "code", source_at(CROWD, house.secrets.pepper)
    state["waiting"], state["pause"] = {crowd_here: AT_A_TIME}, waited.append
    assert try_code(crowded) == 429
    assert try_code(calm) == 422
    assert waited == []


def paid(token: str, bits: int) -> str:
    """The number that stands in for the wait."""
    numbers = (str(number) for number in range(2**24))
    return next(n for n in numbers if int.from_bytes(sha256(f"{token}:{n}".encode()).digest()) >> (256 - bits) == 0)


def test_a_program_without_a_token_pays_as_a_page_does_and_gets_its_receipt_again_for_nothing(
    house: House, strict: Settings
) -> None:
    crowd(house, "filing", 2)
    client, key = come(house, strict, CROWD).client, "a-sending-of-one-program"
    asked = file(client, key=key)
    assert (asked.status_code, asked.json()["seconds"], asked.headers["retry-after"]) == (429, 20, "20")
    toll, bits = asked.json()["toll"], asked.json()["bits"]
    assert file(client, key="another-sending-altogether", x_toll=toll, x_work=paid(toll, bits)).status_code == 429
    assert file(client, key=key, x_toll=toll, x_work="1").status_code == 429
    assert file(come(house, strict, CALM).client).status_code == 201  # nobody else notices
    assert file(client, {**ANSWERS, "danger_24h": "yes"}).status_code == 201  # nor who is in danger
    house.clock.move(seconds=25)  # five more: a complaint came from there meanwhile
    filed = file(client, key=key, x_toll=toll)
    assert filed.status_code == 201
    assert file(client, key=key).json() == filed.json()
    assert sorted((case.urgency, case.aside) for case in records(house, Case)) == [(1, False), (3, False), (3, True)]


def test_who_asks_for_calls_by_the_dozen_waits_and_what_was_typed_stays(house: House, strict: Settings) -> None:
    crowd(house, "filing", 2)
    visitor = come(house, strict, CROWD)
    visitor.get("/call-me")
    visitor.submit(SAID, action="")
    assert visitor.page.status_code == 429
    assert "Wait 20 seconds" in visitor.text
    assert "+7 701 555 00 11" in visitor.page.text
    assert records(house, Case) == []
    house.clock.move(seconds=20)
    visitor.submit(SAID, action="")
    assert len(records(house, Case)) == 1


def test_who_decides_looks_at_what_was_held_aside_and_puts_all_back(house: House, strict: Settings) -> None:
    crowd(house, "filing", 50)
    for _ in range(2):
        visitor = come(house, strict, CROWD)
        visitor.walk()
        house.clock.move(seconds=60)
        visitor.submit()
    assert [case.aside for case in records(house, Case)] == [True, True]
    worker = open_browser(house, strict, "caseworker.39")
    worker.get("/desk?tab=aside")
    assert not worker.offers("/desk/aside")
    chief = open_browser(house, strict, "representative.39")
    chief.get("/desk?tab=aside")
    assert all(case.reference in chief.text for case in records(house, Case))
    chief.submit("/desk/aside")
    assert [case.aside for case in records(house, Case)] == [False, False]
    chief.get("/desk?tab=aside")
    assert not any(case.reference in chief.text for case in records(house, Case))
    assert damages(house) == []
