"""Dates that people are told: by when a complaint is registered and answered, as the procedure and the calendar say."""

from datetime import date, datetime

from cases.packs.jurisdiction import Pack
from workflows.calendars import add_duration, local_day, same_working_day

REVIEW = "review"
"""The clock of the statutory review, by which timeliness is measured (design 01 §1.3)."""


def register_by(pack: Pack, *, at: datetime) -> date:
    """The working day on which what arrived *at* is registered: the same one, or after hours the next (APPC art. 64)."""
    return same_working_day(pack.calendar, at)


def answer_by(pack: Pack, procedure: str, *, at: datetime) -> date:
    """The last day of the review, counted from the day of registration; without a review, of the longest clock."""
    registered = register_by(pack, at=at)
    start = at if registered == local_day(pack.calendar, at) else noon(pack, registered)
    rules = pack.opened_on(procedure, local_day(pack.calendar, at)).clocks
    limits = [rules[REVIEW].limit] if REVIEW in rules else [rule.limit for rule in rules.values() if not rule.when]
    return max(
        (local_day(pack.calendar, add_duration(pack.calendar, start, limit)) for limit in limits if limit),
        default=registered,
    )


def noon(pack: Pack, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=pack.calendar.zone)
