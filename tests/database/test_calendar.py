"""The calendar as rows: seeded by a pack, edited in versions, and every open time limit counted anew."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace
from sqlalchemy.orm import Session

from cases.calendars import editing
from cases.calendars.editing import Line, Proposal
from cases.calendars.previewing import Preview, preview
from cases.calendars.recounting import recount_batch
from cases.calendars.rows import stored_calendar, versions
from cases.errors import BadCalendarDays, CalendarChanged, NotAllowed
from cases.packs import packs
from cases.packs.shelf import Shelf
from cases.records import CalendarDay, CalendarVersion, ClockRow, DeskRow, Measure
from cases.viewer import System, Viewer
from cases.worker import rounds
from tests.builders import House
from tests.harness.handling import CHIEF, TO_ADMISSIBILITY, case_of, damages, enter, journal_of, open_box, records, walk
from workflows.calendars import Calendar, local_day

WORDS = {"kk": "Үкімет қаулысы", "ru": "Постановление Правительства", "en": "Government decree"}
MOVED = date(2026, 12, 9)
"""A Wednesday inside the fifteen working days that are counted from 23 November 2026."""


@pytest.fixture
def keeper(house: House) -> Viewer:
    return house.employ("keeper.ho", "KZ-HO", "administrator")


def line(day: str, kind: str = "off", **words: str) -> Line:
    return Line(day=day, kind=kind, reason={**WORDS, **words})


def proposal(house: House, *more: Line, year: int = 2026, **changed: object) -> Proposal:
    calendar = house.pack.calendar
    drawn = Proposal(year=year, base=calendar.version, lines=(*editing.lines_of(calendar, year), *more), reason=WORDS)
    return replace(drawn, **changed)


def publish(house: House, wanted: Proposal, viewer: Viewer) -> None:
    """Put the calendar in force, and take it down from the shelf."""
    house.database.write(editing.publish_calendar, wanted, pack=house.pack, viewer=viewer, at=house.clock())
    shelf = Shelf(house.database, house.pack)
    shelf.refresh()
    house.pack = shelf.pack


def work(house: House) -> int:
    return rounds.work_once(house.database, house.pack, at=house.clock())


def review_of(house: House, reference: str) -> ClockRow:
    (row,) = records(house, ClockRow, case_id=case_of(house, reference).id, name="review")
    return row


def due_day(house: House, reference: str) -> date:
    due = review_of(house, reference).due
    assert due is not None
    return local_day(house.pack.calendar, due)


def test_a_pack_seeds_the_first_version_with_every_reason(house: House) -> None:
    (head,) = records(house, CalendarVersion)
    assert (head.version, head.actor, head.reason) == (1, "system", {})
    rows = {row.day: (row.working, row.reason) for row in records(house, CalendarDay)}
    assert rows == {day: (row.working, row.reason) for day, row in house.pack.calendar.special.items()}
    assert rows[date(2026, 8, 31)][0]


def test_what_is_loaded_counts_as_the_file_did(house: House) -> None:
    def load(session: Session, *, viewer: Viewer) -> Calendar | None:
        return stored_calendar(session, zone="Asia/Almaty")

    loaded = house.database.read(load, viewer=System())
    assert loaded is not None
    assert loaded.working == house.pack.calendar.working
    assert (loaded.opens, loaded.closes, loaded.known_until) == (
        house.pack.calendar.opens, house.pack.calendar.closes, house.pack.calendar.known_until,
    )  # fmt: skip


def test_another_pack_does_not_touch_the_institutions_own_calendar(house: House, keeper: Viewer) -> None:
    publish(house, proposal(house, line("2026-12-09")), keeper)
    house.database.write(packs.publish, house.pack, name="kz", viewer=System(), at=house.clock.move(hours=1))
    assert [row.version for row in records(house, CalendarVersion)] == [1, 2]


def test_a_new_version_is_on_every_shelf_and_the_old_ones_stay_readable(house: House, keeper: Viewer) -> None:
    before = house.pack.calendar
    publish(house, proposal(house, line("2026-12-09")), keeper)
    assert house.pack.calendar.version == 2
    assert MOVED.toordinal() not in house.pack.calendar.working

    def read(session: Session, *, viewer: Viewer) -> tuple[Sequence[int], Sequence[int]]:
        old = stored_calendar(session, zone="Asia/Almaty", version=1)
        assert old is not None
        return old.working, [one.version for one in versions(session)]

    assert house.database.read(read, viewer=System()) == (before.working, [2, 1])


def test_an_open_time_limit_moves_with_the_calendar_and_the_case_says_so_once(house: House, keeper: Viewer) -> None:
    receipt = house.file()
    walk(house, receipt.reference, TO_ADMISSIBILITY)
    work(house)
    assert due_day(house, receipt.reference) == date(2026, 12, 14)
    publish(house, proposal(house, line("2026-12-09")), keeper)
    house.clock.move(minutes=1)
    work(house)
    assert due_day(house, receipt.reference) == date(2026, 12, 15)
    (entry,) = [one for one in journal_of(house, receipt.reference) if one.act == "calendar"]
    moved = {one["clock"]: one for one in entry.body["clocks"]}
    assert datetime.fromtimestamp(moved["review"]["now"], UTC) == review_of(house, receipt.reference).due
    assert moved["review"]["now"] - moved["review"]["was"] == 86400
    (spell,) = records(house, Measure, case_id=case_of(house, receipt.reference).id)
    assert spell.due == date(2026, 12, 15)
    rows = records(house, DeskRow, case_id=case_of(house, receipt.reference).id)
    shown = {each["name"]: each["due"] for each in rows[0].row["clocks"]}
    assert shown["review"] == moved["review"]["now"]
    work(house)
    assert sum(one.act == "calendar" for one in journal_of(house, receipt.reference)) == 1
    assert damages(house) == []


def test_moving_a_day_there_and_back_leaves_every_due_date_as_it_was(house: House, keeper: Viewer) -> None:
    reference = house.file().reference
    walk(house, reference, TO_ADMISSIBILITY)
    before = review_of(house, reference)
    for version, days in enumerate(([line("2026-12-09")], []), start=2):
        kept = [one for one in editing.lines_of(house.pack.calendar, 2026) if one.day != "2026-12-09"]
        publish(house, proposal(house, lines=(*kept, *days)), keeper)
        work(house)
        assert review_of(house, reference).calendar == version
    assert (review_of(house, reference).due, review_of(house, reference).alarm_at) == (before.due, before.alarm_at)


def test_what_rang_does_not_ring_again_when_its_due_date_moves(house: House, keeper: Viewer) -> None:
    reference = house.file().reference
    walk(house, reference, TO_ADMISSIBILITY)
    house.clock.now = datetime(2026, 12, 7, 8, tzinfo=UTC)  # five working days before the last day
    work(house)
    rang = [one.body["clock"] for one in journal_of(house, reference) if one.act.startswith("alarm.")]
    assert "review" in rang
    publish(house, proposal(house, line("2026-12-09"), line("2026-12-10")), keeper)
    house.clock.move(hours=1)
    work(house)
    again = [one.body["clock"] for one in journal_of(house, reference) if one.act.startswith("alarm.")]
    assert again.count("review") == rang.count("review")


def test_a_batch_that_was_cut_off_is_taken_up_again(
    house: House, keeper: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    references = [house.file().reference for _ in range(3)]
    for each in references:
        walk(house, each, TO_ADMISSIBILITY)
    publish(house, proposal(house, line("2026-12-09")), keeper)

    def cut_off(session: Session, *, viewer: Viewer) -> None:
        recount_batch(session, pack=house.pack, viewer=viewer, at=house.clock())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        house.database.claim(cut_off, viewer=System())
    assert {due_day(house, each) for each in references} == {date(2026, 12, 14)}
    work(house)
    assert {due_day(house, each) for each in references} == {date(2026, 12, 15)}
    assert damages(house) == []


def test_the_complainant_reads_the_new_date_and_why(house: House, keeper: Viewer) -> None:
    receipt = house.file()
    walk(house, receipt.reference, TO_ADMISSIBILITY)
    assert open_box(house, enter(house, receipt)).moved is None
    publish(house, proposal(house, line("2026-12-09")), keeper)
    work(house)
    box = open_box(house, enter(house, receipt))
    assert box.answer_by == date(2026, 12, 15)
    assert box.moved is not None
    assert (box.moved.was, box.moved.reason) == (date(2026, 12, 14), WORDS)


def look_ahead(house: House, wanted: Proposal, viewer: Viewer) -> Preview:
    after = editing.propose(wanted, house.pack.calendar, languages=("kk", "ru", "en"), today=date(2026, 11, 23))
    return house.database.read(preview, after, pack=house.pack, viewer=viewer, at=house.clock())


def test_what_would_move_is_counted_for_the_keeper_and_named_for_who_may_see_it(house: House, keeper: Viewer) -> None:
    reference = house.file().reference
    walk(house, reference, TO_ADMISSIBILITY)
    for_keeper = look_ahead(house, proposal(house, line("2026-12-09")), keeper)
    assert for_keeper.days == (MOVED,)
    assert for_keeper.counts["complaint", "review", "KZ-39"] == 1
    assert (for_keeper.shown, for_keeper.hidden, for_keeper.earlier) == ((), True, 0)
    for_chief = look_ahead(house, proposal(house, line("2026-12-09")), house.officer(CHIEF))
    assert (date(2026, 12, 14), date(2026, 12, 15)) in {(one.was, one.now) for one in for_chief.shown}
    assert {one.reference for one in for_chief.shown} == {reference}
    elsewhere = look_ahead(house, proposal(house, line("2026-12-09")), house.officer("integrity.in"))
    assert (elsewhere.shown, elsewhere.total) == ((), for_keeper.total)
    assert look_ahead(house, proposal(house, line("2026-11-19")), keeper).total == 0


WRONG: dict[str, tuple[Line, tuple[int | None, str], str]] = {
    "a day that no month has": (line("2026-02-30"), (-1, "day"), "no_day"),
    "a day of another year": (line("2027-12-09"), (-1, "day"), "other_year"),
    "the same day twice": (line("2026-12-16"), (-1, "day"), "twice"),
    "no day at all": (line(""), (-1, "day"), "missing"),
    "a language without words": (line("2026-12-09", kk=" "), (-1, "kk"), "missing"),
    "words without end": (line("2026-12-09", ru="а" * 201), (-1, "ru"), "long"),
    "neither off nor working": (line("2026-12-09", "half"), (-1, "kind"), "missing"),
}


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("wrong", WRONG)
def test_days_that_cannot_be_are_refused_and_nothing_is_written(house: House, keeper: Viewer, wrong: str) -> None:
    bad, (_, part), problem = WRONG[wrong]
    wanted = proposal(house, bad)
    with pytest.raises(BadCalendarDays) as refused:
        publish(house, wanted, keeper)
    assert refused.value.problems[len(wanted.lines) - 1, part] == problem
    assert len(records(house, CalendarVersion)) == 1


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_calendar_changes_for_a_reason_in_a_year_that_matters_and_only_when_it_changes(
    house: House, keeper: Viewer
) -> None:
    for wanted, where, problem in (
        (proposal(house, line("2026-12-09"), reason={**WORDS, "en": ""}), (None, "en"), "missing"),
        (proposal(house, line("2999-12-09"), year=2999), (None, "year"), "far"),
        (proposal(house), (None, "days"), "same"),
    ):
        with pytest.raises(BadCalendarDays) as refused:
            publish(house, wanted, keeper)
        assert refused.value.problems[where] == problem


def test_of_two_changes_drawn_from_one_version_the_second_is_told(house: House, keeper: Viewer) -> None:
    first, second = proposal(house, line("2026-12-09")), proposal(house, line("2026-12-10"))
    publish(house, first, keeper)
    with pytest.raises(CalendarChanged):
        publish(house, second, keeper)
    assert len(records(house, CalendarVersion)) == 2


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_only_an_administrator_changes_the_calendar(house: House) -> None:
    with pytest.raises(NotAllowed):
        publish(house, proposal(house, line("2026-12-09")), house.officer("supervisor.ho"))
