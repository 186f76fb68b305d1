"""The queue on both databases: who sees what, in which order, page by page, with how many statements."""

from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases import casefile
from cases.acts.proceedings import clocks_of
from cases.database import Database
from cases.errors import CaseNotFound, ChangedMeanwhile, NotAllowed
from cases.records import Case, Entry
from cases.records.statements import KNOWN
from cases.viewer import System, Viewer
from cases.worklist import assigning, tabs
from cases.worklist import listing as worklist
from cases.worklist.desk_rows import project_case
from cases.worklist.listing import PAGE, Asked, Queue
from cases.worklist.tabs import Tab
from tests.builders import House, found_house
from tests.harness.asked import counted_statements
from tests.harness.handling import TO_DECISION, walk


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    found = found_house(database, at=now)
    found.employ("second.39", "KZ-39", "caseworker", "intake")
    found.employ("npm.np", "KZ-NP", "npm")
    return found


def file(house: House, **answers: Any) -> str:
    """A complaint of Kostanay region; gives its reference."""
    return house.file(**answers).reference


def ask(house: House, who: str, tab: Tab = "unit", **asked: Any) -> Queue:
    viewer = house.officer(who)
    return house.database.read(
        worklist.queue,
        Asked(tab=tab, **asked),
        pack=house.pack,
        viewer=viewer,
        at=house.clock(),
    )


def references(queue: Queue) -> list[str]:
    return [row.reference for row in queue.rows]


def set_case(house: House, reference: str, **values: object) -> None:
    """Write columns of a case and its desk rows anew."""

    def change(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(Case).where(Case.reference == reference).values(**values))
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        project_case(session, case, clocks_of(session, case))

    house.database.write(change, viewer=System())


def test_a_new_complaint_stands_in_the_queue_of_the_region_where_it_happened(house: House) -> None:
    reference = file(house)
    assert references(ask(house, "caseworker.39")) == [reference]
    assert references(ask(house, "caseworker.75")) == []
    assert references(ask(house, "supervisor.ho")) == [reference]


def test_what_is_to_be_done_is_the_responsible_units_alone(house: House) -> None:
    file(house)
    assert ask(house, "caseworker.39").counts["unassigned"] == 1
    assert ask(house, "supervisor.ho").counts["unassigned"] == 0


def test_a_case_about_our_own_staff_is_in_no_queue_but_that_of_the_integrity_unit(house: House) -> None:
    reference = file(house, about_us="our_staff")
    assert [references(ask(house, who)) for who in ("caseworker.39", "supervisor.ho", "caseworker.75")] == [[], [], []]
    assert references(ask(house, "integrity.in")) == [reference]


def test_the_most_urgent_comes_first_then_what_is_due_next_then_what_came_first(house: House) -> None:
    newer, older, registered = (file(house, track="business") for _ in range(3))
    urgent = file(house, danger_24h="yes")
    set_case(house, older, received_at=house.clock() - timedelta(days=9))
    house.act(registered, "register", by="caseworker.39")
    assert references(ask(house, "caseworker.39")) == [urgent, older, newer, registered]
    set_case(house, registered, pin=1)
    assert references(ask(house, "caseworker.39")) == [urgent, registered, older, newer]


def test_pages_follow_each_other_without_a_gap_or_a_repeat(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "PAGE", 3)
    filed = {file(house) for _ in range(8)}
    first = ask(house, "caseworker.39")
    second = ask(house, "caseworker.39", after=first.after)
    third = ask(house, "caseworker.39", after=second.after)
    assert [len(page.rows) for page in (first, second, third)] == [3, 3, 2]
    assert third.after is None
    assert {*references(first), *references(second), *references(third)} == filed
    assert PAGE == 50


NEVER_GIVEN = (
    "",
    "x",
    "1.2",
    "1.2.3.2026-000000-0",
    "9e9.1.1.2026-481516-3",
    "٣.1.1.a",
    f"1.1.1.{9:05000}",
    "1.1.1.\0",
)


@pytest.mark.parametrize("after", NEVER_GIVEN)
def test_a_page_mark_that_was_never_given_means_the_first_page(house: House, after: str) -> None:
    reference = file(house)
    assert references(ask(house, "caseworker.39", after=after)) == [reference]
    assert references(ask(house, "caseworker.39", "closed", after=after)) == []


