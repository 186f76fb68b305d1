"""Questionnaires show each page only where it belongs and lose no answer on the way."""

from typing import Any

import pytest

from tests.unit.workflows.builders import FACTS, NAMES, words
from workflows.faults import Faults
from workflows.questionnaire import (
    Questionnaire,
    facts_before,
    next_page,
    parse_questionnaire,
    previous_page,
    shown_questions,
    walk,
)


def question(name: str, **more: Any) -> dict[str, Any]:
    return {"question": name, "label": words(name), **({} if "fact" in more else {"class": "sealed"}), **more}


def page(name: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"page": name, "title": words(name), "questions": list(questions), **more}


DANGER = question("danger_24h", kind="choice", fact="danger", required="true")
CORE_FILE: dict[str, Any] = {
    "questionnaire": "core",
    "version": "1",
    "title": words("Tell us"),
    "pages": [
        page("safety", DANGER),
        page("who", question("minor", kind="boolean", fact="minor"), when="danger != yes"),
        page(
            "what",
            question("track", kind="choice", fact="track", required="true"),
            question("facility", kind="entry", fact="facility", when="track == detention"),
        ),
        page("story", question("story", kind="long_text", required="true")),
        page("place", question("place", kind="text", when="not known facility")),
    ],
}


def read(data: dict[str, Any]) -> Questionnaire:
    return parse_questionnaire(data, FACTS, NAMES)


CORE = read(CORE_FILE)


def pages(answers: dict[str, Any]) -> list[str]:
    return [shown.name for shown in walk(CORE, answers).pages]


def test_pages_branch_on_the_facts_that_earlier_answers_set() -> None:
    assert pages({}) == ["safety", "who", "what", "story", "place"]
    assert pages({"danger_24h": "yes"}) == ["safety", "what", "story", "place"]


def test_a_page_whose_questions_all_fall_away_is_left_out() -> None:
    assert "place" not in pages({"track": "detention", "facility": "F1"})


def test_answers_off_the_way_are_dropped_with_their_facts() -> None:
    way = walk(CORE, {"danger_24h": "yes", "minor": True, "track": "other", "facility": "F1", "story": "…"})
    assert way.answers == {"danger_24h": "yes", "track": "other", "story": "…"}
    assert way.facts == {"danger": "yes", "track": "other"}


def test_required_questions_on_the_way_are_listed_until_answered() -> None:
    assert walk(CORE, {"danger_24h": "no"}).missing == ("track", "story")


def test_the_next_and_the_previous_page_follow_the_way() -> None:
    answers = {"danger_24h": "yes"}
    after, before = next_page(CORE, "safety", answers), previous_page(CORE, "what", answers)
    assert after is not None
    assert before is not None
    assert (after.name, before.name) == ("what", "safety")
    assert next_page(CORE, "place", answers) is None
    assert previous_page(CORE, "safety", answers) is None


def test_a_page_off_the_way_still_has_neighbours_on_it() -> None:
    after = next_page(CORE, "who", {"danger_24h": "yes"})
    assert after is not None
    assert after.name == "what"


def test_a_question_that_hangs_on_its_own_page_is_shown_before_it_is_known() -> None:
    what = CORE.page("what")
    story = CORE.page("place")
    assert what is not None
    assert story is not None
    assert [asked.name for asked in shown_questions(what, {})] == ["track", "facility"]
    assert shown_questions(story, {"facility": "F1"}) == ()


def test_what_is_known_already_is_not_asked_again_and_opens_nothing_on_its_page() -> None:
    """It is asked as long as it was not known before this page, whatever stands in the field by now."""
    again = question("danger_again", kind="choice", fact="danger", when="danger == unknown")
    safe = question("safe_place", kind="text", when="danger == yes")
    (asked,) = read({**CORE_FILE, "tracks": ["detention"], "pages": [page("again", again, safe)]}).pages
    both = ["danger_again", "safe_place"]
    assert [one.name for one in shown_questions(asked, {})] == both
    assert [one.name for one in shown_questions(asked, {"danger": "no"}, known={})] == both
    assert [one.name for one in shown_questions(asked, {"danger": "yes"})] == ["safe_place"]
    assert shown_questions(asked, {"danger": "no"}) == ()


def test_facts_before_a_page_come_from_the_pages_before_it() -> None:
    answers: dict[str, Any] = {"danger_24h": "no", "minor": True, "track": "other"}
    assert facts_before(CORE, "what", answers, known={"people": 3}) == {"people": 3, "danger": "no", "minor": True}


def test_a_questionnaire_for_more_may_ask_every_fact_of_the_case() -> None:
    more = {**CORE_FILE, "questionnaire": "more", "tracks": ["detention"]}
    more["pages"] = [page("more", question("text", kind="text", when="people >= 2"))]
    assert read(more).tracks == ("detention",)


@pytest.mark.parametrize(
    ("pages_", "place", "reason"),
    [
        (
            [page("a", question("x", kind="text", when="danger == yes")), page("b", DANGER)],
            ("pages", 0, "questions", 0, "when"),
            "asks about danger, which no earlier question sets",
        ),
        (
            [page("a", DANGER), page("b", question("x", kind="text", when="danger == no"), when="danger == yes")],
            ("pages", 1, "questions", 0, "when"),
            "never shown: no answers fulfil this condition",
        ),
        ([page("a", DANGER), page("b", DANGER)], ("pages", 1, "questions", 0, "question"), "danger_24h is here twice"),
        ([page("a", DANGER), page("a", question("x", kind="text"))], ("pages", 1, "page"), "a is here twice"),
        ([page("a")], ("pages", 0), "questions is missing"),
        ([], (), "pages is missing"),
        ([page("A b", DANGER)], ("pages", 0, "page"), "a page's name has small letters a–z, digits, - and _: A b"),
        (
            [page("a", question("x", kind="boolean", fact="answered"))],
            ("pages", 0, "questions", 0, "fact"),
            "no such fact: answered",
        ),
        ([page("a", {**DANGER, "label": words("")})], ("pages", 0, "questions", 0, "label"), "has no words in en"),
    ],
)
def test_a_mistake_names_its_place_and_reason(pages_: list[Any], place: tuple[str | int, ...], reason: str) -> None:
    with pytest.raises(Faults) as caught:
        read({**CORE_FILE, "pages": pages_})
    assert (place, reason) in [(fault.place, fault.reason) for fault in caught.value.faults]
