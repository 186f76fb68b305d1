"""Whatever a form sends, reading it gives answers that can be stored or problems with known codes, and never an error."""

import json
import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import kazakhstan
from tests.unit.workflows.builders import COMPLAINT, FACTS, NAMES, words
from workflows.facts import Kind, wrong_facts
from workflows.field_reading import FACT_KINDS, read_field
from workflows.fields import Field, FieldKind, parse, raw_names
from workflows.reading import Section

CODES = {
    "required",
    "unknown_choice",
    "too_long",
    "not_a_date",
    "out_of_range",
    "not_a_number",
    "forbidden_characters",
    "impossible_combination",
    "unexpected",
    "unknown_case",
}


def field(name: str, **declared: Any) -> Field:
    return read_field(name, Section({"label": words("It"), **declared}, [], (), ("en",)), FACTS, NAMES)


FIELDS = [
    *(
        field(str(kind), kind=str(kind), **{"class": "sealed"}, options=[{"value": "a", "label": words("A")}])
        for kind in FieldKind
    ),
    *(
        field(f"fact_{name}", kind=str(FACT_KINDS[fact.kind]), fact=name)
        for name, fact in FACTS.items()
        if fact.provider is None
    ),
]
EVERY_ACT = [
    act
    for procedure in (COMPLAINT, *kazakhstan().procedures.values())
    for at_stage in procedure.acts.values()
    for act in at_stage.values()
]

# Every code point, lone surrogates with them: broken UTF-8 may come in as such.
ANY_TEXT = st.text(st.characters(), max_size=40)
LIKELY = st.one_of(
    st.sampled_from(["a", "yes", "true", "2026-11-05", "31", "2", "2026", "1 000,50", "torture", "\x00", " ", "F1"]),
    st.from_regex(r"[0-9]{1,4}[-./][0-9]{1,4}([-./][0-9]{1,4})?", fullmatch=True),
    ANY_TEXT,
)
NAMES_SENT = st.one_of(st.sampled_from([name for asked in FIELDS for name in raw_names(asked)]), ANY_TEXT)
RAW = st.dictionaries(NAMES_SENT, st.one_of(LIKELY, st.lists(LIKELY, max_size=4)), max_size=12)


@given(RAW)
def test_any_input_gives_storable_answers_or_known_problems(raw: dict[str, Any]) -> None:
    parsed = parse(FIELDS, raw)
    assert {problem.code for problem in parsed.problems.values()} <= CODES
    assert not set(parsed.answers) & set(parsed.problems)
    json.dumps(parsed.answers, ensure_ascii=False).encode()
    assert wrong_facts(FACTS, parsed.facts) == []


KNOWN = st.dictionaries(st.sampled_from(["danger", "minor", "facility"]), st.sampled_from(["yes", "no", "F1"]))


@given(KNOWN)
def test_an_act_that_requires_no_answer_reads_nothing_from_nothing(known: dict[str, Any]) -> None:
    for act in EVERY_ACT:
        parsed = parse(act.asks, {}, known=known)
        assert parsed.answers == parsed.facts == {}
        assert act.requires or not parsed.problems


@given(ANY_TEXT, st.booleans())
def test_text_that_is_taken_is_normal_has_no_control_characters_and_reads_the_same_again(
    sent: str,
    lines: bool,  # noqa: FBT001
) -> None:
    asked = field("it", kind="long_text" if lines else "text", **{"class": "sealed"})
    answer = parse([asked], {"it": sent}).answers.get("it")
    if answer is None:
        return
    assert isinstance(answer, str)
    assert answer
    assert answer == unicodedata.normalize("NFC", answer).strip()
    allowed = "\n\t" if lines else ""
    assert not [one for one in answer if unicodedata.category(one) in ("Cc", "Cs") and one not in allowed]
    assert parse([asked], {"it": answer}).answers == {"it": answer}


@given(st.sampled_from(FIELDS), LIKELY)
def test_an_answer_that_was_taken_is_taken_again_unchanged(asked: Field, sent: str) -> None:
    answer = parse([asked], {asked.name: sent}).answers.get(asked.name)
    if answer is not None:
        again = [answer] if isinstance(answer, str) else answer if isinstance(answer, list) else [str(answer)]
        assert parse([asked], {asked.name: again}).answers == {asked.name: answer}


@given(st.dictionaries(st.text(), st.one_of(st.none(), st.integers(), st.lists(st.none()), st.floats()), max_size=4))
def test_even_values_that_no_form_can_send_raise_nothing(raw: dict[str, Any]) -> None:
    parse(FIELDS, raw)


def test_every_kind_of_fact_has_a_kind_of_field_that_sets_it() -> None:
    assert set(FACT_KINDS) == set(Kind)
