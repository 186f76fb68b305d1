"""A table whose cells are darker the greater their number: geometry in an SVG's own units. The number stands in each."""

from collections.abc import Mapping, Sequence

import msgspec

from cases.reports.charts import NOTHING, Box, Paint, paint_of_step, steps_of, wrap

LONGEST_NAME = 28
"""Letters of a row's line of words: Kazakh's are wide."""


class HeatRow(msgspec.Struct, frozen=True):
    words: str
    lines: tuple[str, ...]
    middle: float
    cells: tuple[Box, ...]


class Heat(msgspec.Struct, frozen=True):
    """*heads*: middle of each column and its lines of words; *paints*: of the steps in use, from the lightest."""

    width: int
    height: int
    left: int
    heads: tuple[tuple[float, tuple[str, ...]], ...]
    rows: tuple[HeatRow, ...]
    paints: tuple[Paint, ...]
    steps: tuple[float, ...]


def heat_table(rows: Mapping[str, Sequence[int]], heads: Sequence[str], *, width: int = 720) -> Heat:
    """*rows*: words → a number for each of *heads*. Nothing stays white; of the rest, the most is darkest."""
    left, top, high, gap = 232, 44, 40, 3
    wide = (width - left) / max(1, len(heads))
    steps = steps_of([float(value) for values in rows.values() for value in values])
    drawn = []
    for number, (words, values) in enumerate(rows.items()):
        y = top + number * (high + gap)
        cells = tuple(
            Box(round(left + wide * place + gap, 1), y, round(wide - gap, 1), high, value, paint_of(value, steps))
            for place, value in enumerate(values)
        )
        drawn.append(HeatRow(words, wrap(words, longest=LONGEST_NAME), y + high / 2, cells))
    named = tuple((round(left + wide * (place + 0.5), 1), wrap(head, longest=13)) for place, head in enumerate(heads))
    used = tuple(paint_of_step(step, high_is_better=False) for step in range(len(steps) + 1))
    return Heat(width, top + max(1, len(rows)) * (high + gap), left, named, tuple(drawn), (NOTHING, *used), steps)


def paint_of(value: int, steps: Sequence[float]) -> Paint:
    return paint_of_step(sum(value >= each for each in steps), high_is_better=False) if value else NOTHING
