"""From a word to its stem: endings come off until none is left, by lists that the pack has for each language.

Endings are taken off again and again, the longest first, as long as enough of the word stays. So whatever is put onto a
word by whole endings leads back to the same stem, however many there are (Kazakh puts on five). Different words may share a stem:
that finds a case too many, where a stem too long would miss one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Language:
    """How the words of one language are brought to their stems."""

    letters: frozenset[str]
    """Small letters that its words are written with."""
    vowels: frozenset[str]
    endings: Mapping[str, frozenset[str] | None]
    """Each with the letters that it follows; None: any."""
    leaves: int
    """Letters that stay of a word at least, a vowel among them."""
    leaves_after_vowel: int
    """The same for words that begin with a vowel: roots of two letters are such."""
    spelling: Mapping[str, str] = field(default_factory=dict)
    """Letters that are written in two ways."""
    softened: Mapping[str, str] = field(default_factory=dict)
    """How a word ends where an ending has changed it, and how it ended: б → п, вл → в."""
    doubled: bool = False
    """Whether a last consonant that stands twice is one."""
    alike: Mapping[str, str] = field(default_factory=dict)
    """Stems that no rule brings together."""
    also: tuple[str, ...] = ()
    """Languages whose words stand in its texts as well."""

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.endings), default=0)

    def writes(self, word: str) -> bool:
        """Whether *word* (small letters) can be of this language."""
        return self.letters.issuperset(word)

    def stem(self, word: str) -> str:
        """The stem of *word* (small letters)."""
        word = self.spell(word)
        leaves = self.leaves_after_vowel if word[:1] in self.vowels else self.leaves
        while (shorter := self.cut(word, leaves)) != word:
            word = shorter
        return self.alike.get(word, word)

    def spell(self, word: str) -> str:
        """*word* with one letter for those that are written in two ways."""
        for written, meant in self.spelling.items():
            word = word.replace(written, meant)
        return word

    def cut(self, word: str, leaves: int) -> str:
        """*word* without its longest ending, and its last letters as they were before; the same where nothing comes off."""
        for size in range(min(self.longest, len(word) - leaves), 0, -1):
            rest = word[:-size]
            if self.ends(rest, word[-size:]):
                return self.restore(rest, leaves)
        return self.restore(word, leaves)

    def ends(self, rest: str, ending: str) -> bool:
        if ending not in self.endings or self.vowels.isdisjoint(rest):
            return False
        follows = self.endings[ending]
        return follows is None or rest[-1] in follows

    def restore(self, rest: str, leaves: int) -> str:
        last = rest[-1:]
        if self.doubled and len(rest) > leaves and rest[-2:-1] == last and last not in self.vowels:
            rest = rest[:-1]
        for changed, before in self.softened.items():
            if rest.endswith(changed) and len(rest) - len(changed) + len(before) >= leaves:
                return rest[: -len(changed)] + before
        return rest
