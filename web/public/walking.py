"""Where a person is in a questionnaire: the pages that their answers so far lead through, and what is still missing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from cases.case_facts import LIFE
from cases.filing.answers import Answered, Raw, read_answers
from cases.packs.jurisdiction import Pack
from workflows.facts import Facts, Secrecy, Value
from workflows.fields import Field, Problem, raw_names
from workflows.questionnaire import Page, Questionnaire, shown_questions, walk
from workflows.tables import evaluate

Problems = Mapping[str, Problem]
CORE = "core"


class Way(msgspec.Struct, frozen=True):
    """A questionnaire as one person walks it. `answered.problems` are of the whole way, by question."""

    pages: tuple[Page, ...]
    answered: Answered
    known: Facts
    raw: Raw
    """What was typed so far."""

    def find(self, name: str) -> Page | None:
        """The page of that name, if these answers lead through it."""
        return next((page for page in self.pages if page.name == name), None)

    def step(self, name: str) -> int:
        """The page's number on the way, from 1."""
        return 1 + [page.name for page in self.pages].index(name)

    def before(self, name: str) -> Page | None:
        """The page that Back leads to; None from the first."""
        place = self.step(name) - 2
        return self.pages[place] if place >= 0 else None

    def after(self, name: str) -> Page | None:
        """The page that Continue leads to; None from the last."""
        place = self.step(name)
        return self.pages[place] if place < len(self.pages) else None

    def questions(self, page: Page) -> Sequence[Field]:
        """What the page asks, given what was said so far."""
        return shown_questions(page, {**self.known, **self.answered.facts}, known=self.known)

    def problems(self, page: Page) -> dict[str, Problem]:
        """What is missing or wrong on one page."""
        mine = {field.name for field in page.questions}
        return {name: problem for name, problem in self.answered.problems.items() if name in mine}

    def asked(self, *, sealed: bool) -> list[Field]:
        """Questions of the way whose answers are sealed, or those whose answers stay in the clear (design 04 §4.4)."""
        shown = [field for page in self.pages for field in self.questions(page)]
        return [field for field in shown if (field.secrecy is Secrecy.SEALED) == sealed]

    def is_urgent(self, pack: Pack) -> bool:
        """Whether what was answered so far tells of danger to life."""
        return bool(self.answered.facts) and urgency(pack, self.answered.facts) == LIFE

    @property
    def unfinished(self) -> Page | None:
        """The first page on which something is missing or wrong."""
        return next((page for page in self.pages if self.problems(page)), None)


def look(
    questionnaire: Questionnaire, raw: Raw, *, pack: Pack, today: date, known: Mapping[str, Value] | None = None
) -> Way:
    """Read *raw*, as typed so far, along the questionnaire. Names that it does not ask are passed over."""
    asked = names_of(questionnaire)
    mine = {name: values for name, values in raw.items() if name in asked}
    answered = read_answers(questionnaire, mine, pack=pack, today=today, known=known)
    pages = walk(questionnaire, answered.answers, known=known or {}).pages
    return Way(tuple(pages), answered, known or {}, raw)


def names_of(questionnaire: Questionnaire) -> frozenset[str]:
    """Every name under which a form of the questionnaire may send something."""
    return frozenset(name for page in questionnaire.pages for name in names_on(page))


def names_on(page: Page) -> frozenset[str]:
    """Every name under which a form of one page may send something."""
    return frozenset(name for field in page.questions for name in raw_names(field))


ASKED = "asked"
"""Hidden field: how many questions the page showed."""


SURE = "sure"
"""Hidden field: a number that does not check, once the person was asked whether it is right."""
THEN = "then"
"""The name of a button that leads elsewhere than on."""


def unexpected(raw: Raw, page: Page) -> dict[str, Problem]:
    """Fields that came along and that the page does not ask."""
    known = names_on(page) | {ASKED, SURE, THEN}
    return {name: Problem("unexpected") for name in raw if name not in known}


def reveals(raw: Raw, fields: Sequence[Field]) -> bool:
    """Whether the answers opened questions on the same page that the person has not seen yet."""
    shown = "".join(raw.get(ASKED, ()))
    return shown.isascii() and shown.isdigit() and len(shown) < 4 and int(shown) < len(fields)


def urgency(pack: Pack, facts: Mapping[str, Any]) -> int:
    """How urgent it is by what was answered so far; 1 is danger to life within a day (design 01 §1.6)."""
    return int(str(evaluate(pack.tables["urgency"], facts).results["urgency"]))
