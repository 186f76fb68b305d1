"""Sheets: nothing that a cell holds is ever run."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.reports.sheets import neutralise, write_csv


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
