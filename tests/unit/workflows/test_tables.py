"""Decision tables answer every case, and say so with an example when they do not."""

from typing import Any

import pytest

from tests.unit.workflows.builders import FACTS, NAMES, words
from workflows.facts import Fact, Kind, Value
from workflows.faults import Fault, Faults
from workflows.tables import Answer, evaluate, parse_table

BECAUSE = {"because": words("Because")}


def row(then: Any, **when: Any) -> dict[str, Any]:
    return {"when": when, "then": {"urgency": then}, **BECAUSE}


def table_file(*rows: dict[str, Any], policy: str = "first", **more: Any) -> dict[str, Any]:
    return {"table": "urgency", "policy": policy, "gives": {"urgency": ["1", "2", "3"]}, "rows": list(rows), **more}


OTHERWISE: dict[str, Any] = {"else": "true", "then": {"urgency": "3"}}


def ask(data: dict[str, Any], **facts: Value) -> Answer:
    return evaluate(parse_table(data, FACTS, NAMES), facts)


def faults(data: dict[str, Any]) -> list[Fault]:
    with pytest.raises(Faults) as caught:
        parse_table(data, FACTS, NAMES)
    return caught.value.faults


def test_the_first_row_that_matches_counts_and_gives_its_reason() -> None:
    data = table_file(row("1", danger="yes"), row("2", minor="true"), OTHERWISE)
    answer = ask(data, danger="yes", minor=True)
    assert (answer.results, [found.number for found in answer.rows]) == ({"urgency": 1}, [0])
    assert answer.rows[0].because == words("Because")
    assert ask(data, minor=True).results == {"urgency": 2}
    assert ask(data).results == {"urgency": 3}


@pytest.mark.parametrize(
    ("when", "facts", "matches"),
    [
        ({"track": ["detention", "business"]}, {"track": "business"}, True),
        ({"track": ["detention", "unknown"]}, {}, True),
        ({"track": {"not": ["detention"]}}, {}, True),
        ({"track": {"not": ["detention", "unknown"]}}, {}, False),
        ({"track": "known"}, {"track": "other"}, True),
        ({"track": "known"}, {}, False),
        ({"people": {"from": "20"}}, {"people": 20}, True),
        ({"people": {"from": "20"}}, {"people": 19}, False),
        ({"people": {"from": "20", "to": "30"}}, {"people": 31}, False),
        ({"people": {"from": "20"}}, {}, False),
        ({"people": ["1", "2"]}, {"people": 2}, True),
        ({"people": {"not": ["1"]}}, {"people": 7}, True),
        ({"people": "unknown"}, {}, True),
        ({"issues": "torture"}, {"issues": ["food", "torture"]}, True),
        ({"issues": ["torture", "death"]}, {"issues": ["food"]}, False),
        ({"issues": ["torture", "unknown"]}, {}, True),
        ({"issues": ["torture", "unknown"]}, {"issues": ["food"]}, False),
        ({"issues": {"all": ["torture", "death"]}}, {"issues": ["death"]}, False),
        ({"issues": {"all": ["torture", "death"]}}, {"issues": ["death", "torture"]}, True),
        ({"issues": {"not": ["torture"]}}, {"issues": ["food"]}, True),
        ({"issues": {"not": ["torture"]}}, {"issues": ["torture"]}, False),
        ({"issues": {"not": ["torture"]}}, {}, True),
        ({"issues": "known"}, {"issues": []}, True),
        ({"issues": ["unknown"]}, {"issues": ["food"]}, False),
        ({"facility": "known"}, {"facility": "F-1"}, True),
        ({"facility": "unknown"}, {"facility": "F-1"}, False),
        ({"minor": "false"}, {"minor": False}, True),
        ({"minor": ["true", "unknown"]}, {}, True),
    ],
)
def test_a_row_matches_what_it_says(when: dict[str, Any], facts: dict[str, Value], *, matches: bool) -> None:
    answer = ask(table_file(row("1", **when), OTHERWISE), **facts)
    assert (answer.results["urgency"] == 1) is matches


def test_collected_results_are_distinct_and_in_the_order_of_the_rows() -> None:
    data = {
        "table": "circle",
        "policy": "collect",
        "gives": {"circle": "units"},
        "rows": [
            {"when": {"minor": "true"}, "then": {"circle": ["head_office", "npm"]}, **BECAUSE},
            {"when": {"issues": "torture"}, "then": {"circle": ["npm", "KZ-75"]}, **BECAUSE},
        ],
    }
    assert ask(data, minor=True, issues=["torture"]).results == {"circle": ("head_office", "npm", "KZ-75")}
    assert ask(data, issues=["torture"]).results == {"circle": ("npm", "KZ-75")}
    nothing = ask(data)
    assert (nothing.results, nothing.rows) == ({"circle": ()}, ())


def test_the_else_row_of_a_collecting_table_counts_when_no_other_does() -> None:
    otherwise = {"else": "true", "then": {"circle": "integrity"}}
    data = {
        "table": "circle",
        "policy": "collect",
        "gives": {"circle": {"units": "names"}},
        "rows": [{"when": {"minor": "true"}, "then": {"circle": "npm"}, **BECAUSE}, otherwise],
    }
    assert ask(data, minor=True).results == {"circle": ("npm",)}
    assert ask(data).results == {"circle": ("integrity",)}


def test_a_gap_is_shown_by_a_concrete_example() -> None:
    (fault,) = faults(table_file(row("1", danger=["yes", "unsure"]), row("2", danger="no", minor="known")))
    assert fault.place == ("rows",)
    assert fault.reason in (
        "a gap: danger=unknown: no row",
        "a gap: danger=no, minor=unknown: no row",
    )


