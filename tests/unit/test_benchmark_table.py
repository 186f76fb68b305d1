from datetime import date
from pathlib import Path

import pytest

from tests.benchmarks.table import BEGIN, END, MarksMissingError, write

QUEUE = '{"name": "queue_page", "value": 31.5, "unit": "ms", "budget": 25, "met": false, "floor": 1.1, "ratio": 28.6, "note": ""}'
START = (
    '{"name": "start", "value": 1.4, "unit": "s", "budget": 2, "met": true, "floor": null, "ratio": null, "note": ""}'
)


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    file = tmp_path / "README.md"
    file.write_text(f"# House\n\n{BEGIN}\n{END}\n\nThe rest.\n", encoding="utf-8")
    return file


def test_a_missed_budget_is_said_and_the_text_around_stays(readme: Path) -> None:
    write([QUEUE, "not a figure"], into=readme, on=date(2026, 11, 27), machine="2 cores")
    text = readme.read_text(encoding="utf-8")
    assert "| `queue_page` | 31.5 ms | 1.1 | 28.6 | 25 ms | **no** | 2026-11-27, 2 cores |" in text
    assert text.startswith("# House\n")
    assert text.endswith("\n\nThe rest.\n")


def test_a_short_run_keeps_what_a_long_one_found(readme: Path) -> None:
    write([QUEUE], into=readme, on=date(2026, 11, 26), machine="2 cores")
    write([START], into=readme, on=date(2026, 11, 27), machine="2 cores")
    rows = [line for line in readme.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert [row.split("|")[1].strip() for row in rows] == ["`queue_page`", "`start`"]
    assert "2026-11-26" in rows[0]
    assert "| `start` | 1.4 s |  |  | 2 s | yes | 2026-11-27" in rows[1]


def test_what_misses_its_budget_stands_first_and_the_rest_unfolds(readme: Path) -> None:
    first, queue, last = START.replace("start", "a_start"), QUEUE, START.replace("start", "z_start")
    for line in (last, queue, first):
        write([line], into=readme, on=date(2026, 11, 27), machine="2 cores")
    text = readme.read_text(encoding="utf-8")
    opened, _, unfolds = text.partition("<details><summary>2 that are</summary>\n\n")
    assert "2 of 3 figures are within their budgets. These are not:\n\n| Figure" in opened
    assert "`queue_page`" in opened
    assert unfolds.index("a_start") < unfolds.index("z_start") < unfolds.index("\n\n</details>\n\n")
    write([QUEUE.replace("false", "true")], into=readme, on=date(2026, 11, 27), machine="2 cores")
    assert "3 of 3 figures are within their budgets.\n\n<details>" in readme.read_text(encoding="utf-8")


def test_a_new_figure_takes_the_place_of_the_old(readme: Path) -> None:
    write([QUEUE], into=readme, on=date(2026, 11, 26), machine="2 cores")
    write([QUEUE.replace("31.5", "20")], into=readme, on=date(2026, 11, 27), machine="2 cores")
    text = readme.read_text(encoding="utf-8")
    assert text.count("`queue_page`") == 1
    assert "20 ms" in text


def test_a_file_without_marks_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("# House\n", encoding="utf-8")
    with pytest.raises(MarksMissingError):
        write([QUEUE], into=file, on=date(2026, 11, 27), machine="2 cores")
    assert file.read_text(encoding="utf-8") == "# House\n"
