"""What people send is read kindly, or answered with a problem that says what is wrong."""

from datetime import date
from typing import Any

import pytest

from tests.unit.workflows.builders import FACTS, NAMES, words
from workflows.answers import Problem
from workflows.faults import Fault
from workflows.field_reading import read_field
from workflows.fields import Field, parse, raw_names
from workflows.reading import Section


def field(name: str = "it", **declared: Any) -> Field:
    faults: list[Fault] = []
    declaration = {"label": words("It"), **({} if "fact" in declared else {"class": "sealed"}), **declared}
    asked = read_field(name, Section(declaration, faults, (), ("en",)), FACTS, NAMES)
    assert faults == []
    return asked


def faults_of(**declared: Any) -> list[str]:
    faults: list[Fault] = []
    read_field("it", Section({"label": words("It"), **declared}, faults, (), ("en",)), FACTS, NAMES)
    return [fault.reason for fault in faults]


def answer(asked: Field, *sent: str, **more: Any) -> Any:
    parsed = parse([asked], {"it": list(sent)}, **more)
    return parsed.problems["it"].code if parsed.problems else parsed.answers.get("it")


TEXT = field(kind="text")
LONG = field(kind="long_text", limit="20")
ISSUES = field(
    kind="choices",
    options=[{"value": v, "label": words(v)} for v in ("food", "death")]
    + [{"value": "none", "label": words("None"), "alone": "true"}],
)
DAY = field(kind="date")
ABOUT = field(kind="partial_date")


@pytest.mark.parametrize(
    ("asked", "sent", "expected"),
    [
        (TEXT, "  Аяла  ", "Аяла"),
        (TEXT, "й", "й"),  # letter and breve come as one letter
        (TEXT, "+7 701 \u202a123\u202c", "+7 701 123"),
        (TEXT, "two\nlines", "forbidden_characters"),
        (TEXT, "a\x00b", "forbidden_characters"),
        (TEXT, "a\ud800b", "forbidden_characters"),
        (TEXT, "a\uffffb", "forbidden_characters"),
        (TEXT, "x" * 200, "x" * 200),
        (TEXT, "x" * 201, "too_long"),
        (TEXT, "x" * 5_000_000, "too_long"),
        (TEXT, "\u200b \u3164\u00ad", None),
        (TEXT, "\u0000", "forbidden_characters"),
        (TEXT, "\x1f", "forbidden_characters"),
        (TEXT, "\u00a0" * 1500, None),
        (LONG, "one\r\ntwo\tthree\u2028four", "one\ntwo\tthree\nfour"),
        (LONG, "a\x1bb", "forbidden_characters"),
        (LONG, "👨‍👩‍👧 family", "👨‍👩‍👧 family"),
        (field(kind="person"), "Ерлан", "Ерлан"),
        (field(kind="boolean"), "Yes", True),
        (field(kind="boolean"), "false", False),
        (field(kind="boolean"), "perhaps", "unknown_choice"),
        (field(kind="whole", **{"from": "1", "to": "1000"}), " 1 000 ", 1000),
        (field(kind="whole", **{"from": "1", "to": "1000"}), "１２", 12),
        (field(kind="whole", **{"from": "1", "to": "1000"}), "0", "out_of_range"),
        (field(kind="whole"), "1.5", "not_a_number"),
        (field(kind="whole"), "9" * 5000, "not_a_number"),
        (field(kind="money"), "1 500,5", "1500.50"),
        (field(kind="money"), "007", "7.00"),
        (field(kind="money"), "1,234.00", "not_a_number"),
        (field(kind="money"), "-5", "not_a_number"),
        (field(kind="money", to="100"), "100.01", "out_of_range"),
        (field(kind="choice", fact="danger"), "yes", "yes"),
        (field(kind="choice", fact="danger"), "YES", "unknown_choice"),
        (field(kind="entry", fact="facility"), "KZ-75-001", "KZ-75-001"),
        (field(kind="entry", fact="facility"), "<script>", "unknown_choice"),
        (field(kind="unit"), "KZ-75", "KZ-75"),
        (
            field(kind="document"),
            "Certificate 12-3 of 05.11.2026, in the safe",
            "Certificate 12-3 of 05.11.2026, in the safe",
        ),
        (field(kind="document"), "two\nlines", "forbidden_characters"),
        (DAY, "2026-11-05", "2026-11-05"),
        (DAY, "5.11.2026", "2026-11-05"),
        (DAY, "2026-02-30", "not_a_date"),
        (DAY, "2026-11", "not_a_date"),
        (DAY, "tomorrow", "not_a_date"),
        (DAY, "1815-06-18", "out_of_range"),
        (ABOUT, "2026", "2026"),
        (ABOUT, "11.2026", "2026-11"),
        (ABOUT, "2026-13", "not_a_date"),
    ],
)
def test_each_kind_reads_what_people_write(asked: Field, sent: str, expected: object) -> None:
    assert answer(asked, sent) == expected


