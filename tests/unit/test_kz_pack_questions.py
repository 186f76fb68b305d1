"""What the Kazakhstan pack asks: little, in plain order, and nothing that can wait before the complaint is sent."""

import pytest

from cases.packs.jurisdiction import Pack
from tests.builders import kazakhstan
from workflows.questionnaire import walk


@pytest.fixture(scope="module")
def pack() -> Pack:
    return kazakhstan()


def test_the_core_questionnaire_is_nine_pages_with_language_and_check(pack: Pack) -> None:
    pages = [page.name for page in pack.questionnaires["core"].pages]
    assert pages == ["danger", "who", "what", "story", "where", "contact", "respondent"]
    assert len(pages) + len(["language", "check"]) <= 9


IN_DANGER = {"danger_24h": "yes", "track": "detention", "story": "…", "region": "KZ-39", "contact": "…"}


def test_in_danger_exactly_five_questions_are_asked_and_none_for_name_or_consent(pack: Pack) -> None:
    way = walk(pack.questionnaires["core"], IN_DANGER)
    asked = [
        question.name
        for page in way.pages
        for question in page.questions
        if question.when is None or question.when.holds(way.facts, {})
    ]
    assert asked == ["danger_24h", "track", "story", "region", "contact"]
    assert way.missing == ()


def test_a_child_can_complain_without_anybodys_consent(pack: Pack) -> None:
    required = {q.name for page in pack.questionnaires["core"].pages for q in page.questions if q.required}
    assert required == {
        "danger_24h", "filed_by", "track", "story", "region", "contact_route", "about_us", "consents",
    }  # fmt: skip


def test_every_track_has_its_own_questions_and_none_of_them_is_required(pack: Pack) -> None:
    for track in pack.taxonomies["tracks"].terms:
        more = pack.add_more(track)
        assert more is not None, track
        assert more.name == track
        assert [q.name for page in more.pages for q in page.questions if q.required] == []


def test_every_add_more_questionnaire_ends_with_the_shared_pages(pack: Pack) -> None:
    shared = ["person", "another", "other_side", "wishes", "elsewhere", "support", "worries", "reasons"]
    for track in pack.taxonomies["tracks"].terms:
        assert [page.name for page in pack.questionnaires[track].pages][-8:] == shared


def test_nothing_clear_or_counted_is_free_text(pack: Pack) -> None:
    finite = {"choice", "choices", "boolean", "whole", "entry"}
    loose = [
        question.name
        for questionnaire in pack.questionnaires.values()
        for page in questionnaire.pages
        for question in page.questions
        if str(question.secrecy) != "sealed" and str(question.kind) not in finite
    ]
    assert loose == []


def test_harassment_never_asks_about_private_life_or_clothing(pack: Pack) -> None:
    names = {q.name for page in pack.questionnaires["harassment"].pages for q in page.questions}
    assert not any(word in name for name in names for word in ("history", "clothing", "partner", "private"))
