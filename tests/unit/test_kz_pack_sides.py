"""What protection, visits, talks, examinations, referrals and recommendations allow, and what they refuse."""

from typing import Any

import pytest

from tests.builders import kazakhstan
from tests.harness.pure_walks import COMPLAINANT, FIRST, SECOND, Walk, walk_through
from workflows import engine
from workflows.procedure import ProcedureKind

Facts = dict[str, Any]

SPOKEN, WRITTEN = {"rec_form": "oral"}, {"rec_form": "written"}
QUIET: Facts = {"track": "business", "urgency": 3}
PLANNED: Facts = {"facility": "F-3901", "npm_visit_kind": "periodic"}
AT_THE_PLACE = ["name_team", "carry_out"]


def opened_by(act: str, facts: Facts, *, stage: str = "inquiry", **raw: str) -> engine.Decision:
    """What the complaint's *act* decides at *stage*."""
    walk = Walk("complaint", dict(facts))
    walk.state = engine.State(stage, walk.state.clocks)
    return walk.do(act, FIRST, **raw)


@pytest.mark.parametrize(
    ("act", "procedure", "raw"),
    [
        ("ask_protection", "protective_measure", {"measure_kind": "preserve_video", "measure_body": "B-PENAL"}),
        ("arrange_visit", "visit", {"visit_kind": "special", "visit_facility": "F-3902"}),
        ("refer", "referral", {"referral_body": "B-GP", "referral_reason": "torture"}),
        ("recommend_change", "recommendation", {"rec_kind": "conditions", "rec_body": "B-MIA"}),
        ("offer_mediation", "mediation", {"mediation_body": "B-COMPANY"}),
    ],
)
def test_a_complaint_opens_them_with_what_the_officer_answered(act: str, procedure: str, raw: dict[str, str]) -> None:
    opened = opened_by(act, QUIET, **raw).opens
    assert [one.procedure for one in opened] == [procedure]
    assert raw.items() <= dict(opened[0].facts).items()


@pytest.mark.parametrize("stage", ["received", "registered", "admissibility", "inquiry", "decided", "follow_up"])
def test_protection_a_visit_and_a_prosecutor_can_be_asked_for_from_the_first_minute(stage: str) -> None:
    for act in ("ask_protection", "arrange_visit", "refer"):
        assert opened_by(act, {"urgency": 1, "issues": ["torture"]}, stage=stage).opens, act


VIOLENT: list[Facts] = [
    {"issues": ["violence"]}, {"issues": ["torture"]}, {"issues": ["force"]}, {"urgency": 1},
]  # fmt: skip


@pytest.mark.parametrize("facts", VIOLENT)
def test_mediation_is_refused_where_there_was_violence_torture_or_danger(facts: Facts) -> None:
    case = Walk("complaint", {"urgency": 3, **facts})
    case.state = engine.State("inquiry", case.state.clocks)
    assert case.refusal("offer_mediation") == "guard"
    talks = Walk("mediation", dict(QUIET))
    talks.do("agree")
    talks.facts |= facts
    assert talks.refusal("begin") == "guard"
    offered = Walk("mediation", {"urgency": 3, **facts})
    assert offered.refusal("agree", COMPLAINANT) == "guard"
    assert offered.do("decline").ended_as == "not_begun"


def test_talks_need_both_consents_and_silence_is_none() -> None:
    talks = Walk("mediation", dict(QUIET))
    talks.let_pass(days=9)
    assert talks.stage == "offered"
    talks.let_pass(days=2)
    assert (talks.stage, talks.facts.get("mediation_ours")) == ("not_begun", None)


def test_the_seventy_two_hours_end_when_the_team_was_there_not_when_it_has_written_its_findings() -> None:
    case = Walk("complaint", {"track": "detention", "urgency": 2, "issues": ["torture"]})
    assert case.due("special_visit") is not None
    assert case.refusal("record_team_there") == "guard"
    case.open_counts = {"visit": 1}
    assert "special_visit" in case.do("record_team_there").stopped
    assert case.refusal("record_team_there") == "guard"


@pytest.mark.parametrize("beside", ["mediation", "visit", "forensic_examination", "information_request"])
def test_findings_wait_for_talks_visits_and_examinations(beside: str) -> None:
    case = Walk("complaint", dict(QUIET), {beside: 1})
    case.state = engine.State("inquiry", case.state.clocks)
    assert case.refusal("record_findings") == "guard"
    case.open_counts = {}
    assert case.do("record_findings").to_stage == "findings"


@pytest.mark.parametrize(
    ("beside", "closes"),
    [
        ("protective_measure", False),
        ("visit", False),
        ("forensic_examination", False),
        ("referral", True),
        ("recommendation", True),
    ],
)
def test_a_case_closes_over_what_others_owe_but_not_over_our_own_unfinished_work(beside: str, *, closes: bool) -> None:
    case = Walk("complaint", QUIET | {"told": True}, {beside: 1})
    case.state = engine.State("follow_up", case.state.clocks)
    assert closes is isinstance(case.ask("close"), engine.Decision)


