"""What is worth a supervisor's morning: each rule on both sides of its edge, for those who may see the cases."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import update
from sqlalchemy.orm import Session

from cases.database import Database
from cases.errors import NotAllowed
from cases.records import Case, CaseLink
from cases.reports.concerned import Concern, Concerned, Loaded, read_concerned
from cases.reports.concerns import Concerns, Owed, read_concerns
from cases.reports.patterns import Alike, Rise, is_rise
from cases.reports.rules import Rules
from cases.viewer import System, Viewer
from tests.unit.reports.world import (
    ABAI,
    HEAD_OFFICE,
    HOUSE,
    INTEGRITY,
    add_case,
    add_officer,
    add_remedy,
    add_units,
    row,
    spell,
)

NOW = datetime(2026, 11, 26, 5, tzinfo=UTC)
TODAY = date(2026, 11, 26)
RULES = Rules(due_days=3, silent_days=30, load=2, rise_days=28, rise_spans=2, rise_least=3)


def fill(session: Session, *, viewer: Viewer) -> None:
    """Abai has one of everything, Almaty a case nobody has touched, and one is behind the wall."""
    add_units(session, viewer=viewer)
    add_officer(session, 1, "KZ-10", "caseworker", viewer=viewer)
    add_officer(session, 2, "KZ-10", "caseworker", viewer=viewer)
    session.flush()
    day, long_ago = timedelta(days=1), NOW - timedelta(days=31)
    lately = NOW - timedelta(days=28)
    cases: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {
        1: (spell("KZ-10", TODAY, due=TODAY), {"handler_id": 1, "facility": "colony", "received_at": NOW - day}),
        2: (spell("KZ-10", TODAY, due=TODAY + 3 * day), {"handler_id": 1, "facility": "colony", "received_at": lately}),
        3: (spell("KZ-10", TODAY, due=TODAY + 4 * day), {"handler_id": 1, "facility": "colony", "received_at": lately}),
        4: (
            spell("KZ-10", TODAY, due=TODAY - day),
            {"handler_id": 2, "facility": "colony", "received_at": lately - day},
        ),
        5: (spell("KZ-10", TODAY, urgency=1), {"handler_id": 2, "heard_at": long_ago}),
        6: (spell("KZ-10", TODAY, urgency=1, first_minutes=4), {"heard_at": NOW - timedelta(days=30)}),
        7: (spell("KZ-75", TODAY, urgency=1), {}),
        8: (
            spell("KZ-10", TODAY, urgency=1, walled=True),
            {"handler_id": 2, "heard_at": long_ago, "facility": "colony"},
        ),
        9: (spell("KZ-10", TODAY, due=TODAY, decided=TODAY, closed=TODAY), {"open": False, "heard_at": long_ago}),
    }
    for number, (numbers, columns) in cases.items():
        add_case(session, number, numbers, viewer=viewer)
        known = {"open": True, "received_at": NOW, "kind": "case", **columns}
        session.execute(update(Case).where(Case.id == number).values(**known))
    owed: dict[str, Any] = {"unit": "KZ-10", "kind": "compensation", "body": "akimat", "opened": NOW}
    add_remedy(session, 101, 1, due=TODAY - 9 * day, viewer=viewer, **owed)
    add_remedy(session, 102, 2, due=TODAY - 2 * day, viewer=viewer, **owed)
    add_remedy(session, 103, 3, due=TODAY, viewer=viewer, **owed)
    add_remedy(session, 104, 4, due=TODAY - day, answered=TODAY, viewer=viewer, **owed)
    add_remedy(session, 105, 8, due=TODAY - 99 * day, viewer=viewer, **owed)


def concerns(database: Database, viewer: Viewer) -> Concerns:
    return database.read_across(read_concerns, frozenset(), rules=RULES, house=HOUSE, viewer=viewer, at=NOW)


def test_each_rule_finds_what_is_beyond_its_edge_and_for_those_who_may_see_it(database: Database) -> None:
    database.write(fill, viewer=System())
    abai = Concerns(
        untouched=1,  # 5
        due_soon=2,  # 1 and 2
        silent=1,  # 5
        overloaded=1,  # officer 1
        rises=(),
        owed=(Owed("akimat", 2, 9),),  # 101 and 102
    )
    found = concerns(database, ABAI)
    assert found == replace(abai, rises=found.rises)
    assert concerns(database, HEAD_OFFICE) == replace(found, untouched=2)  # 7 as well
    assert concerns(database, INTEGRITY) == Concerns(untouched=1, silent=1, owed=(Owed("akimat", 1, 99),))  # 8 alone


def test_a_place_is_named_when_many_more_came_from_it_than_before(database: Database) -> None:
    database.write(fill, viewer=System())
    few = replace(RULES, rise_least=3)
    assert concerns(database, ABAI).rises == ()  # three, where one is usual, may be chance

    def add_more(session: Session, *, viewer: Viewer) -> None:
        for number in (21, 22):
            add_case(session, number, spell("KZ-10", TODAY), viewer=viewer)
            known = {"facility": "colony", "received_at": NOW - timedelta(hours=1), "open": True, "kind": "case"}
            session.execute(update(Case).where(Case.id == number).values(**known))

    database.write(add_more, viewer=System())
    found = database.read_across(read_concerns, frozenset(), rules=few, house=HOUSE, viewer=ABAI, at=NOW)
    assert found.rises == (Rise("colony", 5, 0.5),)


def test_a_rise_needs_both_many_cases_and_far_more_than_usual() -> None:
    assert not is_rise(2, 0, RULES)
    assert not is_rise(4, 0, RULES)
    assert is_rise(5, 0, RULES)
    assert not is_rise(10, 8, RULES)  # 4 usual: from 11
    assert is_rise(11, 8, RULES)


def add_alike(session: Session, *, viewer: Viewer) -> None:
    """About the police: two of Abai and one of Almaty share an issue; one is walled, one too old, two pursued already."""
    add_units(session, viewer=viewer)
    cases: dict[int, tuple[str, dict[str, Any]]] = {
        1: ("KZ-10", {"issues": ["force", "torture"]}),
        2: ("KZ-10", {"issues": ["force"]}),
        3: ("KZ-75", {"issues": ["force", "food"]}),
        4: ("KZ-10", {"issues": ["force"], "walled": True}),
        5: ("KZ-10", {"issues": ["torture"], "received_at": NOW - timedelta(days=91)}),
        6: ("KZ-10", {"issues": ["torture"]}),
        7: ("KZ-10", {"issues": ["torture"]}),
    }
    for number, (unit, known) in cases.items():
        walled = bool(known.get("walled"))
        facts = {"issues": known["issues"], "accused_body": "police"}
        more = {"facts": facts, "facility": "colony" if number < 3 else None, "kind": "case", "open": True}
        received = known.get("received_at", NOW - timedelta(days=2))
        life = spell(unit, TODAY, walled=walled)
        add_case(session, number, life, viewer=viewer, received_at=received, **more)
    session.add(row(CaseLink, case_id=7, other_id=6, kind="systemic"))
    session.flush()


def test_three_alike_that_no_systemic_issue_pursues_are_suggested(database: Database) -> None:
    database.write(add_alike, viewer=System())
    assert concerns(database, HEAD_OFFICE).alike == (Alike("police", "force", 3, "body"),)
    assert concerns(database, ABAI).alike == (), "the third is another unit's"
    assert concerns(database, INTEGRITY).alike == (), "behind the wall there is one"
    two = replace(RULES, alike_least=2)
    found = database.read_across(read_concerns, (), rules=two, house=HOUSE, viewer=ABAI, at=NOW)
    assert found.alike == (Alike("colony", "force", 2), Alike("police", "force", 2, "body"))


def test_a_body_is_named_when_many_more_complain_of_it_than_before(database: Database) -> None:
    database.write(add_alike, viewer=System())
    least = replace(RULES, rise_least=5)
    found = database.read_across(read_concerns, (), rules=least, house=HOUSE, viewer=HEAD_OFFICE, at=NOW)
    assert found.rises == (Rise("police", 5, 0.0, "body"),)
    assert database.read_across(read_concerns, (), rules=least, house=HOUSE, viewer=ABAI, at=NOW).rises == ()


@pytest.mark.parametrize(
    ("vague", "alike", "rises"),
    [
        ("force", (), (Rise("police", 5, 0.0, "body"),)),
        ("police", (), ()),
        ("food", (Alike("police", "force", 3, "body"),), None),
    ],
)
def test_what_names_nothing_in_particular_makes_no_pattern(
    database: Database, vague: str, alike: tuple[Alike, ...], rises: tuple[Rise, ...] | None
) -> None:
    database.write(add_alike, viewer=System())
    house, rules = replace(HOUSE, vague=frozenset({vague})), replace(RULES, rise_least=5)
    found = database.read_across(read_concerns, (), rules=rules, house=house, viewer=HEAD_OFFICE, at=NOW)
    assert found.alike == alike
    assert rises is None or found.rises == rises


def test_behind_each_concern_are_the_cases_that_it_counts(database: Database) -> None:
    """A viewer who holds no key to them is told how many they are, and not which."""
    database.write(fill, viewer=System())
    expected = {
        Concern("untouched"): (5,), Concern("due_soon"): (1, 2), Concern("silent"): (5,), Concern("owed", "", "akimat"): (1, 2),
        Concern("rise", "facility", "colony"): (1, 2, 3),
    }  # fmt: skip
    for concern, numbers in expected.items():
        as_system = behind(database, concern, System(), frozenset({"KZ-10"}))
        assert sorted(line.reference for line in as_system.lines) == [f"2026-{number}" for number in numbers], concern
        assert behind(database, concern, ABAI, ()) == Concerned(closed=len(numbers)), concern
    assert behind(database, Concern("overloaded"), ABAI, ()).officers == (Loaded("x", "KZ-10", 3),)
    assert behind(database, Concern("overloaded"), INTEGRITY, ()).officers == ()
    alike = Concern("alike", "facility", "colony", "force")
    assert behind(database, alike, System(), ()) == Concerned()
    with pytest.raises(NotAllowed):
        behind(database, Concern("silent"), ABAI, frozenset({"KZ-75"}))


def behind(database: Database, concern: Concern, viewer: Viewer, units: Collection[str]) -> Concerned:
    return database.read_across(read_concerned, concern, units, rules=RULES, house=HOUSE, viewer=viewer, at=NOW)
