"""Deciding acts: what they do, why they are refused, and four eyes."""

import json
from itertools import permutations
from typing import Any

import msgspec
import pytest

from tests.unit.workflows.builders import CALENDAR, COMPLAINT, COMPLAINT_FILE, act, at, end, file, read, stage
from tests.unit.workflows.deciding import (
    CASEWORKER,
    COLLEAGUE,
    COMPLAINANT,
    MONDAY,
    SUPERVISOR,
    decide,
    done,
    refused,
)
from workflows import engine
from workflows.clocks import due, next_alarm
from workflows.engine import SYSTEM, Decision, Person, Refusal, State

FOUND = {"reason": ["Because."], "found": ["violation"]}


def received(**facts: Any) -> State:
    return engine.start(COMPLAINT, facts=facts, calendar=CALENDAR, at=MONDAY)


def in_inquiry() -> State:
    return done(received(), "register").state


def in_decided() -> State:
    waiting = done(in_inquiry(), "decide", FOUND).state
    return done(waiting, "decide", by=COLLEAGUE, confirm=True).state


def test_an_act_moves_the_proceeding_starts_its_clocks_and_tells_the_complainant() -> None:
    decision = done(received(), "register")
    assert (decision.from_stage, decision.to_stage, decision.state.stage) == ("received", "inquiry", "inquiry")
    assert set(decision.started) == {"review", "inquiring", "checks"}
    assert decision.tells == {"complainant": "acknowledgement"}
    assert decision.state.done == {"register": ("officer:1",)}


def test_the_same_input_gives_the_same_decision_and_changes_nothing_it_was_given() -> None:
    state = received()
    before = engine.dump_state(state)
    assert decide(state, "register") == decide(state, "register")
    assert engine.dump_state(state) == before


def test_the_statutory_clock_is_due_on_the_fifteenth_working_day() -> None:
    state = in_inquiry()
    assert due(COMPLAINT.clocks["review"], state.clocks["review"], CALENDAR) == at("2026-04-09 18:59:59")


def test_a_state_survives_being_stored_as_json() -> None:
    waiting = done(in_inquiry(), "decide", FOUND).state
    assert engine.load_state(json.loads(json.dumps(engine.dump_state(waiting)))) == waiting


@pytest.mark.parametrize(
    ("name", "more", "reason"),
    [
        ("fly", {}, "unknown_act"),
        ("register", {}, "not_at_this_stage"),
        ("ask", {"by": COMPLAINANT}, "not_your_role"),
        ("ask", {}, "missing_answers"),
        ("refuse", {}, "unknown_act"),
        ("ask", {"confirm": True}, "nothing_pending"),
    ],
)
def test_a_refusal_names_its_reason(name: str, more: dict[str, Any], reason: str) -> None:
    assert refused(in_inquiry(), name, **more).reason == reason


def test_a_false_guard_is_explained_by_its_failing_part_and_the_values() -> None:
    refusal = refused(in_inquiry(), "decide", FOUND, open_counts={"request": 2})
    assert refusal == Refusal("guard", {"part": "open.request == 0", "values": {"open.request": 2}})
    unknown = refused(in_inquiry(), "decide", FOUND, facts={})
    assert unknown == Refusal("guard", {"part": "known danger", "values": {"danger": "unknown"}})


def test_missing_and_unexpected_answers_come_back_by_name() -> None:
    problems = refused(in_inquiry(), "ask", {"other": "x"}).facts["problems"]
    assert {name: problem.code for name, problem in problems.items()} == {"question": "required", "other": "unexpected"}


def test_answers_are_sorted_by_where_they_may_be_kept_and_a_message_is_named() -> None:
    decision = done(in_inquiry(), "ask", {"question": "When?"})
    assert (decision.sealed, decision.answers, decision.messages) == ({"question": "When?"}, {}, ("question",))


def test_an_answer_sets_the_fact_that_its_field_names() -> None:
    assert done(in_inquiry(), "classify", {"danger": "yes"}).sets == {"danger": "yes"}


