"""The geometry of lines, small multiples and heat tables: in their frame, on one scale, told apart without colour."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.reports.charts import NOTHING
from cases.reports.colours import PAPER, contrast
from cases.reports.heat import heat_table
from cases.reports.lines import STROKES, lines_by_month, small_multiples
from cases.reports.queries import MonthFigures

counts = st.integers(0, 100_000)
months = st.lists(st.builds(MonthFigures, st.just(date(2026, 1, 1)), counts, counts, counts), max_size=40)


@given(months)
def test_each_point_lies_in_the_frame_as_high_as_its_number(series: list[MonthFigures]) -> None:
    chart = lines_by_month(series)
    most = chart.ticks[-1].value
    for line in chart.lines:
        assert [getattr(each, line.name) for each in series] == [point.value for point in line.points]
        for point in line.points:
            assert chart.left <= point.x <= chart.width
            assert point.y == pytest.approx(chart.base - point.value / most * (chart.base - 12), abs=0.2)


@given(st.lists(months.filter(bool), max_size=9))
def test_panels_share_one_scale_and_no_two_lie_on_each_other(units: list[list[MonthFigures]]) -> None:
    chart = small_multiples({str(number): ("x", series) for number, series in enumerate(units)})
    assert len({(panel.x, panel.y) for panel in chart.panels}) == len(units)
    for panel in chart.panels:
        assert panel.x + chart.panel_width <= chart.width
        assert panel.base <= chart.height
        for point in (point for line in panel.lines for point in line.points):
            assert panel.y < point.y <= panel.base
            high = (panel.base - point.y) / (chart.panel_height - 40)
            assert high == pytest.approx(point.value / max(1, chart.most), abs=0.01)


@given(st.lists(st.lists(counts, min_size=4, max_size=4), max_size=6))
def test_a_heat_table_is_darker_the_more_and_white_for_nothing(numbers: list[list[int]]) -> None:
    chart = heat_table({str(row): values for row, values in enumerate(numbers)}, ["a", "b", "c", "d"])
    cells = sorted((cell for row in chart.rows for cell in row.cells), key=lambda cell: cell.value)
    dark = [contrast(cell.paint.colour, PAPER) for cell in cells]
    assert dark == sorted(dark)
    assert all((cell.paint == NOTHING) == (cell.value == 0) for cell in cells)
    assert all(cell.x + cell.width <= chart.width and cell.y + cell.height <= chart.height for cell in cells)


def test_lines_are_told_apart_by_dash_and_mark_and_stand_out_from_paper() -> None:
    strokes = STROKES.values()
    assert len(strokes) == len({each.dash for each in strokes}) == len({each.mark for each in strokes})
    assert all(contrast(each.colour, PAPER) >= 3 for each in strokes)