def test_the_inquiry_waits_while_the_sides_talk_and_the_statutory_review_does_not() -> None:
    case = Walk("complaint", {"track": "business", "urgency": 3, "danger": "no"})
    walk_through(case, ["register", "triage", "check_admissibility", "admit"])
    review = case.due("review")
    case.do("offer_mediation")
    case.open_counts = {"mediation": 1}
    case.let_pass(days=3)
    assert (case.due("inquiry"), case.due("review")) == (None, review)
    case.open_counts = {}
    case.state = engine.reconsider(
        case.procedure, case.state, facts=case.facts, open_counts={}, calendar=case.pack.calendar, at=case.at
    )
    due = case.due("inquiry")
    assert due is not None
    assert due.date().isoformat() == "2026-04-07"  # ten working days from 16 March, and the three of the talks


@pytest.mark.parametrize(
    ("facts", "allowed"),
    [
        ({"issues": ["torture"], "referral_kind": "prosecutor", "referral_conflict": False}, True),
        ({"issues": ["torture"], "referral_kind": "police", "referral_conflict": False}, False),
        ({"issues": ["torture"], "referral_kind": "other", "referral_conflict": False}, False),
        ({"issues": ["wages"], "referral_kind": "other", "referral_conflict": False}, True),
        ({"issues": ["wages"], "referral_kind": "other", "referral_conflict": True}, False),
        ({"issues": ["wages"], "referral_kind": "other"}, False),
        ({"track": "harassment", "referral_kind": "police", "referral_conflict": False}, False),
        ({"track": "harassment", "referral_kind": "police", "referral_conflict": False, "consents": ["police"]}, True),
        ({"track": "harassment", "referral_kind": "other", "referral_conflict": False}, True),
        (
            {"issues": ["wages"], "referral_kind": "other", "referral_conflict": False, "referral_consent": "refused"},
            False,
        ),
        (
            {"issues": ["wages"], "referral_kind": "other", "referral_conflict": False, "referral_consent": "unknown"},
            False,
        ),
    ],
)
def test_torture_goes_to_prosecutors_harassment_with_consent_and_nothing_to_the_body_complained_of(
    facts: Facts, *, allowed: bool
) -> None:
    answer = Walk("referral", {"urgency": 2, "referral_consent": "without_name", **facts}).ask("send")
    assert allowed is isinstance(answer, engine.Decision)


def test_torture_reaches_a_prosecutor_without_a_second_person() -> None:
    torture = Walk("referral", {"issues": ["torture"], "urgency": 2, "referral_kind": "prosecutor"})
    assert torture.do("send_at_once").pending is None
    wages = Walk("referral", {"issues": ["wages"], "urgency": 2, "referral_kind": "prosecutor"})
    assert wages.refusal("send_at_once") == "guard"


def test_only_a_supervisor_and_only_to_save_a_life_refers_without_consent() -> None:
    caseworker = engine.Person("officer:9", frozenset({"caseworker", "representative"}))
    urgent = Walk("referral", {"track": "harassment", "urgency": 1, "referral_kind": "police"})
    assert urgent.refusal("send_to_save_life", caseworker) == "not_your_role"
    assert urgent.do("send_to_save_life", FIRST).to_stage == "sent"
    calm = Walk("referral", {"track": "harassment", "urgency": 2, "referral_kind": "police"})
    assert calm.refusal("send_to_save_life") == "guard"


def test_nobody_is_examined_after_taking_consent_back() -> None:
    examination = Walk("forensic_examination")
    examination.do("consent")
    examination.do("take_back_consent")
    assert examination.refusal("order") == "ended"
    examination.do("ask_again")
    assert examination.refusal("order") == "not_at_this_stage"


def test_an_oral_recommendation_runs_without_approval_a_written_one_does_not() -> None:
    assert "reply" in Walk("recommendation", dict(SPOKEN)).do("give_orally").started
    assert Walk("recommendation", dict(WRITTEN)).refusal("give_orally") == "guard"


def test_a_recommendation_of_a_visit_says_where_it_comes_from() -> None:
    for name, steps in (("visit", AT_THE_PLACE), ("planned_visit", AT_THE_PLACE)):
        walk = Walk(name, dict(PLANNED))
        walk_through(walk, steps)
        opened = walk.do("recommend", rec_form="oral", rec_kind="health", rec_body="B-MOH").opens
        assert dict(opened[0].facts) == {
            "rec_kind": "health", "rec_body": "B-MOH", "rec_form": "oral", "rec_source": name,
        }  # fmt: skip


def test_head_office_alone_takes_a_systemic_issue_up() -> None:
    regional = engine.Person("officer:7", frozenset({"supervisor"}), frozenset({"KZ-39"}))
    assert Walk("systemic_issue").refusal("take_up", regional) == "not_your_unit"


