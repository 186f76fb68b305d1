"""What a pack says of the bodies' page: which proceedings have one, what can be done there, in whose words, when it reminds."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from workflows.facts import Fact
from workflows.faults import Fault, Faults, unknown_name
from workflows.names import Label
from workflows.procedure import Act, Procedure
from workflows.reading import Section

BODY: Final = "body"
"""The role that acts must be open to."""
FEWEST_DAYS, MOST_DAYS = 1, 30


class BodyAct(msgspec.Struct, frozen=True, kw_only=True):
    """An act as the body reads it: its own labels, because the desk's speak of the body as of somebody else."""

    label: Label
    help: Label
    words: Mapping[str, Label] = msgspec.field(default_factory=dict)
    """Labels of its questions by name; others stay as the procedure has them."""


class BodyPage(msgspec.Struct, frozen=True, kw_only=True):
    """What a body finds behind a link to a proceeding of one procedure."""

    title: Label
    body: str
    """The proceeding's fact that says which body it is."""
    clocks: tuple[str, ...]
    """Whose due day is the body's: the first that runs."""
    arrives: str | None
    """The act that the first opening of the link stands for."""
    asked: tuple[str, ...]
    """Sealed answers of ours in which the request may stand, the first that is there."""
    may_name: Mapping[str, frozenset[str]]
    """Facts by which the complainant may be named to this body: all of these have one of these values."""
    acts: Mapping[str, BodyAct]


class BodiesPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The page for every procedure that has one. Of a pack without any, no link can be made."""

    pages: Mapping[str, BodyPage] = msgspec.field(default_factory=dict)
    remind: Label = msgspec.field(default_factory=dict)
    """The whole reminder: it names nothing, because e-mail is read by others."""
    news: Label = msgspec.field(default_factory=dict)
    """The whole message that something new lies behind a link: as empty."""
    before: int = 3
    """Working days before the due day on which the first reminder goes out; on the day after it the next, then weekly."""


def read_bodies(
    data: Any, languages: Sequence[str], *, procedures: Mapping[str, Procedure], facts: Mapping[str, Fact]
) -> BodiesPlan:
    """The plan from its file. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), languages)
    remind = section.label("remind")
    news = section.label("news")
    before = section.whole("before", default=3) or 0
    if not FEWEST_DAYS <= before <= MOST_DAYS:
        section.fault("no number of working days", "before", example="before: 3")
    pages = {}
    for name, inner in section.sections("procedures"):
        if name not in procedures:
            inner.fault(unknown_name("procedure", name, procedures))
            continue
        pages[name] = _page(inner, procedures[name], facts)
    section.close()
    if faults:
        raise Faults(faults)
    return BodiesPlan(pages=pages, remind=remind, news=news, before=before)


def _page(section: Section, procedure: Procedure, facts: Mapping[str, Fact]) -> BodyPage:
    acts = acts_of(procedure)
    own = {name: fact for name, fact in facts.items() if fact.of in (procedure.name, "case")}
    page = BodyPage(
        title=section.label("title"),
        body=section.word("body", own, "fact"),
        clocks=section.words("clocks", procedure.clocks, "clock", required=True),
        arrives=section.word("arrives", acts, "act", default="") or None,
        asked=section.words("asked", None, "question", required=True),
        may_name=_conditions(section, own),
        acts=_acts(section, acts),
    )
    section.close()
    return page


def _conditions(section: Section, facts: Mapping[str, Fact]) -> dict[str, frozenset[str]]:
    inner = section.section("may_name")
    if inner is None:
        section.fault("may_name is missing", example="may_name: {respondent_may_know: [yes]}")
        return {}
    found = {}
    for name in inner.data:
        known: Collection[str] = facts[name].options if name in facts else ()
        if name not in facts:
            inner.fault(unknown_name("fact", name, facts), name)
        found[name] = frozenset(inner.words(name, known, "value", required=True))
    inner.close()
    return found


def _acts(section: Section, acts: Mapping[str, Act]) -> dict[str, BodyAct]:
    found = {}
    for name, inner in section.sections("acts"):
        if name not in acts:
            inner.fault(unknown_name("act", name, acts))
            continue
        if BODY not in acts[name].by:
            inner.fault(f"{name} is not open to the role {BODY}")
        words = inner.section("words")
        asks = {question.name for question in acts[name].asks}
        found[name] = BodyAct(
            label=inner.label("label"),
            help=inner.label("help"),
            words={} if words is None else _words(words, asks),
        )
        inner.close()
    return found


def _words(section: Section, asks: Collection[str]) -> dict[str, Label]:
    for name in section.data:
        if name not in asks:
            section.fault(unknown_name("question", name, asks), name)
    return {name: section.label(name) for name in section.data if name in asks}


def acts_of(procedure: Procedure) -> dict[str, Act]:
    """Every act of the procedure by name, at whatever stage it is open."""
    return {name: act for acts in procedure.acts.values() for name, act in acts.items()}
