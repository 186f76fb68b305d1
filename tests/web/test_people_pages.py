"""The list of people from its complainant's mailbox to the officer's page."""

from typing import Any

import pytest

from cases.filing.filing import Receipt
from cases.groups.reading import columns_of
from cases.journals.journal import read_body
from cases.records import Message, Reading
from cases.settings import Settings
from tests.builders import House
from tests.harness.handling import case_of, damages, records
from tests.harness.spreadsheets import workbook
from tests.web.desk_browser import open_browser
from tests.web.public_visitor import Visitor, arrive
from tests.web.test_files import token_of

PEOPLE = "/en/mailbox/people"
NAMES = [f"Household {number}" for number in range(1, 466)]
LIST = workbook([["Full name", "Address"], *[[name, "Berezovka"] for name in NAMES]])


@pytest.fixture
def receipt(house: House) -> Receipt:
    return house.file(language="en")


@pytest.fixture
def visitor(house: House, settings: Settings, receipt: Receipt) -> Visitor:
    visitor = arrive(house, settings)
    assert receipt.code is not None
    visitor.enter(receipt.code)
    visitor.get("/mailbox/people")
    return visitor


def send(visitor: Visitor, content: bytes, *, key: str | None = None) -> None:
    """Press the button, as a browser sends the form."""
    keys = [each.get("value", "") for each in visitor.tree.iter("input") if each.get("name") == "key"]
    parts: list[tuple[str, Any]] = [("csrf", (None, token_of(visitor))), ("key", (None, key or keys[-1]))]
    parts.append(("file", ("list.xlsx", content, "application/octet-stream")))
    visitor.read(visitor.client.post(PEOPLE, files=parts, follow_redirects=True))


def test_four_hundred_households_are_kept_sealed_and_read_by_the_circle(
    house: House, settings: Settings, visitor: Visitor, receipt: Receipt
) -> None:
    send(visitor, LIST)
    assert "465" in visitor.text
    (message,) = [row for row in records(house, Message) if row.about == "people"]
    assert b"Household" not in message.payload
    reference = receipt.reference
    assert case_of(house, reference).facts["people"] == 465
    officer = open_browser(house, settings, "caseworker.39")
    officer.get(f"/desk/cases/{reference}")
    assert f"/desk/cases/{reference}/people" in officer.page.text
    officer.get(f"/desk/cases/{reference}/people")
    assert all(name in officer.page.text for name in (NAMES[0], NAMES[-1]))
    assert {"read": "people"} in [read_body(row) for row in records(house, Reading)]
    assert damages(house) == []


def test_a_list_with_mistakes_keeps_nothing_and_says_where(house: House, visitor: Visitor) -> None:
    send(visitor, workbook([["Full name", "IIN"], ["Aigul", "1234567890123"], ["", "1"]]))
    assert visitor.page.status_code == 422
    rows = [" ".join("".join(cell.itertext()) for cell in row) for row in visitor.tree.iter("tr")]
    assert any("2" in row and "IIN" in row for row in rows)
    assert any("3" in row and "Full name" in row for row in rows)
    assert [row for row in records(house, Message) if row.about == "people"] == []
    send(visitor, b"\x89PNG\x00")
    assert visitor.page.status_code == 422
    assert 'href="#file"' in visitor.page.text


def test_one_press_twice_is_one_list_and_a_new_list_takes_its_place(house: House, visitor: Visitor) -> None:
    key = "0" * 32
    send(visitor, LIST, key=key)
    visitor.get("/mailbox/people")
    send(visitor, LIST, key=key)
    assert len([row for row in records(house, Message) if row.about == "people"]) == 1
    visitor.get("/mailbox/people")
    send(visitor, workbook([["Full name"], ["Aigul"]]))
    visitor.get("/mailbox/people")
    assert "1 person" in visitor.text
    assert "465" not in visitor.text


def test_the_empty_table_names_every_column(house: House, visitor: Visitor) -> None:
    line = visitor.client.get(f"{PEOPLE}/example").content.decode("utf-8-sig")
    assert line.strip().split(";") == [field.label["en"] for field in columns_of(house.pack)]
