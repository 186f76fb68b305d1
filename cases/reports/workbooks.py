"""Workbooks (XLSX, ISO/IEC 29500-1) made while they are given out: one sheet, its cells typed, never a formula.

Text is always of the kind `inlineStr`, which programs show and never compute; numbers are numbers. A text that looks like a
formula gets the apostrophe that it has in CSV, because people save workbooks as CSV and open those.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from html import escape
from typing import Final

from cases.exporting.zipping import zip_stream
from cases.reports.sheets import PIECE, Cell, neutralise, written

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill '
        'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/>'
        '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/>'
        "</cellXfs></styleSheet>"
    ),
}
OPENING: Final = (
    f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultColWidth="18" '
    'defaultRowHeight="15"/><sheetData>'
)
CLOSING: Final = "</sheetData></worksheet>"
UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold."""
NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME: Final = 31
LONGEST_CELL: Final = 32_767
"""Characters that programs take in one cell."""
BOLD: Final = ' s="1"'


def write_workbook(rows: Iterable[Sequence[Cell]], *, name: str, at: datetime) -> Iterator[bytes]:
    """The file, a piece at a time: some hundred rows are held, however many there are. The first row are the heads.

    *name* of the sheet; *at*: whose day the file bears.
    """
    title = escape(NOT_IN_A_NAME.sub(" ", UNWRITABLE.sub("", name))[:LONGEST_NAME].strip() or "1")
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="{title}" sheetId="1" r:id="r1"/></sheets>'
        "</workbook>"
    )
    parts = {**PARTS, "xl/workbook.xml": book}
    entries = [(path, iter([f"{HEAD}{text}".encode()]), True) for path, text in parts.items()]
    return zip_stream([*entries, ("xl/worksheets/sheet1.xml", sheet_pieces(rows), True)], at=at)


def sheet_pieces(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    held, size = [HEAD, OPENING], 0
    for number, row in enumerate(rows, 1):
        line = row_of(number, row)
        held.append(line)
        size += len(line)
        if size > PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join([*held, CLOSING]).encode()


def row_of(number: int, row: Sequence[Cell]) -> str:
    style = BOLD if number == 1 else ""
    cells = [cell_of(f"{letters(place)}{number}", cell, style) for place, cell in enumerate(row) if cell is not None]
    return f'<row r="{number}">{"".join(cells)}</row>'


def cell_of(place: str, cell: str | float, style: str) -> str:
    if isinstance(cell, str):
        text = escape(UNWRITABLE.sub("\ufffd", neutralise(cell)[:LONGEST_CELL]), quote=False)
        return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c r="{place}"{style}><v>{written(cell, ".")}</v></c>'


@cache
def letters(place: int) -> str:
    """Column *place* (from 0) as programs call it: A, B, … Z, AA."""
    rest, letter = divmod(place, 26)
    return (letters(rest - 1) if rest else "") + chr(65 + letter)
