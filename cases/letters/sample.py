"""Letters as they would read, before any case has sent one: the pack's texts with made-up values in their places."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from cases.letters.paper import Words, paper_of
from cases.letters.plan import COMPLAINANT, Template
from cases.letters.system import DAY, fill
from cases.packs.jurisdiction import Pack
from cases.references import RANDOM_DIGITS, written
from workflows.names import Label

ANSWERED_IN: Final = timedelta(days=21)
"""Between the made-up days of receipt and of answer."""


class Sample(msgspec.Struct, frozen=True):
    """One letter in one language of the pack."""

    language: str
    title: str
    text: str


def samples_of(title: Label, body: Label, *, pack: Pack, today: date) -> tuple[Sample, ...]:
    """A letter in each of the pack's languages, filled in for a made-up case of *today* (a day in the institution's zone)."""
    found = []
    for language in pack.languages:
        values = made_up_values(pack, language, today)
        found.append(Sample(language, fill(title[language], values), fill(body[language], values)))
    return tuple(found)


def sample_paper(template: Template, language: str, *, pack: Pack, today: date) -> Mapping[str, Any]:
    """What stands on the unsigned paper of a letter that officers write, for `paper.draw_paper`."""
    sample = next(
        one for one in samples_of(template.title, template.body, pack=pack, today=today) if one.language == language
    )
    return paper_of(
        template, Words(title=sample.title, text=sample.text, to=""), language=language,
        their=language if template.to == COMPLAINANT else None, reference=made_up_reference(today), unit=some_unit(pack),
        signature=None, pack=pack, today=today,
    )  # fmt: skip


def made_up_values(pack: Pack, language: str, today: date) -> Mapping[str, str]:
    """A value for everything that a letter may name."""
    unit = pack.units[some_unit(pack)]
    return {
        "reference": made_up_reference(today),
        "received": today.strftime(DAY),
        "registered": today.strftime(DAY),
        "unit": unit.name[language],
        "due": (today + ANSWERED_IN).strftime(DAY),
        "contact": unit.phone_unbroken,
        "institution": pack.institution.name[language],
    }


def made_up_reference(today: date) -> str:
    return written(f"{today.year}{0:0{RANDOM_DIGITS}}")


def some_unit(pack: Pack) -> str:
    """The first region, else the first unit of all."""
    return next((code for code, unit in pack.units.items() if unit.kind == "region"), next(iter(pack.units)))