def test_a_systemic_issue_is_linked_to_the_complaints_behind_it() -> None:
    link = Walk("systemic_issue").do("link_case", other="2026-481516-3").links
    assert link is not None
    assert (link.to, str(link.as_)) == ("2026-481516-3", "systemic")


def test_an_analysis_and_an_npm_visit_end_only_with_nothing_open() -> None:
    issue = Walk("systemic_issue", open_counts={"information_request": 1})
    issue.do("take_up")
    assert issue.refusal("conclude") == "guard"
    visit = Walk("planned_visit", dict(PLANNED), {"recommendation": 1})
    walk_through(visit, [*AT_THE_PLACE, "write_report", "approve"])
    assert visit.refusal("close", SECOND) == "guard"


def test_a_visit_of_the_mechanism_is_manned_once_place_and_kind_are_known() -> None:
    visit = Walk("planned_visit")
    assert visit.refusal("name_team") == "guard"
    assert "special" in visit.do("revise_plan", facility="F-3901", npm_visit_kind="special").started
    assert visit.do("name_team").to_stage == "ready"


def test_no_complaint_is_routed_to_a_kind_that_has_none() -> None:
    pack = kazakhstan()
    without = {"systemic_issue", "planned_visit"}
    assert {name for name in without if pack.procedures[name].kind is ProcedureKind.MAIN} == without
    assert {row.then["procedure"] for row in pack.tables["procedure"].rows}.isdisjoint(without)


AWAY_FROM_THE_ACCUSED = [
    ("complaint", "admissibility", "redirect", "to_body"),
    ("complaint", "inquiry", "refer", "referral_body"),
    ("complaint", "inquiry", "notify_prosecutor", "to_body"),
    ("referral", "prepared", "check_body", "referral_body"),
    ("signal", "assessed", "refer", "to_body"),
]


@pytest.mark.parametrize(("procedure", "stage", "act", "answer"), AWAY_FROM_THE_ACCUSED)
def test_nothing_is_handed_to_the_body_complained_of(procedure: str, stage: str, act: str, answer: str) -> None:
    case = Walk(procedure, {"issues": ["force"], "urgency": 2, "accused_body": "B-PROSECUTOR"})
    case.state = engine.State(stage, case.state.clocks)
    refused = case.ask(act, FIRST, confirm=False, **{answer: "B-PROSECUTOR"})
    assert isinstance(refused, engine.Refusal)
    assert set(refused.facts["problems"]) == {answer}
    assert isinstance(case.ask(act, FIRST, confirm=False, **{answer: "B-GP"}), engine.Decision)
    if act == "notify_prosecutor":
        return  # every prosecutor's office is in the list
    case.facts["accused_body"] = "B-OTHER"
    assert isinstance(case.ask(act, FIRST, confirm=False, **{answer: "B-OTHER"}), engine.Decision), (
        "two bodies that no list names"
    )


def test_a_notice_to_the_prosecutor_goes_to_prosecutors_alone() -> None:
    register = kazakhstan().registers["bodies"]
    taken = set()
    for code in register:
        case = Walk("complaint", {"issues": ["torture"], "urgency": 2})
        case.state = engine.State("inquiry", case.state.clocks)
        if isinstance(case.ask("notify_prosecutor", to_body=code), engine.Decision):
            taken.add(code)
    assert taken == {code for code, body in register.items() if body.kind == "prosecutor"} != set()


def test_who_confirms_a_referral_learns_that_the_complaint_has_turned_against_its_receiver() -> None:
    case = Walk("complaint", {"urgency": 3})
    case.state = engine.State("admissibility", case.state.clocks)
    waiting = case.ask("redirect", to_body="B-POLICE")
    assert isinstance(waiting, engine.Decision)
    case.state, case.facts = waiting.state, case.facts | {"accused_body": "B-POLICE"}
    assert case.refusal("redirect", SECOND, confirm=True) == "must_differ"


def test_the_body_complained_of_is_heard_all_the_same() -> None:
    case = Walk("complaint", {"urgency": 3, "accused_body": "B-POLICE", "respondent_may_know": "yes"})
    case.state = engine.State("inquiry", case.state.clocks)
    for act in ("request_information", "request_masked"):
        assert isinstance(case.ask(act, asked_body="B-POLICE"), engine.Decision)


@pytest.mark.parametrize("facts", [{"issues": ["torture", "food"]}, {"urgent_signs": ["torture"]}])
def test_a_case_of_torture_is_not_sent_away_but_told_to_a_prosecutor(facts: Facts) -> None:
    case = Walk("complaint", {"urgency": 2, **facts})
    case.state = engine.State("admissibility", case.state.clocks)
    assert case.refusal("redirect", to_body="B-MOH") == "guard"
    assert isinstance(case.ask("notify_prosecutor", to_body="B-GP"), engine.Decision)
    assert isinstance(case.ask("refer", referral_body="B-GP", referral_reason="torture"), engine.Decision)