def test_an_act_that_stays_changes_no_stage_and_no_clock() -> None:
    state = in_inquiry()
    decision = done(state, "note", {"text": "Called."})
    assert (decision.to_stage, decision.state.clocks) == ("inquiry", state.clocks)


def test_a_fact_set_by_an_act_starts_the_clock_that_waits_for_it() -> None:
    decision = done(received(), "classify", {"danger": "yes"})
    assert decision.started == ("urgent",)
    again = done(decision.state, "classify", {"danger": "yes"})
    assert again.started == ()


def test_facts_that_change_outside_an_act_start_clocks_once() -> None:
    state = received()
    assert "urgent" not in state.clocks
    changed = engine.reconsider(
        COMPLAINT, state, facts={"danger": "yes"}, open_counts={}, calendar=CALENDAR, at=at("2026-03-16 07:00")
    )
    assert changed.clocks["urgent"].started == at("2026-03-16 07:00")
    later = engine.reconsider(
        COMPLAINT, changed, facts={"danger": "yes"}, open_counts={}, calendar=CALENDAR, at=at("2026-03-16 08:00")
    )
    assert later == changed


def test_the_first_call_of_an_act_under_four_eyes_changes_nothing_but_waits() -> None:
    decision = done(in_inquiry(), "decide", FOUND)
    assert decision.state.stage == "inquiry"
    assert decision.pending is not None
    assert decision.pending.answers == {"found": "violation"}
    assert decision.sealed == {"reason": "Because."}
    assert (decision.outcome, decision.messages, decision.stopped) == (None, (), ())


def test_words_are_never_kept_in_the_clear_while_an_act_waits() -> None:
    state = done(in_inquiry(), "decide", FOUND).state
    assert "Because." not in json.dumps(engine.dump_state(state))


def test_a_second_person_carries_the_waiting_act_out() -> None:
    waiting = done(in_inquiry(), "decide", FOUND).state
    decision = done(waiting, "decide", by=COLLEAGUE, confirm=True)
    assert (decision.to_stage, decision.outcome) == ("decided", "violation")
    assert decision.confirmed == waiting.pending
    assert decision.state.pending is None
    assert decision.state.done["decide"] == ("officer:1", "officer:2")
    assert set(decision.stopped) == {"review", "inquiring"}


def test_clocks_that_stop_are_named_as_declared_in_whatever_order_they_were_read() -> None:
    waiting = done(in_inquiry(), "decide", FOUND).state
    for clocks in permutations(waiting.clocks.items()):
        state = msgspec.structs.replace(waiting, clocks=dict(clocks))
        decision = done(state, "decide", by=COLLEAGUE, confirm=True)
        assert decision.stopped == ("review", "inquiring")
        assert decision.state == done(waiting, "decide", by=COLLEAGUE, confirm=True).state


def test_the_same_person_may_not_confirm_their_own_act_whatever_their_roles() -> None:
    waiting = done(in_inquiry(), "decide", FOUND, by=COLLEAGUE).state
    assert refused(waiting, "decide", by=COLLEAGUE, confirm=True).reason == "same_person"


def test_the_guard_is_asked_again_when_the_second_person_confirms() -> None:
    waiting = done(in_inquiry(), "decide", FOUND).state
    refusal = refused(waiting, "decide", by=COLLEAGUE, confirm=True, open_counts={"request": 1})
    assert refusal.reason == "guard"


def test_while_an_act_waits_nobody_moves_the_case_but_notes_are_open() -> None:
    waiting = done(in_inquiry(), "decide", FOUND).state
    refusal = refused(waiting, "ask", {"question": "?"})
    assert refusal == Refusal("needs_second_person", {"act": "decide", "by": "officer:1", "roles": ["representative"]})
    assert refused(waiting, "decide", FOUND).reason == "needs_second_person"
    assert done(waiting, "note", {"text": "x"}).state.pending == waiting.pending


