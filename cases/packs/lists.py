"""Coded lists of a pack: taxonomies, registers, words for stages and roles, and letters."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from cases.packs.institution import Unit
from workflows.faults import Fault, Faults, unknown_name
from workflows.names import Label, Names
from workflows.procedure import Ball
from workflows.reading import NAME, Section

PLACEHOLDERS: Final = frozenset({"reference", "received", "unit", "due", "contact"})
"""What a system letter may speak of: clear facts only (design 04 §4.3)."""

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_EMAIL: Final = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,}")
_BRACES: Final = re.compile(r"\{([^{}]*)\}")


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """One coded value; a code is never given to something else. The dates say when it may be newly chosen."""

    code: str
    label: Label
    tracks: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


class Taxonomy(msgspec.Struct, frozen=True):
    name: str
    scheme: str
    terms: Mapping[str, Term]

    @property
    def labels(self) -> dict[str, Label]:
        return {code: term.label for code, term in self.terms.items()}


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A facility or a body. `region` is the code of the unit whose place it stands in; empty for central ones."""

    code: str
    kind: str
    label: Label
    region: str = ""
    post: Label = msgspec.field(default_factory=dict)
    """Its postal address, a line each, as on an envelope; empty where the register has none."""
    email: str = ""
    """Its chancellery's address; only messages without content go there."""


class Words(msgspec.Struct, frozen=True):
    """What people read for statuses, for who is to move, and for roles."""

    statuses: Mapping[str, Label]
    balls: Mapping[str, Label]
    roles: Mapping[str, Label] = msgspec.field(default_factory=dict)


class Letter(msgspec.Struct, frozen=True):
    """A letter with `{reference}`, `{received}`, `{unit}`, `{due}` and `{contact}` to be filled in."""

    name: str
    title: Label
    body: Label


def read_taxonomies(data: Any, languages: Sequence[str], units: Mapping[str, Unit]) -> dict[str, Taxonomy]:
    """Taxonomies by name. Raises: Faults.

    Terms that name tracks also make a shorter taxonomy for each of these: `issues-detention`.
    """
    faults: list[Fault] = []
    if not isinstance(data, dict):
        raise Faults([Fault((), "must be a mapping of names to taxonomies")])
    found: dict[str, Taxonomy] = {}
    for name in data:
        section = Section(data[name], faults, (name,), languages)
        if not NAME.fullmatch(name):
            section.fault(f"a name has small letters a–z, digits and _: {name}")
        terms: dict[str, Term] = {}
        if (kind := section.text("units")) is not None:
            terms = {unit.code: Term(code=unit.code, label=unit.name) for unit in units.values() if unit.kind == kind}
            if not terms:
                section.fault(f"no units of this kind: {kind}", "units")
        for item in section.items("entries"):
            term = _term(item)
            if term.code in terms:
                item.fault(f"{term.code} is here twice", "code")
            terms[term.code] = term
        found[name] = Taxonomy(name, section.text("scheme", required=True) or "", terms)
        if not terms:
            section.fault("has no entries", example="entries: [{code: …, label: {…}}]")
        section.close()
    faults.extend(_unknown_tracks(data, found))
    if faults:
        raise Faults(faults)
    return found | {one.name: one for taxonomy in found.values() for one in _by_track(taxonomy)}


def read_register(data: Any, names: Names) -> tuple[str, dict[str, Entry]]:
    """A register's name and its entries by code. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), names.languages)
    name = section.name("register")
    kinds = names.taxonomies.get(section.word("kinds", names.taxonomies, "taxonomy"), {})
    entries: dict[str, Entry] = {}
    for item in section.items("entries"):
        entry = Entry(
            code=_code(item),
            kind=item.word("kind", kinds, "kind"),
            label=item.label("label"),
            region=item.word("region", names.units, "unit", default=""),
            post=item.label("post", required=False),
            email=_email(item),
        )
        item.close()
        if entry.code in entries:
            item.fault(f"{entry.code} is here twice", "code")
        entries[entry.code] = entry
    section.close()
    if faults:
        raise Faults(faults)
    return name, entries


def _email(item: Section) -> str:
    email = item.text("email") or ""
    if email and not _EMAIL.fullmatch(email):
        item.fault(f"no e-mail address: {email}", "email", example="email: office@example.kz")
    return email


def by_kind(registers: Mapping[str, Mapping[str, Entry]]) -> dict[str, dict[str, frozenset[str]]]:
    """Register to kind to the codes of that kind: what a question may be limited to."""
    return {
        name: {
            kind: frozenset(one.code for one in entries.values() if one.kind == kind)
            for kind in sorted({one.kind for one in entries.values()})
        }
        for name, entries in registers.items()
    }


def read_words(data: Any, languages: Sequence[str]) -> Words:
    """Words for statuses, balls and roles. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), languages)
    groups: dict[str, dict[str, Label]] = {}
    for group in ("statuses", "balls", "roles"):
        inner = section.section(group)
        if inner is None:
            section.fault(f"{group} is missing")
        else:
            groups[group] = {key: inner.label(key) for key in inner.data}
    section.close()
    faults.extend(Fault(("balls",), f"{ball} has no words") for ball in Ball if ball not in groups.get("balls", {}))
    if faults:
        raise Faults(faults)
    return Words(**groups)


def read_letter(data: Any, languages: Sequence[str]) -> Letter:
    """A letter; it may name only the known placeholders. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), languages)
    letter = Letter(section.name("letter"), section.label("title"), section.label("body"))
    section.close()
    for part, label in (("title", letter.title), ("body", letter.body)):
        for language, words in label.items():
            faults.extend(
                Fault((part, language), unknown_name("placeholder", name, PLACEHOLDERS), "{reference}")
                for name in _BRACES.findall(words)
                if name not in PLACEHOLDERS
            )
    if faults:
        raise Faults(faults)
    return letter


def _term(section: Section) -> Term:
    term = Term(
        code=_code(section),
        label=section.label("label"),
        tracks=section.words("tracks", None, "track"),
        valid_from=_day(section, "valid_from"),
        valid_to=_day(section, "valid_to"),
    )
    section.close()
    return term


def _code(section: Section) -> str:
    code = section.text("code", required=True) or ""
    if code and not _CODE.fullmatch(code):
        section.fault(f"a code has letters, digits, _ . and -: {code}", "code")
    return code


def _day(section: Section, key: str) -> date | None:
    text = section.text(key)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        section.fault(f"not a day: {text}", key, example=f"{key}: 2026-01-01")
        return None


def _unknown_tracks(data: Mapping[str, Any], found: Mapping[str, Taxonomy]) -> list[Fault]:
    tracks = found["tracks"].terms if "tracks" in found else {}
    return [
        Fault((name,), f"{term.code}: {unknown_name('track', track, tracks)}")
        for name in data
        for term in found[name].terms.values()
        for track in term.tracks
        if track not in tracks
    ]


def _by_track(taxonomy: Taxonomy) -> list[Taxonomy]:
    tracks = dict.fromkeys(track for term in taxonomy.terms.values() for track in term.tracks)
    return [
        Taxonomy(
            f"{taxonomy.name}-{track}",
            taxonomy.scheme,
            {code: term for code, term in taxonomy.terms.items() if track in term.tracks},
        )
        for track in tracks
    ]
