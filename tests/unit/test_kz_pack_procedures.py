"""How the Kazakhstan pack handles a complaint: the terms of law, four eyes, and a way to the end."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cases.packs.jurisdiction import Pack
from tests.builders import kazakhstan
from workflows import clocks, engine
from workflows.procedure import Procedure


@pytest.fixture(scope="module")
def pack() -> Pack:
    return kazakhstan()


def test_every_act_tells_the_officer_what_it_does(pack: Pack) -> None:
    silent = [
        f"{procedure.name}.{act.name}"
        for procedure in pack.procedures.values()
        for acts in [*(stage.acts for stage in procedure.stages.values()), procedure.anywhere]
        for act in acts.values()
        if not act.help
    ]
    assert silent == []


def test_statutory_clocks_hold_the_terms_of_law(pack: Pack) -> None:
    clocks = pack.procedures["complaint"].clocks
    assert {name: str(clocks[name].limit) for name in ("registration", "review", "redirection")} == {
        "registration": "same working day",
        "review": "15 working days",
        "redirection": "3 working days",
    }
    assert str(pack.procedures["remedy"].clocks["reply"].limit) == "15 working days"


def test_decisions_against_the_complainant_and_lowered_urgency_need_four_eyes(pack: Pack) -> None:
    acts = {act.name: act for at_stage in pack.procedures["complaint"].acts.values() for act in at_stage.values()}
    four = {"reject", "redirect", "decide", "extend_review", "lower_urgency", "join"}
    assert {name for name, act in acts.items() if act.confirmed_by} == four


def test_a_case_closes_only_when_told_and_nothing_is_open(pack: Pack) -> None:
    complaint = pack.procedures["complaint"]
    for stage in ("decided", "follow_up"):
        guard = complaint.stages[stage].acts["close"].when
        assert guard is not None
        quiet = {"remedy": 0, "information_request": 0}
        assert guard.holds({"told": True}, quiet)
        assert not guard.holds({}, quiet)
        assert not guard.holds({"told": True}, quiet | {"remedy": 1})
        assert not guard.holds({"told": True}, quiet | {"information_request": 1})


def test_the_complainant_can_confirm_dispute_answer_contradict_and_ask_to_withdraw(pack: Pack) -> None:
    theirs = {
        (procedure.name, act.name)
        for procedure in pack.procedures.values()
        for acts in procedure.acts.values()
        for act in acts.values()
        if "complainant" in act.by
    }
    assert theirs == {
        ("complaint", "answer"), ("complaint", "request_withdrawal"), ("complaint", "ask_review"),
        ("complaint", "say_how_it_went"), ("complaint", "fear_reprisal"),
        ("withdrawal", "change_mind"), ("review", "drop_review"), ("reprisal_check", "tell_reprisal"),
        ("information_request", "contradict"),
        ("remedy", "confirm"), ("remedy", "dispute"), ("remedy", "receive_payment"), ("remedy", "deny_payment"),
        ("protective_measure", "say_unsafe"),
        ("mediation", "agree"), ("mediation", "decline"), ("mediation", "accept_agreement"),
        ("mediation", "reject_agreement"), ("mediation", "leave"), ("forensic_examination", "consent"),
        ("forensic_examination", "refuse_consent"), ("forensic_examination", "take_back_consent"),
    }  # fmt: skip


MONDAY = datetime(2026, 3, 16, 5, 0, tzinfo=UTC)

OFFICER = engine.Person("officer:1", frozenset({"caseworker"}))
HEAD = engine.Person("officer:2", frozenset({"representative"}))
COMPLAINANT = engine.Person("complainant", frozenset({"complainant"}))

Facts = dict[str, Any]


@dataclass
class Run:
    """A proceeding on its way; each step must be allowed."""

    pack: Pack
    name: str
    facts: Facts
    open_counts: dict[str, int] = field(default_factory=dict)
    at: datetime = MONDAY

    def __post_init__(self) -> None:
        self.state = engine.start(self.procedure, facts=self.facts, calendar=self.pack.calendar, at=self.at)

    @property
    def procedure(self) -> Procedure:
        return self.pack.procedures[self.name]

    def ask(
        self, act: str, by: engine.Person = OFFICER, *, confirm: bool = False, **raw: str
    ) -> engine.Decision | engine.Refusal:
        return engine.decide(
            self.procedure,
            self.state,
            act,
            raw,
            by=by,
            facts=self.facts,
            open_counts=self.open_counts,
            calendar=self.pack.calendar,
            at=self.at,
            confirm=confirm,
            registers={name: entries.keys() for name, entries in self.pack.registers.items()},
            units=self.pack.units.keys(),
        )

    def do(self, act: str, by: engine.Person = OFFICER, *, confirm: bool = False, **raw: str) -> engine.Decision:
        decision = self.ask(act, by, confirm=confirm, **raw)
        assert isinstance(decision, engine.Decision), (act, decision)
        self.state = decision.state
        self.facts |= decision.sets
        return decision


def test_a_complaint_walks_from_receipt_to_a_verified_remedy(pack: Pack) -> None:
    case = Run(pack, "complaint", {"track": "detention", "danger": "no", "urgency": 2, "issues": ["torture"]})
    told = case.do("register").tells
    assert told == {"complainant": "acknowledgement"}
    case.do("triage", people="2", competence="ours", offence="true")
    case.do("check_admissibility")
    assert case.do("ask_complainant", question="?").messages == ("question",)
    case.do("answer", COMPLAINANT, answer="…")
    case.do("admit")
    opened = case.do("request_information", asked_body="B-PENAL", question="?").opens
    assert [(one.procedure, dict(one.facts)) for one in opened] == [
        ("information_request", {"asked_body": "B-PENAL", "masked": "unknown"})
    ]
    case.open_counts = {"information_request": 1}
    standing = engine.standing(case.procedure, case.state, facts=case.facts, open_counts=case.open_counts)
    assert (standing.status, str(standing.ball)) == ("inquiry_waiting", "body")
    assert isinstance(case.ask("record_findings", findings="…"), engine.Refusal)
    case.open_counts = {}
    case.do("record_findings", findings="…")
    assert case.do("decide", outcome="violation_found", decision="…").pending is not None
    assert isinstance(case.ask("decide", OFFICER, confirm=True), engine.Refusal)
    assert case.do("decide", HEAD, confirm=True).outcome == "violation_found"
    opened = case.do("recommend_remedy", kind="compensation", body="B-MIA", what="…", amount="2 000 000").opens
    assert dict(opened[0].facts) == {"kind": "compensation", "body": "B-MIA"}
    case.open_counts = {"remedy": 1}
    assert isinstance(case.ask("close"), engine.Refusal)
    case.do("tell", words="…")
    case.do("follow")

    remedy = Run(pack, "remedy", {"kind": "compensation", "body": "B-MIA"})
    assert isinstance(remedy.ask("approve"), engine.Refusal)
    remedy.do("approve", HEAD)
    remedy.do("serve")
    remedy.do("accept")
    remedy.do("start_work")
    remedy.do("record_payment", amount="2 000 000")
    remedy.do("record_implementation", words="…")
    assert remedy.do("confirm", COMPLAINANT).ended_as == "verified"
    assert remedy.facts["verified_by"] == "complainant"

    case.open_counts = {}
    assert case.do("close").ended_as == "closed"
    case.do("reopen", HEAD, reason="…")
    assert case.state.stage == "reopened"


def test_a_silent_body_is_taken_to_its_superior_the_minister_and_parliament_by_the_clocks_alone(pack: Pack) -> None:
    remedy = Run(pack, "remedy", {"kind": "restitution", "body": "B-AKIMAT"})
    remedy.do("approve", HEAD)
    remedy.do("serve")
    stages = [remedy.state.stage]
    for _ in range(400):
        remedy.at += timedelta(days=1)
        for clock in list(remedy.procedure.clocks):
            if clock not in remedy.state.clocks:
                continue
            fired = engine.fire(remedy.procedure, remedy.state, clock, calendar=pack.calendar, at=remedy.at)
            if fired is None:
                continue
            remedy.state = fired.state
            if fired.do == "act":
                remedy.do(fired.act or "", engine.SYSTEM)
                stages.append(remedy.state.stage)
    assert stages == ["served", "no_reply", "superior", "minister", "parliament"]


def test_an_urgent_case_is_triaged_within_the_hour_called_within_two_and_a_prosecutor_told_within_a_day(
    pack: Pack,
) -> None:
    case = Run(pack, "complaint", {"danger": "yes", "urgency": 1, "track": "detention", "issues": ["torture"]})
    due = {
        name: clocks.due(case.procedure.clocks[name], clock, pack.calendar)
        for name, clock in case.state.clocks.items()
        if name in ("urgent_triage", "urgent_call", "prosecutor")
    }
    assert due == {
        "urgent_triage": MONDAY + timedelta(hours=1),
        "urgent_call": MONDAY + timedelta(hours=2),
        "prosecutor": MONDAY + timedelta(hours=24),
    }


def test_torture_found_at_triage_starts_the_prosecutors_day(pack: Pack) -> None:
    case = Run(pack, "complaint", {"urgency": 2, "track": "detention"})
    case.do("register")
    assert "prosecutor" in case.do("triage", issues="torture").started
    assert "prosecutor" in case.do("notify_prosecutor", to_body="B-GP", words="…").stopped


def test_a_prosecutor_told_before_triage_is_not_told_again(pack: Pack) -> None:
    case = Run(pack, "complaint", {"urgency": 2, "track": "detention", "issues": ["torture"]})
    case.do("notify_prosecutor", to_body="B-GP", words="…")
    case.do("register")
    assert "prosecutor" not in case.do("triage").started


def test_a_case_made_urgent_later_is_called_within_two_hours(pack: Pack) -> None:
    case = Run(pack, "complaint", {"urgency": 3, "track": "business"})
    case.do("register")
    assert case.do("raise_urgency", reason="…").started == ("urgent_call",)


def test_an_ordinary_case_has_no_urgent_clock(pack: Pack) -> None:
    case = Run(pack, "complaint", {"danger": "no", "urgency": 3, "track": "business", "issues": ["wages"]})
    kinds = {str(case.procedure.clocks[name].kind) for name in case.state.clocks}
    assert "urgent" not in kinds


def test_the_review_ends_on_the_fifteenth_working_day_after_registration(pack: Pack) -> None:
    case = Run(pack, "complaint", {"urgency": 3, "track": "other"})
    case.do("register")
    due = clocks.due(case.procedure.clocks["review"], case.state.clocks["review"], pack.calendar)
    assert due is not None
    assert due.astimezone(pack.zone).date() == date(2026, 4, 9)


def test_an_extension_gives_two_months_once_and_only_by_two_people(pack: Pack) -> None:
    case = Run(pack, "complaint", {"urgency": 3, "track": "other"})
    case.do("register")
    case.do("extend_review", reason="…")
    extended = case.do("extend_review", HEAD, confirm=True)
    assert extended.extended == ("review",)
    assert extended.tells == {"complainant": "extension"}
    assert isinstance(case.ask("extend_review", reason="…"), engine.Refusal)


CHECKED: dict[str, Any] = {"route": "phone", "pressed": "false", "words": "…"}


@pytest.mark.parametrize(
    "grave",
    [{"urgency": 1}, {"minor": True}, {"issues": ["torture"]}, {"pattern": True}],
    ids=["life", "child", "torture", "pattern"],
)
def test_life_a_child_torture_or_a_pattern_is_never_simply_withdrawn(pack: Pack, grave: Facts) -> None:
    side = Run(pack, "withdrawal", {"urgency": 3, "track": "other", **grave})
    side.do("record_check", **CHECKED)
    assert isinstance(side.ask("confirm_withdrawal"), engine.Refusal)
    assert side.do("go_on_without_name", HEAD, reason="…").ended_as == "own_initiative"


def test_a_complainant_shown_the_answer_has_five_working_days_to_contradict_it(pack: Pack) -> None:
    request = Run(pack, "information_request", {"asked_body": "B-MIA"})
    request.do("deliver")
    request.do("record_answer", answer="…")
    assert request.do("show_complainant", summary="…").messages == ("summary",)
    request.do("contradict", COMPLAINANT, words="…")
    request.do("ask_again", assessment="evasive", question="?")
    request.do("record_answer", answer="…")
    request.do("show_complainant", summary="…")
    request.do("contradict", COMPLAINANT, words="…")
    assert request.do("assess", assessment="full").ended_as == "assessed"


def test_a_signal_ends_with_its_result(pack: Pack) -> None:
    signal = Run(pack, "signal", {"identity": "anonymous", "urgency": 3})
    signal.do("assess", words="…")
    supervisor = engine.Person("officer:3", frozenset({"supervisor"}))
    assert signal.do("open_own_initiative", supervisor, reason="…").ended_as == "own_initiative"
    assert signal.facts["signal_result"] == "own_initiative"
