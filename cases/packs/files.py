"""The files of a jurisdiction pack as text, and as plain data in which every value knows its file and line."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import yaml

from cases.errors import PackFault
from workflows.faults import Place

_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN_TAGS: Final = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
KEPT: Final = (".yaml", ".typ", ".vtt")
MOST_CHARACTERS: Final = 1_000_000
"""Of one file: far above any real pack, far below what would hold a worker up."""


class Mark(NamedTuple):
    """Where a value was written. Lines count from 1."""

    file: str
    line: int


class Document(msgspec.Struct, frozen=True):
    """One file as mappings, lists and strings, with a mark for every key and list position."""

    file: str
    data: Any
    marks: Mapping[Place, Mark]

    def mark(self, place: Place) -> Mark:
        """Where *place* was written; what is missing has the mark of what it is missing from."""
        for end in range(len(place), -1, -1):
            if (mark := self.marks.get(place[:end])) is not None:
                return mark
        return Mark(self.file, 1)

    def fault(self, place: Place, reason: str, example: str | None = None) -> PackFault:
        mark = self.mark(place)
        return PackFault(mark.file, mark.line, place_words(place), reason, example)


def place_words(place: Place) -> str:
    """`("rows", 0, "when")` as people count: `rows[1].when`."""
    words = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place)
    return words.removeprefix(".")


def read_folder(folder: Path) -> dict[str, str]:
    """Path inside *folder* to text, of every data file and printed template, sorted. Raises: PackFault."""
    if not folder.is_dir():
        raise PackFault(folder.name, 0, "", "no such folder")
    files: dict[str, str] = {}
    for path in sorted(path for path in folder.rglob("*") if path.suffix in KEPT):
        name = path.relative_to(folder).as_posix()
        try:
            files[name] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise PackFault(name, line, "", "not UTF-8 text") from error
    if not files:
        raise PackFault(folder.name, 0, "", "the folder holds no .yaml files")
    return files


def digest(files: Mapping[str, str]) -> str:
    """The pack's name for good: SHA-256 over all paths and texts, whatever order they come in."""
    canonical = json.dumps(dict(files), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_document(file: str, text: str) -> Document:
    """A file as plain data. Raises: PackFault, for broken YAML and for tags, aliases and keys that stand twice."""
    if len(text) > MOST_CHARACTERS:
        raise PackFault(file, 1, "", f"longer than {MOST_CHARACTERS} characters")
    marks: dict[Place, Mark] = {}
    try:
        node = yaml.compose(text, Loader=_LOADER)
        if node is None:
            raise PackFault(file, 1, "", "the file is empty")
        marks[()] = Mark(file, node.start_mark.line + 1)
        data = _plain(node, file, (), marks, set())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 1 if mark is None else mark.line + 1
        raise PackFault(file, line, "", f"not YAML: {error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise PackFault(file, line, "", f"a character that has no place in text: U+{_code(error):04X}") from error
    except RecursionError as error:
        raise PackFault(file, 1, "", "nested too deeply") from error
    return Document(file, data, marks)


def with_pages(document: Document, shared: Document | None) -> Document:
    """A questionnaire in which each `- include: name` stands for the pages that *shared* has under that name."""
    pages = document.data.get("pages") if isinstance(document.data, dict) else None
    if not isinstance(pages, list) or not any(isinstance(page, dict) and "include" in page for page in pages):
        return document
    kept = {place: mark for place, mark in document.marks.items() if place[:1] != ("pages",) or len(place) == 1}
    written: list[Any] = []
    for number, page in enumerate(pages):
        for source, place, content in _included(document, number, page, shared):
            target = ("pages", len(written))
            kept.update(
                ((*target, *inner[len(place) :]), mark)
                for inner, mark in source.marks.items()
                if inner[: len(place)] == place
            )
            written.append(content)
    return Document(document.file, {**document.data, "pages": written}, kept)


def _included(
    document: Document, number: int, page: Any, shared: Document | None
) -> Iterator[tuple[Document, Place, Any]]:
    if not isinstance(page, dict) or "include" not in page:
        yield document, ("pages", number), page
        return
    name, here = page["include"], ("pages", number, "include")
    if len(page) > 1:
        raise document.fault(here, "an include stands alone", "- include: about_you")
    if shared is None or not isinstance(name, str) or not isinstance(found := shared.data.get(name), list):
        known = "" if shared is None else ", ".join(shared.data)
        raise document.fault(here, f"no such shared pages: {name}", f"one of {known}" if known else None)
    for position, content in enumerate(found):
        yield shared, (name, position), content


def _plain(node: yaml.Node, file: str, place: Place, marks: dict[Place, Mark], seen: set[int]) -> Any:
    """The plain data of *node*, whose own mark is there already."""
    _check(node, file, place, seen)
    if type(node) is yaml.ScalarNode:
        return node.value
    if type(node) is yaml.SequenceNode:
        listed: list[Any] = []
        for number, item in enumerate(node.value):
            inner: Place = (*place, number)
            marks[inner] = Mark(file, item.start_mark.line + 1)
            listed.append(_plain(item, file, inner, marks, seen))
        return listed
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        key_line = key.start_mark.line + 1
        if type(key) is not yaml.ScalarNode:
            raise PackFault(file, key_line, place_words(place), "a key must be a word")
        word = key.value
        inner = (*place, word)
        if word in mapping:
            raise PackFault(file, key_line, place_words(inner), f"{word} is here twice")
        marks[inner] = Mark(file, key_line)
        mapping[word] = _plain(value, file, inner, marks, seen)
    return mapping


def _check(node: yaml.Node, file: str, place: Place, seen: set[int]) -> None:
    """Raises: PackFault, for a tag and for what an anchor names a second time."""
    if id(node) in seen:
        line = node.start_mark.line + 1
        raise PackFault(file, line, place_words(place), "anchors and aliases are not used here: write it out")
    seen.add(id(node))
    if node.tag not in _PLAIN_TAGS:
        line = node.start_mark.line + 1
        raise PackFault(file, line, place_words(place), f"tags are not used here: {node.tag}")


def _code(error: "yaml.reader.ReaderError") -> int:
    character: Any = error.character
    return character if isinstance(character, int) else ord(character)
