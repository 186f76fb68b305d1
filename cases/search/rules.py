"""What a pack says of searching: the endings of each language, words that are too common, what never stands in the index."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from cases.search.stemming import Language
from workflows.faults import Fault, Faults
from workflows.reading import Section

LEAVES: Final = 3
LEAST, MOST = 2, 6
"""Letters that a pack may let stay of a word."""


class Phones(msgspec.Struct, frozen=True, kw_only=True):
    """How telephone numbers are brought to one spelling."""

    digits: int
    """Without the country's."""
    country: str
    trunk: str
    """What is dialled instead of the country's within it."""


class SearchRules(msgspec.Struct, frozen=True, kw_only=True):
    """Of a pack without any, words are compared as they are written."""

    languages: Mapping[str, Language] = msgspec.field(default_factory=dict)
    common: Mapping[str, frozenset[str]] = msgspec.field(default_factory=dict)
    """Stems that most texts hold, by language."""
    listed: frozenset[str] = frozenset()
    """Words that most texts hold, as they are written: "ведь" must not take "ведомость" along."""
    left_out: frozenset[str] = frozenset()
    """Questions whose answers stand in no index."""
    name_endings: tuple[str, ...] = ()
    identifiers: frozenset[str] = frozenset()
    """Questions whose answers say who somebody is."""
    organisations: frozenset[str] = frozenset()
    """Questions whose answers name a company or an office: looked for word by word, with capitals too, and by number."""
    number: int = 0
    """Digits of a personal number."""
    phones: Phones | None = None

    def stems(self, word: str, among: Collection[str]) -> frozenset[str]:
        """The stems of *word* (small letters) in the languages *among*, but common ones; itself where none writes it."""
        writing = [name for name in among if self.languages[name].writes(word)]
        if word in self.listed or any(self.languages[name].spell(word) in self.listed for name in writing):
            return frozenset()
        found = ((name, self.languages[name].stem(word)) for name in writing)
        kept = frozenset(stem for name, stem in found if stem not in self.common.get(name, ()))
        return kept if writing else frozenset({word})

    def read_as(self, language: str) -> tuple[str, ...]:
        """Languages whose words a text in *language* holds."""
        known = self.languages.get(language)
        return tuple(self.languages) if known is None else (language, *known.also, *self.foreign(language))

    def foreign(self, language: str) -> tuple[str, ...]:
        """Languages of other letters: their words stand out in any text."""
        letters = self.languages[language].letters
        return tuple(name for name, other in self.languages.items() if letters.isdisjoint(other.letters))


def read_search(data: Any, languages: Sequence[str]) -> SearchRules:
    """The rules from their file. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), languages)
    found, common, listed = dict[str, Language](), dict[str, frozenset[str]](), set[str]()
    for part in section.items("languages"):
        name = part.word("language", languages, "language")
        found[name] = _language(part, languages)
        listed |= set(_words(part, "common"))
        common[name] = frozenset(map(found[name].stem, _words(part, "common_stems")))
        part.close()
    people = section.section("identifiers")
    rules = SearchRules(
        languages=found,
        common=common,
        listed=frozenset(listed),
        left_out=frozenset(section.words("left_out", None, "question")),
        name_endings=tuple(_words(section, "name_endings")),
        organisations=frozenset(section.words("organisations", None, "question")),
        identifiers=frozenset(people.words("questions", None, "question", required=True)) if people else frozenset(),
        number=(people.whole("number") or 0) if people else 0,
        phones=_phones(people) if people else None,
    )
    if people is not None:
        people.close()
    section.close()
    if faults:
        raise Faults(faults)
    return rules


def _language(part: Section, languages: Sequence[str]) -> Language:
    letters, vowels = part.text("letters", required=True) or "", part.text("vowels", required=True) or ""
    endings: dict[str, frozenset[str] | None] = dict.fromkeys(_words(part, "endings"))
    after = part.section("endings_after")
    for follows in after.data if after is not None else ():
        endings |= dict.fromkeys(_words(after, follows), frozenset(follows)) if after is not None else {}
    if not endings:
        part.fault("endings is missing", example="endings: s es ed ing")
    return Language(
        letters=frozenset(letters),
        vowels=frozenset(vowels),
        endings=endings,
        leaves=_leaves(part, "leaves"),
        leaves_after_vowel=_leaves(part, "leaves_after_vowel"),
        spelling=_pairs(part, "spelling"),
        softened=_pairs(part, "softened"),
        doubled=part.flag("doubled"),
        alike=_pairs(part, "alike"),
        also=part.words("also", languages, "language"),
    )


def _words(section: Section, key: str) -> list[str]:
    """Words of one text, between blanks."""
    return (section.text(key) or "").split()


def _leaves(part: Section, key: str) -> int:
    letters = part.whole(key, default=LEAVES) or LEAVES
    if not LEAST <= letters <= MOST:
        part.fault(f"must be from {LEAST} to {MOST}", key)
        return LEAVES
    return letters


def _pairs(part: Section, key: str) -> Mapping[str, str]:
    """What becomes what; nothing that comes out goes in again, or a word would never come to an end."""
    inner = part.section(key)
    pairs = {} if inner is None else {one: inner.text(one, required=True) or "" for one in inner.data}
    if inner is not None and key != "alike":
        for one, becomes in pairs.items():
            if len(becomes) > len(one) or becomes in pairs:
                inner.fault(f"leads nowhere: {one} → {becomes}", one)
    return pairs


def _phones(people: Section) -> Phones | None:
    part = people.section("phone")
    if part is None:
        return None
    phones = Phones(
        digits=part.whole("digits", default=10) or 10,
        country=part.text("country", required=True) or "",
        trunk=part.text("trunk") or "",
    )
    part.close()
    return phones
