"""Letters that officers write: what each is called, whom it is for, who writes and who signs it, and how it begins."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from workflows.faults import Fault, Faults, unknown_name
from workflows.names import Label
from workflows.reading import Section

COMPLAINANT, BODY = "complainant", "body"
FILLED_IN: Final = frozenset({"reference", "received", "unit", "due", "contact", "institution"})
"""What is put in place of `{name}`."""
TELLING: Final = frozenset({"reference", "received", "due"})
"""Of these, what tells one case from another: a masked letter names none."""
HEAD_PARTS: Final = ("number", "draft", "case", "unnamed", "confirmed", "translation")
MAIL: Final = "mail"
"""The whole e-mail that brings a letter's link. A pack without it, as older ones are, sends none from here."""
BRACES: Final = re.compile(r"\{([^{}]*)\}")
GAP: Final = re.compile(r"\[[^\[\]\n]*\]")
"""What an officer has still to write: `[why]`."""


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as the pack begins it."""

    name: str
    to: str
    """`complainant` or `body`."""
    writes: frozenset[str]
    signs: frozenset[str]
    """Roles; the signer is somebody else than everybody who wrote on it."""
    label: Label
    """What officers call it."""
    title: Label
    body: Label
    masked: bool = False
    """Nothing on it may tell which case it is for."""
    told: str | None = None
    """The act of the system by which the complainant is told, once the letter reached them."""


class Letterhead(msgspec.Struct, frozen=True):
    """Words beside the letter's own; a part that the pack does not have is left out."""

    parts: Mapping[str, Label] = msgspec.field(default_factory=dict)

    def words(self, part: str, language: str, **values: str) -> str:
        words = self.parts.get(part, {}).get(language, "")
        for name, value in values.items():
            words = words.replace("{" + name + "}", value)
        return words


def read_template(data: Any, languages: Sequence[str], roles: Collection[str]) -> Template:
    """One letter. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), languages)
    template = Template(
        name=section.name("template"),
        to=section.word("to", (COMPLAINANT, BODY), "addressee"),
        writes=frozenset(section.words("writes", roles, "role", required=True)),
        signs=frozenset(section.words("signs", roles, "role", required=True)),
        label=section.label("label"),
        title=section.label("title"),
        body=section.label("body"),
        masked=section.flag("masked"),
        told=section.text("told"),
    )
    section.close()
    if template.told is not None and template.to != COMPLAINANT:
        section.fault("only a letter to the complainant tells them", "told")
    if template.masked and template.to != BODY:
        section.fault("what goes to the complainant need not be masked", "masked")
    for part, label in (("title", template.title), ("body", template.body)):
        for language, words in label.items():
            for name in BRACES.findall(words):
                if name not in FILLED_IN:
                    section.fault(unknown_name("field", name, FILLED_IN), part, language, example="{reference}")
                elif template.masked and name in TELLING:
                    section.fault(f"a masked letter does not tell which case it is for: {name}", part, language)
    if faults:
        raise Faults(faults)
    return template


def read_letterhead(data: Any, languages: Sequence[str]) -> Letterhead:
    """Words of every letter. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), languages)
    parts = {part: section.label(part) for part in HEAD_PARTS}
    if mail := section.label(MAIL, required=False):
        parts[MAIL] = mail
    section.close()
    if faults:
        raise Faults(faults)
    return Letterhead(parts)


def gaps_in(text: str) -> list[str]:
    """What is still to be written, as it stands in the text."""
    return GAP.findall(text)
