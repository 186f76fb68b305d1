"""Dates that people are told are the dates that the clocks then keep."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.filing.promises import answer_by, register_by
from cases.records import ClockRow
from tests.builders import House, kazakhstan
from tests.harness.handling import OFFICER, case_of, records
from workflows.calendars import local_day

ALMATY = ZoneInfo("Asia/Almaty")
PACK = kazakhstan()


def almaty(month: int, day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=ALMATY)


@pytest.mark.parametrize(
    ("filed", "registered"),
    [
        (almaty(11, 23, 0, 1), date(2026, 11, 23)),  # Monday, before opening
        (almaty(11, 23, 9, 30), date(2026, 11, 23)),
        (almaty(11, 23, 18, 29, 59), date(2026, 11, 23)),
        (almaty(11, 23, 18, 30), date(2026, 11, 24)),
        (almaty(11, 23, 23, 59), date(2026, 11, 24)),
        (almaty(11, 27, 18, 30), date(2026, 11, 30)),  # Friday evening
        (almaty(11, 28, 10), date(2026, 11, 30)),  # Saturday
        (almaty(12, 31, 20), date(2027, 1, 5)),  # New Year
        (almaty(3, 20, 10), date(2026, 3, 20)),
        (almaty(3, 22, 10), date(2026, 3, 26)),  # Nauryz and the days moved to follow it
    ],
)
def test_registration_is_promised_for_the_same_working_day_and_after_hours_for_the_next(
    filed: datetime, registered: date
) -> None:
    assert register_by(PACK, at=filed) == registered
    assert register_by(PACK, at=filed.astimezone(UTC)) == registered


@pytest.mark.parametrize(
    ("filed", "answered"),
    [
        (almaty(11, 23, 9, 30), date(2026, 12, 14)),
        (almaty(11, 23, 18, 30), date(2026, 12, 15)),
        (almaty(3, 16, 9), date(2026, 4, 9)),
    ],
)
def test_an_answer_is_promised_fifteen_working_days_after_registration(filed: datetime, answered: date) -> None:
    assert answer_by(PACK, "complaint", at=filed) == answered


def test_a_signal_is_concluded_within_ten_working_days(house: House) -> None:
    receipt = house.file(identity="anonymous")
    assert receipt.answer_by == date(2026, 12, 7)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=9), timedelta(days=5)])
def test_registered_on_the_day_promised_a_complaint_is_due_on_the_day_promised(house: House, later: timedelta) -> None:
    house.clock.now += later
    receipt = house.file()
    case = case_of(house, receipt.reference)
    (clock,) = records(house, ClockRow, case_id=case.id, name="registration")
    assert clock.due is not None
    assert local_day(PACK.calendar, clock.due) == receipt.register_by
    house.clock.now = datetime.combine(receipt.register_by, PACK.calendar.opens, ALMATY)
    house.act(receipt.reference, "register", by=OFFICER)
    (review,) = records(house, ClockRow, case_id=case.id, name="review")
    assert review.due is not None
    assert local_day(PACK.calendar, review.due) == receipt.answer_by
