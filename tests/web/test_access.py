"""Everybody at every address: what each gets is what docs/access.md says, and a walled case changes nothing for others."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal

from cases.database import Database
from cases.settings import Settings
from tests.builders import House
from tests.harness.access import (
    CASES,
    NOTHING,
    Walked,
    address,
    blank,
    cells,
    declared,
    named,
    open_house,
    rows_of,
    telling,
    wall_off,
    written,
)  # fmt: skip

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"
Seen = Mapping[tuple[str, str], object]
"""By person and page: the whole answer."""
MORE = (
    "/desk?tab=mine", "/desk?tab=unit", "/desk?tab=needs_me", "/desk?tab=unassigned", "/desk?tab=late", "/desk?tab=closed",
    "/desk?tab=unit&facility=UK-161-2", "/desk?tab=unit&track=harassment", "/reports?period=year", "/reports/units/KZ-75",
    "/reports/units/KZ-HO", "/audit?kind=act", "/audit?unit=KZ-75", "/audit?reference={0}",
)  # fmt: skip
"""Tabs, filters, drill-downs and questions about one number."""
ELSEWHERE = (
    "/mailbox/code",
    "/mailbox/proof/paper",
    "/static", "/api/v1/token",
    "/api/v1/openapi", "/api/v1/staff/openapi", "/api/v1/procedures", "/api/v1/questionnaires", "/admin/calendar",
    "/admin/procedures", "/admin/texts", "/how-we-work", "/complaint", "/days", "/proof", "/desk/begin", "/desk/join",
    "/desk/keys", "/desk/new-key", "/desk/sign-in",
)  # fmt: skip
"""Pages drawn from the pack, the calendar or the directory, which know of no case; a code and a paper that are new each time."""
OTHERS = ("decides", "other decides", "head", "commissioner", "npm", "auditor", "administrator")
"""Who is told nothing of a complaint about our own people."""
OURS = ("nobody", "code", "own", "decides", "kept out", "npm", "auditor", "administrator")
"""Who is in no circle of what happens in another office."""


@pytest.fixture
def walked(database: Database, settings: Settings, now: datetime) -> Iterator[Walked]:
    with start_blocking_portal() as loop:
        yield open_house(database, settings, now, loop)


def test_everybody_gets_at_every_address_what_the_document_says(walked: Walked) -> None:
    table = declared(DOCUMENT.read_text())
    found = {row: cells(walked, *row) for row in rows_of(walked)}
    assert {named(*row): letters for row, letters in found.items()} == table, written(found)


def test_what_belongs_to_another_case_is_not_given_out_under_ones_own(walked: Walked) -> None:
    """Numbers of files and letters are looked for in the case of the address and nowhere else."""
    mine, theirs = walked.people["kept out"], walked.of_walled
    for path in CASES:
        foreign = address(walked, path, "ordinary", file=theirs["file"], letter=theirs["letter"])
        missing = address(walked, path, "ordinary", file="1", letter="1")
        assert telling(mine.ask("GET", foreign, token=True), "GET") == NOTHING
        assert blank(mine.ask("GET", foreign, token=True), foreign) == blank(
            mine.ask("GET", missing, token=True), missing
        )
    box = walked.people["code"]
    away, nothing = f"/en/mailbox/files/{theirs['file']}", "/en/mailbox/files/1"
    assert blank(box.ask("GET", away, token=True), away) == blank(box.ask("GET", nothing, token=True), nothing)
    assert telling(box.ask("GET", away, token=True), "GET") == NOTHING


def test_a_walled_case_more_changes_no_byte_for_others(walked: Walked) -> None:
    house = walked.house
    before = look(walked, {who: everything(walked) for who in (*OTHERS, *OURS)})
    shown = {who: [path for one, path in before if one == who] for who in (*OTHERS, *OURS)}
    assert differing(before, look(walked, {who: shown[who] for who in ("decides", "auditor")})) == []
    about_us = house.file(about_us="our_staff", story="Мұғалім туралы").reference
    assert differing(before, look(walked, {who: shown[who] for who in OTHERS})) == []
    elsewhere = file_elsewhere(house)
    assert differing(before, look(walked, {who: shown[who] for who in OURS})) == []
    for who in OURS:
        for reference in (about_us, elsewhere):
            got = walked.people[who].ask("GET", f"/en/desk/cases/{reference}", token=True)
            assert got.status in {303, 403, 404}


def file_elsewhere(house: House) -> str:
    """A case of Almaty with a wall around it from its first minute."""
    reference = house.file(region="KZ-75", facility="UK-161-2").reference
    wall_off(house, reference, by="representative.75", out="caseworker.ho")
    return reference


def everything(walked: Walked) -> list[str]:
    """Every page that names no case, and its filters."""
    paths = [path for method, path, case in rows_of(walked) if method == "GET" and not case and "{draft}" not in path]
    asked = [address(walked, path, "") for path in paths if not path.startswith(ELSEWHERE)]
    return asked + [f"/en{path}".replace("{0}", walked.ids["reference"]) for path in MORE]


def look(walked: Walked, shown: Mapping[str, list[str]]) -> Seen:
    """What each sees on these pages, of those that let them in."""
    seen = {
        (who, path): walked.people[who].ask("GET", path, token=True) for who, paths in shown.items() for path in paths
    }
    return {place: blank(got, place[1]) for place, got in seen.items() if got.status == 200}


def differing(before: Seen, after: Seen) -> list[tuple[str, str]]:
    return [place for place, seen in after.items() if before.get(place) != seen]
