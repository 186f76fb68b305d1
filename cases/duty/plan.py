"""What a pack says of the duty: places, words that are rung out, and times (design 01 §1.6a)."""

import re
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from typing import Any, Final

import msgspec

from workflows.faults import Fault, Faults
from workflows.names import Label
from workflows.reading import Section

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PLACE: Final = "duty_"
"""What a place is called among the words of an alarm: `duty_first` is the place `first`."""
HEAD: Final = "head_of_office"

_SPAN: Final = re.compile(r"([1-9][0-9]{0,2}) (minute|hour|day)s?")
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_BRACES: Final = re.compile(r"\{[^{}]*\}")


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """When the weekly trial goes out, by the institution's clock, and its words. `weekday`: 0 is Monday."""

    weekday: int
    at: time
    text: Label


class DutyPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The duty as an institution runs it."""

    places: Mapping[str, Label]
    """In the order of the ladder; the first one is whoever is expected to open what comes."""
    head: Label
    within: timedelta
    """From the filing to the moment by which somebody must have opened it."""
    alert: Label
    test: Trial
    ahead: timedelta
    """How far ahead the roster is searched for gaps."""
    coverage: Label
    uncovered: Label
    unopened_alerted: Label
    unopened_call: Label
    waiting: Label = msgspec.field(default_factory=dict)
    """What an officer who asked for it is written when something waits at their desk; empty: nobody is written to."""

    @property
    def first(self) -> str:
        """The place that must never be empty."""
        return next(iter(self.places))

    def place_of(self, word: str) -> str | None:
        """The place that an alarm's *word* names, or None."""
        place = word.removeprefix(PLACE)
        return place if word != place and place in self.places else None


def read_duty(data: Any, languages: Sequence[str]) -> DutyPlan:
    """The plan from its file. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), languages)
    places = section.section("places")
    if places is None or not places.data:
        section.fault("places is missing", example="places: {first: {kk: …, ru: …, en: …}}")
    alert, test, coverage, unopened = (_part(section, name) for name in ("alert", "test", "coverage", "unopened"))
    plan = DutyPlan(
        places={} if places is None else {name: places.label(name) for name in places.data},
        head=section.label(HEAD),
        within=_span(alert, "within"),
        alert=_text(alert, times=1),
        test=_test(test),
        ahead=_span(coverage, "ahead"),
        coverage=_text(coverage),
        uncovered=section.label("uncovered"),
        unopened_alerted=unopened.label("alerted"),
        unopened_call=unopened.label("call"),
        waiting=section.label("waiting", required=False),
    )
    for one in (alert, test, coverage, unopened, section):
        one.close()
    if faults:
        raise Faults(faults)
    return plan


def _part(section: Section, name: str) -> Section:
    inner = section.section(name)
    if inner is None:
        section.fault(f"{name} is missing")
    return inner or Section({}, [], (*section.place, name), section.languages)


def _text(section: Section, *, times: int = 0) -> Label:
    """Words that are rung out: one line in each language, with `{time}` exactly so often and no other placeholder."""
    label = section.label("text")
    for language, words in label.items():
        if "\n" in words:
            section.fault("one line", "text", language)
        if _BRACES.findall(words) != ["{time}"] * times:
            wanted = "exactly one {time}" if times else "no placeholder"
            section.fault(f"needs {wanted}", "text", language, example="Urgent 1. Open by {time}" if times else None)
    return label


def _span(section: Section, key: str) -> timedelta:
    text = section.text(key, required=True)
    found = _SPAN.fullmatch(text or "")
    if found is None:
        if text:
            section.fault(f"not a span of time: {text}", key, example=f"{key}: 30 minutes")
        return timedelta(minutes=1)
    return timedelta(**{f"{found[2]}s": int(found[1])})


def _test(section: Section) -> Trial:
    day = section.word("day", WEEKDAYS, "weekday")
    text = section.text("at", required=True)
    found = _CLOCK.fullmatch(text or "")
    if text and found is None:
        section.fault(f"not a time of day: {text}", "at", example='at: "16:00"')
    return Trial(
        weekday=WEEKDAYS.index(day) if day else 0,
        at=time(int(found[1]), int(found[2])) if found else time(),
        text=_text(section),
    )
