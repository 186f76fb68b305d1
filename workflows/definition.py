"""Procedures: how something is handled, as published data. No stage, act, form or deadline is code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from workflows.acts import Act, AutoOpens, FromFact
from workflows.clock_rules import ClockRule
from workflows.conditions import Condition, fact_names
from workflows.durations import Duration
from workflows.names import Label
from workflows.ready_conditions import Ready, ready

ANY_END: Final = "any"

LEAD: Final = "lead"
"""The unit that is responsible for the case."""


class ProcedureKind(StrEnum):
    MAIN = "main"
    SIDE = "side"


class Ball(StrEnum):
    """Who is to move."""

    ME = "me"
    BODY = "body"
    COMPLAINANT = "complainant"
    SUPERVISOR = "supervisor"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Variant:
    """Another status or ball of a stage while a condition holds."""

    when: Condition
    status: str | None
    ball: Ball | None
    holds: Ready = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "holds", ready(self.when))


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    label: Label = msgspec.field(default_factory=dict)
    owner: str | None = None
    status: str | None = None
    ball: Ball = Ball.NOBODY
    end: bool = False
    """A proceeding may rest here; it can still be reopened by an act."""
    no_clock: Label = msgspec.field(default_factory=dict)
    """Why nobody is held to a time here, where no clock runs."""
    variants: tuple[Variant, ...] = ()
    acts: Mapping[str, Act] = msgspec.field(default_factory=dict)


class Reaction(msgspec.Struct, frozen=True):
    """What the end of a side proceeding causes."""

    ended: str
    as_: frozenset[str]
    do: str


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """What so many cases alike cause on the newest of them: the system does *do* on it."""

    name: str
    group_by: tuple[str, ...]
    """Facts that the cases share, all of them known; of a set-valued one, at least one code."""
    window: Duration
    """How far back cases count, from the newest one's receipt."""
    at_least: int
    """How many cases, the newest with them."""
    do: str


class Migration(msgspec.Struct, frozen=True):
    from_version: int
    stages: Mapping[str, str]


class Effects(msgspec.Struct, frozen=True):
    """Clocks that an act at a stage can touch, found once so that deciding is quick."""

    starts: tuple[ClockRule, ...]
    stops: tuple[str, ...]
    """Names of those that stop, in the order of their declaration: rows of a database come in any order."""
    pauses: tuple[ClockRule, ...]
    resumes: tuple[ClockRule, ...]
    waits: tuple[ClockRule, ...]
    """Those that pause by a condition and may still run after the act."""
    to: str
    """The stage after the act."""
    moved: bool
    """Whether that is another one."""
    any: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A published, versioned definition; cases opened under it stay on it until they are migrated."""

    name: str
    version: int = 1
    effective: date = date.min
    title: Label = field(default_factory=dict)
    kind: ProcedureKind = ProcedureKind.MAIN
    rank: int = 0
    """Side procedures count only procedures of lower rank (design 09)."""
    start: str
    outlives: bool = False
    """Whether a side proceeding may stay open when the main one ends."""
    unit: str | FromFact = LEAD
    """Whose a side proceeding is: `lead`, an office of the institution, or the unit that a fact of its own names."""
    opens: tuple[AutoOpens, ...] = ()
    """Side proceedings that open by themselves as soon as a condition holds."""
    watch: tuple[Watch, ...] = ()
    clocks: Mapping[str, ClockRule] = field(default_factory=dict)
    stages: Mapping[str, Stage]
    anywhere: Mapping[str, Act] = field(default_factory=dict)
    on: tuple[Reaction, ...] = ()
    migrate: tuple[Migration, ...] = ()
    acts: Mapping[str, Mapping[str, Act]] = field(init=False)
    """Stage to every act that is open there, those of `anywhere` with them."""
    act_names: frozenset[str] = field(init=False)
    deciding: frozenset[str] = field(init=False)
    """Acts that decide: whoever did one of them is not uninvolved."""
    effects: Mapping[str, Mapping[str, Effects]] = field(init=False)
    """Stage to act to the clocks that it can touch there."""
    starting: Mapping[str, tuple[ClockRule, ...]] = field(init=False)
    """Stage to the clocks that start there."""
    opening: frozenset[str] = field(init=False)
    """Facts that side proceedings open by themselves for."""
    pausing_while: tuple[ClockRule, ...] = field(init=False)
    """Clocks that pause by a condition."""
    reads: frozenset[str] = field(init=False)
    """Facts that its clocks and openings ask for, whatever act is done."""

    def __post_init__(self) -> None:
        acts = {name: self._open_at(stage) for name, stage in self.stages.items()}
        object.__setattr__(
            self, "pausing_while", tuple(rule for rule in self.clocks.values() if rule.pauses_while is not None)
        )
        every = [act for at_stage in acts.values() for act in at_stage.values()]
        derived = {
            "acts": acts,
            "act_names": frozenset(act.name for act in every) | frozenset(self.anywhere),
            "deciding": frozenset(act.name for act in every if act.decides),
            "starting": {
                stage: tuple(rule for rule in self.clocks.values() if stage in rule.starts_at) for stage in self.stages
            },
            "opening": frozenset().union(*(fact_names(opens.when) for opens in self.opens)),
            "reads": frozenset().union(*map(fact_names, self._conditions())),
            "effects": {
                stage: {act.name: self._effects(stage, act) for act in at_stage.values()}
                for stage, at_stage in acts.items()
            },
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def _conditions(self) -> Iterator[Condition | None]:
        for rule in self.clocks.values():
            yield from (rule.when, rule.pauses_while)
        yield from (opens.when for opens in self.opens)

    def _open_at(self, stage: Stage) -> dict[str, Act]:
        if stage.end:
            return dict(stage.acts)
        anywhere = {name: act for name, act in self.anywhere.items() if stage.name not in act.not_at}
        return anywhere | dict(stage.acts)

    def _effects(self, stage: str, act: Act) -> Effects:
        to = act.to or stage
        moved = to != stage
        ends = self.stages[to].end if to in self.stages else False
        changed = {name for name, _ in act.sets} | {asked.fact for asked in act.asks if asked.fact is not None}
        rules = self.clocks.values()
        starts = tuple(
            rule
            for rule in rules
            if not ends
            and (
                act.name in rule.starts_after
                or (to in rule.starts_at and (moved or bool(changed & fact_names(rule.when))))
            )
        )
        stops = tuple(
            rule.name for rule in rules if act.name in rule.stops_after or (moved and _stops(rule, to, ends=ends))
        )
        at_stages = [rule for rule in rules if moved and rule.pauses_at and rule.pauses_while is None]
        pauses = tuple(rule for rule in at_stages if to in rule.pauses_at)
        resumes = tuple(rule for rule in at_stages if to not in rule.pauses_at)
        waits = tuple(rule for rule in self.pausing_while if rule.name not in stops or rule in starts)
        touched = bool(starts or stops or pauses or resumes or act.extends)
        return Effects(starts, stops, pauses, resumes, waits, to=to, moved=moved, any=touched)


def _stops(rule: ClockRule, to: str, *, ends: bool) -> bool:
    if ends or to in rule.stops_at:
        return True
    left_open = not rule.stops_at and not rule.stops_after
    return left_open and bool(rule.starts_at) and to not in rule.starts_at and to not in rule.pauses_at
