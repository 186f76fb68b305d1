"""What each figure means, read from the pack's `indicators.yaml`: a page that shows a number can say how it is made."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import msgspec

from cases.reports.rules import Rules, read_rules
from cases.reports.runs import Runs, read_runs, tested_by
from workflows.facts import CASE, Fact, Kind, Secrecy
from workflows.faults import Fault, Faults, unknown_name
from workflows.names import Label
from workflows.procedure import Procedure
from workflows.reading import Section

EXAMPLE = "indicators: [{indicator: received, unit: cases, direction: neither, source: measures.day, label, formula}]"


FELT: Final = ("fairness_felt", "outcome_felt")
"""Facts that a complainant sets by saying how it went: fairness and outcome apart, because people tell them apart."""


PEOPLE: Final = "people"
"""The indicator that says how those who complained are counted."""


class Measured(StrEnum):
    """What a figure counts or is measured in. Figures of different kinds are never added."""

    CASES = "cases"
    REMEDIES = "remedies"
    SHARE = "share"
    RATIO = "ratio"
    DAYS = "days"
    MINUTES = "minutes"
    PER_OFFICER = "per_officer"
    PER_POPULATION = "per_population"
    PERSONS = "persons"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One figure's name, words and rule. *source*: the stored columns that it is computed from."""

    name: str
    label: Label
    formula: Label
    source: str
    unit: Measured
    direction: Direction
    runs: Runs | None = None
    """What it counts of procedures that run beside cases, where it does."""


class Indicators(msgspec.Struct, frozen=True, kw_only=True):
    """All definitions of a pack, and what its coded values mean to reports."""

    by_name: Mapping[str, Indicator]
    found: frozenset[str]
    """Outcomes that found a violation."""
    merits: frozenset[str]
    """Outcomes of decisions on the merits, *found* among them."""
    implemented: frozenset[str]
    """Stages of a remedy at which the body has done what was asked, verified or not yet."""
    fair: frozenset[str]
    """Answers of complainants who found that they were treated fairly."""
    content: frozenset[str]
    """Answers of complainants who are content with what came of it."""
    inadmissible: frozenset[str]
    """Outcomes of cases that were not admitted."""
    offline: frozenset[str]
    """Channels that need no network: letters, boxes, calls, visits."""
    body_fact: str
    """Fact of a case that names the body complained of; empty where the pack has none, as the next."""
    refusal_fact: str
    """Fact of a case that says why it was not admitted."""
    issue_fact: str
    """Fact of a case that says what it is about, so that cases alike are found."""
    vague: frozenset[str]
    """Issues and bodies that name nothing in particular, by which no pattern is found."""
    weights: tuple[int, int, int]
    """How heavy an open case of urgency 1, 2, 3 weighs when work is compared."""
    rules: Rules
    """What is worth a supervisor's morning."""
    least: int
    """The smallest number that is told outside the institution."""
    settles: int
    """Days after a quarter's end until its figures are frozen and published."""
    people: tuple[str, ...] = ()
    """Facts of class statistics that cases are counted by, quarter by quarter."""
    office: int = 0
    """The fewest cases of a quarter of which an office is told by itself who complained."""
    tested: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """By procedure, the facts by which runs of it are counted."""

    def __getitem__(self, name: str) -> Indicator:
        return self.by_name[name]


