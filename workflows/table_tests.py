"""What a row of a table asks of one fact: to be one of some values, none of them, in a range, known, or unknown."""

from collections.abc import Mapping
from typing import Any

import msgspec

from workflows.facts import UNKNOWN, Fact, Kind, Secrecy, Value
from workflows.faults import unknown_name
from workflows.reading import Section

KNOWN = "known"


class Among(msgspec.Struct, frozen=True):
    """The value is one of these (or, *outside*, none of them)."""

    values: frozenset[Value]
    outside: bool = False

    def admits(self, value: Value) -> bool:
        if not isinstance(value, str | int):
            return self.outside  # a set of codes is never one of the single values
        return (value in self.values) is not self.outside

    def constants(self) -> frozenset[Value]:
        return self.values


class Range(msgspec.Struct, frozen=True):
    """The number lies between two bounds, either of which may be left open; an unknown number does not."""

    lowest: int
    highest: int

    def admits(self, value: Value) -> bool:
        return isinstance(value, int) and self.lowest <= value <= self.highest

    def constants(self) -> frozenset[Value]:
        return frozenset({self.lowest, self.highest})


class Codes(msgspec.Struct, frozen=True):
    """Of a set-valued fact: has any, all or none of some codes. *or_unknown* admits the unknown set too."""

    any_of: frozenset[str] = frozenset()
    all_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()
    or_unknown: bool = False

    def admits(self, value: Value) -> bool:
        if isinstance(value, str | int):
            return self.or_unknown or bool(self.none_of and not self.any_of and not self.all_of)
        codes = frozenset(value)
        return (
            (not self.any_of or not self.any_of.isdisjoint(codes))
            and self.all_of <= codes
            and self.none_of.isdisjoint(codes)
        )

    def constants(self) -> frozenset[Value]:
        return self.any_of | self.all_of | self.none_of


Test = Among | Range | Codes


def read_tests(section: Section, facts: Mapping[str, Fact]) -> dict[str, Test]:
    """What a row's `when` asks, by fact; mistakes are noted in *section*."""
    tests: dict[str, Test] = {}
    for name in section.data:
        plain, fact = section.take(name), facts.get(name)
        if fact is None:
            section.fault(unknown_name("fact", name, facts), name)
        elif fact.secrecy is not Secrecy.ROUTING:
            section.fault(f"{name} is of class {fact.secrecy}: only routing facts may stand in tables", name)
        elif (test := _read_test(section, name, fact, plain)) is not None:
            tests[name] = test
    return tests


def _read_test(section: Section, name: str, fact: Fact, plain: Any) -> Test | None:
    if plain in (KNOWN, UNKNOWN):
        return Among(frozenset({UNKNOWN}), outside=plain == KNOWN)
    if fact.kind in (Kind.ENTRY, Kind.UNIT):
        section.fault(f"{name} is opaque here: it can only be known or unknown", name)
        return None
    if isinstance(plain, dict):
        inner = Section(plain, section.faults, (*section.place, name), section.languages)
        test = _read_range(inner, fact) if fact.kind is Kind.WHOLE and "not" not in plain else _read_not(inner, fact)
        inner.close()
        return test
    words = _words(section, fact, plain, name)
    if fact.kind is Kind.CHOICES and set(words) != {UNKNOWN}:
        return _codes(words)
    return Among(frozenset(words))


def _codes(words: list[Value]) -> Codes:
    return Codes(any_of=frozenset(str(word) for word in words if word != UNKNOWN), or_unknown=UNKNOWN in words)


def _read_range(section: Section, fact: Fact) -> Test:
    lowest, highest = section.whole("from", default=fact.lowest), section.whole("to", default=fact.highest)
    lowest, highest = lowest or 0, highest or 0
    if lowest > highest or highest < fact.lowest or lowest > fact.highest:
        section.fault(f"no number lies there; {fact.name} is {fact.domain()}")
    return Range(lowest, highest)


def _read_not(section: Section, fact: Fact) -> Test | None:
    excluded = _words(section, fact, section.take("not"), "not") if section.has("not") else []
    if fact.kind is not Kind.CHOICES:
        if not excluded:
            section.fault("expected not: [values]", example="{not: [detention]}")
        return Among(frozenset(excluded), outside=True)
    together = _words(section, fact, section.take("all"), "all") if section.has("all") else []
    if not excluded and not together:
        section.fault("expected not: [codes] or all: [codes]", example="{all: [torture, death]}")
    if UNKNOWN in excluded or UNKNOWN in together:
        section.fault("unknown is the whole set: write it beside codes in a plain list")
    return Codes(all_of=frozenset(map(str, together)), none_of=frozenset(map(str, excluded)))


def _words(section: Section, fact: Fact, plain: Any, *place: str) -> list[Value]:
    listed = plain if isinstance(plain, list) else [plain]
    values: list[Value] = []
    for position, word in enumerate(listed):
        inside: tuple[str | int, ...] = (*place, position) if isinstance(plain, list) else place
        value = fact.read(word) if isinstance(word, str) else None
        if value is None:
            section.fault(f"{fact.name} is never {word}; it is one of: {fact.domain()}", *inside)
        else:
            values.append(value)
    if not listed:
        section.fault("an empty list admits nothing", *place)
    return values
