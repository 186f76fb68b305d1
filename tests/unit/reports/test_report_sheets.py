"""Sheets: nothing that a cell holds is ever run."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.groups.spreadsheets import from_xlsx
from cases.reports.sheets import Cell, csv_lines, neutralise, write_csv
from cases.reports.workbooks import UNWRITABLE, letters, write_workbook

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


def read(sheet: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(StringIO(sheet.decode("utf-8-sig"), newline=""), delimiter=separator))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0=", "＝"])
def test_a_cell_that_could_begin_a_formula_begins_with_an_apostrophe(start: str) -> None:
    text = f'{start}HYPERLINK("https://example.org")'
    assert f"'{text}" == neutralise(text)
    assert [[f"'{text}"]] == read(write_csv([[text]]))


def test_ordinary_words_stay_as_they_are() -> None:
    assert neutralise("Шешім шыққан істер") == "Шешім шыққан істер"
    assert neutralise("") == ""


def test_a_sheet_begins_with_a_byte_order_mark() -> None:
    assert write_csv([["а"]]).startswith(b"\xef\xbb\xbf")


def test_numbers_are_numbers_also_below_zero_and_with_the_readers_decimal_mark() -> None:
    assert read(write_csv([[-3, 0.125, None]], separator=";", decimal=","), ";") == [["-3", "0,125", ""]]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4), max_size=4))
def test_a_sheet_read_again_holds_the_same_cells_and_none_begins_a_formula(rows: list[list[str]]) -> None:
    found = read(write_csv(rows))
    assert [[neutralise(cell) for cell in row] for row in rows] == [row or [""] for row in found]
    assert not [cell for row in found for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def read_workbook(pieces: bytes) -> list[list[str]]:
    """The cells of a workbook, as our own reader of foreign ones finds them."""
    return [cells for _, cells in from_xlsx(pieces)]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4), max_size=4))
def test_a_workbook_read_again_holds_the_same_words_and_no_formula(rows: list[list[str]]) -> None:
    made = b"".join(write_workbook(rows, name="a/b: [c]?*'", at=NOON))
    sheet = ZipFile(BytesIO(made)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert [[as_xml_gives(cell) for cell in row] for row in rows] == read_workbook(made)


def as_xml_gives(text: str) -> str:
    """What an XML reader makes of *text*: what it cannot hold is marked, and every end of a line is one."""
    return UNWRITABLE.sub("\ufffd", neutralise(text)).replace("\r\n", "\n").replace("\r", "\n")


def test_a_workbooks_numbers_are_numbers_and_what_is_empty_is_left_out() -> None:
    made = b"".join(write_workbook([["Бөлім", "n"], [None, 3, 0.5], ["=1+1", -7]], name="x", at=NOON))
    sheet = ZipFile(BytesIO(made)).read("xl/worksheets/sheet1.xml").decode()
    assert '<c r="B2"><v>3</v></c><c r="C2"><v>0.5</v></c>' in sheet
    assert "A2" not in sheet.partition("<sheetData>")[2]
    assert ">'=1+1<" in sheet
    assert letters(25) + letters(26) + letters(701) == "ZAAZZ"


def test_a_long_table_is_made_in_pieces_and_never_held_whole() -> None:
    asked = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal asked
        for asked in range(20_000):
            yield [f"2026-{asked}", "KZ-39", asked]

    for pieces in (write_workbook(rows(), name="x", at=NOON), csv_lines(rows())):
        asked, first = 0, b""
        while not first.strip():
            first = next(pieces)
        for piece in pieces:
            assert len(piece) < 200_000
            if asked > 2_000:
                break
        assert asked < 19_999
