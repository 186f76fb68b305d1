"""What made-up officers do beside the story of a case: side proceedings, and clocks of the main one that wait for an act."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec

from cases.acts.proceedings import Running
from workflows.calendars import Calendar, add_working_days, is_open, local_day

Habits = Mapping[str, Sequence[Mapping[str, Any]]]
"""Procedure → its habits (`lives.yaml`)."""
CHIEF, COMPLAINANT = "chief", "complainant"


class Beside(msgspec.Struct, frozen=True):
    """An act that somebody will do on a proceeding, and when. `mark`: under which it is planned, once."""

    at: datetime
    proceeding: Running
    act: str
    who: str
    answers: Mapping[str, Any]
    mark: tuple[Any, ...]


class Diary(msgspec.Struct):
    """When each habit of one case will be followed; None once it was, or if it never will be."""

    calendar: Calendar
    lot: Random
    late: Mapping[str, Any]
    planned: dict[tuple[Any, ...], datetime | None] = msgspec.field(default_factory=dict)

    def soonest(self, here: Sequence[Running], habits: Habits, *, led: Collection[str], now: datetime) -> Beside | None:
        """The next act that a habit asks for; side proceedings of procedures that are *led* by the story are left to it."""
        coming = [
            beside
            for each in here
            if (each.row.main or each.row.ended_at is None) and each.row.procedure not in led
            for beside in self.plans(each, habits.get(each.row.procedure, ()), now)
        ]
        return min(coming, key=lambda beside: beside.at, default=None)

    def plans(self, each: Running, habits: Sequence[Mapping[str, Any]], now: datetime) -> Iterator[Beside]:
        """Acts on one proceeding: one at its stage, and one for each clock that runs."""
        number, pending = each.row.number, each.state.pending
        if pending is not None:
            if each.row.main:  # the story itself says who confirms
                return
            proposed: Mapping[str, Any] = next((one for one in habits if one["act"] == pending.act), {})
            confirming = (number, "confirm", pending.at)
            if (at := self.when(confirming, {"after": [1, 12], **proposed, "since": None}, each, now)) is not None:
                yield Beside(at, each, f"confirm:{pending.act}", proposed.get("confirmed_by", CHIEF), {}, confirming)
            return
        at_stage = False
        for place, habit in enumerate(habits):
            mark = self.mark(each, habit, place)
            if mark is None or ("at" in habit and at_stage):
                continue
            if (at := self.when(mark, habit, each, now)) is not None:
                at_stage = at_stage or "at" in habit
                yield Beside(at, each, habit["act"], habit.get("who", "officer"), habit.get("answers", {}), mark)

    @staticmethod
    def mark(each: Running, habit: Mapping[str, Any], place: int) -> tuple[Any, ...] | None:
        """What the habit is planned under; None where it does not apply as things stand."""
        if "at" in habit:
            return (each.row.number, place) if habit["at"] == each.state.stage else None
        clock = each.state.clocks.get(habit["clock"])
        return (each.row.number, place, clock.started) if clock is not None and clock.running else None

    def when(self, mark: tuple[Any, ...], habit: Mapping[str, Any], each: Running, now: datetime) -> datetime | None:
        """When the habit is followed, drawn by lot the first time that it is asked for."""
        if mark not in self.planned:
            start = each.row.opened_at if habit.get("since") == "opened" else now
            at = start + timedelta(hours=self.lot.uniform(*habit["after"]))
            if not habit.get("any_hour"):
                at = self.by_day(at, by_complainant=habit.get("who") == COMPLAINANT)
            self.planned[mark] = at
        at_last = self.planned[mark]
        return None if at_last is None else max(at_last, now)

    def by_day(self, at: datetime, *, by_complainant: bool) -> datetime:
        """*at*, or when the office is open again; now and then later than it should be. Complainants keep no hours."""
        if by_complainant:
            return at
        if self.lot.random() < self.late["share"]:
            at += timedelta(hours=self.lot.uniform(*self.late["after"]))
        return in_office_hours(self.calendar, at, self.lot)


def in_office_hours(calendar: Calendar, at: datetime, lot: Random) -> datetime:
    """*at* if the office works then, else some time in the next working morning."""
    if is_open(calendar, at):
        return at
    day = add_working_days(calendar, local_day(calendar, at), 1)
    opens = datetime.combine(day, calendar.opens, calendar.zone)
    return (opens + timedelta(minutes=lot.randrange(5, 150))).astimezone(UTC)
