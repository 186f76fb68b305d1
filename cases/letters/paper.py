"""A letter as it stands on paper: everything that is printed, and the PDF that is drawn from it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from cases.filing.paper import Standard, draw_pdf
from cases.letters.plan import Template
from cases.letters.system import DAY
from cases.packs.jurisdiction import Pack

LAYOUT: Final = "letters/letter.typ"
"""The file of a jurisdiction pack that letters are drawn from."""
STANDARDS: Final[tuple[Standard, ...]] = ("ua-1", "a-2a")


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer writes: all that a draft holds."""

    title: str
    text: str
    to: str
    """As on an envelope, a line each."""
    translation: str = ""
    """The text in the complainant's language, where the letter is written in another one."""


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed, in which office, when, and the number that the letter was given."""

    name: str
    role: str
    number: str
    on: date


def paper_of(
    template: Template, words: Words, *, language: str, their: str | None, reference: str, unit: str,
    signature: Signature | None, pack: Pack, today: date,
) -> dict[str, Any]:  # fmt: skip
    """What stands on the paper (JSON-able). *their*: the complainant's language; *today*: the day of a draft."""
    head, on = pack.letterhead, signature.on if signature else today
    marks = [
        head.words("number", language, number=signature.number) if signature else head.words("draft", language),
        on.strftime(DAY),
        "" if template.masked else head.words("case", language, reference=reference),
    ]
    return {
        "title": words.title,
        "language": language,
        "institution": pack.institution.name[language],
        "unit": pack.units[unit].name[language],
        "marks": [line for line in marks if line],
        "to": [line for line in words.to.splitlines() if line.strip()] or [head.words("unnamed", language)],
        "paragraphs": paragraphs(words.text),
        "office": pack.words.roles.get(signature.role, {}).get(language, "") if signature else "",
        "signer": signature.name if signature else None,
        "signed": [head.words("confirmed", language)] if signature else [],
        "foot": f"{pack.units[unit].seat[language]}, {pack.units[unit].phone_unbroken}".strip(", "),
        "day": on.isoformat(),
        "translation": None
        if not words.translation or their is None
        else {
            "language": their,
            "heading": head.words("translation", their),
            "paragraphs": paragraphs(words.translation),
        },
    }


def paragraphs(text: str) -> list[str]:
    """What blank lines part."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def draw_paper(files: Mapping[str, str], paper: Mapping[str, Any]) -> bytes:
    """The PDF: tagged, with language and title, fit for an archive. The same paper gives the same bytes.

    *files*: of the pack that the letter was signed under. Run it outside a transaction.
    """
    return draw_pdf(files[LAYOUT], paper, standards=STANDARDS)
