"""Our own people, found by name in what is filed: compared in memory, before anybody is given a key (design 04 §4.2).

Somebody who complains about an officer need not know that the question "is it about someone of our own institution?" meant
this. Two parts of a name must stand close to each other, in whatever order and case: first names alone, and common surnames
alone, are nobody's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.filing.answers import Answered
from cases.filing.routing import HEAD_OF_INTEGRITY, Route, route
from cases.packs.jurisdiction import Pack
from cases.records import Officer
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.viewer import Viewer
from workflows.facts import Value
from workflows.fields import FieldKind
from workflows.questionnaire import Questionnaire

ABOUT_US: Final = "about_us"
OUR_STAFF, COMMISSIONER = "our_staff", "commissioner"
"""Options of the fact `about_us`, beside `routing.HEAD_OF_INTEGRITY`."""
SHORTEST = 3
"""Letters of a part of a name that counts; shorter ones are initials."""
ENDING = 4
"""Letters that Kazakh and Russian endings add at most: Сәрсеновтің, Сарсеновым."""
KEY = 3
NEAR = 2
"""Words between two parts of a name at most: "Omarova, the officer Saule"."""
WORD = re.compile(r"[^\W\d_]+")
VOWELS = "аеёиоуыэюяәіөұүьй"
officers = table_of(Officer).c
PEOPLE = select(officers.id, officers.name, officers.unit, officers.roles).where(officers.active)


class Person(msgspec.Struct, frozen=True):
    """One of us, by the parts of their name as they are compared."""

    id: int
    unit: str
    roles: frozenset[str]
    parts: tuple[str, ...]


def our_people(session: Session, *, viewer: Viewer) -> tuple[Person, ...]:
    """Everybody who works here."""
    return tuple(Person(row.id, row.unit, frozenset(row.roles), parts_of(row.name)) for row in ask(session, PEOPLE, {}))


@lru_cache(maxsize=4096)
def parts_of(name: str) -> tuple[str, ...]:
    """Parts of a name without what changes at their end. Every filing asks for all of them, and staff changes rarely."""
    parts = []
    for part in words_of(name):
        if len(part) >= SHORTEST:
            stem = part.rstrip(VOWELS) if len(part) > SHORTEST else part
            parts.append(stem if len(stem) >= SHORTEST else part)
    return tuple(parts)


def named_in(texts: Iterable[str], people: Sequence[Person]) -> list[Person]:
    """Those of *people* who are named in *texts*."""
    places: dict[str, list[tuple[int, str]]] = {}
    place = 0
    for text in texts:
        for word in words_of(text):
            places.setdefault(word[:KEY], []).append((place, word))
            place += 1
        place += NEAR + 1  # the end of one text and the beginning of the next say nothing together
    return [one for one in people if is_named(one, places)]


def is_named(person: Person, places: Mapping[str, list[tuple[int, str]]]) -> bool:
    found = [
        [
            place
            for place, word in places.get(part[:KEY], ())
            if word.startswith(part) and len(word) <= len(part) + ENDING
        ]
        for part in person.parts
    ]
    return any(
        0 < abs(one - other) <= NEAR + 1
        for number, some in enumerate(found)
        for others in found[number + 1 :]
        for one in some
        for other in others
    )


def words_of(text: str) -> list[str]:
    return WORD.findall(text.casefold().replace("ё", "е"))


def told_words(answered: Answered, form: Questionnaire) -> Iterator[str]:
    """What was written in own words; codes and choices name nobody."""
    for page in form.pages:
        for question in page.questions:
            if question.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) and question.name in answered.answers:
                yield str(answered.answers[question.name])


def directed(pack: Pack, facts: Mapping[str, Value], named: Sequence[Person]) -> Route:
    """Where a complaint goes that names them: as one about our own people, to no unit that they are of."""
    way = route(pack, {**facts, **facts_of(facts, named, pack)})
    shut = {one.unit for one in named}
    if not shut:
        return way
    others = (way.lead, pack.units[way.lead].stands_in, pack.institution.integrity, pack.institution.head_office)
    lead = next((unit for unit in others if unit is not None and unit not in shut), way.lead)
    circle = tuple(unit for unit in dict.fromkeys([lead, *way.circle]) if unit not in shut or unit == lead)
    return replace(way, lead=lead, circle=circle)


def facts_of(facts: Mapping[str, Value], named: Sequence[Person], pack: Pack) -> dict[str, Value]:
    """What a complaint that names them is about, by the pack's own words; nothing where nobody is named."""
    if not named or facts.get(ABOUT_US) in (COMMISSIONER, HEAD_OF_INTEGRITY):
        return {}
    if any(COMMISSIONER in one.roles for one in named):
        about = COMMISSIONER
    elif any(one.unit == pack.institution.integrity for one in named):
        about = HEAD_OF_INTEGRITY
    else:
        about = OUR_STAFF
    fact = pack.facts.get(ABOUT_US)
    return {ABOUT_US: about} if fact is not None and about in fact.options else {}