def test_a_waiting_act_is_dropped_by_who_may_confirm_it_or_by_its_author() -> None:
    waiting = done(in_inquiry(), "decide", FOUND).state
    for person in (CASEWORKER, COLLEAGUE):
        dropped = engine.refuse(COMPLAINT, waiting, by=person, at=MONDAY)
        assert isinstance(dropped, Decision)
        assert (dropped.state.pending, dropped.dropped, dropped.confirmed) == (None, waiting.pending, None)
    stranger = Person("officer:9", frozenset({"caseworker"}))
    assert engine.refuse(COMPLAINT, waiting, by=stranger, at=MONDAY) == Refusal(
        "not_your_role", {"roles": ["representative"]}
    )
    assert engine.refuse(COMPLAINT, in_inquiry(), by=COLLEAGUE, at=MONDAY) == Refusal("nothing_pending")


def test_whoever_decided_may_not_reopen() -> None:
    closed = done(in_decided(), "close", by=COLLEAGUE).state
    both = Person("officer:2", frozenset({"supervisor"}))
    answers = {"reason": "New evidence"}
    assert refused(closed, "reopen", answers, by=both) == Refusal("involved", {"rule": "decided"})
    assert done(closed, "reopen", answers, by=SUPERVISOR).to_stage == "inquiry"


def test_a_confirmation_can_demand_somebody_who_never_acted_on_the_case() -> None:
    confirmation = {"roles": ["caseworker"], "not": ["ever_acted"]}
    procedure = read(
        file(
            stages={
                "received": stage({"look": act(), "finish": act(to="closed", confirmed_by=confirmation)}),
                "closed": end(),
            }
        )
    )
    state = done(State("received"), "look", procedure=procedure, by=COLLEAGUE).state
    waiting = done(state, "finish", procedure=procedure).state
    assert refused(waiting, "finish", procedure=procedure, by=COLLEAGUE, confirm=True).facts == {"rule": "ever_acted"}
    third = Person("officer:7", frozenset({"caseworker"}))
    elsewhere = refused(waiting, "finish", procedure=procedure, by=third, confirm=True, involved={"officer:7"})
    assert elsewhere.reason == "involved"
    assert done(waiting, "finish", procedure=procedure, by=third, confirm=True).to_stage == "closed"


def test_an_act_of_the_system_overtakes_what_waits() -> None:
    acts = {"finish": act(to="closed", confirmed_by=["representative"]), "expire": act(to="closed", by=["system"])}
    procedure = read(file(stages={"received": stage(acts), "closed": end()}))
    waiting = done(State("received"), "finish", procedure=procedure).state
    decision = done(waiting, "expire", procedure=procedure, by=SYSTEM)
    assert (decision.state.pending, decision.dropped, decision.ended_as) == (None, waiting.pending, "closed")


def test_an_extension_is_given_once_and_only_while_the_clock_runs() -> None:
    state = in_inquiry()
    extended = done(state, "extend_review")
    assert extended.extended == ("review",)
    rule, clock = COMPLAINT.clocks["review"], extended.state.clocks["review"]
    assert due(rule, clock, CALENDAR) == at("2026-05-18 18:59:59")  # two months on is a Saturday
    assert refused(extended.state, "extend_review") == Refusal("extension_used_up", {"clock": "review"})
    no_clock = State("inquiry")
    assert refused(no_clock, "extend_review") == Refusal("not_running", {"clock": "review"})


def test_side_proceedings_are_opened_with_facts_from_answers() -> None:
    (opening,) = done(in_decided(), "recommend", {"known": "yes"}).opens
    assert (opening.procedure, opening.facts) == ("remedy", {"answered": True})
    (unknown,) = done(in_decided(), "recommend").opens
    assert unknown.facts == {"answered": "unknown"}


