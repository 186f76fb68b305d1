"""Shares, quantiles and sums of figures."""

from collections import Counter
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.reports.figures import Figures, Histogram, RemedyFigures, Share, add_up

values = st.lists(st.integers(0, 400), min_size=1, max_size=60)
histograms = st.lists(st.integers(0, 400), max_size=20).map(Histogram)
remedies = st.builds(RemedyFigures, recommended=st.integers(0, 9), verified=st.integers(0, 9))
figures = st.builds(
    Figures,
    received=st.integers(0, 50),
    decided=st.integers(0, 50),
    days=histograms,
    outcomes=st.lists(st.sampled_from("abc")).map(Counter),
    remedies=st.dictionaries(st.sampled_from("xyz"), remedies),
)


@given(values)
def test_the_median_from_counts_is_the_median_of_the_values(found: list[int]) -> None:
    assert median(found) == Histogram(found).median


@given(values, st.sampled_from([50, 90, 95, 100]))
def test_a_quantile_is_the_least_value_that_so_many_do_not_exceed(found: list[int], percent: int) -> None:
    quantile = Histogram(found).quantile(percent)
    assert quantile in found
    assert sum(value <= quantile for value in found) * 100 >= percent * len(found)
    assert sum(value < quantile for value in found) * 100 < percent * len(found)


def test_of_nothing_there_is_no_median_no_quantile_and_no_share() -> None:
    assert Histogram().median is None
    assert Histogram().quantile(90) is None
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
    assert Figures().timeliness.value is None
    assert Figures().open_per_officer is None


@given(figures, figures, figures)
def test_figures_add_in_any_order(one: Figures, two: Figures, three: Figures) -> None:
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)
    assert one + Figures() == one == add_up([one])


@given(histograms, histograms)
def test_the_histogram_of_two_units_together_is_that_of_all_their_cases(one: Histogram, two: Histogram) -> None:
    both = Figures(days=one) + Figures(days=two)
    assert Histogram([*one.elements(), *two.elements()]).median == both.days.median
    assert isinstance(both.days, Histogram)


def test_wilsons_interval_of_five_in_ten() -> None:
    """Newcombe 1998: the 95 % score interval of 5/10 is 0.2366 to 0.7634."""
    assert pytest.approx((0.2366, 0.7634), abs=1e-4) == Share(5, 10).interval


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_holds_its_share_and_stays_between_0_and_1(part: int, more: int) -> None:
    share = Share(part, part + more)
    assert share.interval is not None
    low, high = share.interval
    assert 0 <= low <= (share.value or 0) + 1e-12
    assert (share.value or 0) - 1e-12 <= high <= 1


def test_the_open_overdue_stand_in_the_denominator_of_timeliness() -> None:
    found = Figures(decided=8, decided_in_time=6, overdue=3, ended_late=1)
    assert Share(6, 12) == found.timeliness


def test_a_share_of_few_cases_is_marked_as_small() -> None:
    assert Share(3, 19).small
    assert not Share(3, 20).small
    assert not Share(0, 0).small


def test_clearance_may_exceed_one_and_then_has_no_interval() -> None:
    found = Figures(closed=12, received=10)
    assert found.clearance.value == 1.2
    assert found.clearance.interval is None
