"""The people who work on one case, each at a desk of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.journeys.hands import Answers, AtOnce
from tests.journeys.person import Person

MAIN = 1


@dataclass
class Office:
    """A caseworker, and the head who confirms and approves; whoever comes back to the case opens it anew."""

    caseworker: Person
    head: Person
    reference: str = ""
    at_it: Person | None = field(default=None)

    def act(self, act: str, answers: Answers | None = None, *, number: int = MAIN) -> None:
        """An act of the caseworker."""
        self.do(self.caseworker, number, act, answers)

    def rule(self, act: str, answers: Answers | None = None, *, number: int = MAIN) -> None:
        """An act of the head."""
        self.do(self.head, number, act, answers)

    def do(self, person: Person, number: int, act: str, answers: Answers | None) -> None:
        if person is not self.at_it:
            person.open_case(self.reference)
        self.at_it = person
        person.act(number, act, answers)

    def pause(self) -> None:
        """Somebody else did something, or time went by: the page on the screen is old."""
        self.at_it = None

    def hurry(self) -> None:
        """From here on forms are filled in at once: all kinds of questions have been answered by hand."""
        self.caseworker.hands = self.head.hands = AtOnce()

    def take(self, reference: str) -> None:
        """The caseworker finds the case among those that nobody has, and takes it."""
        assert reference in self.caseworker.look_at_queue("unassigned"), self.caseworker.text
        self.caseworker.take(reference)
        self.reference = reference
        self.pause()


@dataclass(frozen=True)
class Remedy:
    """What is recommended: its kind, who must do it, what exactly."""

    kind: str
    body: str
    what: str
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> Answers:
        return {"kind": self.kind, "body": self.body, "what": self.what, **self.more}
