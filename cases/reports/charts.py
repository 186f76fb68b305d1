"""Charts as frozen geometry in an SVG's own units: numbers in, places and colours out. Templates draw them.

A colour never stands alone: each comes with a pattern, and text on it has the ink that reads best.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import ceil, floor, log10

import msgspec

from cases.reports.colours import ink_on
from cases.reports.queries import MonthFigures

PATTERNS = ("plain", "dots", "lines", "grid", "cross")

LONGEST_LINE = 32
"""Letters of a bar's line of words before it goes on below."""

LONGEST_WORD = 13
"""Letters of a tile's line before a word is broken at its hyphen."""


class Paint(msgspec.Struct, frozen=True):
    """A colour, the pattern that says the same without colour, and the ink for text on it."""

    colour: str
    pattern: str
    ink: str


def paint(colour: str, pattern: str) -> Paint:
    return Paint(colour, pattern, ink_on(colour))


CAME = paint("#0b2545", "plain")
WENT = paint("#7fc4dc", "lines")
AGES = (
    paint("#d5ecf4", "plain"),
    paint("#7fc4dc", "dots"),
    paint("#00799c", "lines"),
    paint("#0b2545", "cross"),
)
STEPS = (
    paint("#0b2545", "cross"),
    paint("#00799c", "lines"),
    paint("#7fc4dc", "dots"),
    paint("#d5ecf4", "plain"),
)
"""From the step that needs most attention to the one that needs least."""
NOTHING = paint("#ffffff", "plain")


class Box(msgspec.Struct, frozen=True):
    x: float
    y: float
    width: float
    height: float
    value: int
    paint: Paint

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


class Tick(msgspec.Struct, frozen=True):
    y: float
    value: int


class Column(msgspec.Struct, frozen=True):
    """One month: its boxes side by side."""

    month: date
    boxes: tuple[Box, ...]
    middle: float
    begins_year: bool
    labelled: bool


class Columns(msgspec.Struct, frozen=True):
    width: int
    height: int
    left: int
    base: float
    ticks: tuple[Tick, ...]
    columns: tuple[Column, ...]
    paints: tuple[Paint, ...]


class Segment(msgspec.Struct, frozen=True):
    """A part of a stacked bar, or a stage of a funnel. *fits*: there is room for its number inside."""

    key: str
    box: Box
    fits: bool
    share: float | None


class Strip(msgspec.Struct, frozen=True):
    width: int
    height: int
    total: int
    segments: tuple[Segment, ...]


class Tile(msgspec.Struct, frozen=True):
    """A unit on the tile map: a square, or for a city a round one."""

    code: str
    x: int
    y: int
    round: bool
    lines: tuple[str, ...]
    text: str
    paint: Paint
    step: int | None


class TileMap(msgspec.Struct, frozen=True):
    width: int
    height: int
    tile_width: int
    tile_height: int
    tiles: tuple[Tile, ...]


def columns_by_month(months: Sequence[MonthFigures], *, width: int = 720, height: int = 260) -> Columns:
    """Received and closed cases side by side, a pair of columns a month, on a scale that ends on a round number."""
    left, top, bottom = 44, 12, 40
    base = height - bottom
    most = max((max(each.received, each.closed) for each in months), default=0)
    step = round_step(most)
    highest = max(step, ceil(most / step) * step)
    scale = (base - top) / highest
    pitch = (width - left) / max(1, len(months))
    thick = min(24.0, pitch * 0.38)
    every = ceil(len(months) / 24) or 1
    columns = []
    for number, month in enumerate(months):
        middle = left + pitch * (number + 0.5)
        boxes = tuple(
            Box(round(x, 1), round(base - value * scale, 1), round(thick, 1), round(value * scale, 1), value, painted)
            for x, value, painted in (
                (middle - thick - 1, month.received, CAME),
                (middle + 1, month.closed, WENT),
            )
        )
        begins_year = number == 0 or month.month.month == 1
        columns.append(Column(month.month, boxes, round(middle, 1), begins_year, number % every == 0))
    ticks = tuple(Tick(round(base - value * scale, 1), value) for value in range(0, highest + 1, step))
    return Columns(width, height, left, base, ticks, tuple(columns), (CAME, WENT))


def round_step(most: int, *, ticks: int = 4) -> int:
    """The distance of gridlines: 1, 2 or 5 times a power of ten, so that about *ticks* of them reach *most*."""
    rough = max(1.0, most / ticks)
    power = 10 ** floor(log10(rough))
    return int(next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough))


