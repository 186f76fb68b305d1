"""Routing of design 01 §1.5 by the Kazakhstan pack: each row is met by a concrete complaint and goes where it says."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import kazakhstan
from workflows.facts import Fact, Kind
from workflows.tables import evaluate

PACK = kazakhstan()

Facts = dict[str, Any]

LEAD: list[tuple[str, Facts, str, int]] = [
    ("our own staff", {"about_us": "our_staff", "facility": "F-3901", "region": "KZ-39"}, "integrity", 0),
    ("the Commissioner", {"about_us": "commissioner"}, "integrity", 0),
    ("the head of integrity", {"about_us": "head_of_integrity", "region": "KZ-39"}, "head_office", 1),
    (
        "150 people in one prison yard",
        {"facility": "F-2701", "people": 150, "region": "KZ-27"},
        "region of facility",
        2,
    ),
    ("a prison of a central committee", {"facility": "F-7501", "body_kind": "central"}, "region of facility", 2),
    ("several regions", {"several_regions": True, "region": "KZ-10"}, "head_office", 3),
    ("a village of 465", {"people": 465, "region": "KZ-27", "body_kind": "private"}, "head_office", 4),
    ("twenty people", {"people": 20, "region": "KZ-27"}, "head_office", 4),
    ("a ministry", {"body_kind": "central", "region": "KZ-75"}, "head_office", 5),
    ("a fund of the State", {"body_kind": "quasi_state", "region": "KZ-75"}, "head_office", 5),
    ("a national company", {"body_kind": "national_company", "region": "KZ-75"}, "head_office", 5),
    ("abroad", {"region": "abroad", "body_kind": "private", "residence": "KZ-10"}, "head_office", 6),
    ("a school", {"body_kind": "local", "region": "KZ-39"}, "region of place", 7),
    ("a mine", {"body_kind": "private", "region": "KZ-35", "people": 19}, "region of place", 7),
    ("named, place known, respondent unknown", {"region": "KZ-47"}, "region of place", 7),
    ("place unknown", {"region": "unknown", "residence": "KZ-63"}, "region of residence", 8),
    ("nothing known", {"region": "unknown"}, "head_office", 9),
    ("lives abroad, place unknown", {"region": "unknown", "residence": "abroad"}, "head_office", 9),
]

URGENCY: list[tuple[str, Facts, int, int]] = [
    ("life in danger", {"danger": "yes"}, 1, 0),
    ("no vital medicine", {"danger": "no", "urgent_signs": ["medicine"]}, 1, 1),
    ("to be sent out of the country", {"danger": "unsure", "urgent_signs": ["removal"]}, 1, 1),
    ("beaten in custody, going on", {"issues": ["force", "food"], "ongoing": True}, 1, 2),
    ("afraid", {"danger": "unsure"}, 2, 3),
    ("tortured years ago", {"danger": "no", "issues": ["torture"], "ongoing": False}, 2, 4),
    ("a child", {"danger": "no", "minor": True}, 2, 5),
    ("fears payback", {"danger": "no", "reprisal_feared": True}, 2, 6),
    ("an unpaid wage", {"danger": "no", "issues": ["wages"]}, 3, 7),
    ("nothing said", {}, 3, 7),
]

CIRCLE: list[tuple[str, Facts, set[str], int]] = [
    ("life in danger", {"danger": "yes"}, {"duty", "head_office", "region of place"}, 0),
    ("suicide", {"about_us": "no", "urgent_signs": ["suicide"]}, {"duty", "head_office", "region of place"}, 1),
    ("urgent for another reason", {"about_us": "no", "urgency": 1}, {"duty", "head_office"}, 2),
    ("torture", {"about_us": "no", "issues": ["torture"]}, {"head_office"}, 3),
    ("a child", {"about_us": "no", "minor": True}, {"head_office"}, 4),
    ("a ministry", {"about_us": "no", "body_kind": "central"}, {"head_office", "region of place"}, 5),
    ("several regions", {"several_regions": True}, {"region of place", "region of residence", "head_office"}, 6),
    ("many people", {"people": 20}, {"head_office", "region of place"}, 7),
    ("a facility", {"facility": "F-7501"}, {"region of facility", "head_office"}, 8),
    ("ordinary", {"about_us": "no"}, {"head_office"}, 9),
]

PROCEDURE: list[tuple[str, Facts, str, int]] = [
    ("in danger and without a name", {"danger": "yes", "identity": "anonymous"}, "complaint", 0),
    ("without a name", {"danger": "no", "identity": "anonymous"}, "signal", 1),
    ("named", {"danger": "no", "identity": "named"}, "complaint", 2),
]

PIN: list[tuple[str, Facts, int, int]] = [
    ("urgent, seen", {"urgency": 1, "opened": True}, 2, 0),
    ("urgent, nobody has opened it", {"urgency": 1}, 3, 1),
    ("fears payback", {"urgency": 2, "reprisal_feared": True}, 1, 2),
    ("ordinary", {"urgency": 3}, 0, 3),
]


def named(rows: list[Any]) -> dict[str, Any]:
    return {"argvalues": [row[1:] for row in rows], "ids": [row[0] for row in rows]}


@pytest.mark.parametrize(("facts", "unit", "row"), **named(LEAD))
def test_a_complaint_goes_to_the_office_that_must_answer(facts: Facts, unit: str, row: int) -> None:
    answer = evaluate(PACK.tables["lead"], facts)
    assert (unit, [row]) == (answer.results["lead"], [one.number for one in answer.rows])


@pytest.mark.parametrize(("facts", "urgency", "row"), **named(URGENCY))
def test_danger_decides_how_fast(facts: Facts, urgency: int, row: int) -> None:
    answer = evaluate(PACK.tables["urgency"], facts)
    assert (urgency, [row]) == (answer.results["urgency"], [one.number for one in answer.rows])


@pytest.mark.parametrize(("facts", "units", "row"), **named(CIRCLE))
def test_those_who_must_help_may_read(facts: Facts, units: set[str], row: int) -> None:
    answer = evaluate(PACK.tables["circle"], facts)
    circle = answer.results["circle"]
    assert isinstance(circle, tuple)
    assert units == set(circle)
    assert row in [one.number for one in answer.rows]


@pytest.mark.parametrize(("facts", "procedure", "row"), **named(PROCEDURE))
def test_a_report_without_a_name_is_a_signal_unless_life_is_in_danger(facts: Facts, procedure: str, row: int) -> None:
    answer = evaluate(PACK.tables["procedure"], facts)
    assert (procedure, [row]) == (answer.results["procedure"], [one.number for one in answer.rows])


@pytest.mark.parametrize(("facts", "pin", "row"), **named(PIN))
def test_what_is_urgent_stands_on_top(facts: Facts, pin: int, row: int) -> None:
    answer = evaluate(PACK.tables["pin"], facts)
    assert (pin, [row]) == (answer.results["pin"], [one.number for one in answer.rows])


@pytest.mark.parametrize(
    ("table", "rows"), [("lead", LEAD), ("urgency", URGENCY), ("procedure", PROCEDURE), ("pin", PIN)]
)
def test_every_row_of_every_first_table_has_its_example(table: str, rows: list[Any]) -> None:
    assert {row[3] for row in rows} == set(range(len(PACK.tables[table].rows)))


def test_every_row_of_the_circle_has_its_example() -> None:
    walled = evaluate(PACK.tables["circle"], {"about_us": "our_staff"}).rows[0].number
    assert {row[3] for row in CIRCLE} | {walled} == set(range(len(PACK.tables["circle"].rows)))


def test_every_row_says_why_in_three_languages() -> None:
    for table in PACK.tables.values():
        for row in table.rows:
            assert set(row.because) == {"kk", "ru", "en"}, table.name


def domain(fact: Fact) -> st.SearchStrategy[Any]:
    match fact.kind:
        case Kind.BOOLEAN:
            known: st.SearchStrategy[Any] = st.booleans()
        case Kind.CHOICE:
            known = st.sampled_from(sorted(fact.options))
        case Kind.CHOICES:
            known = st.lists(st.sampled_from(sorted(fact.options)), unique=True, max_size=3)
        case Kind.WHOLE:
            known = st.integers(fact.lowest, fact.highest)
        case Kind.ENTRY:
            known = st.sampled_from(sorted(PACK.registers[fact.register or ""]))
    return st.just("unknown") | known


ROUTED = (
    "danger", "urgent_signs", "minor", "about_us", "region", "several_regions", "residence", "facility",
    "body_kind", "people", "issues", "ongoing", "identity", "reprisal_feared",
)  # fmt: skip
COMPLAINTS = st.fixed_dictionaries({}, optional={name: domain(PACK.facts[name]) for name in ROUTED})


@given(COMPLAINTS)
def test_whatever_is_known_every_table_answers(facts: Facts) -> None:
    for name, result in (("lead", "lead"), ("urgency", "urgency"), ("procedure", "procedure"), ("circle", "circle")):
        assert result in evaluate(PACK.tables[name], facts).results


@given(COMPLAINTS, st.sampled_from(["our_staff", "head_of_integrity", "commissioner"]))
def test_a_complaint_about_our_own_people_adds_nobody_and_never_goes_to_a_region(facts: Facts, whom: str) -> None:
    facts = facts | {"about_us": whom}
    assert evaluate(PACK.tables["circle"], facts).results["circle"] == ()
    assert evaluate(PACK.tables["lead"], facts).results["lead"] == (
        "head_office" if whom == "head_of_integrity" else "integrity"
    )


def test_the_tables_of_routing_are_there_and_the_one_that_says_who_hears_of_a_complaint() -> None:
    assert set(PACK.tables) == {"procedure", "urgency", "lead", "circle", "pin", "told"}


# Every cell of every table against design 01 §1.5, said once more in plain code. Values that no row tells apart stand for
# each other.

SOMEBODY = ("no", "our_staff", "head_of_integrity", "commissioner", "not_asked", "unknown")
OURS = ("our_staff", "head_of_integrity", "commissioner")
MAYBE = (True, False, "unknown")
PLACE = ("KZ-39", "abroad", "unknown")
CENTRAL = ("central", "quasi_state", "national_company")
SIGNS: tuple[Any, ...] = ([], ["medicine"], ["suicide", "child"], "unknown")
DANGER = ("yes", "unsure", "no", "not_asked", "unknown")
ISSUES: tuple[Any, ...] = (
    [], ["torture"], ["force"], ["medicine"], ["violence"], ["wages"], ["force", "violence"], "unknown",
)  # fmt: skip


def lead_of(facts: Facts) -> str:
    if facts["about_us"] in OURS:
        return "head_office" if facts["about_us"] == "head_of_integrity" else "integrity"
    if facts["facility"] != "unknown":
        return "region of facility"
    many = facts["people"] != "unknown" and facts["people"] >= 20
    if facts["several_regions"] is True or many or facts["body_kind"] in CENTRAL or facts["region"] == "abroad":
        return "head_office"
    if facts["region"] != "unknown":
        return "region of place"
    return "head_office" if facts["residence"] in {"unknown", "abroad"} else "region of residence"


def urgency_of(facts: Facts) -> int:
    issues = set(facts["issues"]) if facts["issues"] != "unknown" else set()
    in_custody = issues & {"torture", "force", "medicine"}
    signs = facts["urgent_signs"] not in ([], "unknown")
    if facts["danger"] == "yes" or signs or (in_custody and facts["ongoing"] is True):
        return 1
    afraid = facts["danger"] == "unsure" or facts["minor"] is True or facts["reprisal_feared"] is True
    return 2 if afraid or in_custody or "violence" in issues else 3


def circle_of(facts: Facts) -> set[str]:
    if facts["about_us"] in OURS:
        return set()
    circle = {"head_office"}
    danger = facts["danger"] == "yes" or facts["urgent_signs"] not in ([], "unknown")
    many = facts["people"] != "unknown" and facts["people"] >= 20
    if danger or facts["urgency"] == 1:
        circle.add("duty")
    if danger or many or facts["body_kind"] in CENTRAL or facts["several_regions"] is True:
        circle.add("region of place")
    if facts["several_regions"] is True:
        circle.add("region of residence")
    if facts["facility"] != "unknown":
        circle.add("region of facility")
    return circle


def pin_of(facts: Facts) -> int:
    if facts["urgency"] == 1:
        return 2 if facts["opened"] is True else 3
    return 1 if facts["reprisal_feared"] is True else 0


def procedure_of(facts: Facts) -> str:
    return "signal" if facts["identity"] == "anonymous" and facts["danger"] != "yes" else "complaint"


PEOPLE = (1, 19, 20, 100_000, "unknown")
CELLS: dict[str, tuple[Any, dict[str, tuple[Any, ...]]]] = {
    "lead": (lead_of, {
        "about_us": SOMEBODY, "facility": ("F-3901", "unknown"), "several_regions": MAYBE, "people": PEOPLE,
        "body_kind": (*CENTRAL, "local", "unknown"), "region": PLACE, "residence": PLACE,
    }),
    "urgency": (urgency_of, {
        "danger": DANGER, "urgent_signs": SIGNS, "issues": ISSUES, "ongoing": MAYBE, "minor": MAYBE,
        "reprisal_feared": MAYBE,
    }),
    "circle": (circle_of, {
        "about_us": SOMEBODY, "danger": ("yes", "no", "unknown"), "urgent_signs": ([], ["torture"]), "urgency": (1, 2, "unknown"),
        "issues": ([], ["torture"], "unknown"), "minor": (True, "unknown"), "several_regions": (True, "unknown"),
        "people": (19, 20, "unknown"), "body_kind": (*CENTRAL, "private", "unknown"), "facility": ("F-3901", "unknown"),
    }),
    "pin": (pin_of, {"urgency": (1, 2, 3, "unknown"), "opened": MAYBE, "reprisal_feared": MAYBE}),
    "procedure": (procedure_of, {
        "danger": DANGER, "identity": ("named", "confidential", "anonymous", "not_asked", "unknown"),
    }),
}  # fmt: skip


@pytest.mark.parametrize("table", CELLS)
def test_every_cell_of_every_table_says_what_the_design_says(table: str) -> None:
    expected, domains = CELLS[table]
    asked, result = PACK.tables[table], next(iter(PACK.tables[table].gives))
    assert set(domains) == {name for row in asked.rows for name in row.when}
    wrong = []
    for values in product(*domains.values()):
        facts = dict(zip(domains, values, strict=True))
        answer = evaluate(asked, facts).results.get(result, ())
        found = set(answer) if isinstance(answer, tuple) else answer
        if found != expected(facts):
            wrong.append((facts, found))
    assert wrong[:3] == []
