"""What a pack says of keeping: a term for each track, and the reasons that shredding and holding may have."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from workflows.faults import Faults, unknown_name
from workflows.names import Label
from workflows.reading import Section

_TERM: Final = re.compile(r"([1-9][0-9]{0,2}) (year|month)s?")


class RetentionPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Terms in months from the day on which a case ended. Of a pack without any, nothing is ever due."""

    terms: Mapping[str, int] = msgspec.field(default_factory=dict)
    """By track."""
    otherwise: int | None = None
    """For what has no track of its own."""
    shred: Mapping[str, Label] = msgspec.field(default_factory=dict)
    hold: Mapping[str, Label] = msgspec.field(default_factory=dict)
    remind: Label = msgspec.field(default_factory=dict)
    """What the people who decide are written once a month while something is due; empty: nobody is written to."""

    def months(self, track: str) -> int | None:
        return self.terms.get(track, self.otherwise)

    def due_on(self, track: str, ended: date) -> date | None:
        """The first day on which a case of *track* that ended on *ended* may be shredded; None where no term is set."""
        months = self.months(track)
        return None if months is None else add_months(ended, months)


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def read_retention(data: Any, languages: Sequence[str], *, tracks: Collection[str]) -> RetentionPlan:
    """The plan from its file. Raises: Faults."""
    faults: list[Any] = []
    section = Section(data, faults, (), languages)
    terms = section.section("terms")
    months: dict[str, int] = {}
    if terms is None:
        section.fault("terms is missing", example="terms: {detention: 25 years}")
    else:
        for track in terms.data:
            if track not in tracks:
                terms.fault(unknown_name("track", track, tracks), track)
            months[track] = _months(terms, track)
        terms.close()
    plan = RetentionPlan(
        terms=months,
        otherwise=_months(section, "otherwise"),
        shred=_reasons(section, "shred"),
        hold=_reasons(section, "hold"),
        remind=section.label("remind", required=False),
    )
    section.close()
    if faults:
        raise Faults(faults)
    return plan


def _months(section: Section, key: str) -> int:
    text = section.text(key, required=True)
    found = _TERM.fullmatch(text or "")
    if found is None:
        if text is not None:
            section.fault(f"no length of time: {text}", key, example=f"{key}: 10 years")
        return 1
    return int(found[1]) * (12 if found[2] == "year" else 1)


def _reasons(section: Section, key: str) -> dict[str, Label]:
    inner = section.section(key)
    if inner is None or not inner.data:
        section.fault(f"{key} is missing", example=f"{key}: {{expired: {{kk: …, ru: …, en: …}}}}")
        return {}
    return {name: inner.label(name) for name in inner.data}
