"""What is worth a supervisor's morning: each rule on both sides of its edge, for those who may see the cases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import Case
from cases.reports.concerns import Concerns, Owed, Rise, is_rise, read_concerns
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
    return database.read(read_concerns, frozenset(), rules=RULES, house=HOUSE, viewer=viewer, at=NOW)


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
    found = database.read(read_concerns, frozenset(), rules=few, house=HOUSE, viewer=ABAI, at=NOW)
    assert found.rises == (Rise("colony", 5, 0.5),)


def test_a_rise_needs_both_many_cases_and_far_more_than_usual() -> None:
    assert not is_rise(2, 0, RULES)
    assert not is_rise(4, 0, RULES)
    assert is_rise(5, 0, RULES)
    assert not is_rise(10, 8, RULES)  # 4 usual: from 11
    assert is_rise(11, 8, RULES)
