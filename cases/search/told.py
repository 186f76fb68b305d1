"""What of an opened case comes into the index: words of its own people and ours, and what says who wrote."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cases.casefile.view import CaseFile
from cases.filing.naming import parts_of
from cases.packs.jurisdiction import Pack
from cases.search.identifiers import identifiers_in
from cases.search.vocabulary import vocabulary_of
from cases.search.words import Names, stems_in, stems_of_name
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind

WORDS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.DOCUMENT})


@dataclass(frozen=True)
class Told:
    """Stems and identifiers of a case."""

    stems: frozenset[str] = field(repr=False)
    identifiers: frozenset[str] = field(repr=False)


def told_in(case: CaseFile, pack: Pack) -> Told:
    """What is looked for in the case: every free text that an officer reads on its page but names, contacts and letters.

    Letters are left out because their words are the pack's own or stand in the acts that sent them; complaints of other cases
    because they can be taken back.
    """
    asked = list(questions(case))
    names = Names(names_in(asked), vocabulary_of(pack).public)
    stems = set[str]()
    for language, text in texts(case, asked, pack):
        stems |= stems_in(text, language, pack.search, names)
    named = list(organisations(case, asked, pack))
    for name in named:
        stems |= stems_of_name(name, pack.search, names)
    numbers = frozenset(one for name in named for one in identifiers_in(name, pack.search))
    return Told(frozenset(stems), people_in(case, pack) | numbers)


def organisations(case: CaseFile, asked: list[tuple[Field, Any, str]], pack: Pack) -> Iterator[str]:
    """What companies and offices are called, now and before: in answers, and as parties that stand for a body."""
    yield from (str(answer) for question, answer, _ in asked if question.name in pack.search.organisations)
    yield from (one.name for one in case.parties if one.body is not None)


def people_in(case: CaseFile, pack: Pack) -> frozenset[str]:
    """What says who complained: personal numbers, telephones and addresses of the pack's own questions."""
    return frozenset(one for question, answer, _ in questions(case) for one in identified(question, answer, pack))


def questions(case: CaseFile) -> Iterator[tuple[Field, Any, str]]:
    """(question, answer, language) of everything that was asked and answered."""
    for one in case.filed:
        for page in one.questionnaire.pages:
            yield from (
                (asked, one.answers[asked.name], one.language) for asked in page.questions if asked.name in one.answers
            )
    for event in case.timeline:
        yield from ((asked, answer, case.language) for asked, answer in event.answers)


def texts(case: CaseFile, asked: list[tuple[Field, Any, str]], pack: Pack) -> Iterator[tuple[str, str]]:
    """(language, text) of what is indexed."""
    for question, answer, language in asked:
        if question.kind in WORDS and question.secrecy is Secrecy.SEALED and question.name not in pack.search.left_out:
            yield language, str(answer)
    yield from ((case.language, message.text) for message in case.messages)
    yield from ((case.language, event.reason) for event in case.timeline if event.reason)
    if case.nickname:
        yield case.language, case.nickname


def names_in(asked: list[tuple[Field, Any, str]]) -> frozenset[str]:
    """Parts of every name that was given as one."""
    named = (str(answer) for question, answer, _ in asked if question.kind is FieldKind.PERSON)
    return frozenset(part for name in named for part in parts_of(name))


def identified(question: Field, answer: Any, pack: Pack) -> frozenset[str]:
    return identifiers_in(str(answer), pack.search) if question.name in pack.search.identifiers else frozenset()
