"""Questionnaires on paper: everything that the screen asks on a subject, once, and readable by a machine that reads aloud."""

import json

import pypdfium2
import pytest

from cases.filing.paper_forms import TEMPLATE, sections_on_paper
from tests.builders import kazakhstan
from web import i18n
from web.public.paper import SIZES, draw, paper_data

PACK = kazakhstan()
TRACKS = list(PACK.taxonomies["tracks"].labels)


@pytest.mark.parametrize("track", TRACKS)
def test_paper_asks_all_that_the_screen_may_ask_and_nothing_twice(track: str) -> None:
    sections = sections_on_paper(PACK, track)
    asked = [one.field.name for section in sections for one in section.questions]
    assert len(asked) == len(set(asked))
    more = PACK.add_more(track)
    assert more is not None
    pages = [*PACK.questionnaires["core"].pages, *more.pages]
    every = {field.fact or field.name for page in pages for field in page.questions}
    told = {one.field.fact or one.field.name for section in sections for one in section.questions}
    left_out = every - told - {"track"}
    assert left_out <= ({"their_name"} if track == "detention" else {"facility"})  # asked there by another question
    assert [section.may_wait for section in sections] == sorted(section.may_wait for section in sections)


def test_what_only_some_are_asked_says_so() -> None:
    sometimes = {
        one.field.name for section in sections_on_paper(PACK, "detention") for one in section.questions if one.sometimes
    }
    assert {"residence", "medicine_name", "consent_reason"} <= sometimes
    assert not {"story", "facility", "about_us"} & sometimes


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_printed_form_has_every_question_in_its_language(language: str, size: str) -> None:
    with i18n.speaking(i18n.Voice(language)):
        document = pypdfium2.PdfDocument(draw(PACK.files[TEMPLATE], json.dumps(paper_data(PACK, "harassment", size))))
    text = " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    document.close()
    for section in sections_on_paper(PACK, "harassment"):
        for one in section.questions:
            assert "".join(one.field.label[language].split()) in text.replace(" ", ""), one.field.name
