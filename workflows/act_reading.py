"""Read the declaration of an act, checking every name in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workflows.definition import Act, Confirmation, FromAnswer, Opens, Source, Uninvolved
from workflows.facts import Fact, Kind, Secrecy, Value, in_scope
from workflows.faults import unknown_name
from workflows.field_reading import check_ownership, read_field, read_when
from workflows.fields import Field
from workflows.names import Names
from workflows.reading import Section

AUDIENCES: Final = frozenset({"complainant", "body", "prosecutor"})
ANSWER: Final = "answer "


@dataclass(frozen=True, slots=True)
class Scope:
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
    act = Act(
        name=name,
        label=section.label("label"),
        help=section.label("help", required=False),
        to=section.word("to", scope.stages, "stage", default="") or None,
        by=frozenset(section.words("by", names.roles, "role", required=True)),
        when=read_when(section, scope.facts, names),
        asks=asks,
        sets=tuple(_read_values(section.section("sets"), scope.facts, scope.owner, asks)),
        opens=tuple(_read_opens(section, scope, asks)),
        tells=_read_tells(section, names),
        message=_read_message(section, asks),
        confirmed_by=_read_confirmation(section, names),
        uninvolved=_read_uninvolved(section),
        ends_as=section.text("ends_as"),
        outcome=_read_outcome(section, asks, names),
        extends=section.word("extends", scope.clocks, "clock", default="") or None,
        cancels=frozenset(section.words("cancels", names.procedures, "procedure")),
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


def _read_values(
    section: Section | None, facts: Mapping[str, Fact], owner: str, asks: Sequence[Field]
) -> Iterator[tuple[str, Source]]:
    """Facts and the values they get: a constant, or `answer NAME`."""
    for name in () if section is None else section.data:
        assert section is not None  # noqa: S101 - for the type checker
        fact, plain = facts.get(name), section.take(name)
        if fact is None:
            section.fault(unknown_name("fact", name, facts), name)
        elif fact.of != owner:
            section.fault(f"{name} belongs to {fact.of}, not to {owner}", name)
        elif fact.provider is not None:
            section.fault(f"{name} is computed by {fact.provider}: no act sets it", name)
        elif (source := _read_source(section, name, fact, plain, asks)) is not None:
            yield name, source


def _read_source(section: Section, name: str, fact: Fact, plain: Any, asks: Sequence[Field]) -> Source | None:
    if isinstance(plain, str) and plain.startswith(ANSWER):
        return _read_answer(section, name, plain, asks)
    value: Value | None = None
    if fact.kind is Kind.CHOICES and isinstance(plain, list):
        value = plain if fact.allows(plain) else None
    elif isinstance(plain, str) and (fact.kind is not Kind.CHOICES or plain == "unknown"):
        value = fact.read(plain)
    if value is None:
        section.fault(f"{fact.name} is never {plain}; it is one of: {fact.domain()}", name, example="answer NAME")
    return value


def _read_answer(section: Section, key: str, text: str, asks: Sequence[Field]) -> FromAnswer | None:
    asked = {field.name: field for field in asks}
    name = text.removeprefix(ANSWER)
    if name not in asked:
        section.fault(unknown_name("answer of this act", name, asked), key)
        return None
    if asked[name].secrecy is not Secrecy.ROUTING:
        section.fault(f"{name} is {asked[name].secrecy}: only an answer of class routing may become a fact", key)
    return FromAnswer(name)


def _read_opens(section: Section, scope: Scope, asks: Sequence[Field]) -> Iterator[Opens]:
    for position, plain in section.plain_items("opens"):
        if isinstance(plain, str):
            procedure, values = plain, None
        else:
            inner = Section(plain, section.faults, (*section.place, "opens", position), section.languages)
            procedure, values = inner.text("procedure", required=True) or "", inner.section("with")
            inner.close()
        if procedure not in scope.names.procedures:
            section.fault(unknown_name("procedure", procedure, scope.names.procedures), "opens", position)
            continue
        facts = in_scope(scope.every_fact, procedure)
        yield Opens(procedure, tuple(_read_values(values, facts, procedure, asks)))


def _read_tells(section: Section, names: Names) -> Mapping[str, str]:
    inner = section.section("tells")
    if inner is None:
        return {}
    tells = {}
    for audience in inner.data:
        if audience not in AUDIENCES:
            inner.fault(unknown_name("audience", audience, AUDIENCES), audience)
        tells[audience] = inner.word(audience, names.letters, "letter")
    return tells


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
        return _read_answer(section, "outcome", text, asks)
    outcomes = names.taxonomies.get("outcomes")
    if outcomes is not None and text not in outcomes:
        section.fault(unknown_name("outcome", text, outcomes), "outcome")
    return text
