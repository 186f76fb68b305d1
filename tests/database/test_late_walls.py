"""A wall that is drawn late moves no number of the past, whoever wrote it down; from its day on the integrity unit counts."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import asdict, replace
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from cases.monitoring.one_place import look_at_place
from cases.outcomes.counting import count_people
from cases.records import Entry, Measure, Statistic, Wall
from cases.reports.behind import BESIDE, CASES, OF_REMEDIES
from cases.reports.drilling import read_drilled
from cases.reports.figures import Figures
from cases.reports.folding import UNCOUNTED, count_again, fold, pages
from cases.reports.periods import DAY, Period, today
from cases.reports.queries import Asked, read_report
from cases.reports.scopes import house_of
from cases.verifying.damages import Damage, Fault
from cases.verifying.spells import count_case
from cases.verifying.told import DECODE, Told
from cases.viewer import System, Viewer
from tests.builders import House
from tests.database.test_outcomes import RESTORED, record
from tests.database.test_walls import lift_wall, raise_wall
from tests.harness.circles import signed_in
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    SERVED,
    TO_DECISION,
    TO_INQUIRY,
    TO_THE_END,
    Act,
    case_of,
    damages,
    enter,
    records,
    walk,
)

NATION, INTEGRITY = "supervisor.ho", "integrity.in"
ABOUT: tuple[dict[str, str], ...] = (
    {}, {"track": "harassment"}, {"channel": "web"}, {"facility": "F-3901"}, {"body": "B-POLICE"},
    {"facility": "F-3901", "channel": "web"},
)  # fmt: skip
FEAR: dict[str, Any] = {"words": "He waited for me at the gate."}
PLACE = Act("correct_facts", answers={"facility": "F-3901", "accused_body": "B-POLICE", "reason": "It was there."})


@pytest.fixture
def staffed(house: House) -> House:
    house.employ("colleague.39", "KZ-39", "caseworker")
    for username in (OFFICER, CHIEF, "colleague.39", NATION, "caseworker.ho", INTEGRITY, "integrity2.in"):
        signed_in(house, username)
    return house


def figures(house: House, by: str, period: Period, **about: Any) -> dict[str, Figures]:
    found = house.database.read_across(
        read_report,
        Asked(period=period, **about),
        house=house_of(house.pack),
        viewer=house.officer(by),
        at=house.clock(),
    )
    return {**found.units, "all": found.total}


def this_year(house: House) -> Period:
    return Period(date(2026, 1, 1), today(house.clock(), house.pack.zone))


def listed(house: House, by: str, period: Period, figure: str) -> int:
    """How many are counted by the list behind *figure*, shown or not."""
    found = house.database.read_across(
        read_drilled,
        Asked(period=period),
        figure,
        house=house_of(house.pack),
        viewer=house.officer(by),
        at=house.clock(),
    )
    return len(found.lines) + found.closed


def written_down(house: House, last: date, *, lists: bool = False) -> Iterator[Any]:
    """What somebody in the office, and somebody who sees the country, could know of all that was over on the day *last*."""
    spans = [Period(date(2026, 11, 1), last), Period(date(2026, 11, 1), date(2026, 11, 30))]
    spans += [Period(day, day) for day in (date(2026, 11, 23), date(2026, 11, 26), date(2026, 12, 1), last)]
    everything = sorted(CASES.keys() | OF_REMEDIES.keys() | BESIDE.keys() | house_of(house.pack).runs.keys())
    for by in (CHIEF, NATION):
        for span in spans:
            yield [figures(house, by, span, **about) for about in (ABOUT if span.days > 1 else ({},))]
        yield [(figure, listed(house, by, spans[0], figure)) for figure in everything if lists]
    yield house.database.read(count_people, date(2026, 11, 1), last, viewer=System())
    npm = house.database.read(look_at_place, "F-3901", pack=house.pack, viewer=house.officer(NATION), at=house.clock())
    assert npm is not None
    yield (npm.place.recent, npm.place.before, [one.complaints for one in npm.quarters])


def uncount(session: Session, *, viewer: Viewer) -> None:
    """Let rows be counted instead of sums."""
    session.execute(insert(pages).values(**UNCOUNTED._asdict(), numbers="{}"))


def counted_again(session: Session, *, viewer: Viewer) -> None:
    count_again(session.connection())


def of_no_clock(found: Figures) -> dict[str, Any]:
    """Without what grows by itself."""
    return {
        name: value for name, value in asdict(found).items() if name not in ("silence", "open_days", "ages", "remedies")
    }


def grow(house: House) -> tuple[str, str, str]:
    """Three complaints of Kostanay: one in the middle of its inquiry, one decided with a remedy, one closed; each with more."""
    one, two, three, _ = (house.file() for _ in range(4))
    walk(house, one.reference, [*TO_INQUIRY, PLACE])
    house.clock.move(days=3)
    house.act(one.reference, "fear_reprisal", by=enter(house, one), **FEAR)
    walk(house, two.reference, [*TO_INQUIRY, PLACE, *TO_DECISION[len(TO_INQUIRY) :], *SERVED])
    record(house, two.reference, RESTORED)
    walk(house, three.reference, TO_THE_END)
    house.clock.move(days=20)
    return one.reference, two.reference, three.reference


def test_what_was_written_down_before_a_late_wall_stands_after_it(staffed: House) -> None:
    house = staffed
    references = grow(house)
    last = today(house.clock(), house.pack.zone) - DAY
    before = list(written_down(house, last, lists=True))
    held, who = figures(house, CHIEF, this_year(house))["all"], [one.unit for one in records(house, Statistic)]
    for reference in references:
        raise_wall(house, reference, OFFICER, key=reference)
    assert list(written_down(house, last, lists=True)) == before
    assert [one.unit for one in records(house, Statistic)] == who, "an office knows how many cases it received"
    assert damages(house) == []
    # Of the day itself an office learns what it would of cases that went to another.
    after = figures(house, CHIEF, this_year(house))["all"]
    assert (after.handed_on, held.handed_on) == (2, 0), "what has ended goes nowhere"
    assert (after.open_at_end, after.backlog) == (held.open_at_end - 2, held.open_at_end - 2)
    for name in (
        "received",
        "decided",
        "closed",
        "registered",
        "outcomes",
        "cohort_decided",
        "beside",
        "remedies",
        "people",
    ):
        assert getattr(after, name) == getattr(held, name), name
    assert listed(house, CHIEF, this_year(house), "handed_on") == 2
    # Rows say what sums say, and sums counted anew what acts laid down.
    told = list(written_down(house, last))
    house.database.claim(fold, viewer=System())
    assert list(written_down(house, last)) == told
    house.database.write(uncount, viewer=System())
    assert list(written_down(house, last)) == told
    house.database.write(counted_again, viewer=System())
    assert list(written_down(house, last)) == told


def test_what_is_done_behind_a_wall_counts_for_the_integrity_unit_alone(staffed: House) -> None:
    house = staffed
    complainant = house.file()
    walk(house, complainant.reference, TO_THE_END)
    one, two, three = grow(house)
    last = today(house.clock(), house.pack.zone) - DAY
    before = list(written_down(house, last))
    for reference in (one, two, three, complainant.reference):
        raise_wall(house, reference, OFFICER, key=reference)
    office, own = figures(house, CHIEF, this_year(house))["all"], figures(house, INTEGRITY, this_year(house))["all"]
    assert (own.received, own.taken_over, own.open_at_end, own.decided) == (0, 2, 2, 0)
    house.clock.move(days=2)
    walk(house, one, [act._replace(by="colleague.39") for act in TO_DECISION[len(TO_INQUIRY) : -1]])
    walk(house, one, TO_DECISION[-1:])
    record(house, one, RESTORED, by="colleague.39")
    felt: dict[str, Any] = {"fairness_felt": "fair", "outcome_felt": "content", "words": "Quick."}
    house.act(complainant.reference, "say_how_it_went", by=enter(house, complainant), **felt)
    house.act(three, "reopen", by=CHIEF, reason="New evidence.")
    now, seen = figures(house, CHIEF, this_year(house))["all"], figures(house, INTEGRITY, this_year(house))["all"]
    assert of_no_clock(now) == of_no_clock(office)
    assert (seen.decided, seen.taken_over, seen.open_at_end, seen.persons("restored")) == (1, 3, 3, RESTORED.people)
    assert (seen.cohort_decided, seen.felt.total(), seen.reopened) == (0, 0, 0)
    assert list(written_down(house, last)) == before
    assert damages(house) == []


def test_each_side_keeps_what_happened_on_it_however_often_a_wall_is_drawn(staffed: House) -> None:
    """And whoever is let in again finds the case back on the office's books from that day on."""
    house, (reference, _, _) = staffed, grow(staffed)
    for number, people in enumerate((1, 2, 4, 8)):
        record(house, reference, replace(RESTORED, people=people), by="colleague.39")
        house.clock.move(days=3)
        last = today(house.clock(), house.pack.zone) - DAY
        before = list(written_down(house, last))
        (raise_wall, lift_wall)[number % 2](house, reference, OFFICER, key=f"{number}")
        assert list(written_down(house, last)) == before
        assert damages(house) == []
        house.clock.move(hours=1)
    found = {by: figures(house, by, this_year(house))["all"] for by in (CHIEF, NATION, INTEGRITY)}
    restored = {by: one.persons("restored") - 40 * (by != INTEGRITY) for by, one in found.items()}
    assert restored == {CHIEF: 1 + 4, NATION: 1 + 4, INTEGRITY: 2 + 8}
    office, apart = found[CHIEF], found[INTEGRITY]
    assert (office.handed_on, office.taken_over, apart.handed_on, apart.taken_over) == (2, 2, 2, 2)
    assert (apart.open_at_end, listed(house, CHIEF, this_year(house), "open_at_end")) == (0, 3)
    assert [(one.unit, one.walled, one.open) for one in spells(house, reference)] == [
        ("KZ-39", number % 2 == 1, number == 4) for number in range(5)
    ]
    assert [one.until is None for one in records(house, Wall)] == [False, False]