def test_a_case_is_closed_only_when_nothing_is_open_beside_it() -> None:
    refusal = refused(in_decided(), "close", by=COLLEAGUE, open_counts={"remedy": 1})
    assert refusal.facts["values"] == {"open.remedy": 1}
    assert done(in_decided(), "close", by=COLLEAGUE).ended_as == "closed"


def test_a_withdrawal_is_open_everywhere_but_at_an_end_and_cancels_what_is_open() -> None:
    decision = done(in_decided(), "withdraw", by=COMPLAINANT)
    assert (decision.ended_as, decision.cancels) == ("withdrawn", frozenset({"remedy", "request"}))
    assert refused(decision.state, "withdraw", by=COMPLAINANT).reason == "ended"


def test_an_act_of_anywhere_can_leave_stages_out() -> None:
    stages = {"received": stage({"finish": act(to="closed")}), "closed": end()}
    procedure = read(file(stages=stages, anywhere={"note": act(not_at=["received"])}))
    assert refused(State("received"), "note", procedure=procedure).reason == "not_at_this_stage"


def test_every_running_clock_stops_at_an_end_and_reopening_starts_new_ones() -> None:
    closed = done(in_decided(), "close", by=COLLEAGUE).state
    assert all(clock.is_stopped for clock in closed.clocks.values())
    again = done(closed, "reopen", {"reason": "New"}, by=SUPERVISOR, at=at("2026-06-01 06:00"))
    assert again.started == ("inquiring",)
    assert again.state.clocks["inquiring"].started == at("2026-06-01 06:00")


def test_an_end_stops_even_a_clock_that_names_no_stop() -> None:
    clock = {"kind": "statutory", "label": {"en": "It"}, "limit": "9 days", "starts": {"after": "begin"}}
    stages = {"received": stage({"begin": act(), "finish": act(to="closed")}), "closed": end()}
    procedure = read(file(stages=stages, clocks={"it": clock}))
    begun = done(State("received"), "begin", procedure=procedure)
    assert begun.started == ("it",)
    assert done(begun.state, "finish", procedure=procedure).stopped == ("it",)


def test_an_internal_clock_pauses_while_the_complainant_is_to_move_and_a_statutory_one_never() -> None:
    waiting = done(in_inquiry(), "ask", {"question": "?"}, at=at("2026-03-18 06:00"))
    assert waiting.paused == ("inquiring",)
    assert waiting.state.clocks["review"].running
    back = done(waiting.state, "answer", at=at("2026-03-27 06:00"))
    assert back.resumed == ("inquiring",)
    clock = back.state.clocks["inquiring"]
    assert clock.consumed == 2
    assert due(COMPLAINT.clocks["inquiring"], clock, CALENDAR) == at("2026-04-08 18:59:59")


def test_an_alarm_rings_once_and_says_whom_to_warn() -> None:
    state = in_inquiry()
    assert engine.fire(COMPLAINT, state, "review", calendar=CALENDAR, at=at("2026-04-02 03:59")) is None
    fired = engine.fire(COMPLAINT, state, "review", calendar=CALENDAR, at=at("2026-04-02 04:00"))
    assert fired is not None
    assert (fired.do, fired.whom, fired.due) == ("warn", ("owner",), at("2026-04-09 18:59:59"))
    assert engine.fire(COMPLAINT, fired.state, "review", calendar=CALENDAR, at=at("2026-04-09 18:59:59")) is None
    late = engine.fire(COMPLAINT, fired.state, "review", calendar=CALENDAR, at=at("2026-04-09 19:00"))
    assert late is not None
    assert (late.do, late.whom) == ("escalate", ("supervisor",))
    assert engine.fire(COMPLAINT, late.state, "review", calendar=CALENDAR, at=at("2027-01-01 00:00")) is None


def test_an_alarm_can_name_an_act_for_the_system_to_do() -> None:
    state = in_inquiry()
    first = engine.fire(COMPLAINT, state, "inquiring", calendar=CALENDAR, at=at("2026-06-01 00:00"))
    assert first is not None
    second = engine.fire(COMPLAINT, first.state, "inquiring", calendar=CALENDAR, at=at("2026-06-01 00:00"))
    assert second is not None
    assert (second.do, second.act) == ("act", "remind")
    assert done(second.state, "remind", by=SYSTEM).to_stage == "inquiry"


