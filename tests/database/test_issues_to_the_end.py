"""A systemic issue carried to a changed practice and a visit of the mechanism to its last recommendation, on both databases."""

from typing import Any

import pytest

from cases.errors import ActRefused
from cases.records import CaseLink, Proceeding
from cases.related import opening_issue
from tests.builders import House, as_raw
from tests.harness.handling import case_of, damages, records

BOSS, CLERK, NPM, NPM2 = "supervisor.ho", "caseworker.ho", "npm.np", "npm2.np"


def begin(house: House, name: str, *, by: str, **facts: Any) -> str:
    return opening_issue.open_issue(
        house.database, name, as_raw(facts), "Told by nobody", linked=None, key="k" * 32, pack=house.pack,
        secrets=house.secrets, viewer=house.officer(by), at=house.clock(),
    )  # fmt: skip


def test_a_systemic_issue_ends_only_when_practice_has_changed(house: House) -> None:
    house.employ("supervisor2.ho", "KZ-HO", "supervisor")
    complaint = house.file(body_kind="central").reference
    reference = begin(house, "systemic_issue", by=CLERK, track="other")
    house.act(reference, "take_up", by=CLERK, issue_origin="grave", question="Wages stop in summer.")
    with pytest.raises(ActRefused):
        house.act(reference, "confirm:take_up", by=CLERK)
    house.act(reference, "confirm:take_up", by=BOSS)
    house.act(reference, "link_case", by=CLERK, other=complaint)
    (link,) = records(house, CaseLink)
    assert str(link.kind) == "systemic"
    causes: dict[str, Any] = {
        "amendment_kind": "order",
        "issue_body": "B-MOE",
        "commitment": "C-PLAN-2023",
        "causes": "…",
    }
    house.act(reference, "conclude", by=CLERK, **causes)
    house.act(reference, "submit_draft", by=CLERK, draft="Wages are paid in July.")
    house.act(reference, "approve", by=BOSS)
    house.act(reference, "confirm:approve", by="supervisor2.ho")
    house.act(reference, "send", by=CLERK, sent_how="No. 12")
    house.act(reference, "record_promise", by=CLERK, issue_answer="adopt", words="In May.")
    house.act(reference, "record_adoption", by=CLERK, act_number="Order 7")
    assert case_of(house, reference).open
    house.act(reference, "confirm_effect", by=CLERK, words="No complaint since.")
    house.act(reference, "confirm:confirm_effect", by=BOSS)
    case = case_of(house, reference)
    assert (case.stage, case.open, case.facts["commitment"]) == ("adopted", False, "C-PLAN-2023")
    assert damages(house) == []


def test_a_visit_of_the_mechanism_ends_with_its_last_recommendation(house: House) -> None:
    for name in (NPM, NPM2):
        house.employ(name, "KZ-NP", "npm")
    reference = begin(house, "planned_visit", by=NPM, facility="F-3901", npm_visit_kind="periodic")
    house.act(reference, "name_team", by=NPM, leader="A. B.", members="C. D.")
    been: dict[str, Any] = {"visited_on": "2026-11-20", "npm_access": "full", "npm_warned": "false"}
    house.act(reference, "carry_out", by=NPM, **been)
    said: dict[str, Any] = {
        "rec_kind": "conditions",
        "rec_body": "B-PENAL",
        "rec_form": "oral",
        "what": "Heat the cells.",
    }
    house.act(reference, "recommend", by=NPM, **said)
    (recommendation,) = records(house, Proceeding, procedure="recommendation")
    house.act(reference, "write_report", by=NPM, report="Cold.", npm_recommendations="1")
    house.act(reference, "approve", by=NPM)
    house.act(reference, "confirm:approve", by=NPM2)
    with pytest.raises(ActRefused):
        house.act(reference, "close", by=NPM)
    number = recommendation.number
    house.act(reference, "give_orally", by=NPM, number=number, to_whom="The governor", words="Heat them.")
    house.act(reference, "accept", by=NPM, number=number)
    house.act(reference, "record_implementation", by=NPM, number=number, words="Heated.")
    house.act(reference, "verify", by=NPM, number=number, rec_verified_by="visit", words="Warm.")
    house.act(reference, "confirm:verify", by=NPM2, number=number)
    house.act(reference, "close", by=NPM)
    assert (case_of(house, reference).stage, case_of(house, reference).open) == ("done", False)
    assert damages(house) == []