def test_a_page_mark_does_not_show_ids(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "PAGE", 1)
    file(house), file(house)
    page = ask(house, "caseworker.39")
    assert page.after is not None
    assert page.after.endswith(page.rows[0].reference)


def test_filters_leave_only_what_they_name(house: House) -> None:
    file(house, track="harassment")
    other = file(house, track="environment", body_kind="local")
    assert references(ask(house, "caseworker.39", track="environment")) == [other]
    assert references(ask(house, "caseworker.39", track="environment", urgency=1)) == []
    house.act(other, "register", by="caseworker.39")
    assert references(ask(house, "caseworker.39", stage="registered")) == [other]
    assert ask(house, "caseworker.39", track="business").counts["unit"] == 2


def test_taking_a_case_makes_it_mine_and_is_journaled(house: House) -> None:
    reference = file(house)
    officer = house.officer("caseworker.39")
    house.database.write(assigning.take, reference, viewer=officer, at=house.clock())
    house.database.write(assigning.take, reference, viewer=officer, at=house.clock())
    mine = ask(house, "caseworker.39", "mine")
    assert references(mine) == [reference]
    assert mine.rows[0].handler == "Caseworker.39"
    assert "mine" in mine.rows[0].signs
    assert mine.counts["unassigned"] == 0
    assert [act for act in journaled(house, reference) if act == "take"] == ["take"]


def journaled(house: House, reference: str) -> list[str]:
    def acts(session: Session, *, viewer: Viewer) -> list[str]:
        of_case = select(Entry.act).join(Case, Case.id == Entry.case_id).where(Case.reference == reference)
        return list(session.scalars(of_case))

    return house.database.read(acts, viewer=System())


def test_a_case_that_somebody_has_cannot_be_taken(house: House) -> None:
    reference = file(house)
    house.database.write(assigning.take, reference, viewer=house.officer("second.39"), at=house.clock())
    with pytest.raises(ChangedMeanwhile):
        house.database.write(assigning.take, reference, viewer=house.officer("caseworker.39"), at=house.clock())


STRANGERS = (("caseworker.75", CaseNotFound), ("supervisor.ho", NotAllowed), ("npm.np", CaseNotFound))


@pytest.mark.parametrize(("who", "refused"), STRANGERS)
def test_a_case_of_another_unit_cannot_be_taken(house: House, who: str, refused: type[Exception]) -> None:
    reference = file(house)
    with pytest.raises(refused):
        house.database.write(assigning.take, reference, viewer=house.officer(who), at=house.clock())


def test_the_row_says_whose_move_it_is_what_is_next_and_how_long_it_has_been(house: House) -> None:
    reference = file(house, danger_24h="unsure")
    house.act(reference, "register", by="caseworker.39")
    house.clock.move(days=4)
    (row,) = ask(house, "caseworker.39").rows
    assert (row.ball, row.ball_days) == ("me", 4)
    assert row.next_step is not None
    assert row.due is not None
    assert row.review_due is not None
    assert row.review_due > row.due
    assert {"at_risk", "late", "mine"} <= set(row.signs)
    assert row.heard_days == 4
    assert row.stage["en"] == "Registered"
    assert ask(house, "caseworker.39").counts["late"] == 1


def test_signs_tell_of_children_of_the_unnamed_and_of_what_nobody_has_opened(house: House) -> None:
    child = file(house, filed_by="relative", minor="true")
    unnamed = file(house, identity="anonymous")
    urgent = file(house, danger_24h="yes")
    signs = {row.reference: row.signs for row in ask(house, "caseworker.39").rows}
    assert "child" in signs[child]
    assert "anonymous" in signs[unnamed]
    assert signs[urgent] == ("unopened", "urgent")


def test_an_act_that_waits_for_a_second_person_needs_the_representative(house: House) -> None:
    reference = file(house)
    for name in ("register", "triage", "check_admissibility"):
        house.act(reference, name, by="caseworker.39")
    assert ask(house, "representative.39").counts["needs_me"] == 0
    house.act(reference, "reject", by="caseworker.39", ground=ground(house), reason="Себебі")
    needed = ask(house, "representative.39", "needs_me")
    assert references(needed) == [reference]
    assert [words["en"] for words in needed.rows[0].waiting] == ["Do not admit"]
    assert ask(house, "caseworker.39").counts["needs_me"] == 0


