"""Whether anybody took revenge is asked after a week, a month and three months, and never left half asked."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.harness.pure_walks import COMPLAINANT, FIRST, Rang, Walk
from workflows import engine

ENDS = {"quiet", "unreachable"}
ACTS = ("record_quiet", "tell_reprisal", "record_reprisal", "record_protection", "watch_on", "end_unreached")


def days(rung: list[Rang], do: str, whom: str) -> list[int]:
    """Days after the beginning on which somebody is told: an alarm rings when its day is over."""
    return [round(one.hours / 24) for one in rung if (one.do, one.whom) == (do, (whom,))]


def test_where_nobody_asks_the_owner_is_reminded_and_the_representative_told_until_somebody_does() -> None:
    check = Walk("reprisal_check")
    rung = check.let_pass(days=230)
    assert days(rung, "warn", "owner") == [8, 31, 91]  # at the end of the seventh, thirtieth and ninetieth day
    assert days(rung, "escalate", "representative") == [15, 101, 131, 161, 191, 221]
    assert check.stage == "first_week"


def test_asked_in_time_three_times_it_ends_and_nothing_rings() -> None:
    check = Walk("reprisal_check")
    for wait in (5, 23, 60):
        assert days(check.let_pass(days=wait), "warn", "owner") == []
        check.do("record_quiet")
    assert check.stage == "quiet"
    assert check.let_pass(days=400) == []


def test_one_talk_is_not_taken_for_three() -> None:
    """Three answers on the first day would end what is to last three months."""
    check = Walk("reprisal_check")
    check.do("record_quiet")
    assert check.refusal("record_quiet") == "guard"
    check.let_pass(days=26)
    check.do("record_quiet")
    assert check.refusal("record_quiet") == "guard"


@pytest.mark.parametrize("late_by", [0, 40, 95, 300])
def test_what_was_asked_late_can_still_be_brought_to_its_end(late_by: int) -> None:
    check = Walk("reprisal_check")
    check.let_pass(days=late_by)
    for wait in (0, 26, 64):
        check.let_pass(days=wait)
        check.do("record_quiet")
    assert check.stage == "quiet"


def test_a_reprisal_asks_for_protection_within_a_working_day_and_again_until_there_is_any() -> None:
    check = Walk("reprisal_check")
    told = check.do("tell_reprisal", COMPLAINANT)
    assert (told.messages, told.tells) == (("words",), {"complainant": "reprisal_check"})
    due = check.due("protection")
    assert due is not None
    assert due.date().isoformat() == "2026-03-17"
    assert check.refusal("watch_on") == "guard"
    supervisor = [one for one in check.let_pass(days=60) if one.do == "escalate"]
    assert len(supervisor) > 5
    assert {one.whom for one in supervisor} == {("supervisor",)}
    check.do("record_protection")
    assert [one.do for one in check.let_pass(days=24)] == ["watch_on", "warn", "escalate"], "it goes on by itself"


def test_after_a_reprisal_all_three_questions_are_asked_anew() -> None:
    check = Walk("reprisal_check")
    check.let_pass(days=80)
    check.do("record_reprisal")
    check.do("record_protection")
    check.do("watch_on")
    began = check.at
    rung = check.let_pass(days=99)
    offset = (began - check.began).days
    assert [day - offset for day in days(rung, "warn", "owner")] == [8, 31, 91]


@pytest.mark.parametrize("end", sorted(ENDS))
def test_revenge_that_comes_after_the_last_question_is_answered_too(end: str) -> None:
    check = Walk("reprisal_check")
    check.state = engine.State(end, check.state.clocks)
    check.do("tell_reprisal", COMPLAINANT)
    assert check.stage == "reprisal"
    assert check.due("protection") is not None


def tried(check: Walk, acts: list[tuple[int, str]]) -> Iterator[str]:
    """Do what can be done of *acts*, each some days after the one before; gives the stages on the way."""
    for wait, act in acts:
        check.let_pass(days=wait)
        by = COMPLAINANT if act == "tell_reprisal" else FIRST
        open_here = check.procedure.acts[check.stage]
        if act in open_here and isinstance(check.ask(act, by), engine.Decision):
            check.do(act, by)
        yield check.stage


@given(st.lists(st.tuples(st.integers(0, 45), st.sampled_from(ACTS)), max_size=9))
def test_whatever_is_answered_and_when_somebody_is_told_until_it_ends(acts: list[tuple[int, str]]) -> None:
    check = Walk("reprisal_check")
    for stage in tried(check, acts):
        running = [name for name, clock in check.state.clocks.items() if clock.running]
        assert (running == []) == (stage in ENDS), stage
    if check.stage in ENDS:
        assert check.let_pass(days=400) == []
    else:
        silent = timedelta(days=101)
        assert [one for one in check.let_pass(days=silent.days) if one.do in {"warn", "escalate"}]
