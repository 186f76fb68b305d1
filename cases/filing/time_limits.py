"""Time limits that run elsewhere (courts, commissions) while we work: shown with dates, and never said to wait for us.

Which there are, and from which answer each is counted, is a file of the pack. A date that is only about right is taken at its
earliest, so that nobody comes too late by trusting us.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from cases.retention.plan import add_months
from workflows.duration_reading import duration_at
from workflows.durations import Duration
from workflows.faults import Fault, Faults, unknown_name
from workflows.fields import FieldKind
from workflows.names import Label
from workflows.questionnaire import Questionnaire
from workflows.reading import Section

DATES = frozenset({FieldKind.DATE, FieldKind.PARTIAL_DATE})
MONTHS = {"months": 1, "years": 12}
Answers = Mapping[str, Any]


class TimeLimit(msgspec.Struct, frozen=True, kw_only=True):
    """One limit of somebody else's."""

    name: str
    label: Label
    within: Duration
    counted: tuple[str, ...]
    """Questions whose answer it is counted from: the first that has one."""
    tracks: frozenset[str]
    """Tracks on which it is shown; empty: all."""
    answers: Mapping[str, frozenset[str]]
    """Shown only where these questions were answered so."""


class Running(msgspec.Struct, frozen=True):
    """A limit as it runs for one person."""

    label: Label
    within: Duration
    until: date | None
    """The last day; None where no date was told."""
    about: bool
    """Whether the date that it is counted from was only about right."""
    passed: bool


def limits_of(limits: Iterable[TimeLimit], answers: Answers, *, track: str, today: date) -> list[Running]:
    """What runs elsewhere, as far as *answers* tell. *today*: in the institution's zone."""
    return [
        running(limit, answers, today)
        for limit in limits
        if (not limit.tracks or track in limit.tracks)
        and all(answers.get(name) in among for name, among in limit.answers.items())
    ]


def running(limit: TimeLimit, answers: Answers, today: date) -> Running:
    told = next((str(answers[name]) for name in limit.counted if answers.get(name)), "")
    begun = earliest(told)
    until = None if begun is None else add_months(begun, limit.within.amount * MONTHS[limit.within.unit])
    return Running(
        limit.label,
        limit.within,
        until,
        about=len(told) < len("2026-11-05"),
        passed=until is not None and until < today,
    )


def earliest(told: str) -> date | None:
    """The first day that `2026-11-05` or `2026-11` may mean; None for a year alone, which says too little."""
    parts = told.split("-")
    return date.fromisoformat("-".join([*parts, "01"][:3])) if len(parts) > 1 else None


def read_time_limits(
    data: Any, languages: Sequence[str], *, tracks: Collection[str], questionnaires: Iterable[Questionnaire]
) -> tuple[TimeLimit, ...]:
    """The limits from their file, in its order. Raises: Faults."""
    faults: list[Fault] = []
    asked = {
        field.name: field.kind for form in questionnaires for page in form.pages for field in page.questions
    }  # fmt: skip
    dates = {name for name, kind in asked.items() if kind in DATES}
    section = Section(data, faults, (), languages)
    found = tuple(_read_limit(inner, tracks, asked, dates) for inner in section.items("limits"))
    section.close()
    if faults:
        raise Faults(faults)
    return found


def _read_limit(section: Section, tracks: Collection[str], asked: Collection[str], dates: Collection[str]) -> TimeLimit:
    within = duration_at(section, "within")
    if within is None or within.unit not in MONTHS:
        section.fault("a limit is some months or years", "within", example="within: 1 month")
        within = Duration(1, "months")
    limit = TimeLimit(
        name=section.name("limit"),
        label=section.label("label"),
        within=within,
        counted=section.words("from", dates, "question that asks for a date", required=True),
        tracks=frozenset(section.words("tracks", tracks, "track")),
        answers=_read_answers(section, asked),
    )
    section.close()
    return limit


def _read_answers(section: Section, asked: Collection[str]) -> dict[str, frozenset[str]]:
    inner = section.section("answered")
    if inner is None:
        return {}
    for name in inner.data:
        if name not in asked:
            inner.fault(unknown_name("question", name, asked), name)
    return {name: frozenset(inner.words(name, None, "answer", required=True)) for name in inner.data}
