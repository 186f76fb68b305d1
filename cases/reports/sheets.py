"""Sheets that a spreadsheet program opens as what they are: text stays text, whoever typed it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import SEEK_END, StringIO
from typing import Final

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠|")
"""What a spreadsheet program may take for a formula, in half and full width (OWASP, CSV injection)."""

PIECE: Final = 32_768
"""Characters that are held before they go out."""

Cell = str | int | float | None


def neutralise(text: str) -> str:
    """*text* that no program runs: an apostrophe before whatever could begin a formula, blanks before it or not."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS) else text


def write_csv(rows: Iterable[Sequence[Cell]], *, separator: str = ",", decimal: str = ".") -> bytes:
    """As `csv_lines`, whole."""
    return b"".join(csv_lines(rows, separator=separator, decimal=decimal))


def csv_lines(rows: Iterable[Sequence[Cell]], *, separator: str = ",", decimal: str = ".") -> Iterator[bytes]:
    """RFC 4180 lines in UTF-8 with a byte order mark, without which Excel misreads Cyrillic. None is an empty cell.

    *separator* and *decimal* as the reader's programs expect: where the decimal mark is a comma, lists part by `;`. Some
    hundred lines are held at a time, however many there are.
    """
    text = StringIO("\ufeff", newline="")
    text.seek(0, SEEK_END)
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    for row in rows:
        writer.writerow([written(cell, decimal) for cell in row])
        if text.tell() > PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def written(cell: Cell, decimal: str) -> str:
    match cell:
        case None:
            return ""
        case str():
            return neutralise(cell)
        case float():
            return f"{cell:.6g}".replace(".", decimal)
        case int():
            return str(cell)