def test_a_decision_beside_the_case_waits_for_whoever_decides_there(house: House) -> None:
    def needed() -> dict[str, list[str]]:
        """Titles of what each is to decide on the one case."""
        asked = {
            who: ask(house, who, "needs_me") for who in ("representative.39", "representative.75", "supervisor.ho")
        }
        assert all(queue.counts["needs_me"] == len(queue.rows) for queue in asked.values())
        return {
            who: [one["en"] for row in queue.rows for one in row.decisions]
            for who, queue in asked.items()
            if queue.rows
        }

    reference = file(house)
    walk(house, reference, TO_DECISION)
    assert needed() == {}
    house.act(reference, "recommend_remedy", by="caseworker.39", kind="compensation", body="B-MOH", what="Pay.")
    assert needed() == {"representative.39": ["Remedy"]}
    assert ask(house, "caseworker.39").counts["needs_me"] == 0
    house.act(reference, "approve", by="representative.39", number=2)
    assert needed() == {}

    other = file(house)
    house.act(other, "offer_transfer", by="caseworker.39", to_unit="KZ-75", reason="There.")
    assert needed() == {"representative.75": ["Transfer to another office"]}
    house.act(other, "refuse", by="representative.75", number=2, reason="Not ours.")
    house.act(other, "offer_again", by="caseworker.39", number=2, reason="But it is.")
    house.act(other, "refuse_again", by="representative.75", number=2, reason="No.")
    assert needed() == {"supervisor.ho": ["Transfer to another office"]}


def ground(house: House) -> str:
    return next(iter(house.pack.taxonomies["inadmissibility"].labels))


def test_a_finished_case_leaves_the_queue_and_stands_among_the_closed_ones(house: House) -> None:
    reference = file(house)
    for name in ("register", "triage", "check_admissibility"):
        house.act(reference, name, by="caseworker.39")
    house.act(reference, "reject", by="caseworker.39", ground=ground(house), reason="Себебі")
    house.act(reference, "confirm:reject", by="representative.39")
    queue = ask(house, "caseworker.39")
    assert references(queue) == []
    assert "closed" not in queue.counts, "nobody's work is counted"
    (row,) = ask(house, "caseworker.39", "closed").rows
    assert (row.reference, row.due, row.takeable) == (reference, None, False)
    assert references(ask(house, "caseworker.75", "closed")) == []


def test_the_nickname_opens_for_the_responsible_unit_only(house: House) -> None:
    reference = file(house)
    officer = house.officer("caseworker.39")
    house.database.write(casefile.rename, reference, "Қызыл үй", viewer=officer, at=house.clock())
    assert ask(house, "second.39").rows[0].nickname == "Қызыл үй"
    assert ask(house, "supervisor.ho").rows[0].nickname is None


@pytest.mark.parametrize("tab", ["unit", "closed"])
def test_a_page_takes_as_many_statements_for_many_cases_as_for_one(house: House, tab: Tab) -> None:
    file(house)
    with counted_statements() as few:
        first = ask(house, "caseworker.39", tab, after="0.1.1.2026-000000-0" if tab == "unit" else None)
    for _ in range(7):
        file(house)
    with counted_statements() as many:
        ask(house, "caseworker.39", tab, after="0.1.1.2026-000000-0" if tab == "unit" else None)
    assert len(few) == len(many) <= 5
    assert first.after is None


@pytest.mark.parametrize("tab", get_args(Tab))
def test_the_queues_statements_are_put_together_once_for_all_of_the_same_roles(house: House, tab: Tab) -> None:
    file(house)
    ask(house, "caseworker.39", tab)
    known = len(KNOWN)
    for who in ("second.39", "caseworker.39"):
        house.clock.move(minutes=1)
        ask(house, who, tab)
    assert len(KNOWN) == known


def test_counting_stops_where_it_says(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabs, "COUNTED_TO", 2)
    for _ in range(3):
        file(house)
    assert ask(house, "caseworker.39").counts["unit"] == 2