def test_one_that_goes_to_the_stand_in_with_its_wall_leaves_no_trace_there_but_with_the_integrity_unit(
    staffed: House,
) -> None:
    house, reference = staffed, staffed.file().reference
    walk(house, reference, TO_INQUIRY)
    house.clock.move(days=9)
    last = today(house.clock(), house.pack.zone) - DAY
    before = list(written_down(house, last))
    raise_wall(house, reference, CHIEF, by=NATION, handling="stand_in")
    assert [(one.unit, one.walled, one.open) for one in spells(house, reference)] == [
        ("KZ-39", False, False),
        ("KZ-IN", True, True),
    ]
    assert list(written_down(house, last)) == before
    assert figures(house, NATION, this_year(house))["all"].handed_on == 1
    assert damages(house) == []


def test_on_its_first_day_a_wall_leaves_no_trace_in_the_office_and_a_later_one_leaves_that_of_a_transfer(
    staffed: House,
) -> None:
    house = staffed
    house.file()
    before = of_no_clock(figures(house, CHIEF, this_year(house))["all"])
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    house.clock.move(hours=3)
    raise_wall(house, reference, OFFICER, key="first")
    assert of_no_clock(figures(house, CHIEF, this_year(house))["all"]) == before
    assert [(one.since, one.until) for one in records(house, Wall)] == [(case_of(house, reference).received_at, None)]
    assert figures(house, INTEGRITY, this_year(house))["all"].received == 1
    told = []
    for number, change in enumerate((lift_wall, raise_wall, lift_wall)):
        house.clock.move(days=2)
        change(house, reference, OFFICER, key=f"{number}")
        assert damages(house) == []
        office = figures(house, CHIEF, this_year(house))["all"]
        told.append((office.received, office.taken_over, office.handed_on, office.open_at_end))
    assert told == [(1, 1, 0, 2), (1, 1, 1, 1), (1, 2, 1, 2)]
    assert [(one.walled, one.open) for one in spells(house, reference)] == [
        (True, False), (False, False), (True, False), (False, True),
    ]  # fmt: skip


