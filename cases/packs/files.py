"""The files of a jurisdiction pack as text, and as plain data in which every value knows its file and line."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import msgspec
import yaml

from cases.errors import PackFault
from workflows.faults import Place

_TAGS: Final[dict[type[yaml.Node], str]] = {
    node: f"tag:yaml.org,2002:{kind}"
    for node, kind in ((yaml.ScalarNode, "str"), (yaml.SequenceNode, "seq"), (yaml.MappingNode, "map"))
}
"""What is written without a tag, by the kind of its node: here every word is text."""
_PLAIN_TAGS: Final = frozenset(_TAGS.values())
KEPT: Final = (".yaml", ".typ", ".vtt")
MOST_CHARACTERS: Final = 1_000_000
"""Of one file: far above any real pack, far below what would hold a worker up."""


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Asks for no tag by value or place: of fifty thousand words of a pack each was asked about thrice."""

    def resolve(self, kind: type[yaml.Node], value: object, implicit: object) -> str:
        return _TAGS[kind]

    def descend_resolver(self, node: yaml.Node, place: object) -> None: ...

    def ascend_resolver(self) -> None: ...


class Mark(NamedTuple):
    """Where a value was written. Lines count from 1."""

    file: str
    line: int


class Document(msgspec.Struct, frozen=True):
    """One file as mappings, lists and strings, with a mark for every key and list position.

    Marks are wanted where something is wrong, and then the text is read once more for them: a sound pack, as every start reads
    it, has twenty thousand that nobody looks at.
    """

    file: str
    data: Any
    read_marks: Callable[[], Mapping[Place, Mark]]

    def mark(self, place: Place) -> Mark:
        """Where *place* was written; what is missing has the mark of what it is missing from."""
        marks = self.read_marks()
        for end in range(len(place), -1, -1):
            if (mark := marks.get(place[:end])) is not None:
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
    try:
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            raise PackFault(file, 1, "", "the file is empty")
        data = _plain(node, file, (), set())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 1 if mark is None else mark.line + 1
        raise PackFault(file, line, "", f"not YAML: {error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise PackFault(file, line, "", f"a character that has no place in text: U+{_code(error):04X}") from error
    except RecursionError as error:
        raise PackFault(file, 1, "", "nested too deeply") from error
    return Document(file, data, cache(partial(_read_marks, file, text)))


def with_pages(document: Document, shared: Document | None) -> Document:
    """A questionnaire in which each `- include: name` stands for the pages that *shared* has under that name."""
    pages = document.data.get("pages") if isinstance(document.data, dict) else None
    if not isinstance(pages, list) or not any(isinstance(page, dict) and "include" in page for page in pages):
        return document
    included = [each for number, page in enumerate(pages) for each in _included(document, number, page, shared)]
    written = [content for _, _, content in included]

    def read_marks() -> Mapping[Place, Mark]:
        marks = {
            place: mark for place, mark in document.read_marks().items() if place[:1] != ("pages",) or len(place) == 1
        }
        for number, (source, place, _) in enumerate(included):
            marks.update(
                (("pages", number, *inner[len(place) :]), mark)
                for inner, mark in source.read_marks().items()
                if inner[: len(place)] == place
            )
        return marks

    return Document(document.file, {**document.data, "pages": written}, cache(read_marks))


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


def _plain(node: yaml.Node, file: str, place: Place, seen: set[int]) -> Any:
    """The plain data of *node*. Raises: PackFault."""
    if id(node) in seen or node.tag not in _PLAIN_TAGS:
        _refuse(node, file, place, seen)
    seen.add(id(node))
    if type(node) is yaml.ScalarNode:
        return node.value
    if type(node) is yaml.SequenceNode:
        return [_plain(item, file, (*place, number), seen) for number, item in enumerate(node.value)]
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        if type(key) is not yaml.ScalarNode:
            raise PackFault(file, key.start_mark.line + 1, place_words(place), "a key must be a word")
        word = key.value
        inner = (*place, word)
        if word in mapping:
            raise PackFault(file, key.start_mark.line + 1, place_words(inner), f"{word} is here twice")
        mapping[word] = _plain(value, file, inner, seen)
    return mapping


def _refuse(node: yaml.Node, file: str, place: Place, seen: set[int]) -> NoReturn:
    """Raises: PackFault, for a tag or for what an anchor names a second time."""
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise PackFault(file, line, place_words(place), "anchors and aliases are not used here: write it out")
    raise PackFault(file, line, place_words(place), f"tags are not used here: {node.tag}")


def _read_marks(file: str, text: str) -> Mapping[Place, Mark]:
    """Where everything in *text* was written, which was read before and is sound YAML of plain data."""
    node: Any = yaml.compose(text, Loader=_Loader)
    return {(): Mark(file, node.start_mark.line + 1), **dict(_marks(node, file, ()))}


def _marks(node: yaml.Node, file: str, place: Place) -> Iterator[tuple[Place, Mark]]:
    """A key's mark is the line of the key, which may stand above its value."""
    inside: list[tuple[str | int, yaml.Node, yaml.Node]] = []
    if type(node) is yaml.SequenceNode:
        inside = [(number, item, item) for number, item in enumerate(node.value)]
    elif type(node) is yaml.MappingNode:
        inside = [(key.value, key, value) for key, value in node.value]
    for step, written, value in inside:
        yield (*place, step), Mark(file, written.start_mark.line + 1)
        yield from _marks(value, file, (*place, step))


def _code(error: "yaml.reader.ReaderError") -> int:
    character: Any = error.character
    return character if isinstance(character, int) else ord(character)
