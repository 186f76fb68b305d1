"""The forms of the roster's page: what they ask, and what was typed as shifts."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from cases.duty.board import Colleague
from cases.duty.roster import NewShift
from cases.packs.jurisdiction import Pack
from web.i18n import gettext, label
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option, Parsed, Problem

MOST_DAYS = 31
"""Shifts entered at once."""
TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


def shift_fields(pack: Pack, people: tuple[Colleague, ...]) -> tuple[Field, ...]:
    """What is asked for a shift, in the language of the page."""
    places = tuple(Option(value=place, label=words) for place, words in pack.duty.places.items())
    return (
        plain("place", FieldKind.CHOICE, gettext("Place"), options=places),
        plain("officer", FieldKind.CHOICE, gettext("Officer"), options=officers(pack, people)),
        plain("day", FieldKind.DATE, gettext("First day"), future=True),
        plain("begins", FieldKind.TEXT, gettext("From"), hint=gettext("For example, 20:00"), limit=5),
        plain(
            "ends",
            FieldKind.TEXT,
            gettext("Until"),
            hint=gettext("For example, 08:00. An earlier hour means the next day"),
            limit=5,
        ),
        plain("days", FieldKind.WHOLE, gettext("For how many days in a row"), lowest=1, highest=MOST_DAYS),
    )


def contact_fields(pack: Pack, people: tuple[Colleague, ...]) -> tuple[Field, ...]:
    return (
        plain("officer", FieldKind.CHOICE, gettext("Officer"), options=officers(pack, people)),
        plain("email", FieldKind.TEXT, gettext("E-mail"), required=False, autocomplete="email"),
        plain(
            "phone",
            FieldKind.TEXT,
            gettext("Telephone"),
            hint=gettext("For example, +7 701 123 45 67"),
            required=False,
            autocomplete="tel",
        ),
    )


def plain(name: str, kind: FieldKind, words: str, *, hint: str = "", required: bool = True, **more: Any) -> Field:
    """A field of this page alone: its words are the page's, so they stand under every language."""
    return Field(
        name=name,
        kind=kind,
        secrecy=Secrecy.ROUTING,
        label=said(words),
        hint=said(hint) if hint else {},
        required=required,
        **more,
    )


def said(words: str) -> dict[str, str]:
    return dict.fromkeys(("kk", "ru", "en"), words)


def officers(pack: Pack, people: tuple[Colleague, ...]) -> tuple[Option, ...]:
    return tuple(
        Option(value=one.username, label=said(f"{one.name}, {label(pack.units[one.unit].name)}")) for one in people
    )


def shifts_of(parsed: Parsed, pack: Pack) -> tuple[list[NewShift], Mapping[str, Problem]]:
    """The shifts that a form means, or what is wrong with it. An end at or before the beginning lies on the next day."""
    problems = dict(parsed.problems)
    hours = {name: time_of(parsed.answers.get(name)) for name in ("begins", "ends")}
    for name, hour in hours.items():
        if hour is None:
            problems.setdefault(name, Problem("not_a_time"))
    begins, ends = hours["begins"], hours["ends"]
    if problems or begins is None or ends is None:
        return [], problems
    first, number = date.fromisoformat(str(parsed.answers["day"])), int(str(parsed.answers["days"]))
    if first.year > date.max.year - 1:
        return [], {"day": Problem("not_a_date")}
    found = []
    for offset in range(number):
        day = first + timedelta(days=offset)
        until = day if ends > begins else day + timedelta(days=1)
        found.append(
            NewShift(
                str(parsed.answers["place"]),
                str(parsed.answers["officer"]),
                datetime.combine(day, begins, pack.zone).astimezone(UTC),
                datetime.combine(until, ends, pack.zone).astimezone(UTC),
            )
        )
    return found, {}


def time_of(text: object) -> time | None:
    """20:00 or 20.00; None for what is no time of day."""
    found = TIME.fullmatch(str(text or "").strip())
    return time(int(found[1]), int(found[2])) if found else None
