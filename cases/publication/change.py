"""One thing that another pack would let somebody read, do or receive, as codes: the page and the command have the words."""

from enum import StrEnum
from typing import Final

import msgspec


class Section(StrEnum):
    """What a reader of the changes asks, in the order of the page."""

    READ = "read"
    DO = "do"
    RECEIVE = "receive"
    KEPT = "kept"
    CLOCKS = "clocks"


class Kind(StrEnum):
    """What changes. In brackets: what `where` names, from the file down."""

    ROW_NEW = "row_new"
    """A row of a table that was not there (table, number of the row in the new pack)."""
    ROW_CHANGED = "row_changed"
    """A row that asks what it did and gives something else (table, number of the row in the new pack)."""
    ROW_GONE = "row_gone"
    """A row that is no longer there (table, number of the row in the old pack): another one decides now."""
    ROWS_MOVED = "rows_moved"
    """The same rows in another order, where the first that fits decides (table)."""
    LADDER = "ladder"
    """Units that join the circle of what this one leads (unit)."""
    STAND_IN = "stand_in"
    """Another unit takes over from this one (unit)."""
    OFFICE = "office"
    """Another unit is this office of the institution (office)."""
    UNIT_NEW = "unit_new"
    UNIT_KIND = "unit_kind"
    REGION = "region"
    """A facility or body belongs to another unit's place (register, code)."""
    SIDE_UNIT = "side_unit"
    """Another unit handles a side procedure (procedure)."""
    WIDENS = "widens"
    """An act lets another unit in, or hands the case to it (procedure, stage, act)."""

    PROCEDURE_NEW = "procedure_new"
    ACT_NEW = "act_new"
    ACT_ROLES = "act_roles"
    """More roles may do an act (procedure, stage, act)."""
    ACT_WHEN = "act_when"
    """An act is possible under other conditions (procedure, stage, act)."""
    ACT_UNIT = "act_unit"
    """People of another unit do the act (procedure, stage, act)."""
    ACT_ALONE = "act_alone"
    """No second person confirms an act any more (procedure, stage, act)."""
    CONFIRM_ROLES = "confirm_roles"
    """More roles may confirm an act (procedure, stage, act)."""
    CONFIRM_INVOLVED = "confirm_involved"
    """People may do or confirm an act who could not because of what they did before (procedure, stage, act)."""
    OWNER = "owner"
    """Another role looks after a stage (procedure, stage)."""

    LETTER = "letter"
    """A letter newly goes to somebody (procedure, stage, act)."""
    LETTER_GONE = "letter_gone"
    LETTER_WORDS = "letter_words"
    """A letter says something else (letter)."""
    MESSAGE = "message"
    """An act newly writes into the mailbox, or from another answer (procedure, stage, act)."""
    ALARM = "alarm"
    """A clock newly alerts, warns or passes on to somebody (procedure, clock)."""
    ALARM_GONE = "alarm_gone"
    BODY_NAMED = "body_named"
    """The body that is asked may be told who complained under other conditions, or gets a page at all (procedure)."""
    DUTY_PLACE = "duty_place"
    DUTY_WORDS = "duty_words"
    """What is rung out says something else."""

    FACT_NEW = "fact_new"
    """A new fact, kept in the clear or apart from the case (fact)."""
    FACT_CLASS = "fact_class"
    """A fact moves to another class; never from sealed (fact)."""
    QUESTION_NEW = "question_new"
    """A new question whose answer is not sealed (questionnaire or procedure, question)."""
    QUESTION_CLASS = "question_class"
    RETENTION = "retention"
    """Cases of a track are kept for another time, in months (track)."""

    CLOCK_NEW = "clock_new"
    CLOCK_GONE = "clock_gone"
    CLOCK_LONGER = "clock_longer"
    CLOCK_SHORTER = "clock_shorter"
    CLOCK_LIMIT = "clock_limit"
    """Another limit in another unit of time: whether it is longer depends on the day (procedure, clock)."""
    CLOCK_KIND = "clock_kind"
    CLOCK_EXTENDED = "clock_extended"
    CLOCK_PAUSED = "clock_paused"
    CLOCK_RUNS = "clock_runs"
    """The clock starts, stops or holds on other occasions (procedure, clock)."""


_READ: Final = frozenset(
    {
        Kind.ROW_NEW,
        Kind.ROW_CHANGED,
        Kind.ROW_GONE,
        Kind.ROWS_MOVED,
        Kind.LADDER,
        Kind.STAND_IN,
        Kind.OFFICE,
        Kind.UNIT_NEW,
    }
    | {Kind.UNIT_KIND, Kind.REGION, Kind.SIDE_UNIT, Kind.WIDENS}
)
_RECEIVE: Final = frozenset(
    {Kind.LETTER, Kind.LETTER_GONE, Kind.LETTER_WORDS, Kind.MESSAGE, Kind.ALARM, Kind.ALARM_GONE}
    | {Kind.BODY_NAMED, Kind.DUTY_PLACE, Kind.DUTY_WORDS}
)
_KEPT: Final = frozenset({Kind.FACT_NEW, Kind.FACT_CLASS, Kind.QUESTION_NEW, Kind.QUESTION_CLASS, Kind.RETENTION})
LOOSER: Final = frozenset(
    {Kind.ACT_ALONE, Kind.CONFIRM_ROLES, Kind.CONFIRM_INVOLVED, Kind.FACT_CLASS, Kind.QUESTION_CLASS}
    | {Kind.CLOCK_GONE, Kind.CLOCK_LONGER, Kind.ALARM_GONE, Kind.CLOCK_EXTENDED, Kind.CLOCK_PAUSED, Kind.CLOCK_KIND}
)
"""What takes a guard away: the page marks it."""


class Change(msgspec.Struct, frozen=True, order=True):
    """One change. *who*: roles, units, places or audiences that gain (or, of what is gone, lose); *was* and *now*: codes."""

    kind: Kind
    where: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    was: str = ""
    now: str = ""

    @property
    def section(self) -> Section:
        if self.kind in _READ:
            return Section.READ
        if self.kind in _RECEIVE:
            return Section.RECEIVE
        if self.kind in _KEPT:
            return Section.KEPT
        return Section.CLOCKS if self.kind.startswith("clock") else Section.DO

    @property
    def looser(self) -> bool:
        return self.kind in LOOSER
