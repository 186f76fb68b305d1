"""Protection, talks and visits beside a real case: told to the complainant, answered from the mailbox, counted by guards."""

from typing import Any

import pytest

from cases.errors import ActRefused
from cases.records import Proceeding
from cases.viewer import Complainant
from tests.builders import House
from tests.harness.handling import CHIEF, OFFICER, TO_INQUIRY, damages, enter, open_box, records, walk

MEASURE: dict[str, Any] = {
    "measure_kind": "stop_contact",
    "measure_body": "B-EMPLOYER",
    "measure_danger": "false",
    "what": "No shifts.",
}
TALKS: dict[str, Any] = {"mediation_body": "B-EMPLOYER", "words": "Would you like to talk?"}


def beside(house: House, procedure: str) -> Proceeding:
    """The one proceeding of *procedure*."""
    (found,) = records(house, Proceeding, procedure=procedure)
    return found


def letters_in(house: House, me: Complainant) -> set[str]:
    """Names of the pack's letters that lie in the mailbox."""
    titles = {letter.title["ru"]: name for name, letter in house.pack.letters.items()}
    return {titles[one.title] for one in open_box(house, me).letters}


def test_a_measure_is_told_to_the_complainant_who_can_say_that_it_does_not_hold(house: House) -> None:
    filed = house.file()
    me, reference = enter(house, filed), filed.reference
    walk(house, reference, TO_INQUIRY)
    house.act(reference, "ask_protection", by=OFFICER, **MEASURE)
    number = beside(house, "protective_measure").number
    house.act(reference, "send", by=OFFICER, number=number, sent_how="By phone, 14:05.")
    assert "protection_notice" in letters_in(house, me)
    house.act(reference, "record_taken", by=OFFICER, number=number, words="Other shifts.")
    offered = {one.offer.act for one in open_box(house, me).acts if one.number == number}
    assert offered == {"say_unsafe"}
    house.act(reference, "say_unsafe", by=me, number=number, words="He is on my shift again.")
    found = beside(house, "protective_measure")
    assert (found.stage, found.facts["measure_reply"], found.ended_at) == ("unmet", "breached", None)
    assert open_box(house, me).messages[-1].text == "He is on my shift again."
    house.act(reference, "give_up", by=CHIEF, number=number, reason="Dismissed.")
    with pytest.raises(ActRefused):
        house.act(reference, "confirm:give_up", by=CHIEF, number=number)
    house.act(reference, "confirm:give_up", by="supervisor.ho", number=number)
    assert beside(house, "protective_measure").ended_at is not None
    assert damages(house) == []


def test_talks_are_agreed_to_in_the_mailbox_and_findings_wait_for_them(house: House) -> None:
    filed = house.file(track="business")
    me, reference = enter(house, filed), filed.reference
    walk(house, reference, TO_INQUIRY)
    house.act(reference, "offer_mediation", by=OFFICER, **TALKS)
    box = open_box(house, me)
    number = beside(house, "mediation").number
    assert box.messages[-1].text == TALKS["words"]
    assert "mediation_offer" in letters_in(house, me)
    assert {one.offer.act for one in box.acts if one.number == number} == {"agree", "decline"}
    house.act(reference, "agree", by=me, number=number, words="If I am paid.")
    with pytest.raises(ActRefused):
        house.act(reference, "record_findings", by=OFFICER, findings="It happened.")
    house.act(reference, "begin", by=OFFICER, number=number)
    house.act(reference, "leave", by=me, number=number)
    assert beside(house, "mediation").stage == "stopped"
    house.act(reference, "record_findings", by=OFFICER, findings="It happened.")
    assert damages(house) == []


def test_a_recommendation_of_a_visit_lives_on_when_the_case_has_closed(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    house.act(reference, "arrange_visit", by=OFFICER, visit_kind="inspection", purpose="See the shop floor.")
    visit = beside(house, "visit").number
    house.act(reference, "name_team", by=CHIEF, number=visit, leader="A. B.", visit_with_npm="false")
    seen: dict[str, Any] = {"visited_on": "2026-11-20", "visit_access": "full", "seen": "No exits."}
    house.act(reference, "carry_out", by=OFFICER, number=visit, **seen)
    said: dict[str, Any] = {
        "rec_kind": "conditions",
        "rec_body": "B-EMPLOYER",
        "rec_form": "oral",
        "what": "Open the exits.",
    }
    house.act(reference, "recommend", by=OFFICER, number=visit, **said)
    found = beside(house, "recommendation")
    assert (found.facts["rec_form"], found.facts["rec_source"]) == ("oral", "visit")
    house.act(reference, "write_findings", by=OFFICER, number=visit, visit_found="confirmed", findings="No exits.")
    house.act(reference, "approve", by=OFFICER, number=visit, visit_recommendations="1")
    house.act(reference, "confirm:approve", by=CHIEF, number=visit)
    assert beside(house, "visit").facts["visit_recommendations"] == 1
    house.act(reference, "settle", by=OFFICER, solution="They opened them.")
    house.act(reference, "tell", by=OFFICER, words="They opened the exits.")
    house.act(reference, "close", by=OFFICER)
    house.act(reference, "give_orally", by=OFFICER, number=found.number, to_whom="The director", words="Open them.")
    assert (beside(house, "recommendation").stage, beside(house, "recommendation").ended_at) == ("served", None)
    assert damages(house) == []
