"""Facts: coded values with closed domains, kept in the clear so that routing, guards and reports may use them."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import msgspec

from workflows.faults import Fault, Faults, unknown_name
from workflows.names import Label, Names
from workflows.reading import NAME, Section, read_label

UNKNOWN: Final = "unknown"
"""The value of every fact that nobody has established; a fact that is missing is unknown."""

Value = str | int | bool | Sequence[str]
"""A fact's value as it is stored: text, whole number, boolean, or a list of codes for set-valued facts. Never None."""

Facts = Mapping[str, Value]

CASE: Final = "case"

_ENTRY = re.compile(r"[\w][\w.:/-]{0,63}")
_NUMBER = re.compile(r"-?[0-9]{1,12}")


class Kind(StrEnum):
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    WHOLE = "whole"
    ENTRY = "entry"
    UNIT = "unit"


class Secrecy(StrEnum):
    """Where a value may be kept (design 04 §4.4): in the clear, apart from the case and coarsened, or sealed."""

    ROUTING = "routing"
    STATISTICS = "statistics"
    SEALED = "sealed"


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A declared fact: whose it is, what values it can have besides unknown, and what it is called."""

    name: str
    of: str = CASE
    secrecy: Secrecy = Secrecy.ROUTING
    kind: Kind = Kind.BOOLEAN
    label: Label = msgspec.field(default_factory=dict)
    options: Mapping[str, Label] = msgspec.field(default_factory=dict)
    register: str | None = None
    lowest: int = 0
    highest: int = 0
    provider: str | None = None
    """Who computes a derived fact; such a fact is never set by an act or an answer."""

    def allows(self, value: object) -> bool:
        """Whether *value* (as stored) is in the domain; unknown always is."""
        if isinstance(value, str) and value == UNKNOWN:
            return True
        match self.kind:
            case Kind.BOOLEAN:
                return isinstance(value, bool)
            case Kind.CHOICE:
                return isinstance(value, str) and value in self.options
            case Kind.CHOICES:
                return isinstance(value, list | tuple | frozenset) and all(code in self.options for code in value)
            case Kind.WHOLE:
                return isinstance(value, int) and not isinstance(value, bool) and self.lowest <= value <= self.highest
            case Kind.ENTRY | Kind.UNIT:
                return isinstance(value, str) and _ENTRY.fullmatch(value) is not None

    def read(self, word: str) -> Value | None:
        """The value that *word* stands for in a pack file, or None when it is outside the domain.

        For a set-valued fact the word is one code, to be looked for in the set.
        """
        if word == UNKNOWN:
            return UNKNOWN
        match self.kind:
            case Kind.BOOLEAN:
                return {"true": True, "false": False}.get(word)
            case Kind.CHOICE | Kind.CHOICES:
                return word if word in self.options else None
            case Kind.WHOLE:
                number = int(word) if _NUMBER.fullmatch(word) else None
                return number if number is not None and self.lowest <= number <= self.highest else None
            case Kind.ENTRY | Kind.UNIT:
                return word if _ENTRY.fullmatch(word) else None

    def domain(self) -> str:
        """The domain in words, for messages about pack files."""
        match self.kind:
            case Kind.BOOLEAN:
                return "true, false, unknown"
            case Kind.CHOICE | Kind.CHOICES:
                return ", ".join([*self.options, UNKNOWN])
            case Kind.WHOLE:
                return f"{self.lowest} to {self.highest}, unknown"
            case Kind.ENTRY:
                return f"a code of the register {self.register}, unknown"
            case Kind.UNIT:
                return "the code of a unit, unknown"


def in_scope(declared: Mapping[str, Fact], procedure: str | None = None) -> dict[str, Fact]:
    """Facts that a rule of the case, or of *procedure* on it, can see."""
    return {name: fact for name, fact in declared.items() if fact.of in (CASE, procedure)}


def wrong_facts(declared: Mapping[str, Fact], values: Facts) -> list[str]:
    """Names in *values* that are not declared, or whose value is outside its domain."""
    return [name for name, value in values.items() if name not in declared or not declared[name].allows(value)]


def parse_facts(data: Any, names: Names) -> dict[str, Fact]:
    """Facts by name from a pack's declarations. Raises: Faults."""
    faults: list[Fault] = []
    facts: dict[str, Fact] = {}
    if not isinstance(data, dict):
        raise Faults([Fault((), "must be a mapping of names to facts")])
    for name, declaration in data.items():
        section = Section(declaration, faults, (name,), names.languages)
        if not NAME.fullmatch(name):
            section.fault(f"a name has small letters a–z, digits and _: {name}")
        if name in (UNKNOWN, "and", "or", "not", "in", "has", "known", "open", "true", "false"):
            section.fault(f"{name} is a word of the condition language")
        facts[name] = _read_fact(name, section, names)
        section.close()
    if faults:
        raise Faults(faults)
    return facts


def _read_fact(name: str, section: Section, names: Names) -> Fact:
    kind = Kind(section.word("kind", list(Kind), "kind of fact", default="boolean"))
    if not section.has("kind"):
        section.fault("kind is missing")
    options: Mapping[str, Label] = {}
    if kind in (Kind.CHOICE, Kind.CHOICES):
        options = _read_options(section, names)
    register = section.word("register", names.registers, "register") if kind is Kind.ENTRY else None
    lowest = highest = 0
    if kind is Kind.WHOLE:
        lowest, highest = section.whole("from", default=0) or 0, section.whole("to", default=-1) or 0
        if not section.has("to") or highest < lowest:
            section.fault("a whole number needs a range: from, to", example="from: 1, to: 100000")
    provider = section.word("provider", names.providers, "provider") if section.has("provider") else None
    if provider is not None and kind not in (Kind.WHOLE, Kind.BOOLEAN):
        section.fault("a derived fact is a number within bounds or a truth value", "provider")
    return Fact(
        name=name,
        of=section.word("of", {CASE, *names.procedures}, "procedure (or case)", default=CASE),
        secrecy=Secrecy(section.word("class", list(Secrecy), "class", default="routing")),
        kind=kind,
        label=section.label("label"),
        options=options,
        register=register,
        lowest=lowest,
        highest=highest,
        provider=provider,
    )


def _read_options(section: Section, names: Names) -> Mapping[str, Label]:
    if section.has("taxonomy"):
        taxonomy = section.text("taxonomy", required=True) or ""
        if taxonomy not in names.taxonomies:
            section.fault(unknown_name("taxonomy", taxonomy, names.taxonomies), "taxonomy")
        return {code: label for code, label in names.taxonomies.get(taxonomy, {}).items() if code != UNKNOWN}
    options = section.take("options")
    if not isinstance(options, dict) or not options:
        section.fault("a choice needs options (code: words) or a taxonomy")
        return {}
    if UNKNOWN in options:
        section.fault("every fact can be unknown: leave this option out", "options", UNKNOWN)
    return {
        code: read_label(label, section.faults, (*section.place, "options", code), names.languages)
        for code, label in options.items()
        if code != UNKNOWN
    }
