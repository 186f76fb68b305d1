"""Procedures: how something is handled, as published data. No stage, act, form or deadline is code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from workflows.clocks import ClockRule
from workflows.conditions import Condition, fact_names
from workflows.facts import Value
from workflows.fields import Field
from workflows.names import Label

SYSTEM_ROLE: Final = "system"
ANY_END: Final = "any"


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


class Uninvolved(StrEnum):
    """What somebody must not have done before: this act, an act that decided, or any act of the proceeding."""

    SAME_ACT = "same_act"
    DECIDED = "decided"
    EVER_ACTED = "ever_acted"


@dataclass(frozen=True, slots=True)
class FromAnswer:
    """A value that is taken from the answer of this name."""

    name: str


Source = Value | FromAnswer


@dataclass(frozen=True, slots=True)
class Opens:
    procedure: str
    facts: tuple[tuple[str, Source], ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Four eyes: who may confirm, and what they must not have done. The same person is always refused."""

    roles: frozenset[str]
    uninvolved: frozenset[Uninvolved] = frozenset({Uninvolved.SAME_ACT})
    otherwise: str | None = None
    """Who confirms when nobody in the unit is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a person or the system can do to a proceeding at a stage."""

    name: str
    label: Label = field(default_factory=dict)
    help: Label = field(default_factory=dict)
    to: str | None = None
    """The stage it leads to; None stays."""
    by: frozenset[str] = frozenset()
    when: Condition | None = None
    asks: tuple[Field, ...] = ()
    sets: tuple[tuple[str, Source], ...] = ()
    opens: tuple[Opens, ...] = ()
    tells: Mapping[str, str] = field(default_factory=dict)
    """Audience to letter."""
    message: str | None = None
    """The answer that goes to the complainant's mailbox."""
    confirmed_by: Confirmation | None = None
    uninvolved: Uninvolved | None = None
    ends_as: str | None = None
    outcome: str | FromAnswer | None = None
    extends: str | None = None
    cancels: frozenset[str] = frozenset()
    not_at: frozenset[str] = frozenset()
    """Stages at which an act of `anywhere` is not open."""

    @property
    def decides(self) -> bool:
        return self.outcome is not None


@dataclass(frozen=True, slots=True)
class Variant:
    """Another status or ball of a stage while a condition holds."""

    when: Condition
    status: str | None
    ball: Ball | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    name: str
    label: Label = field(default_factory=dict)
    owner: str | None = None
    status: str | None = None
    ball: Ball = Ball.NOBODY
    end: bool = False
    """A proceeding may rest here; it can still be reopened by an act."""
    variants: tuple[Variant, ...] = ()
    acts: Mapping[str, Act] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reaction:
    """What the end of a side proceeding causes."""

    ended: str
    as_: frozenset[str]
    do: str


@dataclass(frozen=True, slots=True)
class Migration:
    from_version: int
    stages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Effects:
    """Clocks that an act at a stage can touch, found once so that deciding is quick."""

    starts: tuple[ClockRule, ...]
    stops: tuple[str, ...]
    pauses: tuple[ClockRule, ...]
    resumes: tuple[ClockRule, ...]

    @property
    def any(self) -> bool:
        return bool(self.starts or self.stops or self.pauses or self.resumes)


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
    effects: Mapping[tuple[str, str], Effects] = field(init=False)

    def __post_init__(self) -> None:
        acts = {name: self._open_at(stage) for name, stage in self.stages.items()}
        every = [act for at_stage in acts.values() for act in at_stage.values()]
        derived = {
            "acts": acts,
            "act_names": frozenset(act.name for act in every) | frozenset(self.anywhere),
            "deciding": frozenset(act.name for act in every if act.decides),
            "effects": {
                (stage, act.name): self._effects(stage, act)
                for stage, at_stage in acts.items()
                for act in at_stage.values()
            },
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

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
        return Effects(
            starts=tuple(
                rule
                for rule in rules
                if not ends
                and (
                    act.name in rule.starts_after
                    or (to in rule.starts_at and (moved or bool(changed & fact_names(rule.when))))
                )
            ),
            stops=tuple(
                rule.name for rule in rules if act.name in rule.stops_after or (moved and _stops(rule, to, ends=ends))
            ),
            pauses=tuple(rule for rule in rules if moved and to in rule.pauses_at),
            resumes=tuple(rule for rule in rules if moved and rule.pauses_at and to not in rule.pauses_at),
        )


def _stops(rule: ClockRule, to: str, *, ends: bool) -> bool:
    if ends or to in rule.stops_at:
        return True
    left_open = not rule.stops_at and not rule.stops_after
    return left_open and bool(rule.starts_at) and to not in rule.starts_at and to not in rule.pauses_at
