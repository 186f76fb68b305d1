"""Alarms as people see them: on the desk of whom they name, beside the clock, until the clock is dealt with."""

import pytest
from sqlalchemy.orm import Session

from cases.records import Notice
from cases.records.rows import insert_rows, table_of
from cases.viewer import System, Viewer
from cases.worker.rounds import work_once
from cases.worklist import listing as worklist
from cases.worklist import tabs
from cases.worklist.listing import Asked
from cases.worklist.tabs import Tab
from tests.builders import House
from tests.harness.handling import CHIEF, OFFICER, TO_DECISION, TO_INQUIRY, URGENT, Act, open_file, records, walk


def signs(house: House, who: str, tab: Tab = "needs_me") -> list[tuple[str, ...]]:
    found = house.database.read(
        worklist.queue, Asked(tab=tab), pack=house.pack, viewer=house.officer(who), at=house.clock()
    )
    return [row.signs for row in found.rows]


def later(house: House, **by: float) -> None:
    house.clock.move(**by)
    work_once(house.database, house.pack, at=house.clock())


def said(house: House) -> list[tuple[str, str, str | None, bool]]:
    """(clock, kind, role or nobody, still stands) of every notice, in the order written."""
    rows = sorted(records(house, Notice), key=lambda row: (row.at, row.clock, row.kind, row.role or ""))
    return [(row.clock, row.kind, row.role, row.settled_at is None) for row in rows]


def test_a_warning_reaches_the_handler_and_goes_when_the_clock_stops(house: House) -> None:
    house.employ("second.39", "KZ-39", "caseworker")
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    later(house, days=15)
    assert ("review", "warn", None, True) in said(house)
    (signs_of_mine,) = signs(house, OFFICER)
    assert "warned" in signs_of_mine
    assert signs(house, "second.39") == []
    (review,) = (clock for clock in open_file(house, reference).clocks if clock.name == "review")
    assert review.notices == ("warn",)
    walk(house, reference, TO_DECISION[len(TO_INQUIRY) :])
    assert all(not stands for clock, _, _, stands in said(house) if clock == "review")


def test_what_is_passed_up_stands_before_the_role_that_is_named(house: House) -> None:
    house.file(**URGENT)
    later(house, minutes=31)
    assert ("urgent_triage", "warn", "representative", True) in said(house)
    assert "warned" in signs(house, CHIEF)[0]
    later(house, minutes=30)
    assert ("urgent_triage", "escalate", "supervisor", True) in said(house)
    assert "escalated" in signs(house, "supervisor.ho")[0]  # a region has no supervisor: the head office looks
    assert {row.unit for row in records(house, Notice) if row.role == "supervisor"} == {"KZ-HO"}
    assert signs(house, "representative.75") == []


def test_a_clock_that_is_extended_reminds_nobody_of_what_is_past(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    later(house, days=15)
    assert ("review", "warn", None, True) in said(house)
    extend = Act("extend_review", answers={"reason": "The expert is ill."})
    walk(house, reference, [extend, Act("confirm:extend_review", CHIEF)])
    assert ("review", "warn", None, True) not in said(house)


def test_a_check_that_comes_again_is_said_once_at_a_time(house: House) -> None:
    reference = house.file(track="detention", facility="F-3901").reference
    walk(house, reference, TO_INQUIRY)
    for _ in range(2):
        later(house, days=30)
    stands = [row for row in records(house, Notice, settled_at=None) if row.clock == "reprisal"]
    assert len(stands) <= 1


def test_a_case_of_which_much_is_said_counts_once_and_hides_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts stop early: what they read of one case must not stand for two."""
    for _ in range(3):
        house.file(**URGENT)
    later(house, minutes=31)
    loud = records(house, Notice)[0]

    def say_again(session: Session, *, viewer: Viewer) -> None:
        again = {column.key: getattr(loud, column.key) for column in table_of(Notice).c}
        insert_rows(session, Notice, *({**again, "id": number, "clock": f"clock {number}"} for number in range(1, 5)))

    house.database.write(say_again, viewer=System())
    monkeypatch.setattr(tabs, "COUNTED_TO", 3)
    viewer = house.officer(CHIEF)
    found = house.database.read(worklist.queue, Asked(tab="needs_me"), pack=house.pack, viewer=viewer, at=house.clock())
    assert found.counts["needs_me"] == len(found.rows) == 3
