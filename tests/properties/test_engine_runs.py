"""Whatever people try, in whatever order, the rules of the procedure hold."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.workflows.builders import CALENDAR, COMPLAINT
from workflows import engine
from workflows.clocks import next_alarm
from workflows.engine import SYSTEM, Decision, Person, Refusal, State

PEOPLE = [
    Person("officer:1", frozenset({"intake", "caseworker"})),
    Person("officer:2", frozenset({"caseworker", "representative"})),
    Person("officer:3", frozenset({"representative", "supervisor"})),
    Person("complainant", frozenset({"complainant"})),
    SYSTEM,
]
ANSWERS: dict[str, dict[str, Any]] = {
    "ask": {"question": "?"},
    "decide": {"reason": "x", "found": "violation"},
    "reopen": {"reason": "x"},
    "note": {"text": "x"},
    "classify": {"danger": "yes"},
}
ACTS = sorted(COMPLAINT.act_names)

TRIES = st.lists(
    st.tuples(
        st.sampled_from([*ACTS, *(["register", "decide", "close", "ask", "answer"] * 2), "refuse", "confirm"]),
        st.sampled_from(PEOPLE),
        st.integers(0, 96 * 3600),
        st.booleans(),
    ),
    max_size=40,
)
START = datetime(2026, 3, 2, 4, tzinfo=UTC)


class Run:
    """One case, driven by tries; keeps what the outside world would keep and checks every step."""

    def __init__(self) -> None:
        self.now = START
        self.facts: dict[str, Any] = {"danger": "no"}
        self.open: dict[str, int] = {}
        self.state = engine.start(COMPLAINT, facts=self.facts, calendar=CALENDAR, at=START)
        self.rung: set[tuple[str, str, str]] = set()

    def attempt(self, name: str, by: Person, *, confirm: bool) -> Decision | Refusal:
        if name == "refuse":
            return engine.refuse(COMPLAINT, self.state, by=by, at=self.now)
        if name == "confirm":
            name, confirm = self.state.pending.act if self.state.pending else "decide", True
        return engine.decide(
            COMPLAINT,
            self.state,
            name,
            {} if confirm else ANSWERS.get(name, {}),
            by=by,
            facts=self.facts,
            open_counts=self.open,
            calendar=CALENDAR,
            at=self.now,
            confirm=confirm,
        )

    def take(self, decision: Decision, by: Person) -> None:
        before, after = self.state, decision.state
        self.check_step(before, decision, by)
        self.facts |= decision.sets
        for opening in decision.opens:
            self.open[opening.procedure] = self.open.get(opening.procedure, 0) + 1
        for name in decision.cancels:
            self.open[name] = 0
        self.state = after

    def check_step(self, before: State, decision: Decision, by: Person) -> None:
        after = decision.state
        assert decision.from_stage == before.stage
        assert after.stage == decision.to_stage in COMPLAINT.stages
        assert decision.stopped == tuple(name for name in COMPLAINT.clocks if name in decision.stopped)
        if decision.pending is not None:
            assert (after.stage, after.clocks, after.done) == (before.stage, before.clocks, before.done)
        if decision.confirmed is not None:
            assert before.pending == decision.confirmed
            assert decision.confirmed.by != by.id
            assert "representative" in by.roles
        if after.stage == "closed" and before.stage == "decided" and decision.act == "close":
            assert not any(self.open.values())
        if after.stage == "decided" and before.stage != "decided":
            assert decision.confirmed is not None
        for name, clock in after.clocks.items():
            self.check_clock(name, clock)
        if COMPLAINT.stages[after.stage].end:
            assert not any(clock.running or clock.is_paused for clock in after.clocks.values())

    def check_clock(self, name: str, clock: Any) -> None:
        rule = COMPLAINT.clocks[name]
        assert clock.consumed >= 0
        assert clock.pause_used >= 0
        assert [clock.running, clock.is_paused, clock.is_stopped].count(True) == 1
        if rule.kind != "internal":
            assert not clock.is_paused
            assert clock.pauses == ()
        assert len(clock.extensions) <= rule.extend_times
        assert len(set(clock.fired)) == len(clock.fired)

    def ring_all(self) -> None:
        """What a worker does: every alarm that has come due rings, each once for one due moment."""
        for name in list(self.state.clocks):
            while (fired := engine.fire(COMPLAINT, self.state, name, calendar=CALENDAR, at=self.now)) is not None:
                clock = self.state.clocks[name]
                assert not clock.is_stopped
                if clock.is_paused:
                    assert fired.do == "resume"
                else:
                    key = (name, f"{clock.started} {clock.fired} {fired.do}", str(fired.due))
                    assert key not in self.rung
                    self.rung.add(key)
                self.check_clock(name, fired.state.clocks[name])
                self.state = fired.state
            alarm = next_alarm(COMPLAINT.clocks[name], self.state.clocks[name], CALENDAR)
            assert alarm is None or alarm.at > self.now


@given(TRIES)
@settings(deadline=None)
def test_any_order_of_tries_keeps_the_rules_of_the_procedure(tries: list[tuple[str, Person, int, bool]]) -> None:
    run = Run()
    for name, by, seconds, confirm in tries:
        run.now += timedelta(seconds=seconds)
        run.ring_all()
        answer = run.attempt(name, by, confirm=confirm)
        if isinstance(answer, Decision):
            run.take(answer, by)
        if run.open:
            run.open = {side: max(0, count - 1) for side, count in run.open.items()}


@given(TRIES)
@settings(deadline=None)
def test_what_was_decided_is_decided_again_from_the_same_journal(tries: list[tuple[str, Person, int, bool]]) -> None:
    run, journal = Run(), []
    for name, by, seconds, confirm in tries:
        run.now += timedelta(seconds=seconds)
        run.ring_all()
        answer = run.attempt(name, by, confirm=confirm)
        if isinstance(answer, Decision):
            journal.append((name, by, run.now, confirm))
            run.take(answer, by)
    again = Run()
    for name, by, at, confirm in journal:
        again.now = at
        again.ring_all()
        answer = again.attempt(name, by, confirm=confirm)
        assert isinstance(answer, Decision)
        again.take(answer, by)
    again.now = run.now
    again.ring_all()
    assert (again.state, again.facts, again.open) == (run.state, run.facts, run.open)


@given(TRIES)
@settings(deadline=None)
def test_what_is_offered_is_what_can_be_done(tries: list[tuple[str, Person, int, bool]]) -> None:
    run = Run()
    for name, by, seconds, confirm in tries:
        run.now += timedelta(seconds=seconds)
        for person in PEOPLE[:4]:
            offers = engine.available(COMPLAINT, run.state, by=person, facts=run.facts, open_counts=run.open)
            for offer in offers:
                answer = run.attempt(offer.act, person, confirm=offer.confirming)
                assert (answer if isinstance(answer, Refusal) else None) == offer.refusal
        answer = run.attempt(name, by, confirm=confirm)
        if isinstance(answer, Decision):
            run.take(answer, by)


@given(TRIES)
@settings(deadline=None)
def test_a_state_stored_at_any_point_reads_back_the_same(tries: list[tuple[str, Person, int, bool]]) -> None:
    run = Run()
    for name, by, seconds, confirm in tries:
        run.now += timedelta(seconds=seconds)
        answer = run.attempt(name, by, confirm=confirm)
        if isinstance(answer, Decision):
            run.take(answer, by)
    assert engine.load_state(engine.dump_state(run.state)) == run.state
