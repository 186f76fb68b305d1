"""Read the text of a condition into its parts, checking every name and value against the declared facts."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from workflows.conditions import (
    KEYWORDS,
    And,
    Compares,
    Condition,
    Counts,
    Differs,
    Equals,
    Has,
    Known,
    Not,
    OneOf,
    Or,
)
from workflows.facts import UNKNOWN, Fact, Kind, Secrecy, Value
from workflows.faults import Fault, Faults, unknown_name

MOST_LETTERS: Final = 2000
MOST_NESTING: Final = 40

_TOKEN = re.compile(
    r"""\s*(?:(?P<word>[A-Za-z_][A-Za-z0-9_-]*(?:\.[a-z][a-z0-9_]*)?)
        | (?P<number>-?[0-9]{1,12}(?![0-9A-Za-z_]))
        | "(?P<quoted>[^"\n]*)"
        | (?P<sign>==|!=|<=|>=|[<>()\[\],]))""",
    re.VERBOSE,
)
_NOT_VALUES = KEYWORDS - {"true", "false", UNKNOWN}
_ORDERS = ("<", "<=", ">", ">=", "==", "!=")


class _Mistake(Exception):
    pass


def parse_condition(text: str, facts: Mapping[str, Fact], procedures: Collection[str] = ()) -> Condition:
    """The condition that *text* says, over declared *facts* and counts of open *procedures*. Raises: Faults."""
    try:
        return _Reader(_split(text), facts, procedures).read()
    except _Mistake as mistake:
        raise Faults([Fault((), str(mistake), text)]) from None


def _split(text: str) -> list[tuple[str, str]]:
    if len(text) > MOST_LETTERS:
        raise _Mistake(f"a condition has at most {MOST_LETTERS} letters: use a table")
    tokens = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise _Mistake(f"cannot read this: {text[position:].strip()[:20]}")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    if not tokens:
        raise _Mistake("the condition is empty")
    return tokens


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], facts: Mapping[str, Fact], procedures: Collection[str]) -> None:
        self.tokens = [*tokens, ("end", "the end")]
        self.position = 0
        self.depth = 0
        self.facts = facts
        self.procedures = procedures

    def read(self) -> Condition:
        condition = self.either()
        kind, text = self.tokens[self.position]
        if kind != "end":
            raise _Mistake(f"did not expect {text} here")
        return condition

    def next(self) -> tuple[str, str]:
        token = self.tokens[self.position]
        self.position = min(self.position + 1, len(self.tokens) - 1)
        return token

    def at(self, text: str) -> bool:
        """Step over *text* if it comes next."""
        kind, found = self.tokens[self.position]
        if found == text and kind in ("word", "sign"):
            self.position += 1
            return True
        return False

    def want(self, text: str) -> None:
        if not self.at(text):
            raise _Mistake(f"expected {text} before {self.tokens[self.position][1]}")

    def either(self) -> Condition:
        parts = [self.both()]
        while self.at("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self) -> Condition:
        parts = [self.negated()]
        while self.at("and"):
            parts.append(self.negated())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def negated(self) -> Condition:
        self.depth += 1
        if self.depth > MOST_NESTING:
            raise _Mistake(f"nested deeper than {MOST_NESTING}: use a table")
        try:
            if self.at("not"):
                return Not(self.negated())
            if self.at("("):
                inner = self.either()
                self.want(")")
                return inner
            if self.at("known"):
                return Known(self.fact().name)
            return self.comparison()
        finally:
            self.depth -= 1

    def fact(self) -> Fact:
        kind, name = self.next()
        if kind != "word" or name in KEYWORDS:
            raise _Mistake(f"expected the name of a fact before {name}")
        fact = self.facts.get(name)
        if fact is None:
            raise _Mistake(unknown_name("fact", name, self.facts))
        if fact.secrecy is not Secrecy.ROUTING:
            raise _Mistake(f"{name} is of class {fact.secrecy}: only routing facts may stand in conditions")
        return fact

    def comparison(self) -> Condition:
        kind, word = self.tokens[self.position]
        if kind == "word" and word.startswith("open."):
            return self.count()
        fact = self.fact()
        if self.at("in"):
            return OneOf(fact.name, self.values(fact))
        if self.at("has"):
            if fact.kind is not Kind.CHOICES:
                raise _Mistake(f"{fact.name} has one value: write ==")
            return Has(fact.name, self.code(fact))
        kind, sign = self.tokens[self.position]
        if kind != "sign" or sign not in _ORDERS:
            if fact.kind is Kind.BOOLEAN:
                return Equals(fact.name, value=True)
            raise _Mistake(f"expected ==, !=, in or has after {fact.name}")
        self.position += 1
        if sign in ("==", "!="):
            value = self.value(fact)
            return Equals(fact.name, value) if sign == "==" else Differs(fact.name, value)
        if fact.kind is not Kind.WHOLE:
            raise _Mistake(f"{fact.name} is not a number: {sign} cannot be asked of it")
        return Compares(fact.name, sign, self.number())

    def count(self) -> Condition:
        _, name = self.next()
        procedure = name.removeprefix("open.")
        if procedure not in self.procedures:
            raise _Mistake(unknown_name("procedure", procedure, self.procedures))
        kind, sign = self.next()
        if kind != "sign" or sign not in _ORDERS:
            raise _Mistake(f"expected a comparison with a number after {name}")
        return Counts(procedure, sign, self.number())

    def number(self) -> int:
        kind, text = self.next()
        if kind != "number":
            raise _Mistake(f"expected a whole number before {text}")
        return int(text)

    def values(self, fact: Fact) -> tuple[Value, ...]:
        if fact.kind is Kind.CHOICES:
            raise _Mistake(f"{fact.name} holds several codes: write has")
        self.want("[")
        values = [self.value(fact)]
        while self.at(","):
            values.append(self.value(fact))
        self.want("]")
        return tuple(values)

    def value(self, fact: Fact) -> Value:
        word = self.constant()
        value = fact.read(word)
        if value is None:
            raise _Mistake(f"{fact.name} is never {word}; it is one of: {fact.domain()}")
        if fact.kind is Kind.CHOICES and value != UNKNOWN:
            raise _Mistake(f"{fact.name} holds several codes: write has")
        if fact.kind in (Kind.ENTRY, Kind.UNIT) and value != UNKNOWN:
            raise _Mistake(f"{fact.name} is opaque here: write known {fact.name}")
        return value

    def code(self, fact: Fact) -> str:
        word = self.constant()
        if word not in fact.options:
            raise _Mistake(f"{fact.name} never has {word}; it has: {fact.domain()}")
        return word

    def constant(self) -> str:
        kind, word = self.next()
        if kind in ("quoted", "number") or (kind == "word" and word not in _NOT_VALUES):
            return word
        raise _Mistake(f"expected a value before {word}")
