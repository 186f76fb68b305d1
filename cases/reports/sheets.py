"""Sheets that a spreadsheet program opens as what they are: text stays text, whoever typed it."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠|")
"""What a spreadsheet program may take for a formula, in half and full width (OWASP, CSV injection)."""

Cell = str | int | float | None


def neutralise(text: str) -> str:
    """*text* that no program runs: an apostrophe before whatever could begin a formula, blanks before it or not."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS) else text


def write_csv(rows: Iterable[Sequence[Cell]], *, separator: str = ",", decimal: str = ".") -> bytes:
    """RFC 4180 lines in UTF-8 with a byte order mark, without which Excel misreads Cyrillic. None is an empty cell.

    *separator* and *decimal* as the reader's programs expect: where the decimal mark is a comma, lists part by `;`.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    for row in rows:
        writer.writerow([written(cell, decimal) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


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
