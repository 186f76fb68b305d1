"""Pages read as HTML5: strictly, but what was read strictly before only quickly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

import html5lib

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
RAW = frozenset({"script", "style"})
FRAME = frozenset({"html", "head", "body"})
SVG, XMLNS = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/2000/xmlns/}xmlns"
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s=<>\"'/]+(?:=\"[^\"]*\")?)*)\s*(/?)>|<![^>]*>")
ATTRIBUTE = re.compile(r"([^\s=]+)(?:=\"([^\"]*)\")?")
ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#34|#39);")
ODD = r"\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
"""Characters that no HTML may have: where one stands, the words are part of the shape."""
VALUE = re.compile(rf"(?<!\btype)=\"[^\"<>&{ODD}]*\"")
WORDS = re.compile(rf"[^<>&{ODD}]+")
SEEN = set[int]()
"""Hashes of the elements that this test process has read strictly, each in its place."""


def read_page(source: str) -> Element:
    """The page's tree, as browsers build it. Raises: AssertionError or html5lib's ParseError with what is wrong.

    In a page that closes what it opens, what html5lib objects to in an element depends on its tags, on the names of their
    attributes and on what it stands in: not on words, and not on its neighbours. So an element that was read before in the
    same place is left out of what html5lib is given. It must read the same as the quick way, which knows no tag left out.
    """
    reading = Reading(source)
    if reading.unseen:
        given = reading.without_the_seen()
        assert flat(Reading(given).tree) == flat(read_strictly(given)), (
            "the page leaves out tags that a browser puts in"
        )
        SEEN.update(reading.unseen)
    ids = [each.attrib["id"] for each in reading.tree.iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids)), f"ids that occur twice: {sorted({each for each in ids if ids.count(each) > 1})}"
    assert not any("style" in each.attrib for each in reading.tree.iter()), "styles inside the page"
    return reading.tree


def read_strictly(source: str) -> Element:
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(source)
    return tree


@dataclass
class Place:
    """One element in the source: from where to where, what it stands in, and what stands in it."""

    name: str
    within: str
    begin: int
    first: int
    end: int = 0
    last: int = 0
    children: list["Place"] = field(default_factory=list)


class Reading:
    """A page in which every tag that is opened is closed: its tree, and which of its elements are new."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._builder = TreeBuilder()
        self._shapes = list[str]()
        self._open = [Place("", "", 0, 0)]
        self._top = self._open[0]
        end = 0
        while (found := TAG.search(source, end)) is not None:
            self._read_text(source[end : found.start()])
            end = found.end() if found[2] is None else self._read_tag(found)
        assert len(self._open) == 1, f"never closed: {[place.name for place in self._open]}"
        self.tree: Element = self._builder.close()
        self.unseen = {self._key(place) for place in self._places(self._top)} - SEEN

    def without_the_seen(self) -> str:
        """The source without the elements that were read before in the same place."""
        return "".join(self._parts(self._top, 0, len(self.source)))

    def _parts(self, place: Place, begin: int, end: int) -> Iterator[str]:
        for child in place.children:
            yield self.source[begin : child.begin]
            if child.name in FRAME or self._key(child) in self.unseen:
                yield from self._parts(child, child.begin, child.end)
            begin = child.end
        yield self.source[begin:end]

    def _places(self, place: Place) -> Iterator[Place]:
        """Elements from the outermost inwards, but none within one that was seen."""
        for child in place.children:
            yield child
            if child.name in FRAME or self._key(child) not in SEEN:
                yield from self._places(child)

    def _key(self, place: Place) -> int:
        return hash((place.within, *self._shapes[place.first : place.last]))

    def _read_text(self, text: str) -> None:
        if text and len(self._open) > 1:
            self._builder.data(text if self._open[-1].name in RAW else unescape(text))
            self._shapes.append(shape_of_text(text))

    def _read_tag(self, found: re.Match[str]) -> int:
        """Open or close one element; gives where its content begins."""
        closing, name, attributes, alone = found.groups()
        inside = self._open[-1]
        tag = f"{SVG}{name}" if name == "svg" or " svg " in f"{inside.within} {inside.name} " else name.lower()
        if closing:
            assert inside.name == name, f"</{name}> closes {inside.name or 'nothing'}"
            return self._close(self._open.pop(), tag, found.end())
        place = Place(name, f"{inside.within} {inside.name}", found.start(), len(self._shapes))
        inside.children.append(place)
        self._shapes.append(shape_of_tag(found[0]))
        self._builder.start(tag, dict(attributes_of(attributes)))
        if alone or tag in VOID:
            return self._close(place, tag, found.end())
        self._open.append(place)
        if tag in RAW:
            end = self.source.index(f"</{name}", found.end())
            self._read_text(self.source[found.end() : end])
            return end
        newline = tag in {"textarea", "pre"} and self.source[found.end()] == "\n"
        return found.end() + newline

    def _close(self, place: Place, tag: str, end: int) -> int:
        place.end, place.last = end, len(self._shapes)
        self._builder.end(tag)
        return end


@lru_cache(maxsize=50_000)
def shape_of_tag(tag: str) -> str:
    """A tag without the values of its attributes; the `type` of a field makes a difference to the parser."""
    return VALUE.sub('=""', ESCAPED.sub("-", tag))


def shape_of_text(text: str) -> str:
    """Spaces, words, or the text itself where it holds what may be a mistake."""
    return "" if text.isspace() else "-" if WORDS.fullmatch(ESCAPED.sub("-", text)) else text


@lru_cache(maxsize=50_000)
def attributes_of(written: str) -> tuple[tuple[str, str], ...]:
    return tuple((XMLNS if name == "xmlns" else name, unescape(value)) for name, value in ATTRIBUTE.findall(written))


def flat(tree: Element) -> list[tuple[Any, ...]]:
    """Everything that stands in a tree, but spaces between elements."""
    return [(each.tag, each.attrib, (each.text or "").strip(), (each.tail or "").strip()) for each in tree.iter()]
