"""Reports that are made by themselves: once, with the numbers and definitions of their day; later changes stand beside."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import KeptReport, Measure
from cases.reports.documents.making import any_due, make_reports
from cases.reports.documents.outside import change_outside
from cases.reports.documents.reading import Kept, list_kept, read_kept
from cases.reports.figures import Share
from cases.reports.folding import count_again
from cases.reports.scopes import house_of
from cases.viewer import System, Viewer
from cases.worker import rounds
from tests.builders import House, found_house
from tests.unit.reports.world import ABAI, HEAD_OFFICE, INTEGRITY, add_case, spell

MONDAY = datetime(2026, 11, 29, 19, tzinfo=UTC)
"""Midnight in Almaty at which the week of 23 November is over."""
FEBRUARY = datetime(2027, 1, 31, 5, tzinfo=UTC)


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now)


def add_some(session: Session, *, viewer: Viewer) -> None:
    """Seven in Abai, six of them decided in time; one of them also walled off elsewhere."""
    day = date(2026, 11, 24)
    told = {"decided": date(2026, 11, 25), "decided_in_time": True, "decided_days": 1, "due": date(2026, 12, 15)}
    for number in range(1, 8):
        more = told if number < 7 else {"due": date(2026, 11, 25)}
        add_case(session, number, spell("KZ-10", day, **more), viewer=viewer)
    add_case(session, 8, spell("KZ-10", day, walled=True), viewer=viewer)


def make(house: House, at: datetime) -> int:
    return house.database.write(make_reports, pack=house.pack, viewer=System(), at=at)


def due(house: House, at: datetime) -> bool:
    return house.database.read(any_due, pack=house.pack, viewer=System(), at=at)


def kept_of(house: House, viewer: Any, report: str, unit: str = "KZ-10") -> Kept:
    known = house_of(house.pack)
    found = [
        one
        for one in house.database.read(list_kept, house=known, viewer=viewer)
        if (one.report, one.unit) == (report, unit)
    ]
    one = house.database.read_across(read_kept, found[0].id, house=known, pack=house.pack, viewer=viewer)
    assert one is not None
    return one


def count(session: Session, *, viewer: Viewer) -> int:
    return session.scalar(select(func.count()).select_from(KeptReport)) or 0


def test_a_week_is_over_at_midnight_in_almaty_and_its_letter_is_made_once_for_each_unit(house: House) -> None:
    assert not due(house, MONDAY), "before the first case there is nothing to tell"
    house.database.write(add_some, viewer=System())
    assert not due(house, MONDAY.replace(hour=18, minute=59))
    assert due(house, MONDAY)
    rounds.make_reports(rounds.Shop(database=house.database, pack=house.pack, at=MONDAY))
    assert make(house, MONDAY) == 0
    assert not due(house, MONDAY)
    units = set(house_of(house.pack).units) - {"KZ-IN"}
    assert house.database.read(count, viewer=System()) == len(units)
    kept = kept_of(house, ABAI, "weekly_letter")
    assert (kept.numbers.period.first, kept.numbers.period.last) == (date(2026, 11, 23), date(2026, 11, 29))
    assert (kept.numbers.figures.received, kept.numbers.figures.overdue) == (7, 1)
    assert [(each.received, each.decided) for each in kept.numbers.months][-1] == (7, 6)
    assert len(kept.numbers.months) == 12
    assert kept.last is None


def test_what_was_made_stays_and_the_next_letter_knows_what_the_last_one_said(house: House) -> None:
    house.database.write(add_some, viewer=System())
    make(house, MONDAY)
    before = kept_of(house, ABAI, "weekly_letter")
    house.database.write(forget_decisions, viewer=System())
    again = kept_of(house, ABAI, "weekly_letter")
    assert again == before
    make(house, MONDAY.replace(month=12, day=6))
    after = kept_of(house, ABAI, "weekly_letter")
    assert after.last == before.numbers
    assert after.numbers.figures.received == 0


def forget_decisions(session: Session, *, viewer: Viewer) -> None:
    session.execute(update(Measure).where(Measure.case_id <= 2).values(decided=None, decided_in_time=None))
    count_again(session.connection())


def test_each_reads_the_reports_of_their_own_scope(house: House) -> None:
    house.database.write(add_some, viewer=System())
    make(house, FEBRUARY)
    known = house_of(house.pack)
    listed = {
        who: {(one.report, one.unit) for one in house.database.read(list_kept, house=known, viewer=viewer)}
        for who, viewer in (("abai", ABAI), ("head", HEAD_OFFICE), ("integrity", INTEGRITY))
    }
    assert {unit for _, unit in listed["abai"]} == {"KZ-10"}
    assert {report for report, _ in listed["abai"]} == {"weekly_letter", "quarterly_report"}
    assert ("yearly_chapter", "") in listed["head"]
    assert listed["integrity"] == set()
    country = [one for one in house.database.read(list_kept, house=known, viewer=HEAD_OFFICE) if not one.unit]
    assert {one.report for one in country} == {"quarterly_national", "yearly_chapter"}
    for one in country:
        assert house.database.read_across(read_kept, one.id, house=known, pack=house.pack, viewer=ABAI) is None


def test_a_year_is_frozen_with_its_definitions_and_what_is_counted_otherwise_later_is_listed_beside(
    house: House,
) -> None:
    house.database.write(add_some, viewer=System())
    rounds.freeze_statistics(rounds.Shop(database=house.database, pack=house.pack, at=FEBRUARY))
    make(house, FEBRUARY)
    frozen = kept_of(house, HEAD_OFFICE, "yearly_chapter", "")
    assert frozen.numbers.told == {"received": 7, "decided": 6}, "what the one published quarter says"
    assert frozen.errata == ()
    house.database.write(forget_decisions, viewer=System())
    for day in (7, 14):
        make(house, FEBRUARY.replace(month=2, day=day, hour=19))
    later = kept_of(house, HEAD_OFFICE, "yearly_chapter", "")
    listed = {one.indicator: (one.before, one.now) for one in later.errata}
    assert listed["decided"] == (6, 4)
    assert len(listed) == len(later.errata), "each change once"
    assert msgspec.structs.replace(later, errata=()) == frozen
    assert later.pack.hash == house.pack.hash
    yearly = replace(house.pack, reports=(later.plan,))
    house.database.write(make_reports, pack=yearly, viewer=System(), at=FEBRUARY.replace(year=2028))
    following = kept_of(house, HEAD_OFFICE, "yearly_chapter", "")
    assert following.last_errata == later.errata, "the next chapter puts right what the last one printed"
    assert following.errata == ()


def test_a_correction_is_told_outside_only_where_every_number_and_what_moved_is_large() -> None:
    assert change_outside(100, 90, least=5)
    assert not change_outside(100, 97, least=5), "three moved"
    assert not change_outside(9, 4, least=5)
    assert change_outside(Share(50, 100), Share(60, 100), least=5)
    assert not change_outside(Share(50, 100), Share(60, 101), least=5), "one was added"
    assert not change_outside(Share(97, 100), Share(90, 100), least=5), "three were late"
    assert not change_outside(7.5, 9.5, least=5)
    assert not change_outside(None, 9, least=5)
