"""Pages of the real application, asked for in this process: what the server computes for each."""

from cases.settings import Settings
from tests.benchmarks.figure import Figure
from tests.benchmarks.visit import Visit, token_in
from tests.builders import PASSPHRASE, House
from tests.harness.serving import served

OFFICER = "pages.39"


def measure(house: House, settings: Settings) -> None:
    """Over the cases that the house holds, for an officer of the region where they happened."""
    reference = house.file().reference
    house.employ(OFFICER, "KZ-39", "caseworker")
    with served(house, settings) as address:
        visit = Visit(address)
        floor = visit.time("/health/live")
        report("public_page", visit.time("/kk/"), floor, budget=10, note="the start page")
        sign_in(visit, OFFICER, PASSPHRASE, house.totp(OFFICER))
        report(
            "queue_page_sqlite", visit.time("/ru/desk?tab=unit"), floor, budget=25, note="the unit's queue, first page"
        )
        report(
            "case_file_sqlite", visit.time(f"/ru/desk/cases/{reference}"), floor, budget=30,
            note="a case with its keys and the entry that it was read",
        )  # fmt: skip


def report(name: str, value: float, floor: float, *, budget: float, note: str) -> None:
    Figure(
        name=name, value=round(value, 1), unit="ms", floor=round(floor, 1), ratio=round(value / floor, 1), budget=budget,
        met=value <= budget, note=f"p50 of CPU, its asking included: {note}; floor = the health page over the same connection",
    ).print()  # fmt: skip


def sign_in(visit: Visit, username: str, passphrase: str, code: str) -> None:
    _, text = visit.ask("/ru/desk/sign-in")
    form = {"csrf": token_in(text), "username": username, "passphrase": passphrase, "code": code}
    visit.ask("/ru/desk/sign-in", form)
