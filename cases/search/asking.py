"""What was typed into the one box, taken apart: a number of a case, days, a person's number, and words."""

import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

import msgspec

from cases.errors import BadReference
from cases.packs.jurisdiction import Pack
from cases.references import parse_reference, written
from cases.search.identifiers import identifiers_in
from cases.search.vocabulary import NUMBERED, Fact, vocabulary_of
from cases.search.words import SHORTEST, WORD

LONGEST = 200
"""Letters of a question that are looked at."""
MOST_TERMS = 8
REFERENCE = re.compile(r"(?<![\w+])\d{4}[-–— ]?\d{6}[-–— ]?\d(?!\w)")
MIDDLE = re.compile(r"(?<![\w.+-])\d{6}(?![\w.-])")
DAY = r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{4}|20\d{2}"
DAYS = re.compile(rf"(?<![\w./+-])({DAY})(?:\s*[-–—]\s*({DAY}))?(?![\w./])")
FIRST_YEAR = 2000


@dataclass(frozen=True)
class Term:
    """One word: a case answers to it by one of the facts, by a stem, or by whom it is of."""

    text: str
    stems: frozenset[str] = frozenset()
    people: frozenset[str] = field(default=frozenset(), repr=False)
    facts: frozenset[Fact] = frozenset()


class Question(msgspec.Struct, frozen=True):
    """What a case must answer to; all of it at once."""

    references: tuple[str, ...] = ()
    """Numbers of cases, one of which it must have; more than one where only the six digits were typed."""
    since: date | None = None
    until: date | None = None
    """First and last day of receipt."""
    terms: tuple[Term, ...] = ()
    common: tuple[str, ...] = ()
    """Words that were left out, because nearly every case holds them."""

    def __bool__(self) -> bool:
        return bool(self.references or self.since or self.terms)


def read_question(text: str, *, pack: Pack, today: date) -> Question:
    """What *text* asks for; what means nothing is left out."""
    text = text[:LONGEST]
    references, text = take_references(text, today)
    since, until, text = take_days(text)
    people = identifiers_in(text, pack.search)
    if people:
        text = re.sub(r"\S*@\S*|\+?\d[\d\s().-]{8,}", " ", text)
    terms, common = words_asked(text, pack)
    whose = [Term(one.partition(":")[2], people=frozenset({one})) for one in sorted(people)]
    return Question(references, since, until, tuple([*whose, *terms][:MOST_TERMS]), tuple(common))


def take_references(text: str, today: date) -> tuple[tuple[str, ...], str]:
    """Numbers of cases, and the rest of the text. The six digits in the middle alone stand for those of every year."""
    for found in REFERENCE.finditer(text):
        with suppress(BadReference):
            return (parse_reference(found[0]),), text[: found.start()] + " " + text[found.end() :]
    if middle := MIDDLE.search(text):
        years = range(FIRST_YEAR, today.year + 2)
        return tuple(written(f"{year}{middle[0]}") for year in years), text[: middle.start()] + " " + text[
            middle.end() :
        ]
    return (), text


def take_days(text: str) -> tuple[date | None, date | None, str]:
    """First and last day that were asked for, and the rest of the text."""
    for found in DAYS.finditer(text):
        first, last = span(found[1]), span(found[2] or found[1])
        if first is not None and last is not None:
            return min(first[0], last[0]), max(first[1], last[1]), text[: found.start()] + " " + text[found.end() :]
    return None, None, text


def span(written_day: str) -> tuple[date, date] | None:
    """First and last day of a day, a month or a year as it is written; None where there is no such day."""
    parts = [int(part) for part in re.split(r"[.-]", written_day)]
    year, month, day = (parts if len(written_day.split("-", maxsplit=1)[0]) == 4 else parts[::-1]) + [0] * (
        3 - len(parts)
    )
    try:
        last_month = month or 12
        last = day or monthrange(year, last_month)[1]
        return date(year, month or 1, day or 1), date(year, last_month, last)
    except (ValueError, IndexError):
        return None


def words_asked(text: str, pack: Pack) -> tuple[list[Term], list[str]]:
    """The terms of *text*, and words that are too common to be looked for."""
    vocabulary, terms, common = vocabulary_of(pack), dict[str, Term](), list[str]()
    for piece in pieces(text):
        small = piece.casefold()
        if NUMBERED.fullmatch(small):
            if facts := vocabulary.facts.get(small):
                terms[small] = Term(piece, facts=facts)
            continue
        stems = pack.search.stems(small, tuple(pack.search.languages))
        facts = frozenset(fact for stem in stems for fact in vocabulary.facts.get(stem, ()))
        if stems:
            terms[small] = Term(piece, stems=stems, facts=facts)
        else:
            common.append(piece)
    return list(terms.values()), common


def pieces(text: str) -> Iterator[str]:
    """Names with a number whole, and words."""
    rest = 0
    for match in NUMBERED.finditer(text):
        yield from words_of(text[rest : match.start()])
        yield match[0]
        rest = match.end()
    yield from words_of(text[rest:])


def words_of(text: str) -> Iterator[str]:
    yield from (match[0] for match in WORD.finditer(text) if len(match[0]) >= SHORTEST)
