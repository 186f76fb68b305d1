"""Lists of people as they come: in any order, language and encoding; and files that are none."""

from datetime import date

import pytest

from cases.errors import ListUnreadable
from cases.groups.reading import MOST_TOLD, People, columns_of, read_people, read_rows
from tests.builders import kazakhstan
from tests.harness.spreadsheets import SPACE, packed, workbook

PACK = kazakhstan()
TODAY = date(2026, 11, 23)
AIGUL = {"full_name": "Әйгүл Сәрсенова", "reach": "+7 701 000 00 00", "address": "Березовка, 5"}
HEADS = ["Адрес", "Full name", "reach", "Көңіл күйі"]
LINE = ["Березовка, 5", "Әйгүл Сәрсенова", "+7 701 000 00 00", "жақсы"]
TEXT = "\r\n".join(";".join(cells) for cells in (HEADS, LINE))


def read(content: bytes) -> People:
    return read_people(content, pack=PACK, today=TODAY)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.replace(", 5", ' "5"').replace(";", "\t").encode(),
        workbook([HEADS, LINE]),
        workbook([HEADS, [], LINE], shared=False),
    ],
    ids=["utf-8", "with a mark", "utf-16", "tabs", "xlsx", "xlsx, inline, an empty line"],
)
def test_columns_are_found_by_name_in_any_order_language_and_encoding(content: bytes) -> None:
    found = read(content)
    assert found.wrong == []
    (row,) = found.rows
    assert (row["full_name"], row["reach"]) == (AIGUL["full_name"], AIGUL["reach"])
    assert "Березовка" in row["address"]
    assert found.unknown == ["Көңіл күйі"]


def test_what_excel_made_a_number_of_stays_what_was_typed() -> None:
    (row,) = read(workbook([["Аты-жөні", "ЖСН"], ["А", 61211600012]])).rows
    assert row["personal_number"] == "61211600012"


def test_formulas_and_marks_of_other_programs_are_words_and_nothing_more() -> None:
    words = "=HYPERLINK(1)\u200b🙂 \u202e"
    (row,) = read(f"full name,what happened to them\n{words},x\n".encode()).rows
    assert row["full_name"].startswith("=HYPERLINK")


def test_every_mistake_is_told_by_its_line_and_column() -> None:
    lines = [["Аты-жөні", "ЖСН"], ["А", "1" * 13], ["", "2"], *[["", "3"]] * 100]
    found = read_rows(list(enumerate(lines, start=1)), columns_of(PACK), today=TODAY)
    told = [(each.line, each.column.name, each.problem.code) for each in found.wrong]
    assert told[:2] == [(2, "personal_number", "too_long"), (3, "full_name", "required")]
    assert (len(told), found.more_wrong) == (MOST_TOLD, 102 - MOST_TOLD)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        ("Аты-жөні;ЖСН".encode(), "empty"),
        (b"x" * (8 * 1024 * 1024 + 1), "large"),
        (b"name of nothing;other\nA;B", "heads"),
        ("Мекенжайы\nАлматы".encode(), "heads"),
        (b"PK\x03\x04 and then nothing", "broken"),
        (packed({"word/document.xml": "<w/>"}), "broken"),
        (packed({"xl/worksheets/sheet1.xml": "<worksheet"}), "broken"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "broken"),
        (b"\x98" * 40, "broken"),
        (b"full name\n" + b"x" * 3_000, "cell"),
        (b"full name\n" + b"A\n" * 10_001, "rows"),
        (("full name" + ";c" * 70 + "\nA").encode(), "columns"),
        (packed({"xl/worksheets/sheet1.xml": " " * (65 * 1024 * 1024)}), "unpacked"),
        (
            packed(
                {
                    "xl/worksheets/sheet1.xml": '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
                    + "".join(f'<!ENTITY a{n} "{"&a;" if n == 0 else f"&a{n - 1};"}' * 1 + '">' for n in range(3))
                    + f"]><worksheet {SPACE}>&a2;</worksheet>"
                }
            ),
            "empty",
        ),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ListUnreadable) as refused:
        read(content)
    assert refused.value.reason == reason


def test_ten_thousand_lines_are_read() -> None:
    assert len(read(b"full name\n" + b"A\n" * 10_000).rows) == 10_000
