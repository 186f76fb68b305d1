"""Pages of the real application, asked for in this process: server time."""

from re import findall

import httpx

from cases.settings import Settings
from tests.benchmarks.figure import Figure, milliseconds
from tests.builders import PASSPHRASE, House
from tests.harness.serving import served


def measure(house: House, settings: Settings) -> None:
    with (
        served(house, settings) as address,
        httpx.Client(base_url=address, headers={"accept-encoding": "gzip"}) as visitor,
    ):
        floor = milliseconds(lambda: visitor.get("/health/live"))
        first = milliseconds(lambda: visitor.get("/kk/"))
        report(
            "public_page",
            first,
            floor,
            budget=10,
            note="p50 of the start page; floor = the health page over the same connection",
        )
        sign_in(visitor, house)
        queue = milliseconds(lambda: visitor.get("/ru/desk?tab=unit"))
        report("queue_page_sqlite", queue, floor, budget=25, note="p50 of the unit's queue, first page")


def report(name: str, value: float, floor: float, *, budget: float, note: str) -> None:
    Figure(
        name=name, value=round(value, 1), unit="ms", floor=round(floor, 1), ratio=round(value / floor, 1), budget=budget,
        met=value <= budget, note=note,
    ).print()  # fmt: skip


def sign_in(visitor: httpx.Client, house: House) -> None:
    page = visitor.get("/ru/desk/sign-in")
    token = findall(r'name="csrf" value="([^"]+)"', page.text)[0]
    form = {"csrf": token, "username": "caseworker.39", "passphrase": PASSPHRASE, "code": house.totp("caseworker.39")}
    visitor.post("/ru/desk/sign-in", data=form)
