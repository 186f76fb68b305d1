"""The reader of the tests' pages: what html5lib would refuse is refused also in a page of which most was read before."""

import pytest
from html5lib.html5parser import ParseError

from tests.harness.pages import SEEN, Reading, read_page

SOUND = (
    '<!DOCTYPE html><html lang="en"><head><title>A</title></head><body><main><h1>One</h1><p>Salt &amp; water</p>'
    '<form><input type="hidden" name="a"><textarea>\nWords</textarea></form>'
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0"/></svg></main></body></html>'
)


def test_what_differs_in_words_only_is_not_parsed_again() -> None:
    read_page(SOUND)
    assert Reading(SOUND.replace("One", "Two")).unseen == set()
    assert read_page(SOUND.replace("One", "Two")).findtext(".//h1") == "Two"


def test_only_what_is_new_is_parsed() -> None:
    read_page(SOUND)
    changed = Reading(SOUND.replace("</main>", "<section><p>New</p></section></main>"))
    assert changed.without_the_seen() == (
        '<!DOCTYPE html><html lang="en"><head></head><body><main><section><p>New</p></section></main></body></html>'
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("&amp;", "&nosuch b"),
        ("Salt", "\x01Salt"),
        ('name="a"', 'name="a" name="b"'),
        ('name="a"', "name=a"),
        ("<p>", "<p><p>"),
        ("<p>Salt", "<p><div>Salt</div>"),
        ("<p>Salt", '<a href=""><a href="">x</a></a><p>'),
        ("</form>", "<form></form></form>"),
        ("<h1>", "<table><tr><td>x</td></tr></table><h1>"),
        ("<h1>", "<table><tbody>x</tbody></table><h1>"),
        ("<h1>", '<p id="a"></p><p id="a"></p><h1>'),
        ("<h1>", '<h1 style="">'),
    ],
)
def test_a_mistake_is_seen_in_a_page_that_was_sound_before(old: str, new: str) -> None:
    read_page(SOUND)
    read_page(SOUND.replace("&amp;", "& "))
    for _ in range(2):
        seen = set(SEEN)
        with pytest.raises((AssertionError, ParseError)):
            read_page(SOUND.replace(old, new, 1))
        assert seen == SEEN or "id=" in new or "style" in new