def test_a_pause_that_lasts_too_long_ends_by_itself() -> None:
    waiting = done(in_inquiry(), "ask", {"question": "?"}).state
    alarm = next_alarm(COMPLAINT.clocks["inquiring"], waiting.clocks["inquiring"], CALENDAR)
    assert alarm is not None
    fired = engine.fire(COMPLAINT, waiting, "inquiring", calendar=CALENDAR, at=alarm.at)
    assert fired is not None
    assert fired.do == "resume"
    assert fired.state.clocks["inquiring"].running
    back = done(fired.state, "answer", at=at("2026-05-04 06:00")).state
    again = done(back, "ask", {"question": "?"}, at=at("2026-05-05 06:00"))
    assert again.paused == ()


def test_nothing_is_due_on_a_clock_that_does_not_run_or_does_not_exist() -> None:
    assert engine.fire(COMPLAINT, received(), "review", calendar=CALENDAR, at=at("2030-01-01 00:00")) is None
    assert engine.fire(COMPLAINT, received(), "no_such", calendar=CALENDAR, at=at("2030-01-01 00:00")) is None


def test_the_desk_is_offered_the_acts_of_the_stage_with_forms_and_refusals() -> None:
    offers = {
        offer.act: offer
        for offer in engine.available(COMPLAINT, in_inquiry(), by=CASEWORKER, facts={}, open_counts={"request": 1})
    }
    assert set(offers) == {"note", "classify", "withdraw", "ask", "decide", "extend_review", "request"}
    assert offers["ask"].refusal is None
    assert [field.name for field in offers["ask"].fields] == ["question"]
    assert offers["decide"].needs_second
    decide_refusal, withdraw_refusal = offers["decide"].refusal, offers["withdraw"].refusal
    assert decide_refusal is not None
    assert decide_refusal.facts["part"] == "known danger and open.request == 0"
    assert withdraw_refusal is not None
    assert withdraw_refusal.reason == "not_your_role"


def test_who_can_confirm_is_offered_to_confirm_without_a_form() -> None:
    waiting = done(in_inquiry(), "decide", FOUND).state
    facts = {"danger": "no"}
    mine = {o.act: o for o in engine.available(COMPLAINT, waiting, by=CASEWORKER, facts=facts, open_counts={})}
    theirs = {o.act: o for o in engine.available(COMPLAINT, waiting, by=COLLEAGUE, facts=facts, open_counts={})}
    assert (theirs["decide"].confirming, theirs["decide"].fields, theirs["decide"].refusal) == (True, (), None)
    assert not mine["decide"].confirming
    refusal = mine["decide"].refusal
    assert refusal is not None
    assert refusal.reason == "needs_second_person"


def test_the_end_of_a_side_proceeding_causes_the_declared_act_where_it_is_open() -> None:
    assert engine.reaction(COMPLAINT, in_inquiry(), ended="request", as_="answered") == "remind"
    assert engine.reaction(COMPLAINT, in_inquiry(), ended="request", as_="refused") is None
    assert engine.reaction(COMPLAINT, State("closed"), ended="request", as_="answered") is None


def test_what_the_complainant_is_told_follows_the_stage_and_what_is_open() -> None:
    plain = engine.standing(COMPLAINT, in_inquiry(), facts={}, open_counts={})
    asking = engine.standing(COMPLAINT, in_inquiry(), facts={}, open_counts={"request": 1})
    assert (plain.status, plain.ball) == ("inquiry", "me")
    assert (asking.status, asking.ball) == ("waiting", "body")


def test_a_procedure_file_can_be_read_twice_with_the_same_result() -> None:
    assert read(COMPLAINT_FILE) == COMPLAINT
