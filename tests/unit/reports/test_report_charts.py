"""The geometry of charts: nothing sticks out, every number has its place, ink can be read."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.reports import charts
from cases.reports.charts import Place, columns_by_month, funnel, round_step, strip, tile_map, wrap
from cases.reports.colours import contrast, ink_on
from cases.reports.queries import MonthFigures

counts = st.integers(0, 100_000)


@given(st.lists(st.tuples(counts, counts), max_size=120))
def test_columns_stand_on_the_base_line_and_below_the_top(pairs: list[tuple[int, int]]) -> None:
    chart = columns_by_month([MonthFigures(date(2020, 1, 1), came, 0, went) for came, went in pairs])
    assert [list(pair) for pair in pairs] == [[box.value for box in column.boxes] for column in chart.columns]
    for column in chart.columns:
        for box in column.boxes:
            assert box.y >= 0
            assert box.y + box.height == pytest.approx(chart.base, abs=0.2)
            assert chart.left - 1 <= box.x
            assert box.x + box.width <= chart.width + 1


@given(counts)
def test_gridlines_are_whole_round_numbers_and_few(most: int) -> None:
    step = round_step(most)
    assert int(str(step).rstrip("0") or "1") in {1, 2, 5}
    assert most <= 4 * step


def test_a_chart_without_cases_still_has_its_scale() -> None:
    chart = columns_by_month([MonthFigures(date(2026, 1, 1))])
    assert [tick.value for tick in chart.ticks] == [0, 1]


@given(st.lists(counts, min_size=4, max_size=4))
def test_a_strip_is_filled_to_its_end_in_order(numbers: list[int]) -> None:
    drawn = strip({str(index): number for index, number in enumerate(numbers)})
    assert sum(numbers) == drawn.total
    assert [number for number in numbers if number] == [segment.box.value for segment in drawn.segments]
    for left, right in pairwise(drawn.segments):
        assert left.box.x + left.box.width == pytest.approx(right.box.x, abs=0.3)
    if drawn.segments:
        last = drawn.segments[-1].box
        assert last.x + last.width == pytest.approx(drawn.width, abs=0.3)


def test_each_stage_of_a_funnel_is_as_long_as_its_share_of_the_first() -> None:
    drawn = funnel({"received": 40, "decided": 20, "remedied": 10, "verified": 0}, width=400)
    assert [segment.box.width for segment in drawn.segments] == [400, 200, 100, 0]
    assert [segment.share for segment in drawn.segments] == [1, 0.5, 0.25, 0]


def test_a_funnel_of_nothing_has_no_shares() -> None:
    drawn = funnel({"received": 0, "decided": 0, "remedied": 0, "verified": 0})
    assert [segment.share for segment in drawn.segments] == [None] * 4


def test_a_tile_takes_the_paint_of_the_step_it_reaches_and_none_without_a_value() -> None:
    places = [Place(str(value), 0, 0, False, "x", "", value) for value in (0.0, 0.49, 0.5, 0.9, None)]
    drawn = tile_map(places, [0.5, 0.75, 0.9])
    assert [tile.step for tile in drawn.tiles] == [0, 0, 1, 3, None]
    assert drawn.tiles[-1].paint == charts.NOTHING


def test_a_long_name_is_broken_at_blanks_and_hyphens_only() -> None:
    assert wrap("Северо-Казахстанская область") == ("Северо-", "Казахстанская", "область")
    assert wrap("г. Алматы") == ("г. Алматы",)
    assert wrap("Солтүстік Қазақстан облысы") == ("Солтүстік", "Қазақстан", "облысы")


@given(st.text(alphabet="абв -", max_size=40))
def test_a_wrapped_name_keeps_every_letter(name: str) -> None:
    assert name.replace(" ", "") == "".join(wrap(name)).replace(" ", "")


PAINTS = sorted({each.colour for each in (charts.CAME, charts.WENT, *charts.AGES, *charts.STEPS, charts.NOTHING)})


@pytest.mark.parametrize("colour", PAINTS)
def test_every_label_can_be_read_on_its_colour(colour: str) -> None:
    assert contrast(ink_on(colour), colour) >= 4.5


@pytest.mark.parametrize("paints", [charts.AGES, charts.STEPS, (charts.CAME, charts.WENT)])
def test_no_two_paints_of_a_chart_share_a_colour_or_a_pattern(paints: tuple[charts.Paint, ...]) -> None:
    assert len(paints) == len({each.colour for each in paints}) == len({each.pattern for each in paints})


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_the_ink_is_the_one_that_stands_out_more(colour: str) -> None:
    assert contrast(ink_on(colour), colour) == max(contrast("#0b2545", colour), contrast("#ffffff", colour))
    assert 1 <= contrast(colour, "#808080") <= 21
