"""Acts: what a person or the system can do to a proceeding, and everything that one of them causes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import msgspec

from workflows.conditions import Condition, fact_names
from workflows.facts import Secrecy, Value
from workflows.fields import Field
from workflows.names import Label
from workflows.ready_conditions import Ready, ready

SYSTEM_ROLE: Final = "system"


class Uninvolved(StrEnum):
    """What somebody must not have done before: this act, an act that decided, or any act of the proceeding."""

    SAME_ACT = "same_act"
    DECIDED = "decided"
    EVER_ACTED = "ever_acted"


class FromAnswer(msgspec.Struct, frozen=True):
    """A value that is taken from the answer of this name."""

    name: str


class FromFact(msgspec.Struct, frozen=True):
    """A value that is taken from the fact of this name."""

    name: str


Source = Value | FromAnswer | FromFact

UnitSource = str | FromAnswer | FromFact
"""A unit by its code or word, or the one that an answer or a fact names."""


class Opens(msgspec.Struct, frozen=True):
    procedure: str
    facts: tuple[tuple[str, Source], ...] = ()


@dataclass(frozen=True, slots=True)
class AutoOpens:
    """A side procedure that opens when the condition holds at the start, or comes to hold later, and none is open."""

    procedure: str
    when: Condition
    facts: tuple[tuple[str, Source], ...] = ()
    holds: Ready = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "holds", ready(self.when))


class LinkKind(StrEnum):
    """What one case is to another."""

    SYSTEMIC = "systemic"
    OWN_INITIATIVE = "own_initiative"
    LINKED = "linked"
    JOINED = "joined"


class Links(msgspec.Struct, frozen=True):
    """The answer that holds the other case's reference, and what that case is to this one."""

    to: FromAnswer
    as_: LinkKind


class Confirmation(msgspec.Struct, frozen=True):
    """Four eyes: who may confirm, and what they must not have done. The same person is always refused."""

    roles: frozenset[str]
    uninvolved: frozenset[Uninvolved] = frozenset({Uninvolved.SAME_ACT})
    otherwise: str | None = None
    """Who confirms when nobody of the roles is left in the case's unit: a role, or an office by its word.

    Where it is given, only people of the case's unit confirm while one of them can.
    """


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
    moves: FromAnswer | FromFact | None = None
    """The unit that becomes responsible for the case."""
    widens: UnitSource | None = None
    """The unit that joins the circle of the case."""
    links: Links | None = None
    of_unit: str | FromFact | None = None
    """The unit that whoever does it must belong to."""
    told_first: frozenset[str] = frozenset()
    """Letters of which one must have gone to the complainant before."""
    not_at: frozenset[str] = frozenset()
    """Stages at which an act of `anywhere` is not open."""
    allows: Ready | None = field(init=False, repr=False, compare=False)
    """The guard, made ready."""
    requires: bool = field(init=False, repr=False, compare=False)
    """Whether an answer may be missing: to an act that requires none, no answers at all are an answer."""
    needs: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """Answers of class routing that it requires."""
    differing: tuple[Field, ...] = field(init=False, repr=False, compare=False)
    """Answers that must differ from a fact."""
    reads: frozenset[str] = field(init=False, repr=False, compare=False)
    """Facts that its guard, its questions and what it opens ask for."""
    says: bool = field(init=False, repr=False, compare=False)
    """Whether it comes to an outcome or writes to the complainant."""
    reaches_out: bool = field(init=False, repr=False, compare=False)
    """Whether it concerns other units or cases."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "allows", None if self.when is None else ready(self.when))
        object.__setattr__(self, "requires", any(asked.required for asked in self.asks))
        needs = tuple(asked.name for asked in self.asks if asked.required and asked.secrecy is Secrecy.ROUTING)
        object.__setattr__(self, "needs", needs)
        object.__setattr__(self, "differing", tuple(asked for asked in self.asks if asked.differs_from is not None))
        object.__setattr__(self, "reads", fact_names(self.when).union(self._reads()))
        object.__setattr__(self, "says", self.outcome is not None or self.message is not None)
        reaches_out = self.moves is not None or self.widens is not None or self.links is not None
        object.__setattr__(self, "reaches_out", reaches_out)

    def _reads(self) -> Iterator[str]:
        for asked in self.asks:
            yield from fact_names(asked.when)
        for opened in self.opens:
            yield from (source.name for _, source in opened.facts if isinstance(source, FromFact))

    @property
    def decides(self) -> bool:
        return self.outcome is not None
