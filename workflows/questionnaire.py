"""Questionnaires: pages of questions that branch on the facts that earlier answers set."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from workflows.cells import TooManyCells, example
from workflows.conditions import And, Condition, fact_names
from workflows.facts import Fact, Facts, Secrecy, Value, in_scope
from workflows.faults import Fault, Faults
from workflows.field_reading import check_ownership, read_field, read_when
from workflows.fields import Answer, Field, facts_of
from workflows.names import Label, Names
from workflows.reading import NAME, Section

Answers = Mapping[str, Answer]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    """Stands in the address: neutral, because others may read over a shoulder."""
    title: Label
    lead: Label = msgspec.field(default_factory=dict)
    when: Condition | None = None
    questions: tuple[Field, ...] = ()


class Questionnaire(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    version: int
    title: Label
    tracks: tuple[str, ...] = ()
    """Tracks of which it asks more; empty for the filing itself."""
    pages: tuple[Page, ...] = ()

    def page(self, name: str) -> Page | None:
        return next((page for page in self.pages if page.name == name), None)


class Walk(msgspec.Struct, frozen=True):
    """The way through a questionnaire that answers lead."""

    pages: tuple[Page, ...]
    facts: dict[str, Value]
    """Known facts and those that the answers set."""
    answers: dict[str, Answer]
    """Answers to questions that are asked on this way; others are dropped."""
    missing: tuple[str, ...]
    """Required questions on this way that have no answer yet."""


def walk(questionnaire: Questionnaire, answers: Answers, *, known: Facts | None = None) -> Walk:
    """Go through the pages in order, asking each condition of the facts that the answers before it set."""
    facts: dict[str, Value] = dict(known or {})
    pages: list[Page] = []
    kept: dict[str, Answer] = {}
    missing: list[str] = []
    for page in questionnaire.pages:
        if page.when is not None and not page.when.holds(facts, {}):
            continue
        asked = list(_ask(page, facts, answers))
        if asked:
            pages.append(page)
        for question in asked:
            if question.name in answers:
                kept[question.name] = answers[question.name]
            elif question.required:
                missing.append(question.name)
    return Walk(tuple(pages), facts, kept, tuple(missing))


def _ask(page: Page, facts: dict[str, Value], answers: Answers) -> Iterator[Field]:
    """Questions of *page* that are asked; *facts* grows with their answers."""
    for question in page.questions:
        if question.when is None or question.when.holds(facts, {}):
            yield question
            facts.update(facts_of([question], answers))


def shown_questions(page: Page, facts: Facts, *, known: Facts | None = None) -> tuple[Field, ...]:
    """Questions of *page* that are shown when it is opened with these *facts*.

    One that depends on an answer of the same page is shown: without scripts nobody can know yet. One that depends on its own
    fact is asked as long as that was not *known* before the page (by default: is not among the facts).
    """
    shown: list[Field] = []
    opening: set[str] = set()
    for question in page.questions:
        if question.when is not None:
            names = fact_names(question.when)
            given = facts if known is None or question.fact not in names else known
            if not (question.when.holds(given, {}) or names & opening):
                continue
        shown.append(question)
        if question.fact is not None:
            opening.add(question.fact)
    return tuple(shown)


def facts_before(
    questionnaire: Questionnaire, page_name: str, answers: Answers, *, known: Facts | None = None
) -> dict[str, Value]:
    """Facts that the answers to earlier pages set, and the *known* ones; for reading the answers of a page."""
    facts: dict[str, Value] = dict(known or {})
    for page in questionnaire.pages:
        if page.name == page_name:
            break
        if page.when is None or page.when.holds(facts, {}):
            for _ in _ask(page, facts, answers):
                pass
    return facts


def next_page(
    questionnaire: Questionnaire, page_name: str, answers: Answers, *, known: Facts | None = None
) -> Page | None:
    """The page after this one on the way that the answers lead, or None after the last."""
    order = _order(questionnaire)
    here = order.get(page_name, -1)
    pages = walk(questionnaire, answers, known=known).pages
    return next((page for page in pages if order[page.name] > here), None)


def previous_page(
    questionnaire: Questionnaire, page_name: str, answers: Answers, *, known: Facts | None = None
) -> Page | None:
    """The page before this one on the way that the answers lead, or None before the first."""
    order = _order(questionnaire)
    here = order.get(page_name, -1)
    pages = walk(questionnaire, answers, known=known).pages
    return next((page for page in reversed(pages) if order[page.name] < here), None)


def _order(questionnaire: Questionnaire) -> dict[str, int]:
    return {page.name: place for place, page in enumerate(questionnaire.pages)}


def parse_questionnaire(data: Any, facts: Mapping[str, Fact], names: Names) -> Questionnaire:
    """A checked questionnaire from a pack file, over facts of the case. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), names.languages)
    facts = in_scope(facts)
    tracks = section.words("tracks", _tracks(facts), "track")
    pages = tuple(_read_page(inner, facts, names) for inner in section.items("pages"))
    questionnaire = Questionnaire(
        name=section.name("questionnaire"),
        version=section.whole("version", default=0) or 0,
        title=section.label("title"),
        tracks=tracks,
        pages=pages,
    )
    if questionnaire.version < 1:
        section.fault("version counts from 1")
    if not pages:
        section.fault("pages is missing")
    section.close()
    faults += _check(questionnaire, facts)
    if faults:
        raise Faults(faults)
    return questionnaire


