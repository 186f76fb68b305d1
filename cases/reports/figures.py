"""Numbers that can be added: histograms, shares, the figures of one unit. The national figure is their sum."""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import ceil, sqrt
from typing import Any

import msgspec

Z95 = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""

SMALL = 20
"""Below so many cases a share says little: pages mark it and show its interval."""

AGE_BANDS = ((0, 3), (3, 6), (6, 9), (9, None))
"""Months since receipt, the upper end included (design 01 §1.7)."""


class Share(msgspec.Struct, frozen=True):
    """A part of a whole, both counted. A whole of nothing has no value, rather than 0 or 100 %."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def small(self) -> bool:
        return 0 < self.whole < SMALL

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval: honest for few cases, at 0 and at 100 %. None of nothing, and of a ratio above 1."""
        if not self.whole or self.part > self.whole:
            return None
        share, square = self.part / self.whole, Z95 * Z95
        middle = (share + square / (2 * self.whole)) / (1 + square / self.whole)
        half = Z95 / (1 + square / self.whole) * sqrt(share * (1 - share) / self.whole + square / (4 * self.whole**2))
        return max(0.0, middle - half), min(1.0, middle + half)


class Histogram(Counter[int]):
    """How often each whole value came up: quantiles of any sum of histograms are exact."""

    def quantile(self, percent: int) -> int | None:
        """The smallest value that at least *percent* of all do not exceed (nearest rank); None of nothing."""
        whole = self.total()
        if not whole:
            return None
        rank, seen = ceil(whole * percent / 100), 0
        for value in sorted(self):
            seen += self[value]
            if seen >= rank:
                return value
        raise AssertionError("ranks end at the total")

    @property
    def median(self) -> float | None:
        """The middle value, or halfway between the two middle ones."""
        whole = self.total()
        if not whole:
            return None
        middle = sorted(self)
        low, high = (whole + 1) // 2, whole // 2 + 1
        seen, found = 0, []
        for value in middle:
            found += [value for rank in (low, high) if seen < rank <= seen + self[value]]
            seen += self[value]
        return sum(found) / 2


class RemedyFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Remedies, not cases: those recommended in the period, and how far they had come when the report was made."""

    recommended: int = 0
    served: int = 0
    due: int = 0
    """Whose day of answer has passed."""
    implemented: int = 0
    verified: int = 0
    answerable: int = 0
    """Answered, or past the day of answer."""
    answered_in_time: int = 0
    overdue: int = 0
    """Past the day of answer, unanswered, and neither verified nor given up."""

    @property
    def verified_share(self) -> Share:
        return Share(self.verified, self.recommended)

    @property
    def punctual(self) -> Share:
        """Answered by their day of all that had to be: an answer that is missing counts like a late one."""
        return Share(self.answered_in_time, self.answerable)

    def __add__(self, other: "RemedyFigures") -> "RemedyFigures":
        return RemedyFigures(**{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__})


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's figures for one period. Everything counts cases, except remedies, officers, and days and minutes."""

    received: int = 0
    taken_over: int = 0
    """Came by transfer, or were reopened."""
    registered: int = 0
    acknowledged_in_time: int = 0
    decided: int = 0
    decided_in_time: int = 0
    ended_late: int = 0
    """Ended without a decision after the statutory day."""
    overdue: int = 0
    """Undecided at the period's end, past the statutory day."""
    closed: int = 0
    handed_on: int = 0
    """Left by transfer."""
    reopened: int = 0
    """Ended here earlier, and taken up again in the period, here or elsewhere."""
    offline: int = 0
    """Of the received, those that did not come over the network."""
    termed: int = 0
    """Of the decided, those with a statutory day."""
    extended: int = 0
    """Of these, those whose day was moved."""
    open_before: int = 0
    open_at_end: int = 0
    open_u1: int = 0
    open_u2: int = 0
    redirected: int = 0
    redirected_in_time: int = 0
    not_told: int = 0
    """Decided, and the complainant not told by the period's end."""
    urgent: int = 0
    urgent_waiting: int = 0
    """U1 without any person's act at the period's end."""
    cohort_decided: int = 0
    cohort_remedied: int = 0
    cohort_verified: int = 0
    ages: Counter[int] = msgspec.field(default_factory=Counter)
    """Open at the end, by number of the age band."""
    open_days: Histogram = msgspec.field(default_factory=Histogram)
    """Open at the end: calendar days since receipt."""
    days: Histogram = msgspec.field(default_factory=Histogram)
    """Calendar days from receipt to decision."""
    minutes: Histogram = msgspec.field(default_factory=Histogram)
    """U1: minutes from receipt to the first act of a person."""
    outcomes: Counter[str] = msgspec.field(default_factory=Counter)
    merits: int = 0
    found: int = 0
    refused: int = 0
    """Not admitted."""
    load: int = 0
    """Open cases, the urgent ones weighing more."""
    felt: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    """Complainants who said in the period how it went, by what they said of fairness and of the outcome."""
    fair: int = 0
    content: int = 0
    remedies: Mapping[str, RemedyFigures] = msgspec.field(default_factory=dict)
    """By kind."""
    officers: int = 0
    beside: Mapping[str, Share] = msgspec.field(default_factory=dict)
    """Shares of what runs beside cases, by indicator; without those of nothing."""
    people: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    """Persons, not cases: by what was done for or about them, and by what they were held to account."""
    opened: Histogram = msgspec.field(default_factory=Histogram)
    """Alarms of urgent cases: minutes until somebody had it."""
    silence: Histogram = msgspec.field(default_factory=Histogram)
    """Open today: calendar days since the complainant last heard."""
    grounds: Counter[str] = msgspec.field(default_factory=Counter)
    """Not admitted, by why."""
    population: int = 0
    """Who live where the unit is."""
    uncounted: int = 0
    """Units of regions whose population nobody has told."""

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            **{name: add_values(getattr(self, name), getattr(other, name)) for name in self.__struct_fields__}
        )

    @property
    def timeliness(self) -> Share:
        """Decided in time of all due: the decided, those ended late undecided, and open overdue (design 01 §1.7)."""
        return Share(self.decided_in_time, self.decided + self.ended_late + self.overdue)

    @property
    def acknowledged(self) -> Share:
        return Share(self.acknowledged_in_time, self.received)

    @property
    def redirected_timely(self) -> Share:
        return Share(self.redirected_in_time, self.redirected)

    @property
    def clearance(self) -> Share:
        """May exceed 1: then the backlog shrinks."""
        return Share(self.closed, self.received)

    @property
    def backlog(self) -> int:
        """Opening + received − closed, with what came and went by transfer: as many as are open at the end."""
        return self.open_before + self.received + self.taken_over - self.closed - self.handed_on

    @property
    def substantiation(self) -> Share:
        return Share(self.found, self.merits)

    @property
    def refusal(self) -> Share:
        """Not admitted of all that were looked at for it: refused, or decided on the merits."""
        return Share(self.refused, self.refused + self.merits)

    @property
    def extension(self) -> Share:
        return Share(self.extended, self.termed)

    @property
    def reopening(self) -> Share:
        """May exceed 1 where a unit closes little and much of the old is taken up again."""
        return Share(self.reopened, self.closed)

    @property
    def transfers(self) -> Share:
        """Hand-overs to another unit for each case received: above 1, cases are sent around."""
        return Share(self.handed_on, self.received)

    @property
    def offline_share(self) -> Share:
        return Share(self.offline, self.received)

    @property
    def felt_fair(self) -> Share:
        return Share(self.fair, self.felt.total())

    @property
    def felt_content(self) -> Share:
        return Share(self.content, self.felt.total())

    def persons(self, what: str) -> int:
        """Persons of whom *what* was recorded: `restored` or `accountable`."""
        return sum(number for (done, _), number in self.people.items() if done == what)

    @property
    def per_population(self) -> float | None:
        """Received for each 100,000 people; None where the population of a region is not told."""
        known = self.population and not self.uncounted
        return self.received * 100_000 / self.population if known else None

    @property
    def open_per_officer(self) -> float | None:
        return self.open_at_end / self.officers if self.officers else None

    @property
    def load_per_officer(self) -> float | None:
        return self.load / self.officers if self.officers else None

    @property
    def received_per_officer(self) -> float | None:
        return self.received / self.officers if self.officers else None

    @property
    def all_remedies(self) -> RemedyFigures:
        return sum(self.remedies.values(), RemedyFigures())


def add_values(ours: Any, theirs: Any) -> Any:
    """The sum of two numbers, or of two mappings key by key; a count of nothing is not lost."""
    if not isinstance(ours, Mapping):
        return ours + theirs
    total = dict(ours)
    for key, value in theirs.items():
        total[key] = total[key] + value if key in total else value
    return type(ours)(total)  # type: ignore[call-arg]


def add_up(figures: Iterable[Figures]) -> Figures:
    """The figure of several units together; of none, a figure of nothing."""
    return sum(figures, Figures())