def read_indicators(
    data: Any,
    languages: Sequence[str],
    *,
    outcomes: Collection[str],
    stages: Collection[str],
    felt: Sequence[Collection[str]],
    channels: Collection[str],
    procedures: Mapping[str, Procedure],
    facts: Mapping[str, Fact],
) -> Indicators:
    """The definitions, each with words in every one of *languages*.

    *outcomes* of cases, *stages* of remedies, answers to how it went (fairness and outcome *felt*), *channels*, *procedures* and
    *facts* are those that the pack knows. Raises: Faults.
    """
    faults: list[Fault] = []
    file = Section(data, faults, (), languages)
    codes = file.section("codes") or Section({}, faults, ("codes",), languages)
    found, merits = (frozenset(codes.words(key, outcomes, "outcome", required=True)) for key in ("found", "merits"))
    implemented = frozenset(codes.words("implemented", stages, "stage of a remedy", required=True))
    fair, content = (
        frozenset(codes.words(key, answers, "answer", required=True))
        for key, answers in zip(("fair", "content"), felt, strict=True)
    )
    inadmissible = frozenset(codes.words("inadmissible", outcomes, "outcome", required=True))
    offline = frozenset(codes.words("offline", channels, "channel", required=True))
    body_fact = read_fact(codes, "complained_of", facts, {Kind.ENTRY})
    refusal_fact = read_fact(codes, "refused_because", facts, {Kind.CHOICE})
    issue_fact = read_fact(codes, "about_what", facts, {Kind.CHOICE, Kind.CHOICES})
    vague = frozenset(codes.words("vague", None, "code"))
    codes.close()
    weights, rules = read_weights(file), read_rules(file)
    outside = file.section("published") or Section({}, faults, ("published",), languages)
    least, settles = outside.whole("least"), outside.whole("settles")
    if not least or settles is None:
        outside.fault(
            "says from which number on figures are told, and when", example="published: {least: 5, settles: 30}"
        )
    apart = [
        name for name, fact in facts.items()
        if fact.secrecy is Secrecy.STATISTICS and fact.kind in {Kind.CHOICE, Kind.CHOICES}
    ]  # fmt: skip
    people, office = outside.words("people", apart, "fact of class statistics with choices"), outside.whole("office")
    if people and not office:
        outside.fault("says from how many cases on an office is told who complained", "office", example="office: 50")
    outside.close()
    if stray := sorted(found - merits):
        codes.fault(f"found on the merits, so it stands in `merits` as well: {', '.join(stray)}", "found")
    by_name: dict[str, Indicator] = {}
    for item in file.items("indicators"):
        one = read_one(item, procedures)
        if one and one.name in by_name:
            item.fault(f"{one.name} is here twice", "indicator")
        elif one:
            by_name[one.name] = one
    if people and PEOPLE not in by_name:
        file.fault(f"{PEOPLE} is missing: it says how those who complained are counted", "indicators")
    if not by_name:
        file.fault("indicators are missing", example=EXAMPLE)
    file.close()
    if faults:
        raise Faults(faults)
    return Indicators(
        by_name=by_name, found=found, merits=merits, implemented=implemented, fair=fair, content=content,
        inadmissible=inadmissible, offline=offline, body_fact=body_fact,
        refusal_fact=refusal_fact, issue_fact=issue_fact, vague=vague, weights=weights, rules=rules,
        least=least or 1, settles=settles or 0, people=people, office=office or 0,
        tested=tested_by(one.runs for one in by_name.values() if one.runs),
    )  # fmt: skip


def read_fact(codes: Section, key: str, facts: Mapping[str, Fact], kinds: Collection[Kind]) -> str:
    """The fact of a case, kept clear, that *key* names; empty where it names none. A mistake is noted in *codes*."""
    name = codes.text(key) or ""
    if not name:
        return ""
    fact = facts.get(name)
    if fact is None:
        codes.fault(unknown_name("fact", name, facts), key)
    elif fact.of != CASE or fact.secrecy is not Secrecy.ROUTING or fact.kind not in kinds:
        wanted = " or ".join(sorted(kind.value for kind in kinds))
        codes.fault(
            f"{name} is no fact that reports can count by: it must be of a case, in the clear, kind {wanted}", key
        )
    return name


def read_weights(file: Section) -> tuple[int, int, int]:
    """How heavy open cases of each urgency weigh; a mistake is noted in *file*."""
    section = file.section("weights") or Section({}, file.faults, ("weights",), file.languages)
    first, second, third = (section.whole(key) for key in ("u1", "u2", "u3"))
    section.close()
    if not first or not second or not third:
        section.fault("says how heavy an open case of each urgency weighs", example="weights: {u1: 3, u2: 2, u3: 1}")
        return 1, 1, 1
    return first, second, third


def read_one(item: Section, procedures: Mapping[str, Procedure]) -> Indicator | None:
    """One definition; None when it has a mistake, which is noted."""
    before = len(item.faults)
    name, unit = item.name("indicator"), item.word("unit", list(Measured), "unit of measure")
    direction, source = item.word("direction", list(Direction), "direction"), item.text("source", required=True)
    label, formula, runs = item.label("label"), item.label("formula"), read_runs(item, procedures)
    item.close()
    if len(item.faults) > before:
        return None
    return Indicator(
        name=name,
        label=label,
        formula=formula,
        source=source or "",
        unit=Measured(unit),
        direction=Direction(direction),
        runs=runs,
    )