def _tracks(facts: Mapping[str, Fact]) -> list[str] | None:
    return list(facts["track"].options) if "track" in facts else None


def _read_page(section: Section, facts: Mapping[str, Fact], names: Names) -> Page:
    slug = section.text("page", required=True) or ""
    if slug and not NAME.fullmatch(slug.replace("-", "_")):
        section.fault(f"a page's name has small letters a–z, digits, - and _: {slug}", "page")
    page = Page(
        name=slug,
        title=section.label("title"),
        lead=section.label("lead", required=False),
        when=read_when(section, facts, names),
        questions=tuple(_read_question(inner, facts, names) for inner in section.items("questions")),
    )
    if not page.questions:
        section.fault("questions is missing")
    section.close()
    return page


def _read_question(section: Section, facts: Mapping[str, Fact], names: Names) -> Field:
    question = read_field(section.name("question"), section, facts, names)
    check_ownership(question, facts, of="case", section=section)
    return question


def _check(questionnaire: Questionnaire, facts: Mapping[str, Fact]) -> list[Fault]:
    """Every name once; conditions ask what was answered before; every page and question can be reached."""
    faults: list[Fault] = []
    seen: set[str] = set()
    answered: set[str] = set(facts) if questionnaire.tracks else set()
    for number, page in enumerate(questionnaire.pages):
        place = ("pages", number)
        if page.name in [other.name for other in questionnaire.pages[:number]]:
            faults.append(Fault((*place, "page"), f"{page.name} is here twice"))
        faults += _check_condition(page.when, None, answered, facts, (*place, "when"))
        for position, question in enumerate(page.questions):
            inside = (*place, "questions", position)
            if question.name in seen:
                faults.append(Fault((*inside, "question"), f"{question.name} is here twice"))
            seen.add(question.name)
            faults += _check_condition(question.when, page.when, answered, facts, (*inside, "when"))
            if question.fact is not None:
                answered.add(question.fact)
    return faults


def _check_condition(
    condition: Condition | None,
    of_page: Condition | None,
    answered: set[str],
    facts: Mapping[str, Fact],
    place: tuple[str | int, ...],
) -> list[Fault]:
    if condition is None:
        return []
    early = sorted(fact_names(condition) - answered)
    if early:
        return [Fault(place, f"asks about {', '.join(early)}, which no earlier question sets")]
    try:
        together = condition if of_page is None else And((of_page, condition))
        if example(together, facts) is None:
            return [Fault(place, "never shown: no answers fulfil this condition", str(together))]
    except TooManyCells as found:
        return [Fault(place, str(found))]
    return []


__all__ = [
    "Page",
    "Questionnaire",
    "Secrecy",
    "Walk",
    "facts_before",
    "next_page",
    "parse_questionnaire",
    "previous_page",
    "shown_questions",
    "walk",
]
