"""A list of people, read from a file: columns found by their names in any language, every mistake told by its line."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from cases.errors import ListUnreadable, SandboxFailed
from cases.groups.spreadsheets import MOST_ROWS, Row
from cases.packs.jurisdiction import Pack
from cases.sandbox import running
from workflows.answers import Problem
from workflows.fields import Field, parse
from workflows.questionnaire import Questionnaire

PEOPLE: Final = "people"
"""The questionnaire of the pack whose questions are the columns of a list."""
LARGEST: Final = 8 * 1024 * 1024
MOST_ANSWER: Final = 64 * 1024 * 1024
MOST_TOLD: Final = 50
"""Mistakes that are told at once: who has more has made the same one in every line."""


class Wrong(msgspec.Struct, frozen=True):
    """A cell that cannot be taken: the line of the file, the column, and what is wrong."""

    line: int
    column: Field
    problem: Problem


class People(msgspec.Struct, frozen=True):
    """What a file holds. With any *wrong* nothing may be kept. *unknown*: names of columns that nothing asks for."""

    rows: Sequence[Mapping[str, Any]]
    wrong: Sequence[Wrong]
    more_wrong: int
    unknown: Sequence[str]


def columns_of(pack: Pack) -> list[Field]:
    """What is asked of each person; empty where the pack takes no lists."""
    form: Questionnaire | None = pack.questionnaires.get(PEOPLE)
    return [field for page in form.pages for field in page.questions] if form else []


def read_people(content: bytes, *, pack: Pack, today: date) -> People:
    """The people of a CSV or XLSX file, a line each; slow: a process of its own reads the file.

    Raises: ListUnreadable: `empty`, `large`, `broken`, `rows`, `columns`, `cell`, `unpacked`, `time`, `memory`, `unsafe`, and
    `heads` where no column has a known name or a required one is not there.
    """
    if not content:
        raise ListUnreadable("empty")
    if len(content) > LARGEST:
        raise ListUnreadable("large")
    try:
        with running.run("read_table", [content], most=MOST_ANSWER) as answer:
            rows = msgspec.json.decode(b"".join(answer.pieces), type=list[Row])
    except SandboxFailed as failed:
        raise ListUnreadable(failed.reason) from None
    if len(rows) < 2:
        raise ListUnreadable("empty")
    return read_rows(rows, columns_of(pack), today=today)


def read_rows(rows: Sequence[Row], columns: Sequence[Field], *, today: date) -> People:
    """The first row names the columns, in any order and language. Raises: ListUnreadable: `heads`."""
    (_, heads), *lines = rows
    known = {spelled(name): field for field in columns for name in (field.name, *field.label.values())}
    order = [known.get(spelled(head)) for head in heads]
    found = {field.name for field in order if field is not None}
    if not found or any(field.required and field.name not in found for field in columns):
        raise ListUnreadable("heads")
    kept: list[Mapping[str, Any]] = []
    wrong: list[Wrong] = []
    more = 0
    for line, cells in lines:
        raw = {field.name: cell for field, cell in zip(order, cells, strict=False) if field is not None and cell}
        parsed = parse(columns, raw, today=today)
        kept.append(parsed.answers)
        for field in columns:
            if field.name in parsed.problems and len(wrong) < MOST_TOLD:
                wrong.append(Wrong(line, field, parsed.problems[field.name]))
            elif field.name in parsed.problems:
                more += 1
    unknown = [head for head, field in zip(heads, order, strict=True) if field is None and head]
    return People(kept, wrong, more, unknown)


def spelled(name: str) -> str:
    """A column's name without what does not matter in it."""
    return " ".join(name.casefold().replace("*", " ").replace("_", " ").split())


__all__ = ["LARGEST", "MOST_ROWS", "PEOPLE", "People", "Wrong", "columns_of", "read_people", "read_rows"]
