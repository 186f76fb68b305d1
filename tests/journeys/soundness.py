"""What every page must be, whoever reads it: sound HTML, in the language of its address, with nothing left in another."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

import msgspec

from tests.builders import kazakhstan
from tests.harness.pages import read_page
from web.kit.messages import stored, surfaces

LANG = re.compile(r'<html[^>]*\slang="([^"]*)"')
SPOKEN = ("aria-label", "title", "alt", "placeholder")


def check_source(source: str, language: str) -> None:
    """Check a page as HTML5, strictly. Raises AssertionError or html5lib's ParseError with what is wrong."""
    tree = read_page(source)
    left = sorted(leftovers(tree, language))
    assert not left, f"not translated into {language}: {left}"
    said = LANG.findall(source)
    assert said == [language], f"the page says that it is in {said}, its address says {language}"
    assert sum(each.tag == "h1" for each in tree.iter()) == 1, "a page has one heading of the first rank"
    assert sum(each.tag == "main" for each in tree.iter()) == 1, "a page has one main part"


def leftovers(tree: Element, language: str) -> set[str]:
    """Texts of a page that have words in its language and yet stand there in English, but for what says that it is in another."""
    return {" ".join(text.split()) for text in texts_in(tree, language)} & english_words(language)


def texts_in(element: Element, language: str) -> Iterator[str]:
    """Everything that is written or spoken within, in document order."""
    if element.get("lang", language) == language:
        yield element.text or ""
        yield from (spoken for name in SPOKEN if (spoken := element.get(name)))
        for child in element:
            yield from texts_in(child, language)
    yield element.tail or ""


@cache
def english_words(language: str) -> frozenset[str]:
    """Everything that our pages and the pack can say in English and say otherwise in *language*."""
    if language == "en":
        return frozenset()
    spoken = {*translated(language)} | {(one["en"], one[language]) for one in labels()}
    return frozenset(english for english, _ in spoken) - {words for _, words in spoken}


def translated(language: str) -> Iterator[tuple[str, str]]:
    """All texts of our pages that have no plural: `test_i18n.py` holds that the catalogues have them all, and no others."""
    for surface in surfaces():
        for message in stored(language, surface):
            if isinstance(message.id, str) and message.id:
                yield message.id, str(message.string)


@cache
def labels() -> tuple[Mapping[str, Any], ...]:
    """All words of the pack that pages may show."""
    speaking = {name: getattr(kazakhstan(), name) for name in SPEAKING}
    return tuple(labels_in(msgspec.to_builtins(speaking, enc_hook=as_plain)))


SPEAKING = ("units", "facts", "taxonomies", "registers", "questionnaires", "procedures", "letters", "words")
"""Parts of a pack whose labels pages show."""


def as_plain(value: object) -> object:
    """What the encoder does not know: frozen sets and mappings become plain ones, the rest its text."""
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def labels_in(value: object) -> Iterator[Mapping[str, Any]]:
    """All `{kk, ru, en}` within."""
    if isinstance(value, Mapping):
        if value.keys() == {"kk", "ru", "en"}:
            yield value
            return
        for each in value.values():
            yield from labels_in(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from labels_in(each)
