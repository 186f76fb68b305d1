"""How the Kazakhstan pack handles a case and what runs beside it: every way to every end, every clock to its minute or day."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.builders import kazakhstan
from tests.harness.pure_walks import COMPLAINANT, FIRST, SECOND, Walk, walk_through
from workflows import engine
from workflows.procedure import FromFact, ProcedureKind

Facts = dict[str, Any]
Step = str

MINE = (
    "complaint", "signal", "information_request", "remedy", "withdrawal", "review", "reprisal_check", "transfer",
    "duty_alert", "urgent_review",
)  # fmt: skip
QUIET: Facts = {"urgency": 3, "track": "other"}
TO: Facts = {"to_unit": "KZ-NP"}
ADMISSIBLE = ["register", "triage", "check_admissibility"]
DECIDED = [*ADMISSIBLE, "admit", "record_findings", "decide"]
SERVED = ["approve", "serve"]
CHECKED = ["record_check"]
CLAIMED = ["record_implementation"]
HEARD = ["have_it", "log_call", "finish_calls"]

WAYS: list[tuple[str, Facts, list[Step], str]] = [
    ("complaint", QUIET, [*DECIDED, "tell", "close"], "closed"),
    ("complaint", QUIET, [*ADMISSIBLE, "ask_complainant", "answer", "redirect"], "redirected"),
    ("complaint", QUIET, [*ADMISSIBLE, "ask_complainant", "go_on", "reject"], "inadmissible"),
    ("complaint", QUIET, [*ADMISSIBLE, "admit", "settle", "tell", "close"], "closed"),
    ("complaint", QUIET, ["register", "join"], "joined"),
    ("complaint", QUIET, ["register", "request_withdrawal", "withdraw"], "withdrawn"),
    ("signal", QUIET, ["assess", "open_own_initiative"], "own_initiative"),
    ("signal", QUIET, ["assess", "link"], "linked"),
    ("signal", QUIET, ["assess", "refer"], "referred"),
    ("signal", QUIET, ["assess", "take_no_action"], "no_action"),
    ("information_request", {}, ["deliver", "record_answer", "show_complainant", "contradict", "assess"], "assessed"),
    ("information_request", {}, ["deliver", "remind", "record_answer", "skip_showing", "assess"], "assessed"),
    ("information_request", {}, ["deliver", "drop"], "dropped"),
    ("remedy", {}, [*SERVED, "accept", "start_work", "record_implementation", "confirm"], "verified"),
    ("remedy", {}, [*SERVED, "accept_partly", *CLAIMED, "record_partly", *CLAIMED, "verify"], "verified"),
    ("remedy", {}, ["revise", *SERVED, "reject", "overtake"], "overtaken"),
    ("remedy", {}, [*SERVED, "accept", "record_failure", "close_unverified"], "closed"),
    ("withdrawal", QUIET, ["keep_complaint"], "kept"),
    ("withdrawal", QUIET, ["change_mind"], "kept"),
    ("withdrawal", QUIET, [*CHECKED, "check_again", "go_on_without_name"], "own_initiative"),
    ("review", {}, ["change_decision"], "changed"),
    ("review", {}, ["keep_decision"], "upheld"),
    ("review", {"uninvolved_left": 0}, ["take_to_commissioner", "decide_otherwise"], "changed"),
    ("review", {"uninvolved_left": 0}, ["take_to_commissioner", "decide_the_same"], "upheld"),
    ("review", {"asked_after": 93}, ["refuse_late"], "too_late"),
    ("review", {}, ["drop_review"], "dropped"),
    ("reprisal_check", {"month_came": True, "third_came": True}, ["record_quiet"] * 3, "quiet"),
    ("reprisal_check", {}, ["record_quiet", "tell_reprisal", "record_protection", "watch_on", "end_unreached"], "unreachable"),
    ("reprisal_check", {}, ["record_reprisal", "record_protection", "watch_on", "end_unreached"], "unreachable"),
    ("transfer", TO, ["accept"], "accepted"),
    ("transfer", TO, ["refuse", "offer_again", "accept"], "accepted"),
    ("transfer", TO, ["refuse", "offer_again", "refuse_again", "move_case"], "moved"),
    ("transfer", TO, ["refuse", "silence", "leave_case"], "left"),
    ("transfer", TO, ["refuse", "keep_case"], "kept"),
    ("transfer", TO, ["take_back_offer"], "kept"),
    ("duty_alert", {}, [*HEARD, "log_call", "confirm_safe"], "safe"),
    ("duty_alert", {}, ["have_it", "resume_ladder", *HEARD, "record_harm"], "harmed"),
    ("duty_alert", {}, ["have_it", "stand_down"], "stood_down"),
    ("urgent_review", {}, ["explain"], "reviewed"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facts", "steps", "end"), WAYS)
def test_each_way_leads_to_its_end_and_no_second_person_is_the_first(
    name: str, facts: Facts, steps: list[Step], end: str
) -> None:
    walk = Walk(name, dict(facts))
    ended = None
    for step in steps:
        by = engine.SYSTEM if walk.act(step).by == {"system"} else None
        ended = walk.do(step, by).ended_as
    assert ended == end


def test_these_ways_and_the_confirmed_withdrawal_reach_every_end() -> None:
    ends = {(name, stage.name) for name in MINE for stage in kazakhstan().procedures[name].stages.values() if stage.end}
    assert {(name, end) for name, _, _, end in WAYS} | {("withdrawal", "confirmed")} == ends


def test_each_side_procedure_is_of_the_unit_that_must_act_in_it() -> None:
    units = {name: kazakhstan().procedures[name].unit for name in MINE if kind(name) is ProcedureKind.SIDE}
    assert units == {
        "information_request": "lead", "remedy": "lead", "withdrawal": "lead", "review": "lead", "reprisal_check": "lead",
        "transfer": FromFact("to_unit"), "duty_alert": "duty", "urgent_review": "head_office",
    }  # fmt: skip


def kind(name: str) -> ProcedureKind:
    return kazakhstan().procedures[name].kind


FIRST_RUNG, SECOND_RUNG = ("duty_first", "representative"), ("duty_second",)
THIRD_RUNG, LAST_RUNG = ("duty_supervisor",), ("duty_deputy", "head_of_office")
SATURDAY = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)
"""Saturday, 28 November 2026, 23:00 in Kazakhstan."""


def test_the_ladder_rings_at_its_minutes_and_every_five_minutes_again_until_it_is_missed() -> None:
    alert = Walk("duty_alert", at=SATURDAY)
    rang = [(minute, one) for minute in range(60) for one in alert.let_pass(minutes=min(minute, 1))]
    rungs = [(minute, one.do, one.whom) for minute, one in rang if one.whom != ("alerted",)]
    assert rungs == [
        (0, "alert", FIRST_RUNG), (10, "alert", SECOND_RUNG), (20, "alert", THIRD_RUNG), (30, "alert", LAST_RUNG),
    ]  # fmt: skip
    assert [minute for minute, one in rang if one.whom == ("alerted",)] == list(range(5, 60, 5))
    alert.let_pass(minutes=2)
    assert (alert.stage, alert.facts["missed"]) == ("missed", True)
    again = alert.let_pass(hours=1)
    assert {(one.do, one.whom) for one in again} == {("alert", ("alerted",))}
    assert len(again) == 12


def test_a_missed_alert_opens_a_review_of_why_and_can_still_be_taken() -> None:
    alert = Walk("duty_alert", at=SATURDAY)
    alert.let_pass(minutes=60)
    missed = alert.do("miss", engine.SYSTEM)
    assert [one.procedure for one in missed.opens] == ["urgent_review"]
    alert.do("have_it")
    assert alert.let_pass(minutes=5) == []


def test_no_logged_call_in_thirty_minutes_resumes_the_ladder_at_its_twentieth() -> None:
    alert = Walk("duty_alert", at=SATURDAY)
    alert.let_pass(minutes=4)
    alert.do("have_it")
    alert.let_pass(minutes=31)
    assert alert.stage == "resumed"
    alert.let_pass(minutes=40)
    assert [one.whom for one in alert.rang if one.whom in (THIRD_RUNG, LAST_RUNG)] == [THIRD_RUNG, LAST_RUNG]
    assert alert.stage == "missed"


def test_a_logged_call_stops_the_ringing_and_gives_two_hours_for_calls_and_a_day_for_the_proof() -> None:
    alert = Walk("duty_alert", at=SATURDAY)
    alert.do("have_it")
    alert.do("log_call", source="family", reached="true")
    assert alert.let_pass(minutes=80) == []
    assert [one.whom for one in alert.let_pass(minutes=12)] == [THIRD_RUNG]
    assert alert.due("calls") == SATURDAY + timedelta(hours=2)
    assert alert.due("confirmation") == SATURDAY + timedelta(hours=24)


def test_safety_is_never_confirmed_by_the_facility_nor_before_anybody_was_reached() -> None:
    alert = Walk("duty_alert", at=SATURDAY)
    alert.do("have_it")
    alert.do("log_call", source="facility", reached="false")
    assert alert.refusal("confirm_safe") == "guard"
    alert.do("log_call", source="lawyer", reached="true")
    assert alert.refusal("confirm_safe", from_whom="facility") == "missing_answers"
    assert alert.do("confirm_safe", from_whom="lawyer").ended_as == "safe"


def test_life_in_danger_opens_the_alert_at_once_when_raised_later_and_only_once() -> None:
    complaint = kazakhstan().procedures["complaint"]
    opened = [one.procedure for one in engine.openings(complaint, None, {"urgency": 1, "track": "detention"}, {})]
    assert opened == ["duty_alert", "reprisal_check"]
    raised = engine.openings(complaint, {"urgency": 3}, {"urgency": 1}, {})
    assert [one.procedure for one in raised] == ["duty_alert"]
    assert engine.openings(complaint, {"urgency": 3}, {"urgency": 1}, {"duty_alert": 1}) == ()
    signal = kazakhstan().procedures["signal"]
    assert [one.procedure for one in engine.openings(signal, None, {"urgency": 1}, {})] == ["duty_alert"]


CASE: Facts = {"danger": "no", "urgency": 3}
HOURS = [
    ("urgent_triage", {"track": "detention"}, 1),
    ("urgent_triage", {"urgency": 1}, 1),
    ("urgent_call", {"urgency": 1}, 2),
    ("medicine_confirmation", {"track": "detention", "issues": ["medicine"]}, 24),
    ("prosecutor", {"track": "detention", "issues": ["torture"]}, 24),
    ("preservation", {"track": "detention", "issues": ["force"]}, 24),
    ("special_visit", {"track": "detention", "issues": ["torture"]}, 72),
    ("hazard", {"track": "environment", "ongoing": True}, 24),
]


@pytest.mark.parametrize(("clock", "facts", "hours"), HOURS)
def test_what_cannot_wait_counts_hours_from_receipt_night_and_day(clock: str, facts: Facts, hours: int) -> None:
    case = Walk("complaint", CASE | facts, at=SATURDAY)
    assert case.due(clock) == SATURDAY + timedelta(hours=hours)
    other = Walk("complaint", CASE | {"track": "other"}, at=SATURDAY)
    assert other.due(clock) is None


DAYS = [
    ("risk_plan", {"track": "harassment"}, "2026-03-18"),
    ("first_contact", {"track": "harassment"}, "2026-03-17"),
    ("acknowledgement", {"track": "business"}, "2026-03-17"),
    ("hazard_check", {"track": "environment", "ongoing": False}, "2026-03-19"),
]


@pytest.mark.parametrize(("clock", "facts", "day"), DAYS)
def test_what_a_track_asks_of_us_is_due_on_its_working_day(clock: str, facts: Facts, day: str) -> None:
    case = Walk("complaint", CASE | facts)
    due = case.due(clock)
    assert due is not None
    assert due.date().isoformat() == day


def test_scope_of_a_business_case_has_ten_working_days_from_registration_and_waits_for_mediation() -> None:
    case = Walk("complaint", CASE | {"track": "business"})
    case.do("register")
    due = case.due("scope")
    assert due is not None
    assert due.date().isoformat() == "2026-04-02"  # 23 to 25 March are holidays
    case.state = engine.reconsider(
        case.procedure,
        case.state,
        facts=case.facts,
        open_counts={"mediation": 1},
        calendar=case.pack.calendar,
        at=case.at,
    )
    assert case.state.clocks["scope"].is_paused
    assert not case.state.clocks["review"].is_paused


def test_medicine_is_confirmed_by_somebody_besides_the_facility() -> None:
    case = Walk("complaint", CASE | {"track": "detention", "issues": ["medicine"]})
    assert case.refusal("confirm_medicine", source="facility") == "missing_answers"
    assert "medicine_confirmation" in case.do("confirm_medicine", source="doctor").stopped
    case.do("register")
    assert "medicine_confirmation" not in case.do("triage").started


def test_triage_asks_each_track_for_its_own_decision_points() -> None:
    act = kazakhstan().procedures["complaint"].stages["registered"].acts["triage"]

    def asked(track: str) -> set[str]:
        return {one.name for one in act.asks if one.when is not None and one.when.holds({"track": track}, {})}

    assert {track: asked(track) for track in kazakhstan().taxonomies["tracks"].terms} == {
        "harassment": {"still_in_post", "labour_deadline"},
        "detention": {"alive_and_safe", "marks", "may_name", "transfer_risk"},
        "business": {"ownership", "leverage", "ncp_suitable"},
        "environment": {"ongoing", "permit"},
        "other": set(),
    }


def test_an_officer_is_shown_only_the_questions_of_the_case_at_hand() -> None:
    case = Walk("complaint", CASE | {"track": "environment"})
    case.do("register")
    offers = engine.available(case.procedure, case.state, by=FIRST, facts=case.facts, open_counts={})
    (triage,) = (offer for offer in offers if offer.act == "triage")
    shown = {field.name for field in triage.fields}
    assert shown == {"issues", "people", "accused_body", "competence", "offence", "minor", "ongoing", "permit"}


def test_a_refusal_to_be_named_is_overridden_for_life_alone_and_by_a_supervisor_alone() -> None:
    facts = QUIET | {"respondent_may_know": "no"}
    case = Walk("complaint", dict(facts))
    for step in (*ADMISSIBLE, "admit"):
        case.do(step)
    assert case.refusal("request_information") == "guard"
    assert dict(case.do("request_masked").opens[0].facts)["masked"] is True
    assert case.refusal("override_consent") == "guard"
    case.do("raise_urgency")
    caseworker = engine.Person("officer:9", frozenset({"caseworker", "representative"}))
    assert case.refusal("override_consent", caseworker) == "not_your_role"
    assert case.refusal("override_consent", reason="") == "missing_answers"
    assert case.do("override_consent").messages == ("reason",)
    case.do("request_information")


def test_an_extension_is_told_within_three_working_days_and_a_letter_laid_is_not_yet_told() -> None:
    case = Walk("complaint", dict(QUIET))
    case.do("register")
    case.do("extend_review")
    due = case.due("extension_told")
    assert due is not None
    assert due.date().isoformat() == "2026-03-19"
    assert case.do("tell_extension").stopped == ("extension_told",)


def test_a_decision_is_told_within_ten_working_days() -> None:
    case = Walk("complaint", dict(QUIET))
    for step in DECIDED:
        case.do(step)
    due = case.due("telling")
    assert due is not None
    assert due.date().isoformat() == "2026-04-02"
    assert case.refusal("close") == "guard"


CALM: dict[str, str] = {"route": "phone", "pressed": "false"}


@pytest.mark.parametrize(
    ("facts", "check", "possible"),
    [
        ({}, CALM, True),
        ({}, CALM | {"pressed": "true"}, False),
        ({"urgency": 1}, CALM, False),
        ({"minor": True}, CALM, False),
        ({"issues": ["torture"]}, CALM, False),
        ({"pattern": True}, CALM, False),
        ({"track": "detention"}, CALM, False),
        ({"track": "detention"}, CALM | {"route": "in_person_alone"}, True),
    ],
    ids=["own wish", "pressure", "life", "child", "torture", "pattern", "by phone in custody", "alone in custody"],
)
def test_a_withdrawal_is_confirmed_only_as_somebodys_own_wish(
    facts: Facts, check: dict[str, str], *, possible: bool
) -> None:
    side = Walk("withdrawal", QUIET | facts)
    due = side.due("verification")
    assert due is not None
    assert due.date().isoformat() == "2026-03-26"  # five working days, Nauryz between
    side.do("record_check", None, **check)
    if possible:
        assert side.do("confirm_withdrawal").ended_as == "confirmed"
    else:
        assert side.refusal("confirm_withdrawal") == "guard"


@pytest.mark.parametrize(
    ("end", "act"), [("confirmed", "withdraw"), ("kept", "keep_on"), ("own_initiative", "go_on_own_initiative")]
)
def test_what_a_withdrawal_ends_as_the_case_takes_over(end: str, act: str) -> None:
    case = Walk("complaint", dict(QUIET))
    case.do("register")
    asked = case.do("request_withdrawal")
    assert (asked.to_stage, asked.tells, [one.procedure for one in asked.opens]) == (
        "registered", {"complainant": "withdrawal"}, ["withdrawal"],
    )  # fmt: skip
    assert engine.reaction(case.procedure, case.state, ended="withdrawal", as_=end) == act
    case.do(act, engine.SYSTEM)
    assert case.facts["withdrawal"] == end


def test_a_review_is_asked_when_decided_or_ended_and_is_decided_by_someone_who_took_no_part() -> None:
    complaint = kazakhstan().procedures["complaint"]
    open_at = {stage for stage, acts in complaint.acts.items() if "ask_review" in acts}
    assert open_at == {"decided", "follow_up", "closed", "inadmissible", "redirected"}
    review = Walk("review")
    due = review.due("decision")
    assert due is not None
    assert due.date().isoformat() == "2026-04-09"
    review.do("note")
    assert review.refusal("change_decision") == "involved"
    assert review.do("change_decision", SECOND).tells == {"complainant": "review_decision"}


def test_a_changed_decision_reopens_the_case_and_starts_its_time_anew() -> None:
    case = Walk("complaint", dict(QUIET))
    for step in (*DECIDED, "tell", "close"):
        case.do(step)
    case.do("ask_review")
    assert engine.reaction(case.procedure, case.state, ended="review", as_="changed") == "reopen_by_review"
    reopened = case.do("reopen_by_review", engine.SYSTEM)
    assert (reopened.to_stage, case.facts["told"]) == ("reopened", False)
    assert "review" in reopened.started


def test_a_transfer_that_nobody_answers_goes_to_head_office_after_a_working_day() -> None:
    transfer = Walk("transfer", dict(TO))
    transfer.let_pass(days=2)
    assert transfer.stage == "at_head_office"
    assert transfer.do("move_case").moves == "KZ-NP"


def test_only_the_receiver_accepts_or_refuses_and_only_head_office_settles_it() -> None:
    sender = engine.Person("officer:7", frozenset({"representative", "supervisor"}), frozenset({"KZ-39"}))
    receiver = engine.Person("officer:8", frozenset({"npm"}), frozenset({"KZ-NP"}))
    transfer = Walk("transfer", dict(TO))
    assert transfer.refusal("accept", sender) == "not_your_unit"
    transfer.do("refuse", receiver)
    transfer.do("offer_again", sender)
    transfer.do("refuse_again", receiver)
    assert transfer.refusal("leave_case", sender) == "not_your_unit"


def test_the_offer_lets_the_receiver_read_and_the_case_keeps_its_time() -> None:
    case = Walk("complaint", dict(QUIET))
    case.do("register")
    offer = case.do("offer_transfer", to_unit="KZ-NP")
    assert (offer.widens, offer.moves, offer.paused, offer.stopped) == ("KZ-NP", None, (), ())
    assert [(one.procedure, dict(one.facts)) for one in offer.opens] == [("transfer", {"to_unit": "KZ-NP"})]
    accepted = Walk("transfer", dict(TO)).do("accept")
    assert (accepted.moves, accepted.tells) == ("KZ-NP", {"complainant": "transfer"})


@pytest.mark.parametrize("whom", ["our_staff", "head_of_integrity", "commissioner"])
def test_a_case_about_our_own_people_is_offered_to_nobody(whom: str) -> None:
    case = Walk("complaint", QUIET | {"about_us": whom})
    assert case.refusal("offer_transfer", to_unit="KZ-75") == "guard"


def test_an_answer_is_assessed_when_the_complainant_saw_it_or_somebody_wrote_why_not() -> None:
    request = Walk("information_request")
    request.do("deliver")
    request.do("record_answer")
    assert request.refusal("assess") == "guard"
    request.do("show_complainant")
    due = request.due("contradiction")
    assert due is not None
    assert due.date().isoformat() == "2026-03-26"
    assert request.state.clocks["assessment"].is_paused
    request.let_pass(days=11)
    assert request.stage == "answered"
    for assessment in ("partly", "evasive", "contradicted"):
        request.do("ask_again", assessment=assessment)
        request.do("record_answer")
        assert request.refusal("assess") == "guard"
        request.do("skip_showing")
    assert request.do("assess", assessment="full").ended_as == "assessed"


def test_a_payment_is_claimed_until_the_payee_or_a_bank_confirms_it_and_silence_leaves_it_unconfirmed() -> None:
    remedy = Walk("remedy")
    walk_through(remedy, [*SERVED, "accept"])
    assert remedy.refusal("receive_payment", COMPLAINANT) == "guard"
    remedy.do("record_promise", amount="300000", promised="2026-05-01")
    assert remedy.facts["payment"] == "promised"
    remedy.do("record_payment", amount="100000")
    remedy.do("receive_payment")
    assert (remedy.facts["payment"], remedy.facts["paid_proof"]) == ("verified", "payee")
    remedy.do("record_payment", amount="100000")
    remedy.let_pass(days=20)
    assert remedy.facts["payment"] == "unconfirmed"
    remedy.do("verify_payment", paid_proof="bank")
    remedy.do("record_payment", amount="100000")
    remedy.do("deny_payment")
    assert remedy.facts["payment"] == "denied"


def test_a_remedy_is_looked_at_every_thirty_days_and_after_a_year_every_ninety() -> None:
    remedy = Walk("remedy")
    walk_through(remedy, [*SERVED, "accept"])
    days = [round(one.hours / 24) for one in remedy.let_pass(days=560) if one.do == "warn" and one.whom == ("owner",)]
    gaps = [later - earlier for earlier, later in pairwise(days)]
    assert gaps[:11] == [30] * 11
    assert set(gaps[12:]) == {90}


def test_a_silent_body_climbs_the_ladder_on_its_days() -> None:
    remedy = Walk("remedy")
    walk_through(remedy, SERVED)
    climbed = {
        one.do: (remedy.began + timedelta(hours=one.hours)).date().isoformat() for one in remedy.let_pass(days=500)
    }
    steps = [
        climbed[name] for name in ("no_reply", "escalate_to_superior", "escalate_to_minister", "escalate_to_parliament")
    ]
    assert steps == sorted(steps)
    assert steps[0] == "2026-04-09"  # at the end of the fifteenth working day, Kazakhstan's time
    assert remedy.stage == "parliament"


def test_a_signal_is_assessed_in_three_working_days_and_an_urgent_one_in_thirty_minutes() -> None:
    due = Walk("signal", dict(QUIET)).due("assessment")
    assert due is not None
    assert due.date().isoformat() == "2026-03-19"
    assert Walk("signal", {"urgency": 1}, at=SATURDAY).due("urgent_assessment") == SATURDAY + timedelta(minutes=30)


def test_an_own_initiative_case_is_signed_by_head_office_and_linked_to_its_signal() -> None:
    signal = Walk("signal", dict(QUIET))
    signal.do("assess")
    region = engine.Person("officer:9", frozenset({"representative", "caseworker"}))
    assert signal.refusal("open_own_initiative", region) == "not_your_role"
    signal.do("open_own_initiative")
    link = signal.do("link_own_initiative", FIRST, other="2026-481516-3").links
    assert link is not None
    assert (link.to, link.as_) == ("2026-481516-3", "own_initiative")


def test_three_alike_mark_a_pattern_and_two_signals_on_a_facility_propose_a_case() -> None:
    watches = {name: kazakhstan().procedures[name].watch for name in ("complaint", "signal")}
    assert [(one.group_by, str(one.window), one.at_least, one.do) for one in watches["complaint"]] == [
        (("facility", "issues"), "90 days", 3, "note_pattern"),
        (("region", "body_kind", "issues"), "90 days", 3, "note_pattern"),
    ]
    assert [(one.group_by, str(one.window), one.at_least, one.do) for one in watches["signal"]] == [
        (("facility",), "90 days", 2, "propose_case")
    ]
    case = Walk("complaint", dict(QUIET))
    case.do("note_pattern", engine.SYSTEM)
    assert case.refusal("note_pattern", engine.SYSTEM) == "guard"


def test_why_an_urgent_case_was_missed_is_found_by_two_who_took_no_part() -> None:
    review = Walk("urgent_review")
    due = review.due("review")
    assert due is not None
    assert due.date().isoformat() == "2026-03-26"
    outside = engine.Person("officer:7", frozenset({"supervisor"}), frozenset({"KZ-39"}))
    assert review.refusal("explain", outside) == "not_your_unit"
    review.do("note")
    assert review.refusal("explain") == "involved"
