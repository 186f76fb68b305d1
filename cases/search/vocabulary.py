"""The words by which clear facts are known: a place, a body, a track, a stage, in any language of the pack."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from cases.packs.jurisdiction import Pack
from cases.search.words import SHORTEST, WORD
from workflows.names import Label

NUMBERED = re.compile(r"[\w][\w/.№-]*\d[\w/-]*|\d+-?\w+")
"""A name with a number in it: УК-161/2."""
KNOWN: Final[dict[str, "Vocabulary"]] = {}
AT_MOST = 4
"""Packs whose words are kept at hand: the present one and those of cases under older ones."""

Fact = tuple[str, str]
"""A column or fact of the case, and the code that it has."""


class Vocabulary(msgspec.Struct, frozen=True):
    """Facts by the stems of their names, and by those parts of names that hold a number."""

    facts: Mapping[str, frozenset[Fact]]
    public: frozenset[str]
    """Stems of registers and units: with a capital letter or not, they name no person."""


def vocabulary_of(pack: Pack) -> Vocabulary:
    """The pack's words, put together once."""
    found = KNOWN.get(pack.hash)
    if found is None:
        found = build(pack)
        while len(KNOWN) >= AT_MOST:
            KNOWN.pop(next(iter(KNOWN)), None)
        KNOWN[pack.hash] = found
    return found


def build(pack: Pack) -> Vocabulary:
    facts, public = defaultdict[str, set[Fact]](set), set[str]()
    for fact, label in named(pack):
        for language, words in label.items():
            stems = {*stems_of_name(words, language, pack), *numbered(words)}
            for stem in stems:
                facts[stem].add(fact)
            if fact[0] not in {"track", "stage"}:
                public |= stems
    return Vocabulary({stem: frozenset(those) for stem, those in facts.items()}, frozenset(public))


def named(pack: Pack) -> Iterator[tuple[Fact, Label]]:
    """Every fact that a case can be looked for by, with its name."""
    yield from ((("facility", code), entry.label) for code, entry in pack.registers["facilities"].items())
    yield from ((("accused_body", code), entry.label) for code, entry in pack.registers["bodies"].items())
    yield from ((("unit", code), unit.name) for code, unit in pack.units.items())
    yield from ((("region", code), label) for code, label in taxonomy(pack, "regions"))
    yield from ((("track", code), label) for code, label in taxonomy(pack, "tracks"))
    for procedure in pack.procedures.values():
        if procedure.kind == "main":
            yield from ((("stage", name), stage.label) for name, stage in procedure.stages.items())


def taxonomy(pack: Pack, name: str) -> Iterable[tuple[str, Label]]:
    return pack.taxonomies[name].labels.items() if name in pack.taxonomies else ()


def stems_of_name(words: str, language: str, pack: Pack) -> Iterator[str]:
    among = pack.search.read_as(language)
    for match in WORD.finditer(words):
        if len(match[0]) >= SHORTEST:
            yield from pack.search.stems(match[0].casefold(), among)


def numbered(words: str) -> Iterator[str]:
    """Names with a number, whole: as they are quoted."""
    yield from (match[0].casefold().strip(".") for match in NUMBERED.finditer(words))
