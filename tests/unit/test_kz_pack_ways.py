"""Each side procedure and each case without a complaint, walked by the engine alone from its start to every end."""

from typing import Any

import pytest

from tests.builders import kazakhstan
from tests.harness.pure_walks import Walk, walk_through

Facts = dict[str, Any]

DANGER: Facts = {"measure_kind": "guard", "measure_danger": True}
TO_PROSECUTOR = {
    "referral_kind": "prosecutor", "referral_conflict": False, "referral_consent": "without_name", "referral_reason": "crime",
}  # fmt: skip
QUIET: Facts = {"urgency": 3}
SPOKEN, WRITTEN = {"rec_form": "oral"}, {"rec_form": "written"}

APPROVED = ["approve", "serve"]
LADDER = ["take_to_superior", "take_to_minister", "take_to_parliament"]
CLAIMED = ["record_implementation", "record_partly"]
TALKING = ["agree", "begin"]
EXAMINED = ["record_consent", "order", "record_examination"]
AT_THE_PLACE = ["name_team", "carry_out"]
SENT = ["take_up", "conclude", "submit_draft", "approve", "send"]
PLANNED: Facts = {"facility": "F-3901", "npm_visit_kind": "periodic"}
APPROVED_REPORT = ["write_report", "approve", "record_check"]
REPORTED = ["name_team", "carry_out", "write_report"]

WAYS: list[tuple[str, Facts, list[str], str]] = [
    ("protective_measure", DANGER, ["send", "record_taken", "check", "lift"], "lifted"),
    ("protective_measure", DANGER, ["send", "record_taken", "complete"], "completed"),
    ("protective_measure", DANGER, ["send", "record_refusal", "take_higher", "record_partly", "lift"], "lifted"),
    ("protective_measure", DANGER, ["send", "record_taken", "say_unsafe", "give_up"], "not_taken"),
    ("protective_measure", DANGER, ["send", "record_taken", "record_breach", "record_taken", "complete"], "completed"),
    ("protective_measure", DANGER, ["drop"], "dropped"),
    ("visit", {"visit_kind": "special"}, [*AT_THE_PLACE, "recommend", "write_findings", "approve"], "done"),
    ("visit", {}, [*AT_THE_PLACE, "write_findings", "send_back", "write_findings", "approve"], "done"),
    ("visit", {}, ["name_team", "record_denial", "go_again", "record_denial", "give_up"], "not_made"),
    ("visit", {}, ["drop"], "dropped"),
    ("mediation", QUIET, [*TALKING, "record_meeting", "draft_agreement", "accept_agreement"], "agreed"),
    ("mediation", QUIET, ["record_agreement", "begin", "draft_agreement", "record_acceptance"], "agreed"),
    ("mediation", QUIET, [*TALKING, "draft_agreement", "reject_agreement", "no_agreement"], "not_agreed"),
    ("mediation", QUIET, ["decline"], "not_begun"),
    ("mediation", QUIET, ["record_refusal"], "not_begun"),
    ("mediation", QUIET, ["agree", "other_declines"], "not_begun"),
    ("mediation", QUIET, [*TALKING, "leave"], "stopped"),
    ("mediation", QUIET, [*TALKING, "draft_agreement", "talk_again", "stop"], "stopped"),
    ("forensic_examination", {}, [*EXAMINED, "record_report", "assess"], "assessed"),
    ("forensic_examination", {}, ["consent", "order", "record_obstruction", "change_doctor", "drop"], "dropped"),
    ("forensic_examination", {}, ["refuse_consent", "ask_again", "record_refusal"], "refused"),
    ("forensic_examination", {}, ["consent", "take_back_consent"], "refused"),
    ("forensic_examination", {}, [*EXAMINED, "record_report", "examine_again", "refuse_consent"], "refused"),
    ("referral", TO_PROSECUTOR, ["send", "acknowledge", "remind", "record_outcome", "tell"], "completed"),
    ("referral", TO_PROSECUTOR, ["send", "record_outcome", "ask_again", "record_outcome", "tell"], "completed"),
    ("referral", TO_PROSECUTOR, ["send", "record_return", "keep"], "kept"),
    ("referral", TO_PROSECUTOR, ["send", "record_return", "try_another", "drop"], "dropped"),
    ("recommendation", WRITTEN, ["revise", *APPROVED, "accept", "record_implementation", "verify"], "verified"),
    ("recommendation", SPOKEN, ["give_orally", "accept_partly", "record_check", "overtake"], "overtaken"),
    ("recommendation", WRITTEN, [*APPROVED, "reject", *LADDER, "publish", "close_unmet"], "closed"),
    ("recommendation", WRITTEN, [*APPROVED, "accept", "record_failure", *CLAIMED, "overtake"], "overtaken"),
    ("systemic_issue", {}, ["decline"], "declined"),
    ("systemic_issue", {}, ["take_up", "request_information", "not_systemic"], "declined"),
    ("systemic_issue", {}, [*SENT, "record_promise", "record_check", "record_adoption", "confirm_effect"], "adopted"),
    ("systemic_issue", {}, [*SENT, "no_answer", "take_to_government", "take_to_parliament", "publish", "give_up"], "not_adopted"),
    ("systemic_issue", {}, [*SENT, "record_adoption", "record_no_effect", "give_up"], "not_adopted"),
    ("planned_visit", PLANNED, ["revise_plan", *REPORTED, "recommend", "send_back", *APPROVED_REPORT, "close"], "done"),
    ("planned_visit", PLANNED, ["name_team", "record_denial", "go_again", "record_denial", "give_up"], "not_made"),
    ("planned_visit", {}, ["drop"], "dropped"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facts", "steps", "end"), WAYS)
def test_each_way_leads_to_its_end_and_no_second_person_is_the_first(
    name: str, facts: Facts, steps: list[str], end: str
) -> None:
    assert walk_through(Walk(name, dict(facts)), steps) == end


def test_these_ways_reach_every_end_of_every_procedure() -> None:
    procedures = {name: kazakhstan().procedures[name] for name in {way[0] for way in WAYS}}
    ends = {(name, stage.name) for name, one in procedures.items() for stage in one.stages.values() if stage.end}
    assert {(name, end) for name, _, _, end in WAYS} == ends


def test_whatever_ends_against_somebody_takes_two_people() -> None:
    ending = {
        (name, act.name)
        for name in {way[0] for way in WAYS}
        for at_stage in kazakhstan().procedures[name].acts.values()
        for act in at_stage.values()
        if act.ends_as in {"lifted", "not_taken", "not_made", "dropped", "overtaken", "closed", "not_adopted", "declined"}
        and act.confirmed_by is None
    }  # fmt: skip
    assert ending == set()
