"""Read a mapping of a pack file key by key, noting every mistake with its place instead of stopping at the first."""

import re
from collections.abc import Collection, Iterator, Sequence
from sys import intern
from typing import Any

from workflows.faults import Fault, Place, unknown_name
from workflows.names import Label

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""Names that pack files make up: pages, questions, acts, stages, facts."""

_WHOLE = re.compile(r"-?[0-9]{1,12}")


class Section:
    """One mapping of a file. Each key is asked for once; `close` complains about keys that nobody asked for."""

    def __init__(self, data: Any, faults: list[Fault], place: Place, languages: Sequence[str]) -> None:
        self.faults = faults
        self.place = place
        self.languages = languages
        self._asked: set[str] = set()
        self.data: dict[str, Any] = {}
        if isinstance(data, dict):
            self.data = data
        else:
            self.fault("must be a mapping of names to values")

    def fault(self, reason: str, *inside: str | int, example: str | None = None) -> None:
        self.faults.append(Fault((*self.place, *inside), reason, example))

    def has(self, key: str) -> bool:
        return key in self.data

    def take(self, key: str) -> Any:
        """The plain value under *key*, or None."""
        self._asked.add(key)
        return self.data.get(key)

    def text(self, key: str, *, required: bool = False) -> str | None:
        value = self.take(key)
        if value is None or value == "":
            if required or value == "":
                self.fault(f"{key} is missing", *([key] if key in self.data else []))
            return None
        if not isinstance(value, str):
            self.fault("must be a single word or text", key)
            return None
        return value

    def name(self, key: str) -> str:
        """A made-up name, small letters, digits and underscores; an empty one when it is wrong."""
        value = self.text(key, required=True)
        if value is not None and not NAME.fullmatch(value):
            self.fault(f"a name has small letters a–z, digits and _: {value}", key)
            return ""
        return value or ""

    def word(self, key: str, known: Collection[str], kind: str, *, default: str | None = None) -> str:
        """One of the *known* words; *default* when left out, and a fault without one."""
        value = self.text(key, required=default is None)
        if value is None:
            return default or ""
        if value not in known:
            self.fault(unknown_name(kind, value, known), key)
            return default or ""
        return value

    def words(self, key: str, known: Collection[str] | None, kind: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of *known* words; a single one may stand without brackets."""
        value = self.take(key)
        if value is None or value == "":
            if required:
                self.fault(f"{key} is missing")
            return ()
        listed = value if isinstance(value, list) else [value]
        good = []
        for position, word in enumerate(listed):
            inside = (key, position) if isinstance(value, list) else (key,)
            if not isinstance(word, str) or not word:
                self.fault("must be a word", *inside)
            elif known is not None and word not in known:
                self.fault(unknown_name(kind, word, known), *inside)
            else:
                good.append(word)
        if required and isinstance(value, list) and not value:
            self.fault(f"{key} is empty", key)
        return tuple(good)

    def flag(self, key: str, *, default: bool = False) -> bool:
        return self.word(key, ("true", "false"), "truth value (true, false)", default=str(default).lower()) == "true"

    def whole(self, key: str, *, default: int | None = None) -> int | None:
        value = self.text(key)
        if value is None:
            return default
        if not _WHOLE.fullmatch(value):
            self.fault(f"must be a whole number: {value}", key)
            return default
        return int(value)

    def label(self, key: str, *, required: bool = True) -> Label:
        """Words in every language of the institution; empty when left out and not *required*."""
        value = self.take(key)
        if value is None:
            if required:
                self.fault(f"{key} is missing")
            return {}
        return read_label(value, self.faults, (*self.place, key), self.languages)

    def section(self, key: str) -> "Section | None":
        value = self.take(key)
        return None if value is None else Section(value, self.faults, (*self.place, key), self.languages)

    def sections(self, key: str) -> "Iterator[tuple[str, Section]]":
        """Named mappings under *key*, such as stages or clocks."""
        inner = self.section(key)
        for name in inner.data if inner is not None else ():
            if not NAME.fullmatch(name):
                self.fault(f"a name has small letters a–z, digits and _: {name}", key, name)
            yield name, Section(self.data[key][name], self.faults, (*self.place, key, name), self.languages)

    def items(self, key: str) -> "Iterator[Section]":
        """Listed mappings under *key*, such as the rows of a table."""
        for position, value in self.plain_items(key):
            yield Section(value, self.faults, (*self.place, key, position), self.languages)

    def plain_items(self, key: str) -> Iterator[tuple[int, Any]]:
        value = self.take(key)
        if value is not None and not isinstance(value, list):
            self.fault("must be a list", key)
            return
        yield from enumerate(value or ())

    def close(self) -> None:
        for key in self.data:
            if key not in self._asked:
                self.fault(unknown_name("key here", key, self._asked), key)


def read_label(value: Any, faults: list[Fault], place: Place, languages: Sequence[str]) -> Label:
    """Words in exactly the *languages* given, none of them empty."""
    if not isinstance(value, dict):
        faults.append(Fault(place, f"needs words in {', '.join(languages)}"))
        return {}
    faults.extend(
        Fault(place, f"has no words in {language}")
        for language in languages
        if not isinstance(words := value.get(language, ""), str) or not words.strip()
    )
    faults.extend(
        Fault((*place, language), f"not a language of this institution: {language}")
        for language in value
        if language not in languages
    )
    # A file of labels says the names of languages thousands of times: one of each is kept.
    return {intern(language): words for language, words in value.items() if isinstance(words, str)}
