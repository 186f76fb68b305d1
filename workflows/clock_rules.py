"""Clocks as a procedure declares them: how long, from when to when, what pauses and extends them, and what they ring."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import msgspec

from workflows.conditions import Condition
from workflows.durations import Duration
from workflows.names import Label
from workflows.ready_conditions import Ready, ready

COUNTED_UNITS: Final = frozenset({"minutes", "hours", "working hours", "days", "weeks", "working days"})
"""Units of which a part can be used up; a month cannot be counted on from its middle."""


class ClockKind(StrEnum):
    STATUTORY = "statutory"
    INTERNAL = "internal"
    URGENT = "urgent"


class Moment(StrEnum):
    """When an alarm rings: some time before the due moment, right after it, or at each point of a schedule."""

    BEFORE = "before"
    LATE = "late"
    DUE = "due"


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    moment: Moment
    before: Duration | None = None
    do: str
    """`warn`, `escalate`, `alert`, or the name of an act that the system does."""
    whom: tuple[str, ...] = ()
    """Roles, `owner`, and for `alert` also places of the duty roster."""


class Later(msgspec.Struct, frozen=True):
    """Another rhythm of a repeating clock, from some time after its start."""

    after: Duration
    every: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """A clock as a procedure declares it."""

    name: str
    kind: ClockKind
    label: Label = field(default_factory=dict)
    limit: Duration | None = None
    schedule: tuple[Duration, ...] = ()
    every: Duration | None = None
    later: Later | None = None
    starts_at: frozenset[str] = frozenset()
    starts_after: frozenset[str] = frozenset()
    stops_at: frozenset[str] = frozenset()
    stops_after: frozenset[str] = frozenset()
    when: Condition | None = None
    pauses_at: frozenset[str] = frozenset()
    pauses_while: Condition | None = None
    pause_most: Duration | None = None
    pause_reason: Label = field(default_factory=dict)
    extend_by: str | None = None
    extend_to: Duration | None = None
    extend_times: int = 0
    alarms: tuple[Alarm, ...] = ()
    may_start: Ready | None = field(init=False, repr=False, compare=False)
    waits: Ready | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "may_start", None if self.when is None else ready(self.when))
        object.__setattr__(self, "waits", None if self.pauses_while is None else ready(self.pauses_while))

    @property
    def repeats(self) -> bool:
        return self.limit is None

    @property
    def pauses(self) -> bool:
        return bool(self.pauses_at) or self.pauses_while is not None