def test_several_choices_come_back_once_each_in_the_order_of_the_options() -> None:
    assert answer(ISSUES, "death", "food", "death") == ["food", "death"]


def test_none_of_these_cannot_stand_with_another_choice() -> None:
    assert answer(ISSUES, "food", "none") == "impossible_combination"
    assert answer(ISSUES, "none") == ["none"]


def test_two_values_where_one_is_asked_are_an_impossible_combination() -> None:
    assert answer(TEXT, "a", "b") == "impossible_combination"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("5", "11", "2026"), "2026-11-05"),
        (("", "11", "2026"), "2026-11"),
        (("", "", "2026"), "2026"),
        (("5", "", "2026"), "not_a_date"),
        (("", "11", ""), "not_a_date"),
        (("5", "xi", "2026"), "not_a_date"),
        (("05", "02", "0026"), "out_of_range"),
        (("", "", ""), None),
    ],
)
def test_a_date_may_come_in_three_parts_of_which_early_ones_may_be_missing(
    parts: tuple[str, str, str], expected: str | None
) -> None:
    raw = dict(zip(("it-day", "it-month", "it-year"), parts, strict=True))
    parsed = parse([ABOUT], raw)
    assert (parsed.problems["it"].code if parsed.problems else parsed.answers.get("it")) == expected


def test_a_date_that_comes_whole_and_in_parts_is_an_impossible_combination() -> None:
    parsed = parse([DAY], {"it": "2026-01-01", "it-day": "2"})
    assert parsed.problems == {"it": Problem("impossible_combination")}
    assert raw_names(DAY) == ("it", "it-day", "it-month", "it-year")


def test_a_date_that_may_not_lie_ahead_is_compared_with_today() -> None:
    asked = field(kind="date", future="false")
    assert answer(asked, "2026-11-24", today=date(2026, 11, 23)) == "out_of_range"
    assert answer(asked, "2026-11-23", today=date(2026, 11, 23)) == "2026-11-23"


def test_a_code_is_looked_up_in_the_register_when_there_is_one() -> None:
    asked = field(kind="entry", fact="facility")
    assert answer(asked, "F2", registers={"facilities": {"F1"}}) == "unknown_choice"
    assert answer(field(kind="unit"), "KZ-99", units={"KZ-75"}) == "unknown_choice"


def test_a_code_of_another_kind_than_the_declared_ones_cannot_be_chosen() -> None:
    asked = field(kind="entry", register="facilities", kinds=["prison"])
    known = {"facilities": {"F-1", "F-2", "F-3"}}
    assert [answer(asked, code, registers=known) for code in ("F-1", "F-2")] == ["F-1", "F-2"]
    assert answer(asked, "F-3", registers=known) == "unknown_choice"
    assert "prizon" in " ".join(faults_of(kind="entry", register="facilities", kinds=["prizon"]))
    assert "only what is chosen from a register has kinds" in faults_of(kind="choice", fact="track", kinds=["prison"])


def test_a_required_field_that_is_left_blank_is_a_problem_and_an_optional_one_is_nothing() -> None:
    needed = field(kind="text", required="true")
    assert answer(needed, "  ") == "required"
    assert parse([TEXT], {}).answers == {}


def test_an_unexpected_name_is_a_problem_under_that_name() -> None:
    assert parse([TEXT], {"it": "x", "évil": "1"}).problems == {"évil": Problem("unexpected")}


