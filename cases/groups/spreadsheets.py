"""Tables out of files that nobody trusts: CSV as programs of offices write it, and XLSX. Runs in the sandbox alone.

XLSX is a ZIP of XML (ISO/IEC 29500-1 §18): only the first sheet and the shared strings are read, each with a limit on what it
unpacks to, whatever the archive says of itself. Formulas are never computed: what a program kept as their value is read.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

import msgspec

from cases.sandbox.jobs import Failed

MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 2_000
MOST_UNPACKED: Final = 64 * 1024 * 1024
STEP: Final = 256 * 1024
ENCODINGS: Final = ("utf-8-sig", "cp1251")
"""What is not UTF-8 comes from an older office program; Kazakh letters that cp1251 lacks come as question marks from there."""
SHEET: Final = "xl/worksheets/sheet1.xml"
STRINGS: Final = "xl/sharedStrings.xml"
SPACE: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
Row = tuple[int, list[str]]
"""Number of the line in the file, from 1, and its cells."""


def warm() -> None:
    """Load codecs and parsers while files can still be read."""
    for encoding in (*ENCODINGS, "utf-16", "cp437"):
        "".encode(encoding)
    ET.fromstring("<warm/>")  # noqa: S314 - our own
    msgspec.json.encode([(1, [""])])
    with ZipFile(io.BytesIO(), "w") as packed:
        packed.writestr("warm", "", compress_type=8)


def read(content: bytes, told: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """All rows that have anything in them, as JSON. Raises: Failed: `broken`, `rows`, `columns`, `cell`, `unpacked`."""
    rows = list(limited(from_xlsx(content) if content[:2] == b"PK" else from_csv(content)))
    return {"rows": len(rows)}, msgspec.json.encode(rows)


def limited(rows: Iterator[Row]) -> Iterator[Row]:
    number = 0
    for line, cells in rows:
        kept = [cell.strip() for cell in cells]
        while kept and not kept[-1]:
            kept.pop()
        if not kept:
            continue
        number += 1
        if number > MOST_ROWS + 1:  # the first names the columns
            raise Failed("rows")
        if len(kept) > MOST_COLUMNS:
            raise Failed("columns")
        if max(map(len, kept)) > LONGEST_CELL:
            raise Failed("cell")
        yield line, kept


def from_csv(content: bytes) -> Iterator[Row]:
    """Rows of a text with commas, semicolons or tabs, whichever its first line has most of."""
    text = as_text(content)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(LONGEST_CELL + 1)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=False)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise Failed("cell") from None


def as_text(content: bytes) -> str:
    """Raises: Failed for what is no text."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise Failed("broken") from None
    if b"\x00" in content:
        raise Failed("broken")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Failed("broken")


def from_xlsx(content: bytes) -> Iterator[Row]:
    """Rows of the first sheet."""
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
            if SHEET not in names:
                raise Failed("broken")
            strings = shared_strings(unpack(packed, STRINGS)) if STRINGS in names else []
            yield from sheet_rows(unpack(packed, SHEET), strings)
    except (BadZipFile, ET.ParseError, NotImplementedError, EOFError, RuntimeError, KeyError, ValueError):
        raise Failed("broken") from None


def unpack(packed: ZipFile, name: str) -> bytes:
    """One member. Raises: Failed when it unpacks to more than it may, whatever it claims."""
    found = bytearray()
    with packed.open(name) as member:
        while piece := member.read(STEP):
            found += piece
            if len(found) > MOST_UNPACKED:
                raise Failed("unpacked")
    return bytes(found)


def shared_strings(content: bytes) -> list[str]:
    """§18.4.8: each text, its runs together, without readings for Japanese."""
    texts = []
    for _, element in ET.iterparse(io.BytesIO(content)):  # noqa: S314 - see the import
        if element.tag == f"{SPACE}si":
            texts.append(text_of(element))
            element.clear()
    return texts


def text_of(element: ET.Element) -> str:
    own = element.findall(f"{SPACE}t") + element.findall(f"{SPACE}r/{SPACE}t")
    return "".join(part.text or "" for part in own)


def sheet_rows(content: bytes, strings: list[str]) -> Iterator[Row]:
    """§18.3.1.73: a row's cells stand where their references say; those that are left out are empty."""
    for _, element in ET.iterparse(io.BytesIO(content)):  # noqa: S314 - see the import
        if element.tag != f"{SPACE}row":
            continue
        cells: list[str] = []
        for cell in element.iterfind(f"{SPACE}c"):
            place = CELL.fullmatch(cell.get("r", ""))
            column = column_of(place[1]) if place else len(cells)
            if column >= MOST_COLUMNS:
                raise Failed("columns")
            cells += [""] * (column - len(cells) + 1)
            cells[column] = cell_text(cell, strings)
        yield int(element.get("r", "0")), cells
        element.clear()


def column_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_text(cell: ET.Element, strings: list[str]) -> str:
    """§18.3.1.4: shared, inline or plain."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inside = cell.find(f"{SPACE}is")
        return "" if inside is None else text_of(inside)
    value = cell.findtext(f"{SPACE}v") or ""
    if kind == "s":
        place = int(value)
        return strings[place] if 0 <= place < len(strings) else ""
    return value.removesuffix(".0") if kind == "n" else value