def strip(values: Mapping[str, int], paints: Sequence[Paint] = AGES, *, width: int = 720, height: int = 44) -> Strip:
    """One stacked bar over the whole width; of nothing, one without segments."""
    total, x, segments = sum(values.values()), 0.0, []
    for (key, value), painted in zip(values.items(), paints, strict=True):
        if value:
            part = width * value / total
            box = Box(round(x, 1), 0, round(part, 1), height, value, painted)
            segments.append(Segment(key, box, part > 14 + 9 * len(str(value)), value / total))
            x += part
    return Strip(width, height, total, tuple(segments))


def funnel(stages: Mapping[str, int], *, width: int = 720, thick: int = 40, gap: int = 34) -> Strip:
    """Stages below each other, each as long as its share of the first; the room above each is for its words."""
    first = next(iter(stages.values()), 0)
    segments = []
    for number, ((key, value), painted) in enumerate(zip(stages.items(), reversed(AGES), strict=True)):
        length = width * value / first if first else 0.0
        box = Box(0, gap + number * (thick + gap), round(length, 1), thick, value, painted)
        segments.append(Segment(key, box, length > 14 + 9 * len(str(value)), value / first if first else None))
    return Strip(width, len(stages) * (thick + gap) + 4, first, tuple(segments))


class Bar(msgspec.Struct, frozen=True):
    """A row of a bar chart. *fits*: there is room for its number inside."""

    key: str
    words: str
    lines: tuple[str, ...]
    """The words as they stand before the bar: two lines where they are long."""
    box: Box
    fits: bool


class Bars(msgspec.Struct, frozen=True):
    width: int
    height: int
    left: int
    bars: tuple[Bar, ...]
    paint: Paint


def bars(values: Mapping[str, tuple[str, int]], *, width: int = 720, thick: int = 24, gap: int = 8) -> Bars:
    """A bar a row, in the order of *values* (key → words, number), each as long as its share of the greatest."""
    left, painted = 250, paint("#00799c", "lines")
    most = max((number for _, number in values.values()), default=0)
    room = width - left - 60
    rows = []
    for row, (key, (words, number)) in enumerate(values.items()):
        length = room * number / most if most else 0.0
        box = Box(left, row * (thick + gap), round(length, 1), thick, number, painted)
        rows.append(Bar(key, words, wrap(words, longest=LONGEST_LINE), box, length > 14 + 9 * len(str(number))))
    return Bars(width, max(1, len(rows)) * (thick + gap), left, tuple(rows), painted)


class Place(msgspec.Struct, frozen=True):
    """Where a unit lies on the tile map, and what its tile says."""

    code: str
    row: int
    column: int
    round: bool
    name: str
    text: str
    value: float | None


def steps_of(values: Iterable[float | None]) -> tuple[float, ...]:
    """Three whole steps that part *values* into four like ranges; fewer where the greatest is below three."""
    most = max((value for value in values if value is not None), default=0.0)
    return tuple(sorted({ceil(most * quarter / 4) for quarter in (1, 2, 3)} - {0}))


def paint_of_step(step: int, *, high_is_better: bool) -> Paint:
    """Step 0 is below the first threshold. The darkest paint goes where most attention is needed."""
    return STEPS[step] if high_is_better else STEPS[-1 - step]


def tile_map(places: Sequence[Place], steps: Sequence[float], *, high_is_better: bool = True) -> TileMap:
    """A tile a unit, painted by how many of *steps* its value reaches; a unit without a value stays white."""
    wide, high, gap = 112, 88, 6
    tiles = []
    for place in places:
        step = None if place.value is None else sum(place.value >= each for each in steps)
        tiles.append(
            Tile(
                place.code,
                place.column * (wide + gap),
                place.row * (high + gap),
                place.round,
                wrap(place.name),
                place.text,
                NOTHING if step is None else paint_of_step(step, high_is_better=high_is_better),
                step,
            )
        )
    columns = max((place.column for place in places), default=0) + 1
    rows = max((place.row for place in places), default=0) + 1
    return TileMap(columns * (wide + gap) - gap, rows * (high + gap) - gap, wide, high, tuple(tiles))


def wrap(name: str, *, longest: int = LONGEST_WORD) -> tuple[str, ...]:
    """*name* in lines of at most *longest* letters, broken at blanks and after hyphens; a longer word stays whole."""
    lines: list[str] = []
    for blank, part in re.findall(r"(\s*)([^\s-]*-|[^\s-]+)", name):
        if lines and len(lines[-1] + part) < longest:
            lines[-1] += (blank and " ") + part
        else:
            lines.append(part)
    return tuple(lines)
