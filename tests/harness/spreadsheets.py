"""Workbooks as programs of offices write them: shared strings, inline strings, numbers, cells left out."""

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(rows: Sequence[Sequence[str | int]], *, shared: bool = True) -> bytes:
    """An XLSX of one sheet; empty cells are left out, as Excel does."""
    strings: dict[str, int] = {}
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = [
            cell_of(f"{chr(65 + place)}{number}", value, strings, shared=shared)
            for place, value in enumerate(row)
            if value != ""
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    listed = "".join(f"<si><r><t>{escape(text[:1])}</t></r><r><t>{escape(text[1:])}</t></r></si>" for text in strings)
    return packed(
        {
            "xl/worksheets/sheet1.xml": f"<worksheet {SPACE}><sheetData>{''.join(lines)}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst {SPACE}>{listed}</sst>",
        }
    )


def cell_of(place: str, value: str | int, strings: dict[str, int], *, shared: bool) -> str:
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    if shared:
        return f'<c r="{place}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def packed(files: dict[str, str]) -> bytes:
    """A ZIP of these members."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()
