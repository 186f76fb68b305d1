"""Pages read as HTML5: each shape of page strictly and once, each page of that shape a dozen times quicker."""

import re
from functools import cache
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

import html5lib

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
RAW = frozenset({"script", "style"})
SVG, XMLNS = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/2000/xmlns/}xmlns"
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s=<>\"'/]+(?:=\"[^\"]*\")?)*)\s*(/?)>|<![^>]*>")
ATTRIBUTE = re.compile(r"([^\s=]+)(?:=\"([^\"]*)\")?")
ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#34|#39);")
ODD = r"\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
"""Characters that no HTML may have: where one stands, the words are part of the shape."""
VALUE = re.compile(rf"(?<!\btype)=\"[^\"<>&{ODD}]*\"")
SPACES, WORDS = re.compile(r">\s+<"), re.compile(rf">[^<>&{ODD}]+<")
SHAPES = set[int]()
"""Hashes of the shapes that were looked at in this test process."""


def read_page(source: str) -> Element:
    """The page's tree, as browsers build it. Raises: AssertionError or html5lib's ParseError with what is wrong.

    Nothing that html5lib objects to depends on the words of a text or of an attribute's value (but its `type`), so that it
    is asked about each shape once. It must then have read the same as the quick way, which knows no tag left out.
    """
    tree = read_quickly(source)
    shape = hash(shape_of(source))
    if shape not in SHAPES:
        assert flat(tree) == flat(read_strictly(source)), "the page leaves out tags that a browser puts in"
        SHAPES.add(shape)
    ids = [each.attrib["id"] for each in tree.iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids)), f"ids that occur twice: {sorted({each for each in ids if ids.count(each) > 1})}"
    assert not any("style" in each.attrib for each in tree.iter()), "styles inside the page"
    return tree


def shape_of(source: str) -> str:
    """A page without its words."""
    return WORDS.sub(">-<", SPACES.sub("><", VALUE.sub('=""', ESCAPED.sub("-", source))))


def read_strictly(source: str) -> Element:
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(source)
    return tree


def read_quickly(source: str) -> Element:
    """The tree of a page in which every tag that is opened is closed."""
    builder, open_tags, end = TreeBuilder(), list[str](), 0
    found = TAG.search(source)
    while found is not None:
        if open_tags:
            text = source[end : found.start()]
            builder.data(text if open_tags[-1] in RAW else unescape(text))
        end = found.end()
        if found[2] is not None:
            end = follow(builder, open_tags, found, source)
        found = TAG.search(source, end)
    assert not open_tags, f"never closed: {open_tags}"
    return builder.close()


def follow(builder: TreeBuilder, open_tags: list[str], found: re.Match[str], source: str) -> int:
    """Open or close one element; gives where its content begins."""
    closing, name, attributes, alone = found.groups()
    inside = name == "svg" or "svg" in open_tags
    tag = f"{SVG}{name}" if inside else name.lower()
    if closing:
        assert open_tags, f"</{name}> closes nothing"
        assert open_tags.pop() == name, f"</{name}> closes something else"
        builder.end(tag)
        return found.end()
    builder.start(tag, attributes_of(attributes))
    if alone or tag in VOID:
        builder.end(tag)
        return found.end()
    open_tags.append(name)
    if tag in RAW:
        return source.index(f"</{name}", found.end())
    newline = tag in {"textarea", "pre"} and source[found.end()] == "\n"
    return found.end() + newline


@cache
def _known(attributes: str) -> tuple[tuple[str, str], ...]:
    return tuple((XMLNS if name == "xmlns" else name, unescape(value)) for name, value in ATTRIBUTE.findall(attributes))


def attributes_of(written: str) -> dict[str, str]:
    return dict(_known(written))


def flat(tree: Element) -> list[tuple[Any, ...]]:
    """Everything that stands in a tree, but spaces between elements."""
    return [(each.tag, each.attrib, (each.text or "").strip(), (each.tail or "").strip()) for each in tree.iter()]
