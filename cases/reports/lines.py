"""Lines over months, alone and as small multiples: geometry in an SVG's own units. A dash and a mark say what a colour says."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import Final

import msgspec

from cases.reports.charts import Tick, round_step, wrap
from cases.reports.queries import MonthFigures


class Stroke(msgspec.Struct, frozen=True):
    """How a line looks. *dash*: as in SVG, empty for an unbroken line; *mark*: `circle`, `square` or `triangle`."""

    colour: str
    dash: str
    mark: str


STROKES: Final = {
    "received": Stroke("#0b2545", "", "circle"),
    "decided": Stroke("#00799c", "8 4", "square"),
    "closed": Stroke("#46566b", "2 4", "triangle"),
}
"""By what is counted. Each colour stands out from paper by more than 3 to 1 (WCAG 1.4.11)."""


class Point(msgspec.Struct, frozen=True):
    x: float
    y: float
    value: int


class Line(msgspec.Struct, frozen=True):
    name: str
    stroke: Stroke
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


class Mark(msgspec.Struct, frozen=True):
    """A month below the lines."""

    month: date
    x: float
    begins_year: bool
    labelled: bool


class Lines(msgspec.Struct, frozen=True):
    width: int
    height: int
    left: int
    base: float
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]


def lines_by_month(months: Sequence[MonthFigures], *, width: int = 720, height: int = 260) -> Lines:
    """A line for what came, was decided and closed, on a scale from zero to a round number."""
    left, top, bottom, side = 44, 12, 40, 12
    base = height - bottom
    most = max((max(each.received, each.decided, each.closed) for each in months), default=0)
    step = round_step(most)
    highest = max(step, ceil(most / step) * step)
    scale = (base - top) / highest
    pitch = (width - left - 2 * side) / max(1, len(months) - 1)
    xs = [round(left + side + pitch * number, 1) for number in range(len(months))]
    every = ceil(len(months) / 24) or 1
    return Lines(
        width,
        height,
        left,
        base,
        tuple(Tick(round(base - value * scale, 1), value) for value in range(0, highest + 1, step)),
        tuple(
            Mark(each.month, x, number == 0 or each.month.month == 1, number % every == 0)
            for number, (each, x) in enumerate(zip(months, xs, strict=True))
        ),
        tuple(Line(name, stroke, points(name, months, xs, base, scale)) for name, stroke in STROKES.items()),
    )


def points(
    name: str, months: Sequence[MonthFigures], xs: Sequence[float], base: float, scale: float
) -> tuple[Point, ...]:
    values = [getattr(each, name) for each in months]
    return tuple(Point(x, round(base - value * scale, 1), value) for x, value in zip(xs, values, strict=True))


class Panel(msgspec.Struct, frozen=True):
    """One unit's lines. *base*: where its zero lies; *most*: its own greatest month, written beside it."""

    code: str
    words: tuple[str, ...]
    x: float
    y: float
    base: float
    most: int
    lines: tuple[Line, ...]


class Multiples(msgspec.Struct, frozen=True):
    """Panels side by side on one scale, so that they can be compared. *most*: its upper end."""

    width: int
    height: int
    panel_width: int
    panel_height: int
    most: int
    panels: tuple[Panel, ...]


MULTIPLIED: Final = ("received", "closed")


def small_multiples(units: Mapping[str, tuple[str, Sequence[MonthFigures]]], *, across: int = 4) -> Multiples:
    """A panel a unit (code → name, months), in the order given, all on the scale of the greatest month of any."""
    wide, high, gap, head = 170, 104, 14, 34
    most = max((max(each.received, each.closed) for _, months in units.values() for each in months), default=0)
    scale = (high - head - 6) / max(1, most)
    panels = []
    for number, (code, (name, months)) in enumerate(units.items()):
        row, column = divmod(number, across)
        x, y = column * (wide + gap), row * (high + gap)
        base = y + high - 4
        pitch = (wide - 8) / max(1, len(months) - 1)
        xs = [round(x + 4 + pitch * place, 1) for place in range(len(months))]
        lines = tuple(Line(each, STROKES[each], points(each, months, xs, base, scale)) for each in MULTIPLIED)
        own = max((max(each.received, each.closed) for each in months), default=0)
        panels.append(Panel(code, wrap(name, longest=22), x, y, base, own, lines))
    rows = ceil(len(units) / across)
    width, height = across * (wide + gap) - gap, max(high, rows * (high + gap) - gap)
    return Multiples(width, height, wide, high, most, tuple(panels))
