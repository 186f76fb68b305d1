"""Figures in words."""

from collections.abc import Iterator
from datetime import date

import pytest

from cases.reports.figures import Share
from cases.reports.indicators import Direction, Measured
from cases.reports.principles.evidence import Done
from cases.reports.principles.reading import Fulfilled
from cases.reports.values import Value
from tests.builders import kazakhstan
from web.i18n import Voice, speaking
from web.reports.charting import words_of_step
from web.reports.fulfilled import answer_all
from web.reports.words import change, few, in_words, minutes, note, verdict


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking(Voice("en")):
        yield


@pytest.mark.parametrize(
    ("value", "before", "direction", "said"),
    [
        (5, 3, Direction.UP, "better"),
        (5, 3, Direction.DOWN, "worse"),
        (3, 5, Direction.UP, "worse"),
        (3, 5, Direction.DOWN, "better"),
        (5, 3, Direction.NEITHER, ""),
        (5, 5, Direction.UP, ""),
        (None, 5, Direction.UP, ""),
        (5, None, Direction.UP, ""),
        (Share(90, 100), Share(80, 100), Direction.UP, "better"),
        (Share(9, 10), Share(80, 100), Direction.UP, ""),
        (Share(0, 0), Share(80, 100), Direction.UP, ""),
    ],
)
def test_better_and_worse_are_said_only_where_it_is_known(
    value: Value, before: Value, direction: Direction, said: str
) -> None:
    assert verdict(value, before, direction) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0, Measured.CASES, "0"),
        (15000, Measured.CASES, "15,000"),
        (11.5, Measured.DAYS, "11.5"),
        (None, Measured.DAYS, "–"),
        (Share(0, 0), Measured.SHARE, "–"),
        (Share(0, 8), Measured.SHARE, "0%"),
        (Share(12, 10), Measured.RATIO, "120%"),
        (119.5, Measured.MINUTES, "119.5 min"),
        (125, Measured.MINUTES, "2 h 5 min"),
    ],
)
def test_a_value_is_written_as_people_write_it(value: Value, unit: Measured, said: str) -> None:
    assert in_words(value, unit) == said


def test_a_share_says_of_how_many_and_when_they_are_few_how_unsure_it_is() -> None:
    assert note(Share(44, 60)) == "44 of 60"
    assert note(Share(0, 0)) == note(7) == ""
    assert few(Share(5, 10)) == "few cases: 24% to 76%"
    assert few(Share(50, 100)) == few(7) == ""


def test_a_change_has_its_sign_and_its_measure() -> None:
    assert change(5, 3, Measured.CASES) == "+2"
    assert change(3, 5, Measured.CASES) == "−2"
    assert change(5, 5, Measured.CASES) == "±0"
    assert change(Share(3, 4), Share(1, 2), Measured.SHARE) == "+25 points"
    assert change(30, 40, Measured.MINUTES) == "−10 min"
    assert change(5, None, Measured.CASES) == ""


def test_hours_are_written_from_two_hours_on() -> None:
    assert (minutes(119), minutes(120)) == ("119 min", "2 h 0 min")


def test_the_steps_of_the_map_leave_no_value_out() -> None:
    said = [words_of_step((2, 4, 6), step, Measured.CASES) for step in range(4)]
    assert said == ["below 2", "from 2 to below 4", "from 4 to below 6", "6 and more"]
    assert words_of_step((), 0, Measured.CASES) == "no cases"


def test_outside_acts_of_one_name_are_told_once() -> None:
    """Serving a body a measure for one person and a recommendation for all are two acts with one name."""
    pack, served = kazakhstan(), Done(9, date(2026, 11, 3))
    found = Fulfilled(done={"remedy.serve": served, "recommendation.serve": served}, figures={})
    said = [
        each.evidence
        for standard in pack.principles.standards
        for each in answer_all(standard, found, pack, outside=True)
    ]
    assert ("Serve on the body",) in said, {one for one in said if one}
