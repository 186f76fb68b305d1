"""Call me: one short page, one complaint, one code; whoever answers the telephone is thought of."""

import re
from datetime import datetime

import pytest

from cases.database import Database
from cases.records import Case, Complaint
from cases.settings import Settings
from tests.builders import House, found_house
from tests.harness.handling import case_of, damages, open_file, records
from tests.web.public_visitor import Visitor, arrive

SAID = {
    "danger_24h": ["unsure"],
    "contact": ["+7 701 555 00 11"],
    "somebody_else": ["Дәріханадан"],
    "region": ["KZ-39"],
}


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now)


@pytest.fixture
def visitor(house: House, settings: Settings) -> Visitor:
    visitor = arrive(house, settings, language="kk")
    visitor.get("/")
    assert "/kk/call-me" in visitor.page.text
    visitor.get("/call-me")
    return visitor


def test_who_asks_for_a_call_is_a_case_of_the_second_urgency_at_their_region(house: House, visitor: Visitor) -> None:
    visitor.submit(SAID, action="")
    (code,) = re.findall(r"[0-9]{4}(?: [0-9]{4}){4}", visitor.text)
    (complaint,) = records(house, Complaint)
    assert b"701" not in complaint.filing
    reference = reference_of(house)
    case = case_of(house, reference)
    assert (case.unit, case.urgency) == ("KZ-39", 2)
    (filed,) = open_file(house, reference).filed
    assert filed.answers["contact"] == "+7 701 555 00 11"
    visitor.get("/mailbox")
    visitor.enter(code)
    assert damages(house) == []


def reference_of(house: House) -> str:
    (case,) = records(house, Case)
    return case.reference


def test_a_second_press_is_one_complaint_and_the_same_code(house: House, visitor: Visitor) -> None:
    address, fields = visitor.filled(SAID)
    codes = set()
    for _ in range(2):
        visitor.post(address, fields)
        codes.update(re.findall(r"[0-9]{4}(?: [0-9]{4}){4}", visitor.text))
    assert len(codes) == 1
    assert len(records(house, Complaint)) == 1


def test_a_call_without_a_number_is_asked_for_beside_its_field(house: House, visitor: Visitor) -> None:
    visitor.submit({**SAID, "contact": [""]})
    assert visitor.page.status_code == 422
    assert 'href="#contact"' in visitor.page.text
    assert "Дәріханадан" in visitor.page.text
    assert records(house, Complaint) == []


def test_danger_to_life_rings_at_once(house: House, visitor: Visitor) -> None:
    visitor.submit({**SAID, "danger_24h": ["yes"]})
    (row,) = records(house, Complaint)
    assert case_of(house, reference_of(house)).urgency == 1
    assert row.channel == "web"
