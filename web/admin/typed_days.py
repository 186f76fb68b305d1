"""Days as they are typed into the calendar's form, and the form as it is drawn again."""

import re
from collections.abc import Sequence
from datetime import date

from cases.calendars.editing import Line, Proposal
from web import i18n
from web.kit.forms import Form

EMPTY_LINES = 3
LINE = re.compile(r"day-([0-9]{1,3})")
TYPED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


def read_proposal(form: Form, languages: Sequence[str]) -> Proposal:
    """What was typed, days as ISO text where they can be; what cannot be a number is one that no calendar has."""
    lines = [
        Line(
            day=iso_day(form.one(f"day-{place}")),
            kind=form.one(f"kind-{place}"),
            reason={language: form.one(f"{language}-{place}").strip() for language in languages},
        )
        for place in places_of(form)
    ]
    reason = {language: form.one(f"reason-{language}").strip() for language in languages}
    return Proposal(year=whole(form.one("year")), base=whole(form.one("base")), lines=lines, reason=reason)


def places_of(form: Form) -> list[int]:
    """Numbers of the lines that were sent, in order."""
    return sorted(int(found[1]) for name in form.raw if (found := LINE.fullmatch(name)))


def whole(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def iso_day(text: str) -> str:
    """`31.08.2026` as `2026-08-31`; what is no such day stays as it was typed."""
    text = text.strip()
    if found := TYPED.fullmatch(text):
        day, month, year = map(int, found.groups())
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return text
    return text


def shown_day(text: str) -> str:
    """A line's day as people write it."""
    try:
        return i18n.day(date.fromisoformat(text))
    except ValueError:
        return text[:20]


def with_empty_lines(lines: Sequence[Line], languages: Sequence[str], more: int = EMPTY_LINES) -> list[Line]:
    """The lines that say something, and some to fill in."""
    empty = Line(day="", kind="off", reason=dict.fromkeys(languages, ""))
    return [*(line for line in lines if not line.blank), *[empty] * more]
