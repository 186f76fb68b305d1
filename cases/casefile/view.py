"""What the case page may know, frozen. Sealed words are here only when the viewer's own keys opened them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from cases.assisted.second_look import Entry
from cases.casefile.owed import RemedyView
from cases.evidence.reading import FileView
from cases.letters.astray import Astray
from cases.outcomes.counting import OutcomeView
from cases.parties.view import PartyView
from cases.planning.listing import TaskView
from cases.related.linking import Linked
from cases.worklist.candidates import Candidate
from workflows.engine import Offer, Pending
from workflows.fields import Field
from workflows.names import Label
from workflows.procedure import Procedure
from workflows.questionnaire import Questionnaire


class ClockView(msgspec.Struct, frozen=True):
    name: str
    label: Label
    kind: str
    """`statutory`, `internal` or `urgent`."""
    due: datetime | None
    """None while paused."""
    running: bool
    proceeding: int
    notices: tuple[str, ...] = ()
    """`warn`, `escalate`: what its alarms have said since it was last dealt with."""


class Filed(msgspec.Struct, frozen=True):
    """What a complainant told us at one time: at filing, or added later."""

    at: datetime
    channel: str | None
    language: str
    questionnaire: Questionnaire
    answers: Mapping[str, Any]


class Shared(msgspec.Struct, frozen=True):
    """A complaint of another case that this one reads along."""

    reference: str
    filed: Filed


class MessageView(msgspec.Struct, frozen=True):
    at: datetime
    sender: str
    """`complainant` or `institution`."""
    about: str
    text: str
    unread: bool


class LetterView(msgspec.Struct, frozen=True):
    id: int
    at: datetime
    title: str
    text: str
    told_at: datetime | None


class Event(msgspec.Struct, frozen=True):
    """One line of the timeline: what was done, by whom, and the words that go with it."""

    at: datetime
    actor: str
    """An officer's name, or `complainant`, `system`, `nobody`."""
    act: str
    title: Label | None
    """Label of the act in its procedure; None for `file`, `complainant.message` and the like, which pages name."""
    number: int
    to: Label | None
    """Stage that it led to, when it moved."""
    waits: bool
    """It is the first of four eyes: nothing moved until a second person confirmed it."""
    answers: tuple[tuple[Field, Any], ...]
    """(question, answer) of sealed and clear answers, in the order asked."""
    stage: str | None = None
    """Name of the stage that it led to, when it moved."""
    dropped: bool = False
    """Not done: what waited for a second person was refused by them or taken back."""
    handler: str | None = None
    """Whose the case was made, where it was given or taken."""
    reason: str | None = None
    """Words that go with what is no act of a procedure: why a wall was raised."""
    opens: tuple[int, ...] = ()
    """Numbers of the side proceedings that it opened."""
    news: bool = True
    """It made a new version of the case; a reminder leaves all as it was."""


class Step(msgspec.Struct, frozen=True):
    """One stage of the main procedure for the small map of the way."""

    label: Label
    state: Literal["done", "now", "next"]


class ProceedingView(msgspec.Struct, frozen=True):
    number: int
    procedure: str
    definition: Procedure
    """The version that it runs on."""
    title: Label
    stage: str
    stage_label: Label
    opened_at: datetime
    since: datetime
    """When it came to where it stands."""
    ended: bool
    clocks: tuple[ClockView, ...]
    facts: tuple[tuple[Label, Any], ...]
    offers: tuple[Offer, ...]
    """Acts of the viewer's roles, with the refusal of those not possible now."""
    pending: Pending | None
    pending_by: str | None
    """Name of the officer whose act waits for a second person."""


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """Another case that may be about the same, and why it is proposed: `person`, `facility`, `body`, `region`."""

    reference: str
    because: str
    received: date
    stage: Label
    open: bool


class CaseFile(msgspec.Struct, frozen=True):
    reference: str
    nickname: str | None
    track: str
    unit: str
    circle: tuple[str, ...]
    """Codes of the units that can read the case; the responsible one first."""
    stage: str
    stage_label: Label
    status: Label
    """What the complainant is told."""
    open: bool
    urgency: int
    language: str
    received_at: datetime
    handler: str | None
    ball: str
    version: int
    facts: tuple[tuple[str, Label, Any], ...]
    """(name, label, value or label of the value) of every routing fact that is known."""
    clocks: tuple[ClockView, ...]
    filed: tuple[Filed, ...]
    timeline: tuple[Event, ...]
    """Newest first."""
    messages: tuple[MessageView, ...]
    letters: tuple[LetterView, ...]
    proceedings: tuple[ProceedingView, ...]
    """The main one first."""
    steps: tuple[Step, ...]
    files: tuple[FileView, ...] = ()
    """What the complainant and officers handed in, as far as the viewer may read it."""
    links: tuple[Linked, ...] = ()
    """Cases that belong to it and that the viewer may know of."""
    readers: tuple[str, ...] = ()
    """Behind a wall: officers who read it by themselves, beside the units of `circle`."""
    shared: tuple[Shared, ...] = ()
    """Complaints of other cases that this one reads along: joined to it, or split off from."""
    decides: bool = False
    """The viewer may change who reads the case."""
    candidates: tuple[Candidate, ...] = ()
    """Who could handle it, the suggestion first; for those who share out the work of its unit."""
    entry: Entry | None = None
    """How an officer entered it; None where its complainant sent it."""
    alike: tuple[Alike, ...] = ()
    """Cases that may be about the same, for the officer to decide."""
    remedies: tuple[RemedyView, ...] = ()
    """What is to be put right, with the money one payment at a time."""
    outcomes: tuple[OutcomeView, ...] = ()
    """Persons restored and persons held to account."""
    parties: tuple[PartyView, ...] = ()
    """Who is in it, and as what."""
    astray: tuple[Astray, ...] = ()
    """Letters that went by e-mail and that nobody can open."""
    tasks: tuple[TaskView, ...] = ()
    """What somebody means to do about it and has not done."""
