"""Walking one proceeding by the pure engine alone: no database, time moved by hand, answers filled in where a test names none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from cases.packs.jurisdiction import Pack
from tests.builders import kazakhstan
from workflows import clocks, engine
from workflows.fields import Field, FieldKind
from workflows.procedure import Act, Procedure

MONDAY = datetime(2026, 3, 16, 5, 0, tzinfo=UTC)
"""16 March 2026, ten in the morning in Kazakhstan: the first vector of design 01 §1.3."""
OFFICES = {"lead": "KZ-39", "head_office": "KZ-HO", "npm": "KZ-NP", "integrity": "KZ-IN", "duty": "KZ-DU"}
EVERYWHERE = frozenset(OFFICES.values())
STAFF = frozenset({"intake", "caseworker", "representative", "supervisor", "commissioner", "integrity", "npm"})

FIRST = engine.Person("officer:1", STAFF, EVERYWHERE)
SECOND = engine.Person("officer:2", STAFF, EVERYWHERE)
COMPLAINANT = engine.Person("complainant", frozenset({"complainant"}))


class Rang(NamedTuple):
    """An alarm: hours after the walk began, what it does and whom it reaches."""

    hours: float
    do: str
    whom: tuple[str, ...]


FITTING = {
    FieldKind.BOOLEAN: "true",
    FieldKind.WHOLE: "3",
    FieldKind.MONEY: "3",
    FieldKind.CASE: "2026-481516-3",
    FieldKind.DATE: "2026-03-16",
    FieldKind.PARTIAL_DATE: "2026-03-16",
}
"""An answer that each kind of field takes; words do for the others."""


@dataclass
class Walk:
    """A proceeding on its way. Facts of the case and its own stand together in `facts`."""

    name: str
    facts: dict[str, Any] = field(default_factory=dict)
    open_counts: dict[str, int] = field(default_factory=dict)
    at: datetime = MONDAY
    rang: list[Rang] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.began = self.at
        self.state = engine.start(self.procedure, facts=self.facts, calendar=self.pack.calendar, at=self.at)

    @property
    def pack(self) -> Pack:
        return kazakhstan()

    @property
    def procedure(self) -> Procedure:
        return self.pack.procedures[self.name]

    @property
    def stage(self) -> str:
        return self.state.stage

    def act(self, name: str) -> Act:
        return self.procedure.acts[self.stage][name]

    def ask(
        self, act: str, by: engine.Person = FIRST, *, confirm: bool = False, **raw: str
    ) -> engine.Decision | engine.Refusal:
        """What the engine says to *act* now; nothing changes."""
        open_here = self.procedure.acts[self.stage].get(act)
        filled = {} if open_here is None or confirm else self.answers(open_here, raw)
        return engine.decide(
            self.procedure, self.state, act, filled, by=by, facts=self.facts, open_counts=self.open_counts,
            calendar=self.pack.calendar, at=self.at, confirm=confirm,
            registers={name: entries.keys() for name, entries in self.pack.registers.items()},
            units=self.pack.units.keys(), places=OFFICES,
        )  # fmt: skip

    def refusal(self, act: str, by: engine.Person = FIRST, *, confirm: bool = False, **raw: str) -> str:
        """Why *act* is refused; it must be."""
        answer = self.ask(act, by, confirm=confirm, **raw)
        assert isinstance(answer, engine.Refusal), (act, answer)
        return answer.reason

    def do(self, act: str, by: engine.Person | None = None, **raw: str) -> engine.Decision:
        """Do *act*, which must be allowed, with somebody whose role it is; a second person confirms what needs two.

        On the way the first person, who holds every role, is seen to be refused as the second.
        """
        by = by or (COMPLAINANT if self.act(act).by == {"complainant"} else FIRST)
        decision = self._take(self.ask(act, by, confirm=False, **raw))
        if decision.pending is None:
            return decision
        assert self.refusal(act, by, confirm=True) == "same_person"
        return self._take(self.ask(act, SECOND, confirm=True))

    def let_pass(self, **by: float) -> list[Rang]:
        """Move the time on, ringing every alarm at its own moment and doing what it does; gives those that rang."""
        until, before = self.at + timedelta(**by), len(self.rang)
        while (first := self._next()) is not None and first[0] <= until:
            self.at, name = first
            fired = engine.fire(self.procedure, self.state, name, calendar=self.pack.calendar, at=self.at)
            assert fired is not None
            self.state = fired.state
            hours = round((self.at - self.began).total_seconds() / 3600, 1)
            self.rang.append(Rang(hours, fired.act or fired.do, fired.whom))
            if fired.do == "act":
                self._take(self.ask(fired.act or "", engine.SYSTEM))
        self.at = until
        return self.rang[before:]

    def due(self, clock: str) -> datetime | None:
        """When *clock* is due, in the institution's own time; None where it does not run."""
        running = self.state.clocks.get(clock)
        due = None if running is None else clocks.due(self.procedure.clocks[clock], running, self.pack.calendar)
        return due.astimezone(self.pack.zone) if due else None

    def answers(self, act: Act, raw: Mapping[str, str]) -> dict[str, str]:
        """*raw*, and something fitting for every question of *act* that must be answered."""
        return {asked.name: self._answer(asked) for asked in act.asks if asked.required} | dict(raw)

    def _answer(self, asked: Field) -> str:
        if asked.options:
            return asked.options[0].value
        if asked.kind is FieldKind.ENTRY:
            return next(iter(self.pack.registers[asked.register or ""]))
        return FITTING.get(asked.kind, "…")

    def _next(self) -> tuple[datetime, str] | None:
        """The moment at which an alarm rings next, and its clock."""
        found = [
            (alarm.at, name)
            for name, clock in self.state.clocks.items()
            if (alarm := clocks.next_alarm(self.procedure.clocks[name], clock, self.pack.calendar)) is not None
        ]
        return min(found, default=None)

    def _take(self, answer: engine.Decision | engine.Refusal) -> engine.Decision:
        assert isinstance(answer, engine.Decision), answer
        self.state = answer.state
        self.facts |= answer.sets
        return answer


def walk_through(walk: Walk, steps: Sequence[str]) -> str | None:
    """Do *steps* one after the other; gives the end that the last one reached."""
    ended = None
    for step in steps:
        ended = walk.do(step).ended_as
    return ended
