"""What was measured, as tables: written between two marks of README.md by `make bench`, those that miss their budget first.

`python -m tests.benchmarks.table FILE…` reads the JSON lines that the benchmarks printed. A figure that was not measured this
time keeps its line, with the day on which it was: the short set does not take away what the long one found.
"""

import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from json import loads
from pathlib import Path
from typing import Any

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
MISSED = "**no**"
HEAD = "| Figure | Value | Floor | Ratio | Budget | Met | Measured |\n|---|---|---|---|---|---|---|"


class MarksMissingError(Exception):
    """README.md has no place for the table."""


def write(lines: Iterable[str], *, into: Path, on: date, machine: str) -> None:
    """Write the figures of *lines* into the file *into*, by name. Raises: MarksMissingError."""
    text = into.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    standing, end, after = rest.partition(END)
    if not begin or not end:
        raise MarksMissingError(into)
    rows = dict(standing_rows(standing)) | {figure["name"]: row(figure, on, machine) for figure in figures(lines)}
    into.write_text(f"{before}{BEGIN}\n\n{tables(rows)}\n\n{END}{after}", encoding="utf-8")


def tables(rows: Mapping[str, str]) -> str:
    """What misses its budget stands open; of the others there are hundreds, and they unfold."""
    missed = [rows[name] for name in sorted(rows) if MISSED in rows[name]]
    met = [rows[name] for name in sorted(rows) if MISSED not in rows[name]]
    said = f"{len(met)} of {len(rows)} figures are within their budgets."
    opened = [f"{said} These are not:", "\n".join([HEAD, *missed])] if missed else [said]
    folded = [f"<details><summary>{len(met)} that are</summary>", "\n".join([HEAD, *met]), "</details>"] if met else []
    return "\n\n".join([*opened, *folded])


def figures(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The figures among *lines*; other lines are none."""
    yield from (loads(line) for line in lines if line.startswith('{"name": '))


def standing_rows(table: str) -> Iterator[tuple[str, str]]:
    """(name, row) of what was written earlier."""
    for line in table.splitlines():
        if line.startswith("| `"):
            yield line.split("`")[1], line


def row(figure: dict[str, Any], on: date, machine: str) -> str:
    """One line. A figure that misses its budget says **no**."""
    unit = figure["unit"]
    cells = [
        f"`{figure['name']}`", f"{number(figure['value'])} {unit}", number(figure["floor"]), number(figure["ratio"]),
        f"{number(figure['budget'])} {unit}", "yes" if figure["met"] else MISSED, f"{on.isoformat()}, {machine}",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def number(value: float | None) -> str:
    return "" if value is None else f"{value:,.10g}"


def this_machine() -> str:
    return f"{os.cpu_count()} cores {platform.machine()}"


def main() -> None:
    lines = [line for name in sys.argv[1:] for line in Path(name).read_text(encoding="utf-8").splitlines()]
    write(lines, into=README, on=date.today(), machine=this_machine())  # noqa: DTZ011 - the day on the tester's own calendar


if __name__ == "__main__":
    main()
