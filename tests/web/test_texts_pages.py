"""Questions and letters before they are sent: every text in all languages, and the paper that an officer would sign."""

from io import BytesIO

import pikepdf
import pytest

from cases.settings import Settings
from tests.builders import House
from tests.web.desk_browser import Browser, open_browser


@pytest.fixture
def supervisor(house: House, settings: Settings) -> Browser:
    return open_browser(house, settings, "supervisor.ho")


def test_every_question_stands_there_in_all_languages(supervisor: Browser, house: House) -> None:
    supervisor.get("/admin/texts")
    led_to = {(each.get("href") or "").rpartition("/")[2] for each in supervisor.tree.iter("a")}
    assert house.pack.questionnaires.keys() | house.pack.letters.keys() | house.pack.templates.keys() <= led_to
    for name, asked in house.pack.questionnaires.items():
        supervisor.get(f"/admin/texts/questions/{name}")
        labels = [
            question.label[tongue]
            for page in asked.pages
            for question in page.questions
            for tongue in house.pack.languages
        ]
        assert (name, [label for label in labels if label not in supervisor.text]) == (name, [])


def test_a_question_says_when_it_is_asked_and_where_its_answer_is_kept(supervisor: Browser) -> None:
    supervisor.get("/admin/texts/questions/core")
    assert "free text · sealed · must be answered" in supervisor.text
    assert "kept in the clear, for routing" in supervisor.text
    assert "only if" in supervisor.text


def test_every_letter_reads_as_it_would_be_sent(supervisor: Browser, house: House) -> None:
    for room, letters in (("letters", house.pack.letters), ("papers", house.pack.templates)):
        for name, letter in letters.items():
            supervisor.get(f"/admin/texts/{room}/{name}")
            assert supervisor.page.status_code == 200
            assert "{" not in supervisor.text
            begins = [title.split("{")[0].strip() for title in letter.title.values()]
            assert (name, [words for words in begins if words not in supervisor.text]) == (name, [])
    supervisor.get("/admin/texts/papers/decision")
    assert f"{house.clock().year}-000000" in supervisor.text


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_paper_of_a_letter_is_a_draft_in_its_language(supervisor: Browser, house: House) -> None:
    for language in house.pack.languages:
        supervisor.get(f"/admin/texts/papers/decision/{language}")
        assert supervisor.page.headers["content-type"] == "application/pdf"
        with pikepdf.open(BytesIO(supervisor.page.content)) as paper:
            assert str(paper.Root.Lang).startswith(language)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_what_is_not_there_is_not_found(supervisor: Browser) -> None:
    for path in ("questions/nothing", "letters/nothing", "papers/nothing", "papers/decision/xx", "papers/nothing/ru"):
        supervisor.get(f"/admin/texts/{path}")
        assert supervisor.page.status_code == 404
