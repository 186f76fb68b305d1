"""Read the declaration of an act, checking every name in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec

from workflows.acts import Act, Confirmation, FromAnswer, Uninvolved
from workflows.effect_reading import (
    ANSWER,
    read_answer,
    read_links,
    read_moves,
    read_opens,
    read_place,
    read_tells,
    read_values,
    read_widens,
)
from workflows.facts import Fact, Secrecy
from workflows.faults import unknown_name
from workflows.field_reading import check_ownership, read_field, read_when
from workflows.fields import Field, FieldKind
from workflows.names import OFFICE_WORDS, Names
from workflows.reading import Section

COMPLAINANT = "complainant"
WORDS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})
PLACES = OFFICE_WORDS | {"lead", "proceeding"}
"""Whose act it is: an office, the unit responsible for the case, or the one whose proceeding it is."""


class Scope(msgspec.Struct, frozen=True):
    """What an act of one procedure can see: its facts, who owns those it may set, stages and names."""

    owner: str
    facts: Mapping[str, Fact]
    every_fact: Mapping[str, Fact]
    stages: Collection[str]
    clocks: Collection[str]
    names: Names


def read_act(name: str, section: Section, scope: Scope) -> Act:
    """An act; mistakes are noted in *section*."""
    names = scope.names
    asks = tuple(_read_asks(section, scope))
    message, by = _read_message(section, asks), frozenset(section.words("by", names.roles, "role", required=True))
    if by != {COMPLAINANT}:
        asks = tuple(
            replace(each, reply=True) if each.name == message and each.kind in WORDS else each for each in asks
        )
    act = Act(
        name=name,
        label=section.label("label"),
        help=section.label("help", required=False),
        to=section.word("to", scope.stages, "stage", default="") or None,
        by=by,
        when=read_when(section, scope.facts, names),
        asks=asks,
        sets=tuple(read_values(section.section("sets"), scope.facts, scope.owner, asks, scope.facts)),
        opens=tuple(read_opens(section, names, scope.every_fact, scope.facts, asks)),
        tells=read_tells(section, names),
        message=message,
        confirmed_by=_read_confirmation(section, names),
        uninvolved=_read_uninvolved(section),
        ends_as=section.text("ends_as"),
        outcome=_read_outcome(section, asks, names),
        extends=section.word("extends", scope.clocks, "clock", default="") or None,
        cancels=frozenset(section.words("cancels", names.procedures, "procedure")),
        moves=read_moves(section, asks, scope.facts),
        widens=read_widens(section, asks, scope.facts, names),
        links=read_links(section, asks),
        of_unit=read_place(section, "of_unit", scope.facts, PLACES),
        told_first=frozenset(section.words("told_first", names.letters, "letter")),
        not_at=frozenset(section.words("not_at", scope.stages, "stage")),
    )
    section.close()
    return act


def _read_asks(section: Section, scope: Scope) -> Iterator[Field]:
    known: set[str] = set()
    for name, inner in section.sections("asks"):
        asked = read_field(name, inner, scope.facts, scope.names)
        check_ownership(asked, scope.facts, of=scope.owner, section=inner)
        if asked.secrecy is Secrecy.STATISTICS and section.has("confirmed_by"):
            inner.fault("an act under four eyes asks nothing of class statistics: it is not kept while the act waits")
        known.add(name)
        yield asked


def _read_message(section: Section, asks: Sequence[Field]) -> str | None:
    name = section.text("message")
    asked = {field.name: field for field in asks}
    if name is not None and name not in asked:
        section.fault(unknown_name("answer of this act", name, asked), "message")
    elif name is not None and asked[name].secrecy is not Secrecy.SEALED:
        section.fault(f"{name} goes to the mailbox: it must be of class sealed", "message")
    return name


def _read_confirmation(section: Section, names: Names) -> Confirmation | None:
    plain = section.data.get("confirmed_by")
    if plain is None:
        return None
    if not isinstance(plain, dict):
        return Confirmation(frozenset(section.words("confirmed_by", names.roles, "role", required=True)))
    inner = section.section("confirmed_by")
    assert inner is not None  # noqa: S101 - for the type checker
    roles = frozenset(inner.words("roles", names.roles, "role", required=True))
    rules = inner.words("not", list(Uninvolved), "rule")
    otherwise = inner.word("else", names.unit_words | names.roles, "unit or role", default="") or None
    inner.close()
    return Confirmation(roles, frozenset({Uninvolved.SAME_ACT, *map(Uninvolved, rules)}), otherwise)


def _read_uninvolved(section: Section) -> Uninvolved | None:
    word = section.word("uninvolved", (Uninvolved.DECIDED, Uninvolved.EVER_ACTED), "rule", default="")
    return Uninvolved(word) if word else None


def _read_outcome(section: Section, asks: Sequence[Field], names: Names) -> str | FromAnswer | None:
    text = section.text("outcome")
    if text is None:
        return None
    if text.startswith(ANSWER):
        return read_answer(section, "outcome", text, asks)
    outcomes = names.taxonomies.get("outcomes")
    if outcomes is not None and text not in outcomes:
        section.fault(unknown_name("outcome", text, outcomes), "outcome")
    return text
