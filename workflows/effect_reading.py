"""Read what an act causes beyond its stage: facts, side proceedings, letters, other units and other cases."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from workflows.acts import FromAnswer, FromFact, LinkKind, Links, Opens, Source, UnitSource
from workflows.facts import Fact, Kind, Secrecy, Value, in_scope
from workflows.faults import unknown_name
from workflows.fields import Field, FieldKind
from workflows.names import Names
from workflows.reading import Section

AUDIENCES: Final = frozenset({"complainant", "by_letter", "body", "prosecutor"})
"""`by_letter`: the complainant has it already, on paper or as a letter that two people signed."""
ANSWER: Final = "answer "
FACT: Final = "fact "


def read_values(
    section: Section | None,
    facts: Mapping[str, Fact],
    owner: str,
    asks: Sequence[Field],
    given: Mapping[str, Fact],
) -> Iterator[tuple[str, Source]]:
    """Facts and the values they get: a constant, `answer NAME`, or `fact NAME` of the *given* ones."""
    for name in () if section is None else section.data:
        assert section is not None  # noqa: S101 - for the type checker
        fact, plain = facts.get(name), section.take(name)
        if fact is None:
            section.fault(unknown_name("fact", name, facts), name)
        elif fact.of != owner:
            section.fault(f"{name} belongs to {fact.of}, not to {owner}", name)
        elif fact.provider is not None:
            section.fault(f"{name} is computed by {fact.provider}: no act sets it", name)
        elif (source := _read_source(section, name, fact, plain, asks, given)) is not None:
            yield name, source


def _read_source(  # noqa: PLR0917 - private, one caller
    section: Section, name: str, fact: Fact, plain: Any, asks: Sequence[Field], given: Mapping[str, Fact]
) -> Source | None:
    if isinstance(plain, str) and plain.startswith(ANSWER):
        return read_answer(section, name, plain, asks)
    if isinstance(plain, str) and plain.startswith(FACT):
        return _read_same(section, name, fact, plain.removeprefix(FACT), given)
    value: Value | None = None
    if fact.kind is Kind.CHOICES and isinstance(plain, list):
        value = plain if fact.allows(plain) else None
    elif isinstance(plain, str) and (fact.kind is not Kind.CHOICES or plain == "unknown"):
        value = fact.read(plain)
    if value is None:
        section.fault(f"{fact.name} is never {plain}; it is one of: {fact.domain()}", name, example="answer NAME")
    return value


def _read_same(section: Section, key: str, fact: Fact, name: str, given: Mapping[str, Fact]) -> FromFact | None:
    source = given.get(name)
    if source is None:
        section.fault(unknown_name("fact", name, given), key)
        return None
    fits = source.kind is fact.kind and source.options.keys() <= fact.options.keys()
    within = fact.lowest <= source.lowest and source.highest <= fact.highest
    if not fits or not within or source.register != fact.register or source.secrecy is not Secrecy.ROUTING:
        section.fault(f"{name} can have values that {fact.name} cannot", key)
    return FromFact(name)


def read_answer(section: Section, key: str, text: str, asks: Sequence[Field]) -> FromAnswer | None:
    """The answer of class routing that *text* (`answer NAME`) names."""
    asked = {field.name: field for field in asks}
    name = text.removeprefix(ANSWER)
    if name not in asked:
        section.fault(unknown_name("answer of this act", name, asked), key)
        return None
    if asked[name].secrecy is not Secrecy.ROUTING:
        section.fault(f"{name} is {asked[name].secrecy}: only an answer of class routing may become a fact", key)
    return FromAnswer(name)


def read_opens(
    section: Section, names: Names, every_fact: Mapping[str, Fact], given: Mapping[str, Fact], asks: Sequence[Field]
) -> Iterator[Opens]:
    """Side procedures under `opens`, each with the facts it begins with."""
    for position, plain in section.plain_items("opens"):
        if isinstance(plain, str):
            procedure, values = plain, None
        else:
            inner = Section(plain, section.faults, (*section.place, "opens", position), section.languages)
            procedure, values = inner.text("procedure", required=True) or "", inner.section("with")
            inner.close()
        if procedure not in names.procedures:
            section.fault(unknown_name("procedure", procedure, names.procedures), "opens", position)
            continue
        facts = in_scope(every_fact, procedure)
        yield Opens(procedure, tuple(read_values(values, facts, procedure, asks, given)))


def read_tells(section: Section, names: Names) -> Mapping[str, str]:
    inner = section.section("tells")
    if inner is None:
        return {}
    tells = {}
    for audience in inner.data:
        if audience not in AUDIENCES:
            inner.fault(unknown_name("audience", audience, AUDIENCES), audience)
        tells[audience] = inner.word(audience, names.letters, "letter")
    return tells


def read_moves(section: Section, asks: Sequence[Field], facts: Mapping[str, Fact]) -> FromAnswer | FromFact | None:
    """Where the case goes: `answer NAME` or `fact NAME`."""
    text = section.text("moves")
    if text is None:
        return None
    found = _read_unit(section, "moves", text, asks, facts)
    if found is None and not text.startswith((ANSWER, FACT)):
        section.fault(f"neither an answer nor a fact: {text}", "moves", example="moves: answer to_unit")
    return found


def read_widens(section: Section, asks: Sequence[Field], facts: Mapping[str, Fact], names: Names) -> UnitSource | None:
    """Who joins the circle: `answer NAME`, `fact NAME`, or a unit by its code or word."""
    text = section.text("widens")
    if text is None:
        return None
    if text.startswith((ANSWER, FACT)):
        return _read_unit(section, "widens", text, asks, facts)
    if text not in names.unit_words:
        section.fault(unknown_name("unit", text, names.unit_words), "widens", example="widens: answer to_unit")
        return None
    return text


def _read_unit(
    section: Section, key: str, text: str, asks: Sequence[Field], facts: Mapping[str, Fact]
) -> FromAnswer | FromFact | None:
    if text.startswith(FACT):
        return read_unit_fact(section, key, text, facts)
    found = read_answer(section, key, text, asks) if text.startswith(ANSWER) else None
    asked = None if found is None else {field.name: field for field in asks}[found.name]
    if asked is not None and (asked.kind is not FieldKind.UNIT or not asked.required):
        section.fault(f"{asked.name} must ask for a unit and be required", key, example="kind: unit, required: true")
    return found


def read_unit_fact(section: Section, key: str, text: str, facts: Mapping[str, Fact]) -> FromFact | None:
    """The fact of kind unit that *text* (`fact NAME`) names."""
    name = text.removeprefix(FACT)
    fact = facts.get(name)
    if fact is None:
        section.fault(unknown_name("fact", name, facts), key)
        return None
    if fact.kind is not Kind.UNIT:
        section.fault(f"{name} is of kind {fact.kind}: it names no unit", key)
    return FromFact(name)


def read_place(
    section: Section, key: str, facts: Mapping[str, Fact], places: frozenset[str], *, default: str = ""
) -> str | FromFact | None:
    """An office by one of the words in *places*, or `fact NAME`."""
    text = section.data.get(key)
    if isinstance(text, str) and text.startswith(FACT):
        section.take(key)
        return read_unit_fact(section, key, text, facts)
    return section.word(key, places, "office (or fact NAME)", default=default) or None


def read_links(section: Section, asks: Sequence[Field]) -> Links | None:
    """The other case, whose reference is an answer of class routing."""
    inner = section.section("links")
    if inner is None:
        return None
    text = inner.text("to", required=True) or ""
    if text and not text.startswith(ANSWER):
        inner.fault(f"not an answer: {text}", "to", example="to: answer other_case")
    to = read_answer(inner, "to", text, asks) if text.startswith(ANSWER) else None
    as_ = inner.word("as", list(LinkKind), "kind of link")
    inner.close()
    for asked in asks if to is not None else ():
        if to is not None and asked.name == to.name and not asked.required:
            inner.fault(f"{to.name} must be required: a link without a case is none", "to")
        if to is not None and asked.name == to.name and asked.kind is not FieldKind.CASE:
            inner.fault(f"{to.name} must be of kind case", "to", example="kind: case")
    return None if to is None or not as_ else Links(to, LinkKind(as_))