def test_a_gap_between_numbers_and_in_a_set_is_found() -> None:
    (numbers,) = faults(
        table_file(row("1", people={"to": "9"}), row("2", people={"from": "11"}), row("3", people="unknown"))
    )
    assert numbers.reason == "a gap: people=10: no row"
    (codes,) = faults(table_file(row("1", issues="torture"), row("2", issues="unknown")))
    assert codes.reason == "a gap: issues=[medicine]: no row"


def test_a_table_without_a_gap_needs_no_else_row() -> None:
    data = table_file(
        row("1", danger="yes"),
        row("2", danger=["unsure", "unknown"]),
        row("3", danger="no", minor="known"),
        row("2", danger="no", minor="unknown"),
    )
    assert ask(data, danger="no").results == {"urgency": 2}


def test_a_row_that_earlier_rows_take_every_case_of_is_named() -> None:
    (fault,) = faults(table_file(row("1", minor="true"), row("2", minor=["false", "unknown"]), row("3", danger="yes")))
    reason = "this row is never reached: earlier rows take every case of it"
    assert fault == Fault(("rows", 2), reason, "minor=true, danger=yes: row 1")


def test_an_else_row_that_nothing_is_left_for_is_named() -> None:
    (fault,) = faults(table_file(row("1", minor="known"), row("2", minor="unknown"), OTHERWISE))
    assert fault == Fault(("rows", 2), "the else row is never reached: other rows take every case")


def test_rows_of_a_unique_table_may_not_overlap() -> None:
    (fault,) = faults(table_file(row("1", danger="yes"), row("2", minor="true"), OTHERWISE, policy="unique"))
    assert fault == Fault(("rows", 1), "overlaps with row 1: danger=yes, minor=true")
    apart = table_file(row("1", danger="yes"), row("2", danger="no", minor="true"), OTHERWISE, policy="unique")
    assert ask(apart, danger="no", minor=True).results == {"urgency": 2}


def test_sets_of_codes_overlap_unless_they_exclude_each_other() -> None:
    (fault,) = faults(table_file(row("1", issues="torture"), row("2", issues="death"), OTHERWISE, policy="unique"))
    assert fault.reason == "overlaps with row 1: issues=[torture, death]"


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        (table_file(), (), "rows is missing"),
        (table_file(OTHERWISE, row("1", minor="true")), ("rows", 0), "the else row comes last"),
        (table_file(OTHERWISE, OTHERWISE), ("rows", 1), "a second else row"),
        (table_file(row("4", minor="true"), OTHERWISE), ("rows", 0, "then", "urgency"), "no such value of urgency: 4"),
        (
            table_file(row("1", minr="true"), OTHERWISE),
            ("rows", 0, "when", "minr"),
            "no such fact: minr; did you mean minor?",
        ),
        (
            table_file(row("1", danger="maybe"), OTHERWISE),
            ("rows", 0, "when", "danger"),
            "danger is never maybe; it is one of: yes, unsure, no, unknown",
        ),
        (
            table_file(row("1", sex="f"), OTHERWISE),
            ("rows", 0, "when", "sex"),
            "sex is of class statistics: only routing facts may stand in tables",
        ),
        (
            table_file(row("1", facility="F-1"), OTHERWISE),
            ("rows", 0, "when", "facility"),
            "facility is opaque here: it can only be known or unknown",
        ),
        (
            table_file(row("1", answered="true"), OTHERWISE),
            ("rows", 0, "when", "answered"),
            "no such fact: answered",
        ),
        (table_file(row("1"), OTHERWISE), ("rows", 0, "when"), "when asks nothing: write else: true"),
        (
            table_file({"when": {"minor": "true"}, "then": {"urgency": "1"}}, OTHERWISE),
            ("rows", 0),
            "because is missing",
        ),
        (
            table_file(row("1", people={"from": "9", "to": "3"}), OTHERWISE),
            ("rows", 0, "when", "people"),
            "no number lies there; people is 1 to 1000, unknown",
        ),
        (table_file(row("1", minor=[]), OTHERWISE), ("rows", 0, "when", "minor"), "an empty list admits nothing"),
        ({**table_file(OTHERWISE), "polcy": "first"}, ("polcy",), "no such key here: polcy; did you mean policy?"),
        ({"table": "x"}, (), "policy is missing (first, collect, unique)"),
    ],
)
def test_a_mistake_names_its_place_and_reason(data: dict[str, Any], place: tuple[str | int, ...], reason: str) -> None:
    assert (place, reason) in [(fault.place, fault.reason) for fault in faults(data)]


def test_a_wide_table_is_checked_without_walking_every_combination() -> None:
    facts = {f"f{number}": Fact(name=f"f{number}", kind=Kind.BOOLEAN) for number in range(40)}
    rows = [row("1", **{f"f{number}": "true", f"f{number + 1}": "true"}) for number in range(39)]
    table = parse_table(table_file(*rows, OTHERWISE), facts, NAMES)
    assert evaluate(table, {"f38": True, "f39": True}).rows[0].number == 38


def test_a_table_that_asks_too_much_at_once_is_refused_with_advice() -> None:
    codes = {f"c{number}": words("code") for number in range(20)}
    facts = {"many": Fact(name="many", kind=Kind.CHOICES, options=codes)}
    with pytest.raises(Faults) as caught:
        parse_table(table_file(row("1", many=list(codes)), OTHERWISE), facts, NAMES)
    assert caught.value.faults[0].reason == "many: 20 codes are looked for at once; split the rules"
