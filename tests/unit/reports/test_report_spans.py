"""When a report is due: by the calendar on the wall, each span once, none of the time before there was a case."""

from collections import Counter
from datetime import date, timedelta
from json import dumps, loads
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from cases.reports.documents.frozen import freeze, thaw
from cases.reports.documents.outside import stages_outside, told_outside
from cases.reports.documents.plan import Every, Plan
from cases.reports.documents.spans import due_spans, newest_due, span_of
from cases.reports.figures import Figures, Histogram, RemedyFigures, Share
from cases.reports.indicators import Direction, Indicator, Measured

DAY = timedelta(days=1)
FULL: dict[str, Any] = {
    "ages": Counter({1: 2}),
    "outcomes": Counter({"referred": 3}),
    "felt": Counter({("fair", "content"): 4}),
    "remedies": {"compensation": RemedyFigures(recommended=2, verified=1)},
    "beside": {"reprisals": Share(1, 3)},
    "people": Counter({("accountable", "criminal"): 2}),
    "grounds": Counter({"too_vague": 2}),
}
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def plan(every: Every, settles: int = 0) -> Plan:
    return Plan(name="x", every=every, settles=settles, by_unit=True, outside=False, title={}, opening={}, parts=())


@given(days, st.sampled_from(Every), st.integers(0, 40))
def test_the_newest_due_span_is_over_for_long_enough_and_the_next_is_not(day: date, every: Every, settles: int) -> None:
    newest = newest_due(plan(every, settles), day)
    assert newest.last + settles * DAY < day
    assert span_of(every, newest.last + DAY).last + settles * DAY >= day


@given(days, st.sampled_from(Every))
def test_a_span_holds_its_day_and_a_week_begins_on_monday(day: date, every: Every) -> None:
    span = span_of(every, day)
    assert span.first <= day <= span.last
    if every is Every.WEEK:
        assert (span.first.weekday(), span.days) == (0, 7)


@given(days, st.integers(1, 400), st.sampled_from(Every))
def test_spans_follow_each_other_without_a_gap_and_none_is_made_twice(begun: date, later: int, every: Every) -> None:
    asked, kept, made = plan(every), None, []
    for day in (begun + later * DAY, begun + later * DAY, begun + (later + 200) * DAY):
        spans = list(due_spans(asked, kept, begun, day))
        made += spans
        kept = made[-1].last if made else None
        assert not [span for span in spans if span.last < begun or span.last >= day]
    assert [before.last + DAY for before in made[:-1]] == [after.first for after in made[1:]]


SHARE, CASES = (
    Indicator(name=name, label={}, formula={}, source="", unit=unit, direction=Direction.UP)
    for name, unit in (("timeliness", Measured.SHARE), ("received", Measured.CASES))
)


@given(st.integers(0, 20), st.integers(0, 20))
def test_no_number_below_the_least_leaves_the_house_nor_one_from_which_it_follows(part: int, late: int) -> None:
    figures = Figures(received=part, decided=part, decided_in_time=part, overdue=late)
    assert told_outside(CASES, figures, least=5)[1] == (part < 5)
    value, hidden = told_outside(SHARE, figures, least=5)
    assert hidden == (part < 5 or late < 5)
    assert (value is None) == hidden


def test_a_funnel_is_told_where_every_stage_and_every_fall_is_large() -> None:
    assert stages_outside((40, 30, 20, 10), least=5)
    assert not stages_outside((40, 38, 20, 10), least=5)
    assert not stages_outside((40, 30, 20, 4), least=5)
    assert not stages_outside((0, 0, 0, 0), least=5)


def test_figures_come_back_as_they_were_kept() -> None:
    for each in fields(Figures):
        empty: Any = Histogram({3: 2}) if each.default_factory is Histogram else 7
        full = replace(Figures(), **{each.name: FULL.get(each.name, empty)})
        assert thaw(loads(dumps(freeze(full)))) == full, each.name
    assert thaw({"received": 3, "of_a_later_program": 7}) == Figures(received=3)
