"""Read the declaration of a field from a questionnaire or an act, checking it against facts and names."""

from collections.abc import Mapping
from typing import Final

from workflows.condition_reading import parse_condition
from workflows.conditions import Condition
from workflows.facts import CASE, UNKNOWN, Fact, Kind, Secrecy
from workflows.faults import Faults, unknown_name
from workflows.fields import LIMITS, Field, FieldKind, Option
from workflows.names import Names
from workflows.numbers import Number
from workflows.reading import Section

FACT_KINDS: Final[Mapping[Kind, FieldKind]] = {
    Kind.BOOLEAN: FieldKind.BOOLEAN,
    Kind.CHOICE: FieldKind.CHOICE,
    Kind.CHOICES: FieldKind.CHOICES,
    Kind.WHOLE: FieldKind.WHOLE,
    Kind.ENTRY: FieldKind.ENTRY,
    Kind.UNIT: FieldKind.UNIT,
}
"""The kind of field that can set a fact of each kind."""

WRITTEN_FREELY: Final = frozenset(FieldKind) - {*FACT_KINDS.values(), FieldKind.CASE}
"""Kinds whose answers have no closed domain: words, names, papers, exact days, sums. They are never kept in the clear."""

DIFFERING: Final = frozenset({FieldKind.CHOICE, FieldKind.ENTRY, FieldKind.UNIT})
"""Kinds whose answers name one thing, which another may be the same as."""

AUTOCOMPLETE: Final = frozenset({"off", "name", "tel", "email", "street-address", "organization", "bday"})


def read_when(section: Section, facts: Mapping[str, Fact], names: Names) -> Condition | None:
    """The condition under `when`, if there is one."""
    return read_condition(section, "when", facts, names)


def read_condition(section: Section, key: str, facts: Mapping[str, Fact], names: Names) -> Condition | None:
    """The condition under *key*, if there is one; mistakes are noted in *section*."""
    text = section.text(key)
    if text is None:
        return None
    try:
        return parse_condition(text, facts, names.procedures)
    except Faults as caught:
        for fault in caught.faults:
            section.fault(fault.reason, key, example=fault.example)
        return None


def read_field(name: str, section: Section, facts: Mapping[str, Fact], names: Names) -> Field:
    """A field from its declaration; mistakes are noted in *section*."""
    kind = FieldKind(section.word("kind", list(FieldKind), "kind of field", default="text"))
    if not section.has("kind"):
        section.fault("kind is missing")
    fact = _read_fact(section, facts, kind)
    lowest, highest = section.whole("from"), section.whole("to")
    if fact is not None and fact.kind is Kind.WHOLE:
        lowest = fact.lowest if lowest is None else lowest
        highest = fact.highest if highest is None else highest
        if lowest < fact.lowest or highest > fact.highest:
            section.fault(f"{fact.name} reaches from {fact.lowest} to {fact.highest}")
    limit = section.whole("limit", default=LIMITS.get(kind, 200)) or 0
    if limit < 1:
        section.fault("limit counts characters, from 1", "limit")
    register = _read_register(section, fact, kind, names)
    differs_from, stands_for_many = _read_difference(section, facts, kind, register)
    asked = Field(
        name=name,
        kind=kind,
        secrecy=_read_secrecy(section, fact, kind),
        label=section.label("label"),
        hint=section.label("hint", required=False),
        why=section.label("why", required=False),
        required=section.flag("required"),
        options=_read_options(section, fact, kind, names),
        register=register,
        among=_read_kinds(section, register, names),
        fact=None if fact is None else fact.name,
        when=read_when(section, facts, names),
        limit=limit,
        rows=section.whole("rows", default=5) or 5,
        autocomplete=section.word("autocomplete", AUTOCOMPLETE, "autocomplete word", default="") or None,
        number=_read_number(section, kind, names),
        lowest=lowest,
        highest=highest,
        future=section.flag("future", default=True),
        differs_from=differs_from,
        stands_for_many=stands_for_many,
    )
    section.close()
    return asked


def _read_fact(section: Section, facts: Mapping[str, Fact], kind: FieldKind) -> Fact | None:
    name = section.text("fact")
    if name is None:
        return None
    fact = facts.get(name)
    if fact is None:
        section.fault(unknown_name("fact", name, facts), "fact")
        return None
    if fact.provider is not None:
        section.fault(f"{name} is computed by {fact.provider}: nobody is asked for it", "fact")
    if FACT_KINDS[fact.kind] is not kind:
        section.fault(f"{name} is of kind {fact.kind}: it is asked by a field of kind {FACT_KINDS[fact.kind]}", "fact")
    return fact


def _read_number(section: Section, kind: FieldKind, names: Names) -> Number | None:
    if not section.has("number"):
        return None
    if kind is not FieldKind.TEXT:
        section.fault("a number with a check digit is written into a text field", "number", example="kind: text")
    return names.numbers.get(section.word("number", names.numbers, "number"))


