"""One thing has one name: the table of docs/words.md against every Kazakh and Russian text, and surfaces against each other."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from cases.settings import PACKS
from web.kit import messages

TABLE = (Path(__file__).parents[2] / "docs" / "words.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines() if line.startswith("| ")]
BANNED = [tuple(word.split(" ", 1)) for row in ROWS[1:] if row[3] for word in row[3].split(", ")]


def said(language: str) -> Iterator[str]:
    for surface in messages.surfaces():
        for message in messages.stored(language, surface):
            yield from [message.string] if isinstance(message.string, str) else message.string or ()
    for file in sorted((PACKS / "kz").rglob("*.yaml")):
        yield from labels(yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader), language)


def labels(node: object, language: str) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name == language and isinstance(value, str):
                yield value
            else:
                yield from labels(value, language)
    elif isinstance(node, list):
        for value in node:
            yield from labels(value, language)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_text_uses_a_word_that_the_table_rules_out(language: str) -> None:
    banned = re.compile("|".join(rf"\b{word}" for spoken, word in BANNED if spoken == language), re.IGNORECASE)
    assert [text for text in said(language) if banned.search(text)] == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_what_several_surfaces_say_they_say_alike(language: str) -> None:
    told: dict[object, set[object]] = {}
    for surface in messages.surfaces():
        for message in messages.stored(language, surface):
            told.setdefault(message.id, set()).add(message.string)
    assert [words for source, words in told.items() if source and len(words) > 1] == []