def test_a_field_is_asked_only_while_its_condition_holds_and_its_answer_dropped_otherwise() -> None:
    danger = field("danger", kind="choice", fact="danger")
    people = field("people", kind="whole", fact="people", when="danger == yes", required="true")
    asked = parse([danger, people], {"danger": "yes", "people": "3"})
    assert (asked.answers, asked.facts) == ({"danger": "yes", "people": 3}, {"danger": "yes", "people": 3})
    dropped = parse([danger, people], {"danger": "no", "people": "3"})
    assert (dropped.answers, dropped.ok) == ({"danger": "no"}, True)
    assert parse([people], {}, known={"danger": "yes"}).problems == {"people": Problem("required")}


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ({"kind": "txt", "class": "sealed"}, "no such kind of field: txt; did you mean text?"),
        ({"kind": "text"}, "class is missing"),
        ({"kind": "choice", "class": "routing"}, "a choice needs options, a taxonomy or a fact that has them"),
        ({"kind": "choice", "fact": "dangre"}, "no such fact: dangre; did you mean danger?"),
        ({"kind": "text", "fact": "danger"}, "danger is of kind choice: it is asked by a field of kind choice"),
        ({"kind": "choice", "fact": "danger", "class": "sealed"}, "danger is of class routing"),
        ({"kind": "whole", "fact": "alike"}, "alike is computed by alike: nobody is asked for it"),
        ({"kind": "whole", "fact": "people", "to": "2000"}, "people reaches from 1 to 1000"),
        ({"kind": "text", "class": "sealed", "limit": "0"}, "limit counts characters, from 1"),
        ({"kind": "text", "class": "sealed", "requird": "true"}, "no such key here: requird; did you mean required?"),
        ({"kind": "text", "class": "sealed", "hint": {"ru": "x"}}, "has no words in en"),
        (
            {"kind": "choice", "fact": "danger", "options": [{"value": "ja", "label": words("Ja")}]},
            "no such option of danger: ja",
        ),
    ],
)
def test_a_wrong_declaration_is_explained(declared: dict[str, Any], reason: str) -> None:
    assert reason in faults_of(**declared)


CASE = field(kind="case")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-481516-3", "2026-481516-3"),
        (" 2026 481516 3 ", "2026-481516-3"),
        ("20264815163", "2026-481516-3"),
        ("2026–481516–3", "2026-481516-3"),
        ("2026-48151-3", "unknown_case"),
        ("the same manager", "unknown_case"),
        ("2026-481516-3/2", "unknown_case"),
        ("2" * 5_000, "unknown_case"),
    ],
)
def test_another_case_is_named_in_one_spelling_however_it_was_typed(typed: str, expected: str) -> None:
    assert answer(CASE, typed) == expected


@pytest.mark.parametrize("kind", ["text", "long_text", "person", "document", "date", "partial_date", "money"])
def test_what_is_written_freely_is_never_kept_in_the_clear(kind: str) -> None:
    assert faults_of(kind=kind, **{"class": "routing"}) == [
        f"an answer of kind {kind} is written freely: it is always sealed"
    ]


OTHER = field(kind="entry", register="facilities", differs_from="facility")
LISTED = field(kind="entry", register="facilities", differs_from={"fact": "facility", "except": ["NOT-LISTED"]})


@pytest.mark.parametrize(
    ("asked", "known", "sent", "expected"),
    [
        (OTHER, {"facility": "KZ-75-001"}, "KZ-75-001", "must_differ"),
        (OTHER, {"facility": "KZ-75-001"}, "KZ-75-002", "KZ-75-002"),
        (OTHER, {"facility": "unknown"}, "KZ-75-001", "KZ-75-001"),
        (OTHER, {}, "KZ-75-001", "KZ-75-001"),
        (LISTED, {"facility": "KZ-75-001"}, "KZ-75-001", "must_differ"),
        (LISTED, {"facility": "NOT-LISTED"}, "NOT-LISTED", "NOT-LISTED"),
    ],
)
def test_an_answer_that_must_differ_from_a_fact_is_never_the_same(
    asked: Field, known: dict[str, Any], sent: str, expected: str
) -> None:
    assert answer(asked, sent, known=known) == expected


def test_a_fact_from_the_same_form_counts_as_well() -> None:
    both = [field("where", kind="entry", fact="facility"), OTHER]
    assert parse(both, {"where": "KZ-75-001", "it": "KZ-75-001"}).problems == {
        "it": Problem("must_differ", {"fact": "facility"})
    }


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ({"kind": "entry", "register": "facilities", "differs_from": "facilty"}, "no such fact: facilty"),
        ({"kind": "entry", "register": "facilities", "differs_from": "danger"}, "danger can never be the same"),
        ({"kind": "boolean", "differs_from": "minor"}, "minor can never be the same: it is of kind boolean"),
        (
            {"kind": "choice", "fact": "danger", "differs_from": {"fact": "danger", "except": ["x"]}},
            "danger is never x",
        ),
    ],
)
def test_what_can_never_be_the_same_is_refused(declared: dict[str, Any], reason: str) -> None:
    assert [one for one in faults_of(**declared) if one.startswith(reason)]