def test_a_wall_that_is_drawn_and_taken_down_at_once_never_stood(staffed: House) -> None:
    house, (reference, _, _) = staffed, grow(staffed)
    for number in range(2):
        raise_wall(house, reference, OFFICER, key=f"up {number}")
        lift_wall(house, reference, OFFICER, key=f"down {number}")
        assert records(house, Wall) == []
    assert damages(house) == []


@pytest.mark.parametrize("wrong", ["moved", "gone", "slipped in"])
def test_a_wall_that_is_not_as_the_journal_says_is_found(staffed: House, wrong: str) -> None:
    """Written over, it would let what happened behind it count for everybody."""
    house, (reference, other, _) = staffed, grow(staffed)
    raise_wall(house, reference, OFFICER)
    touched = case_of(house, other if wrong == "slipped in" else reference).id

    def pencil(session: Session, *, viewer: Viewer) -> None:
        later = house.clock() + timedelta(days=1)
        session.execute(
            {
                "moved": update(Wall).values(since=later),
                "gone": delete(Wall),
                "slipped in": insert(Wall).values(case_id=touched, since=later),
            }[wrong]
        )

    house.database.write(pencil, viewer=System())
    assert Damage("cases", touched, 0, Fault.CHANGED) in damages(house)


def test_a_wall_from_before_walls_had_a_moment_always_stood(staffed: House) -> None:
    """As the upgrade takes them: nobody can say any more which numbers they moved."""
    house, (reference, _, _) = staffed, grow(staffed)
    raise_wall(house, reference, OFFICER)
    bodies, told = [], Told()
    for row in records(house, Entry, case_id=case_of(house, reference).id):
        said = msgspec.json.decode(row.body)
        said["body"].pop("counts_from", None)
        bodies.append((row.sequence, msgspec.json.encode(said)))
    for _, body in sorted(bodies):
        told.hear(DECODE(body))
    assert told.walls == [(int(case_of(house, reference).received_at.timestamp()), None)]
    counted = count_case(
        [body for _, body in sorted(bodies)], lambda _: house.pack, lambda *_: house.pack.calendar, lambda *_: None
    )
    assert counted is not None
    assert [one.walled for one in counted] == [True]


def spells(house: House, reference: str) -> list[Measure]:
    return sorted(records(house, Measure, case_id=case_of(house, reference).id), key=lambda one: one.spell)
