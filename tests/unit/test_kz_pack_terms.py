"""The terms of protection, visits, examinations, recommendations and issues: days counted, and who is warned in what order."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from tests.builders import kazakhstan
from tests.harness.pure_walks import Rang, Walk, walk_through

Facts = dict[str, Any]

DANGER: Facts = {"measure_kind": "guard", "measure_danger": True}
CALM: Facts = {"measure_kind": "keep_job", "measure_danger": False}
SENT = ["take_up", "conclude", "submit_draft", "approve", "send"]

# From Monday 16 March 2026, 10:00. Nauryz takes 23, 24 and 25 March out; later 1, 7 and 11 May, 27 May (Qurban Ait), 6 July.
TERMS: list[tuple[str, Facts, list[str], str, str]] = [
    ("protective_measure", DANGER, [], "sending_urgent", "2026-03-16T12:00"),
    ("protective_measure", DANGER, ["send"], "reply_urgent", "2026-03-17T10:00"),
    ("protective_measure", {"measure_kind": "preserve_video"}, [], "recording", "2026-03-17T10:00"),
    ("protective_measure", CALM, [], "sending", "2026-03-17T23:59"),
    ("protective_measure", CALM, ["send"], "reply", "2026-03-19T23:59"),
    ("protective_measure", DANGER, ["send", "record_refusal"], "next_step_urgent", "2026-03-16T22:00"),
    ("protective_measure", DANGER, ["send", "record_taken"], "check", "2026-03-23T23:59"),
    ("visit", {"visit_kind": "special"}, [], "special", "2026-03-19T10:00"),
    ("visit", {"visit_kind": "inspection"}, [], "going", "2026-04-02T23:59"),
    ("visit", {"visit_kind": "special"}, ["name_team", "record_denial"], "entry", "2026-03-17T10:00"),
    ("visit", {}, ["name_team", "carry_out"], "findings", "2026-03-26T23:59"),
    ("mediation", {}, [], "consent", "2026-03-26T23:59"),
    ("mediation", {}, ["agree", "begin"], "talks", "2026-04-15T23:59"),
    ("forensic_examination", {}, [], "consent", "2026-03-18T23:59"),
    ("forensic_examination", {"issues": ["torture"]}, [], "consent_urgent", "2026-03-17T10:00"),
    ("forensic_examination", {}, ["consent"], "ordering", "2026-03-17T10:00"),
    ("forensic_examination", {}, ["consent", "order"], "examination", "2026-03-18T10:00"),
    ("referral", {"referral_reason": "torture"}, [], "sending_urgent", "2026-03-17T10:00"),
    ("referral", {"referral_reason": "their_power", "urgency": 3}, [], "sending", "2026-03-19T23:59"),
    ("recommendation", {"rec_form": "written"}, ["approve", "serve"], "reply", "2026-04-09T23:59"),
    ("recommendation", {"rec_form": "oral"}, ["give_orally"], "reply", "2026-04-09T23:59"),
    ("systemic_issue", {}, [], "decision", "2026-04-02T23:59"),
    ("systemic_issue", {}, SENT, "answer", "2026-04-09T23:59"),
    ("planned_visit", {"npm_visit_kind": "special"}, [], "special", "2026-03-19T10:00"),
    ("planned_visit", {"npm_visit_kind": "periodic"}, [], "going", "2026-06-14T23:59"),
]


@pytest.mark.parametrize(("name", "facts", "steps", "clock", "due"), TERMS)
def test_each_term_ends_when_it_should(name: str, facts: Facts, steps: list[str], clock: str, due: str) -> None:
    walk = Walk(name, dict(facts))
    walk_through(walk, steps)
    found = walk.due(clock)
    assert found is not None
    assert due == found.strftime("%Y-%m-%dT%H:%M")


def test_a_threatened_person_waits_a_day_then_the_officer_the_representative_and_the_centre_know() -> None:
    measure = Walk("protective_measure", dict(DANGER))
    measure.do("send")
    assert measure.let_pass(hours=31) == [
        Rang(18.0, "warn", ("owner",)),
        Rang(23.0, "warn", ("representative",)),
        Rang(24.0, "escalate", ("supervisor",)),
        Rang(24.0, "no_reply", ()),
        Rang(30.0, "warn", ("representative",)),
    ]
    assert (measure.stage, measure.facts["measure_reply"]) == ("unmet", "none")


def test_a_special_visit_that_nobody_makes_is_escalated_after_three_days() -> None:
    visit = Walk("visit", {"visit_kind": "special"})
    assert visit.let_pass(hours=80) == [
        Rang(24.0, "warn", ("owner",)),
        Rang(48.0, "warn", ("representative",)),
        Rang(72.0, "escalate", ("supervisor",)),
    ]


def test_a_recording_is_chased_on_day_one_though_nobody_is_in_danger() -> None:
    measure = Walk("protective_measure", {"measure_kind": "preserve_video", "measure_danger": False})
    measure.do("send")
    assert [one for one in measure.let_pass(hours=25) if one.do != "no_reply"] == [
        Rang(12.0, "warn", ("owner",)), Rang(20.0, "warn", ("representative",)), Rang(24.0, "escalate", ("supervisor",)),
    ]  # fmt: skip
    measure.do("record_taken")
    assert measure.due("recording") is None


def ladder(walk: Walk, days: int) -> dict[str, str]:
    """Stage to the day on which the clocks alone brought *walk* there."""
    found: dict[str, str] = {}
    for _ in range(days):
        before = walk.stage
        walk.let_pass(days=1)
        if walk.stage != before:
            found[walk.stage] = (walk.at.astimezone(walk.pack.zone)).date().isoformat()
    return found


def test_a_recommendation_that_meets_silence_climbs_on_these_days() -> None:
    recommendation = Walk("recommendation", {"rec_form": "written"})
    walk_through(recommendation, ["approve", "serve"])
    climbed = ladder(recommendation, 400)
    assert climbed == {
        "unmet": "2026-04-10",
        "superior": "2026-05-05",
        "minister": "2026-06-20",
        "parliament": "2026-09-15",
    }
    assert recommendation.facts["rec_ladder"] == "parliament"
    assert ("warn", ("supervisor",)) in {(one.do, one.whom) for one in recommendation.rang}


def test_a_systemic_issue_that_meets_silence_reaches_government_and_parliament() -> None:
    issue = Walk("systemic_issue")
    walk_through(issue, SENT)
    assert ladder(issue, 200) == {"unmet": "2026-04-10", "government": "2026-05-29", "parliament": "2026-08-25"}


def test_an_accepted_recommendation_is_looked_at_every_month_for_a_year_and_then_every_quarter() -> None:
    recommendation = Walk("recommendation", {"rec_form": "oral"})
    walk_through(recommendation, ["give_orally", "accept"])
    checked = [one.hours / 24 for one in recommendation.let_pass(days=740)]
    gaps = [round(later - earlier) for earlier, later in pairwise(checked)]
    assert gaps[:11] == [30] * 11
    assert set(gaps[12:]) == {90}


def test_an_investigation_is_asked_after_every_month() -> None:
    known = {"referral_kind": "prosecutor", "referral_conflict": False, "referral_consent": "with_name", "urgency": 3}
    referral = Walk("referral", known)
    walk_through(referral, ["send", "acknowledge"])
    assert [round(one.hours / 24) for one in referral.let_pass(days=95) if one.whom == ("owner",)][1:] == [31, 61, 91]


def test_talks_pause_while_the_complainant_reads_the_agreement() -> None:
    talks = Walk("mediation")
    walk_through(talks, ["agree", "begin"])
    talks.let_pass(days=5)
    talks.do("draft_agreement")
    talks.let_pass(days=4)
    talks.do("talk_again")
    due = talks.due("talks")
    assert due is not None
    assert due.date() == datetime(2026, 4, 19).date()  # noqa: DTZ001 - a day in the institution's zone


def test_every_stage_that_is_no_end_has_a_clock_that_runs_there_and_warns_somebody() -> None:
    for name in ("protective_measure", "visit", "mediation", "forensic_examination", "referral", "systemic_issue"):
        procedure = kazakhstan().procedures[name]
        waiting = {stage.name for stage in procedure.stages.values() if not stage.end}
        timed = {stage for rule in procedure.clocks.values() if rule.alarms for stage in rule.starts_at}
        assert waiting - timed <= {"ready"}, name  # the visit's own term runs from its planning on
