"""A questionnaire for people with a pen: what the web form asks on one subject, in one go, with boxes to tick and lines."""

from collections.abc import Iterable
from typing import Final

import msgspec

from cases.filing.intake import QUESTIONNAIRE
from cases.packs.jurisdiction import Pack
from workflows.cells import Left, assume
from workflows.conditions import Condition
from workflows.fields import Field, FieldKind
from workflows.names import Label
from workflows.questionnaire import Page

TEMPLATE: Final = "letters/paper_form.typ"
TRACK: Final = "track"
DANGER: Final = ("danger", "no")
"""Taken as answered: who is in danger is told on paper to call, and to leave the rest."""


class PaperQuestion(msgspec.Struct, frozen=True):
    """One question on paper. *sometimes*: it concerns only some, which on the screen their answers would show."""

    field: Field
    sometimes: bool


class PaperSection(msgspec.Struct, frozen=True):
    title: Label
    lead: Label
    questions: tuple[PaperQuestion, ...]
    may_wait: bool
    """Whether it can be told any day after the complaint."""


def sections_on_paper(pack: Pack, track: str) -> list[PaperSection]:
    """The core and what may follow it on *track*; nothing is asked twice, nothing that cannot concern this track."""
    more = pack.add_more(track)
    pages = [(page, False) for page in pack.questionnaires[QUESTIONNAIRE].pages]
    pages += [(page, True) for page in (more.pages if more else ())]
    asked: set[str] = {TRACK}
    sections = []
    for page, may_wait in pages:
        whole = left_of(page.when, track)
        if whole is False:
            continue
        questions = tuple(on_page(page, track, asked, sometimes=whole is not True))
        if questions:
            sections.append(PaperSection(page.title, page.lead, questions, may_wait))
    return sections


def on_page(page: Page, track: str, asked: set[str], *, sometimes: bool) -> Iterable[PaperQuestion]:
    """Questions of one page that are new; *asked* grows by them."""
    for field in page.questions:
        left, known_as = left_of(field.when, track), field.fact or field.name
        if left is False or known_as in asked:
            continue
        asked.add(known_as)
        yield PaperQuestion(field, sometimes or left is not True)


def left_of(condition: Condition | None, track: str) -> Left:
    """What is left of a condition when the track is known and nobody is in danger."""
    left: Left = True if condition is None else condition
    for name, value in ((TRACK, track), DANGER):
        if not isinstance(left, bool):
            left = assume(left, name, value)
    return left


LINES: Final = {
    FieldKind.LONG_TEXT: 6,
    FieldKind.TEXT: 1,
    FieldKind.PERSON: 1,
    FieldKind.DOCUMENT: 1,
    FieldKind.ENTRY: 2,
}
LINES_OF_STORY: Final = 16
STORY: Final = "story"


def lines_for(field: Field) -> int:
    """How many lines to write on a question gets; none for those that are ticked."""
    return LINES_OF_STORY if field.name == STORY else LINES.get(field.kind, 1)