def _read_secrecy(section: Section, fact: Fact | None, kind: FieldKind) -> Secrecy:
    default = None if fact is None else str(fact.secrecy)
    word = section.word("class", list(Secrecy), "class", default=default)
    if fact is not None and word != fact.secrecy:
        section.fault(f"{fact.name} is of class {fact.secrecy}", "class")
    if kind in WRITTEN_FREELY and word not in ("", Secrecy.SEALED):
        section.fault(
            f"an answer of kind {kind} is written freely: it is always sealed", "class", example="class: sealed"
        )
    return Secrecy(word) if word else Secrecy.SEALED


def _read_options(section: Section, fact: Fact | None, kind: FieldKind, names: Names) -> tuple[Option, ...]:
    if kind not in (FieldKind.CHOICE, FieldKind.CHOICES):
        return ()
    options: tuple[Option, ...] = ()
    if section.has("taxonomy"):
        taxonomy = section.text("taxonomy", required=True) or ""
        if taxonomy not in names.taxonomies:
            section.fault(unknown_name("taxonomy", taxonomy, names.taxonomies), "taxonomy")
        entries = names.taxonomies.get(taxonomy, {})
        options = tuple(Option(value=code, label=label) for code, label in entries.items())
    elif section.has("options"):
        options = tuple(_read_option(inner) for inner in section.items("options"))
    elif fact is not None:
        options = tuple(Option(value=code, label=label) for code, label in fact.options.items())
    if not options:
        section.fault("a choice needs options, a taxonomy or a fact that has them")
    _check_options(section, options, fact, kind)
    return options


def _check_options(section: Section, options: tuple[Option, ...], fact: Fact | None, kind: FieldKind) -> None:
    for position, option in enumerate(options):
        if option.value in [earlier.value for earlier in options[:position]]:
            section.fault(f"{option.value} is here twice", "options", position)
        if fact is None or fact.kind not in (Kind.CHOICE, Kind.CHOICES):
            continue
        if option.value not in fact.options and not (option.value == UNKNOWN and kind is FieldKind.CHOICE):
            section.fault(unknown_name(f"option of {fact.name}", option.value, fact.options), "options", position)


def _read_option(section: Section) -> Option:
    option = Option(
        value=section.text("value", required=True) or "",
        label=section.label("label"),
        hint=section.label("hint", required=False),
        alone=section.flag("alone"),
    )
    section.close()
    return option


def _read_register(section: Section, fact: Fact | None, kind: FieldKind, names: Names) -> str | None:
    if kind is not FieldKind.ENTRY:
        return None
    default = None if fact is None else fact.register
    register = section.word("register", names.registers, "register", default=default)
    if fact is not None and register != fact.register:
        section.fault(f"{fact.name} is a code of the register {fact.register}", "register")
    return register or None


def _read_kinds(section: Section, register: str | None, names: Names) -> frozenset[str]:
    """The codes of the register's entries that are of the kinds under `kinds`; none: all may be chosen."""
    if not section.has("kinds"):
        return frozenset()
    if register is None:
        section.fault("only what is chosen from a register has kinds", "kinds")
    there = names.kinds.get(register or "", {})
    chosen = section.words("kinds", there, "kind")
    return frozenset().union(*(there.get(kind, ()) for kind in chosen))


def _read_difference(
    section: Section, facts: Mapping[str, Fact], kind: FieldKind, register: str | None
) -> tuple[str | None, frozenset[str]]:
    """The fact under `differs_from`, by its name or with the codes that stand for many (`{fact: …, except: […]}`)."""
    if not section.has("differs_from"):
        return None, frozenset()
    plain = section.data["differs_from"]
    inner = section.section("differs_from") if isinstance(plain, dict) else None
    name = section.text("differs_from") if inner is None else inner.text("fact", required=True)
    many: tuple[str, ...] = ()
    if inner is not None:
        many = inner.words("except", None, "code")
        inner.close()
    fact = facts.get(name or "")
    if fact is None:
        section.fault(unknown_name("fact", name or "", facts), "differs_from")
        return None, frozenset()
    if FACT_KINDS[fact.kind] is not kind or kind not in DIFFERING or fact.register != register:
        of = f"{fact.kind} of the register {fact.register}" if fact.register else str(fact.kind)
        section.fault(f"{fact.name} can never be the same: it is of kind {of}", "differs_from")
    for code in many:
        if not fact.allows(code) or fact.read(code) is None:
            section.fault(f"{fact.name} is never {code}; it is one of: {fact.domain()}", "differs_from", "except")
    return fact.name, frozenset(many)


def check_ownership(asked: Field, facts: Mapping[str, Fact], *, of: str, section: Section) -> None:
    """Note it when *asked* sets a fact of somebody else: a side proceeding sets only its own (design 09, a)."""
    owner = CASE if asked.fact is None or asked.fact not in facts else facts[asked.fact].of
    if asked.fact is not None and owner != of:
        section.fault(f"{asked.fact} belongs to {owner}, not to {of}", "fact")
