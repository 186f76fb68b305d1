"""What the engine takes and gives: a proceeding's state, who acts, what was decided or why not."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import msgspec

from workflows.acts import SYSTEM_ROLE
from workflows.answers import Answer
from workflows.clocks import Clock
from workflows.definition import Ball
from workflows.facts import Facts, Value
from workflows.fields import Field
from workflows.names import Label


class Person(msgspec.Struct, frozen=True, gc=False):
    """Who acts: an id that stays the same (`officer:123`, `complainant`, `system`), the roles and units held now."""

    id: str
    roles: frozenset[str]
    units: frozenset[str] = frozenset()
    """Codes of the units that the person belongs to."""


NONE: Final[Mapping[str, Any]] = MappingProxyType({})
"""Where an act has nothing to say; decisions share it."""

SYSTEM: Final = Person("system", frozenset({SYSTEM_ROLE}))


class Situation(msgspec.Struct, frozen=True, gc=False):
    """Who acts, and all that is known around the proceeding when they do."""

    by: Person
    facts: Facts
    open_counts: Mapping[str, int]
    places: Mapping[str, str] = {}
    """Office words (`lead`, `proceeding`, `head_office`…) to codes of units."""
    colleagues: Collection[Person] = ()
    """Active people of the case's unit; empty when they are not known."""
    told: Collection[str] = ()
    """Letters that went to the complainant."""
    involved: Collection[str] = ()
    """Ids of people who acted elsewhere on the case."""


class Pending(msgspec.Struct, frozen=True, gc=False):
    """An act that waits for its second person. It holds clear answers only: sealed ones were sealed when given."""

    act: str
    by: str
    at: datetime
    answers: dict[str, Answer]


class State(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Where a proceeding stands. `done` says who did which act, each person once, in the order of doing."""

    stage: str
    clocks: dict[str, Clock] = {}
    done: dict[str, tuple[str, ...]] = {}
    pending: Pending | None = None


class Opening(msgspec.Struct, frozen=True, gc=False):
    """A side proceeding to open, with the facts it begins with."""

    procedure: str
    facts: dict[str, Value]


class Link(msgspec.Struct, frozen=True, gc=False):
    """Another case, by its reference, and what it is to this one."""

    to: str
    as_: str


class Decision(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an act does. Facts of a side procedure are the proceeding's own, those of the main one the case's."""

    act: str
    state: State
    from_stage: str
    to_stage: str
    tells: Mapping[str, str] = NONE
    """Audience to letter."""
    ended_as: str | None = None
    started: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    sets: Mapping[str, Value] = NONE
    messages: tuple[str, ...] = ()
    """Names of the answers that go to the complainant's mailbox."""
    answers: Mapping[str, Answer] = NONE
    """Answers of class routing: these may be stored in the clear."""
    statistics: Mapping[str, Answer] = NONE
    sealed: Mapping[str, Answer] = NONE
    outcome: str | None = None
    opens: tuple[Opening, ...] = ()
    cancels: frozenset[str] = frozenset()
    moves: str | None = None
    """Code of the unit that becomes responsible for the case."""
    widens: str | None = None
    """Code of the unit that joins the circle, or its word when no place is known for it."""
    links: Link | None = None
    paused: tuple[str, ...] = ()
    resumed: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()
    pending: Pending | None = None
    """Set when the act now waits for a second person and has changed nothing else yet."""
    confirmed: Pending | None = None
    """What was waiting and is now carried out."""
    dropped: Pending | None = None
    """What was waiting and will not be done: refused, or overtaken by an act of the system."""


class Refusal(msgspec.Struct, frozen=True, gc=False):
    """Why an act is not possible: a code that has words in every language, and the facts those words need."""

    reason: str
    facts: dict[str, Any] = {}


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """An act as a desk shows it: its words, its form, and why it cannot be done now, if so."""

    act: str
    label: Label
    help: Label
    fields: tuple[Field, ...]
    refusal: Refusal | None
    confirming: bool
    """The act waits and this person can confirm it."""
    needs_second: bool


class Fired(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An alarm that rang: *do* is `warn`, `escalate`, `alert`, `act` (then *act* names it) or `resume`."""

    state: State
    clock: str
    do: str
    act: str | None = None
    whom: tuple[str, ...] = ()
    due: datetime | None = None


class Standing(msgspec.Struct, frozen=True):
    """What a stage means now: the status told to the complainant, who is to move, who owns it, its name."""

    status: str | None
    ball: Ball
    owner: str | None
    label: Label


_STATES: Final = msgspec.json.Decoder(State)
_CLOCKS: Final = msgspec.json.Decoder(dict[str, Clock])
_WRITER: Final = msgspec.json.Encoder()


def dump_state(state: State) -> dict[str, Any]:
    """The state as plain JSON values."""
    plain: dict[str, Any] = msgspec.to_builtins(state)
    return plain


def load_state(plain: Mapping[str, Any]) -> State:
    """A state from what `dump_state` gave. Raises: msgspec.ValidationError."""
    return msgspec.convert(plain, State)


def read_state(text: str, clocks: dict[str, Clock]) -> State:
    """A state from the JSON text of all but its clocks, and these. Raises: msgspec.DecodeError."""
    bare = _STATES.decode(text)
    return State(bare.stage, clocks, bare.done, bare.pending)


def without_clocks(state: State) -> State:
    """All of a state but its clocks, each of which is kept by itself."""
    return State(state.stage, {}, state.done, state.pending)


def read_clocks(text: str) -> dict[str, Clock]:
    """Clocks from the JSON text of an object: each by its name, as `write_clock` gave it. Raises: msgspec.DecodeError."""
    return _CLOCKS.decode(text)


def write_clock(clock: Clock) -> str:
    """The clock as JSON text."""
    return _WRITER.encode(clock).decode()
