"""Raw answers to a questionnaire → checked answers and the facts they set, page by page as the person walked them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from cases.packs.jurisdiction import Pack
from workflows.facts import Secrecy, Value
from workflows.fields import Problem, parse, raw_names
from workflows.questionnaire import Questionnaire, shown_questions

Raw = Mapping[str, Sequence[str]]


class Answered(msgspec.Struct, frozen=True):
    """What a person has told us. `problems` by question; with any of them nothing may be filed."""

    answers: Mapping[str, Any]
    facts: Mapping[str, Value]
    problems: Mapping[str, Problem]


def read_answers(
    questionnaire: Questionnaire, raw: Raw, *, pack: Pack, today: date, known: Mapping[str, Value] | None = None
) -> Answered:
    """Parse *raw* along the pages that these answers lead through; what belongs to a page not shown is dropped.

    *today*: a date in the institution's zone, for questions that take no future date. A name that no question has is a problem
    called `unexpected`.
    """
    facts: dict[str, Value] = dict(known or {})
    answers: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    registers = {name: entries.keys() for name, entries in pack.registers.items()}
    names = {name for page in questionnaire.pages for field in page.questions for name in raw_names(field)}
    problems |= {name: Problem("unexpected", {}) for name in raw if name not in names}
    for page in questionnaire.pages:
        if page.when is not None and not page.when.holds(facts, {}):
            continue
        mine = {name for field in page.questions for name in raw_names(field)}
        parsed = parse(
            page.questions,
            {name: values for name, values in raw.items() if name in mine},
            known=facts,
            registers=registers,
            units=pack.units.keys(),
            today=today,
        )
        shown = {field.name for field in shown_questions(page, {**facts, **parsed.facts}, known=facts)}
        facts |= parsed.facts
        answers |= {name: value for name, value in parsed.answers.items() if name in shown}
        problems |= parsed.problems
    return Answered(answers, facts, problems)


def of_class(pack: Pack, facts: Mapping[str, Value], secrecy: Secrecy) -> dict[str, Value]:
    """Those of *facts* that the pack puts into one class of secrecy (design 04 §4.4)."""
    return {name: value for name, value in facts.items() if name in pack.facts and pack.facts[name].secrecy == secrecy}
