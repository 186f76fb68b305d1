"""Criteria by which a body that hears complaints is judged, each with figure and evidence: `principles.yaml` of a pack."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from cases.reports.indicators import Indicator
from cases.reports.values import valued
from workflows.facts import Fact
from workflows.faults import Fault, Faults
from workflows.names import Label
from workflows.procedure import Procedure
from workflows.reading import Section


class Criterion(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is asked. *indicator* and *acts* are empty where nothing here measures or shows it."""

    name: str
    label: Label
    text: Label
    indicator: str
    track: str
    """The one that the indicator is counted of; empty for all."""
    acts: tuple[str, ...]
    """`procedure.act`, as the journal names them."""


class Standard(msgspec.Struct, frozen=True, kw_only=True):
    """A document with its criteria. *source*: which one, and where in it."""

    name: str
    title: Label
    source: Label
    criteria: tuple[Criterion, ...]


class Recommending(msgspec.Struct, frozen=True, kw_only=True):
    """How a run of a procedure tells of a recommendation: facts, and which of their values count."""

    procedure: str
    body: str
    served: str
    reply: str
    accepted: frozenset[str]
    implementation: str
    implemented: frozenset[str]


class Proposing(msgspec.Struct, frozen=True, kw_only=True):
    """How a case tells of a proposal to change a law or a practice."""

    procedure: str
    body: str
    change: str
    commitment: str
    answer: str
    drafts: frozenset[str]
    """Stages that have not left the house."""
    adopted: frozenset[str]


class Principles(msgspec.Struct, frozen=True, kw_only=True):
    standards: tuple[Standard, ...] = ()
    recommending: Recommending | None = None
    proposing: Proposing | None = None

    @property
    def tracks(self) -> tuple[str, ...]:
        """Tracks of which figures are needed; all of them together is the empty name, and first."""
        named = {one.track for standard in self.standards for one in standard.criteria if one.indicator}
        return tuple(sorted(named | {""}))

    @property
    def acts(self) -> frozenset[str]:
        return frozenset(act for standard in self.standards for one in standard.criteria for act in one.acts)


def read_principles(
    data: Any,
    languages: Sequence[str],
    *,
    indicators: Mapping[str, Indicator],
    tracks: Collection[str],
    procedures: Mapping[str, Procedure],
    facts: Mapping[str, Fact],
) -> Principles:
    """The criteria of a pack. Raises: Faults."""
    faults: list[Fault] = []
    file = Section(data, faults, (), languages)
    known = valued(indicators)
    acts = frozenset(f"{name}.{act}" for name, one in procedures.items() for act in one.act_names)
    standards = tuple(read_standard(item, known, tracks, acts) for item in file.items("standards"))
    names = [one.name for one in standards]
    for name in {name for name in names if names.count(name) > 1}:
        file.fault(f"{name} is here twice", "standards")
    recommending = file.section("recommendations")
    proposing = file.section("proposals")
    found = Principles(
        standards=standards,
        recommending=read_recommending(recommending, procedures, facts) if recommending else None,
        proposing=read_proposing(proposing, procedures, facts) if proposing else None,
    )
    file.close()
    if faults:
        raise Faults(faults)
    return found


def read_standard(item: Section, known: Collection[str], tracks: Collection[str], acts: Collection[str]) -> Standard:
    found = Standard(
        name=item.name("standard"),
        title=item.label("title"),
        source=item.label("source"),
        criteria=tuple(read_criterion(one, known, tracks, acts) for one in item.items("criteria")),
    )
    item.close()
    if not found.criteria:
        item.fault("criteria are missing")
    return found


def read_criterion(item: Section, known: Collection[str], tracks: Collection[str], acts: Collection[str]) -> Criterion:
    found = Criterion(
        name=item.name("criterion"),
        label=item.label("label"),
        text=item.label("text"),
        indicator=item.word("indicator", known, "indicator with one value", default=""),
        track=item.word("track", tracks, "track", default=""),
        acts=item.words("acts", acts, "act of a procedure"),
    )
    item.close()
    return found


def read_recommending(section: Section, procedures: Mapping[str, Procedure], facts: Mapping[str, Fact]) -> Recommending:
    reply, implementation = (section.word(key, facts, "fact") for key in ("reply", "implementation"))
    found = Recommending(
        procedure=section.word("procedure", procedures, "procedure"),
        body=section.word("body", facts, "fact"),
        served=section.word("served", facts, "fact"),
        reply=reply,
        accepted=frozenset(section.words("accepted", values_of(reply, facts), f"value of {reply}", required=True)),
        implementation=implementation,
        implemented=frozenset(
            section.words("implemented", values_of(implementation, facts), f"value of {implementation}", required=True)
        ),
    )
    section.close()
    return found


def read_proposing(section: Section, procedures: Mapping[str, Procedure], facts: Mapping[str, Fact]) -> Proposing:
    procedure = section.word("procedure", procedures, "procedure")
    stages = procedures[procedure].stages if procedure in procedures else {}
    body, change, commitment, answer = (
        section.word(key, facts, "fact") for key in ("body", "change", "commitment", "answer")
    )
    found = Proposing(
        procedure=procedure,
        body=body,
        change=change,
        commitment=commitment,
        answer=answer,
        drafts=frozenset(section.words("drafts", stages, "stage", required=True)),
        adopted=frozenset(section.words("adopted", stages, "stage", required=True)),
    )
    section.close()
    return found


def values_of(fact: str, facts: Mapping[str, Fact]) -> Collection[str]:
    return facts[fact].options if fact in facts else ()
