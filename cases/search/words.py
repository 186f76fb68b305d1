"""The words of a text that come into the index: stems without names, common words and numbers."""

import re
from collections.abc import Collection, Iterable, Iterator

import msgspec

from cases.search.rules import SearchRules

WORD = re.compile(r"[^\W\d_]+")
SHORTEST, LONGEST = 2, 40
"""Letters of a word that is indexed."""
ROOT = 3
"""Letters of a name before its ending, at least."""
SHORT = 5
"""Letters of an abbreviation at most: what is longer and all in capitals was shouted."""
ENDING = 4
"""Letters that a name's own ending is declined by at most."""
SENTENCE = re.compile(r"[.!?…:;\n\"«„(]\s*[\"«„(–—-]*\s*$")
LOOKED_BACK = 8
SHOUTED = 0.5
"""Share of words in capitals from which they say nothing of names."""


class Names(msgspec.Struct, frozen=True):
    """What is taken for a name and what is not."""

    told: frozenset[str]
    """Parts of names that were given in answers of the same case, in small letters."""
    public: frozenset[str]
    """Stems of the words of our registers: places and bodies, no persons."""


def stems_in(text: str, language: str, rules: SearchRules, names: Names) -> frozenset[str]:
    """Stems of the words of *text* that may be looked for."""
    among, found = rules.read_as(language), set[str]()
    for word in unnamed(text, rules, names, among):
        if SHORTEST <= len(word) <= LONGEST:
            found |= rules.stems(word, among)
    return frozenset(stem for stem in found if len(stem) > 1)


def stems_of_name(text: str, rules: SearchRules, names: Names) -> frozenset[str]:
    """Stems of the words that an organisation is called by, in every language, but those that look like a person's."""
    words = (match[0].casefold() for match in WORD.finditer(text))
    kept = (word for word in words if not is_told(word, names.told) and not ends_as_name(word, rules))
    stems = (rules.stems(word, tuple(rules.languages)) for word in kept if SHORTEST <= len(word) <= LONGEST)
    return frozenset(stem for found in stems for stem in found if len(stem) > 1)


def unnamed(text: str, rules: SearchRules, names: Names, among: Collection[str]) -> Iterator[str]:
    """The words of *text* in small letters, without what looks like a name of somebody."""
    words = list(WORD.finditer(text))
    capitals = [match[0][:1].isupper() for match in words]
    shouted = sum(match[0].isupper() and len(match[0]) > 1 for match in words) > SHOUTED * len(words)
    for number, match in enumerate(words):
        word = match[0].casefold()
        if is_told(word, names.told):
            continue
        if capitals[number] and not shouted and names.public.isdisjoint(rules.stems(word, among)):
            short = match[0].isupper() and 1 < len(match[0]) <= SHORT
            begins = begins_sentence(text, match.start())
            pair = number + 1 < len(words) and capitals[number + 1] and stands_by(match, words[number + 1])
            if not short and (not begins or pair or ends_as_name(word, rules)):
                continue
        elif shouted and ends_as_name(word, rules):
            continue
        yield word


def begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - LOOKED_BACK) : start]
    return not before.strip(' \t"«„(–—-') or SENTENCE.search(before) is not None


def stands_by(word: re.Match[str], following: re.Match[str]) -> bool:
    """Whether nothing but a blank, or the dot of an initial, is between two words."""
    return following.start() - word.end() <= 2


def ends_as_name(word: str, rules: SearchRules) -> bool:
    """Whether *word* (small letters) ends as names of persons do, declined or not."""
    for ending in rules.name_endings:
        place = word.rfind(ending)
        if place >= ROOT and len(word) - place - len(ending) <= ENDING:
            return True
    return False


def is_told(word: str, told: Iterable[str]) -> bool:
    return any(word.startswith(part) and len(word) <= len(part) + ENDING for part in told)
