"""A procedure drawn: SVG for pages and files, Mermaid for texts. Strings in, strings out; no script, no style of its own.

Colours and sizes stand as attributes, so that a saved picture reads as well as one on a page, whose stylesheet may say
otherwise by the classes.
"""

from collections.abc import Collection, Iterator, Sequence
from html import escape
from itertools import pairwise

import msgspec

from workflows.definition import Procedure
from workflows.diagram_layout import (
    BESIDE,
    BETWEEN,
    BOX,
    GUTTER,
    LINE,
    PADDING,
    SMALL_LINE,
    Box,
    Layout,
    Step,
    lay_out,
    shorten,
    steps_of,
)

INK, QUIET, PALE, GREEN = "#0b0c0c", "#505a5f", "#f3f6fa", "#00592f"
LANES = 5
"""Of lines that run side by side between two columns."""


class Captions(msgspec.Struct, frozen=True):
    """Words of the drawing that no procedure holds, in its language."""

    here: str
    """Marks the present stage."""
    anywhere: str
    """Marks stages beside the main way that acts open at any stage lead to."""
    about: str
    """Describes the drawing to who cannot see it."""


def draw_procedure(
    procedure: Procedure, language: str, captions: Captions, *, path: Sequence[str] = (), present: str | None = None
) -> str:
    """The procedure as one `<svg>` element.

    *path*: stages that a proceeding has been at, in order; *present*: where it stands. Acts that are open anywhere are not
    drawn: a page lists them beside it.
    """
    layout = lay_out(procedure, language)
    taken = set(pairwise(path))
    title = escape(procedure.title[language])
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow" lang="{language}" role="img" aria-label="{title}"'
        f' width="{layout.width}" height="{layout.height}" viewBox="0 0 {layout.width} {layout.height}"'
        ' font-family="Noto Sans, Arial, sans-serif">'
    )
    parts = [
        opening,
        f"<title>{title}</title>",
        f"<desc>{escape(captions.about)}</desc>",
        *_lines(procedure, layout, taken, language),
        *_boxes(procedure, layout, path, present, captions),
        "</svg>",
    ]
    return "".join(parts)


def write_mermaid(procedure: Procedure, language: str) -> str:
    """The procedure as a Mermaid state diagram."""

    def plain(words: str) -> str:
        return words.replace('"', "'").replace(":", " –").replace(";", ",").replace("\n", " ")

    lines = ["stateDiagram-v2", f"  [*] --> {procedure.start}"]
    lines += [f'  state "{plain(stage.label[language])}" as {name}' for name, stage in procedure.stages.items()]
    lines += [
        f"  {step.source} --> {step.target} : {plain(' / '.join(label[language] for label in step.acts))}"
        for step in steps_of(procedure)
    ]
    lines += [f"  {name} --> [*]" for name, stage in procedure.stages.items() if stage.end]
    return "\n".join(lines) + "\n"


def _boxes(
    procedure: Procedure, layout: Layout, path: Collection[str], present: str | None, captions: Captions
) -> Iterator[str]:
    reached = {step.target for step in layout.steps} | {procedure.start}
    open_anywhere = {act.to for act in procedure.anywhere.values()}
    for name, box in layout.boxes.items():
        end = procedure.stages[name].end
        marks = [mark for mark, holds in (("end", end), ("passed", name in path), ("here", name == present)) if holds]
        classes = " ".join(["flow-box", *(f"flow-{mark}" for mark in marks)])
        fill, stroke, width = PALE if end else "#ffffff", QUIET, 1.5
        if name in path:
            stroke, width = GREEN, 2.5
        if name == present:
            fill, stroke, width = "#e5f1ea", GREEN, 4
        radius = box.height // 2 if end and box.height < 60 else 14 if end else 4
        yield (
            f'<g class="{classes}"><rect x="{box.x}" y="{box.y}" width="{BOX}" height="{box.height}" rx="{radius}"'
            f' fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>'
        )
        yield from _words(box, bold=box.column == 0 or name == present)
        yield "</g>"
        if name == present:
            yield _note(box, captions.here, GREEN, bold=True)
        elif name not in reached or (box.column != 0 and name in open_anywhere):
            yield _note(box, captions.anywhere, QUIET)


def _words(box: Box, *, bold: bool) -> Iterator[str]:
    x, y = box.x + BOX // 2, box.y + PADDING + LINE - 5
    weight = ' font-weight="700"' if bold else ""
    for line in box.lines:
        yield f'<text x="{x}" y="{y}" text-anchor="middle" font-size="13.5"{weight} fill="{INK}">{escape(line)}</text>'
        y += LINE
    for line in (*box.small, *box.onward):
        colour = INK if line in box.onward else QUIET
        yield f'<text x="{x}" y="{y - 2}" text-anchor="middle" font-size="11" fill="{colour}">{escape(line)}</text>'
        y += SMALL_LINE


def _note(box: Box, words: str, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text class="flow-note" x="{box.x + 4}" y="{box.y - 5}" font-size="11"{weight} fill="{colour}">'
        f"{escape(words)}</text>"
    )


def _lines(procedure: Procedure, layout: Layout, taken: Collection[tuple[str, str]], language: str) -> Iterator[str]:
    following = set(pairwise(layout.way))
    lanes = {-1: 0, 1: 0}
    for step in sorted(layout.steps, key=lambda each: (layout.boxes[each.source].y, layout.boxes[each.target].y)):
        source, target = layout.boxes[step.source], layout.boxes[step.target]
        went = (step.source, step.target) in taken
        words = " / ".join(label[language] for label in step.acts)
        if (step.source, step.target) in following:
            yield _line(
                [(source.x + BOX // 2, source.y + source.height), (target.x + BOX // 2, target.y)], words, went=went
            )
            yield from _beside(source, step, language)
        elif source.column == 0 or went:
            yield _line(
                _route(layout, source, target, lanes),
                words,
                went=went,
                back=target.column == 0 and target.y <= source.y,
            )


def _beside(source: Box, step: Step, language: str) -> Iterator[str]:
    lines = shorten(" / ".join(label[language] for label in step.acts), BESIDE, 2)
    y = source.y + source.height + BETWEEN // 2 - SMALL_LINE * (len(lines) - 1) // 2 + 3
    for line in lines:
        yield f'<text x="{source.x + BOX // 2 + 8}" y="{y}" font-size="11" fill="{QUIET}">{escape(line)}</text>'
        y += SMALL_LINE


def _route(layout: Layout, source: Box, target: Box, lanes: dict[int, int]) -> list[tuple[int, int]]:
    """Corners of a line that keeps to the gutters between the columns."""
    if source.column * target.column < 0:
        return _across(source, target, lanes)
    side = source.column or target.column or 1
    lane = _lane(layout.boxes[layout.way[0]].x, side, lanes)
    start, end = _edge(source, side, inner=source.column != 0), _edge(target, side, inner=target.column != 0)
    return [start, (lane, start[1]), (lane, end[1]), end]


def _across(source: Box, target: Box, lanes: dict[int, int]) -> list[tuple[int, int]]:
    """From one outer column to the other, under the box of the main way that stands there."""
    start, end = _edge(source, source.column, inner=True), _edge(target, target.column, inner=True)
    middle = source.x - source.column * (BOX + GUTTER)
    one, two = _lane(middle, source.column, lanes), _lane(middle, target.column, lanes)
    between = max(source.y, target.y) - BETWEEN // 4
    return [start, (one, start[1]), (one, between), (two, between), (two, end[1]), end]


def _lane(middle: int, side: int, lanes: dict[int, int]) -> int:
    """A place in the gutter on that *side* of the main way; lines take turns."""
    lanes[side] += 1
    offset = 12 + (lanes[side] % LANES) * ((GUTTER - 24) // (LANES - 1))
    return middle + BOX + offset if side > 0 else middle - offset


def _edge(box: Box, side: int, *, inner: bool) -> tuple[int, int]:
    """A free point on the box's edge towards the gutter: several lines do not meet in one."""
    facing = -side if inner else side
    turn = box.ports.get(facing, 0)
    box.ports[facing] = turn + 1
    shift = (turn + 1) // 2 * 9 * (1 if turn % 2 else -1)
    shift = max(-box.height // 2 + 8, min(box.height // 2 - 8, shift))
    return (box.x + BOX if facing > 0 else box.x), box.middle + shift


def _line(corners: Sequence[tuple[int, int]], words: str, *, went: bool, back: bool = False) -> str:
    colour, width = (GREEN, 3) if went else (QUIET, 1.4)
    dashes = ' stroke-dasharray="5 4"' if back and not went else ""
    x0, (x1, y1) = corners[-2][0], corners[-1]
    points = " ".join(f"{x},{y}" for x, y in corners)
    if x0 == x1:
        head = f"{x1},{y1} {x1 - 4},{y1 - 8} {x1 + 4},{y1 - 8}"
    else:
        back_by = -8 if x1 > x0 else 8
        head = f"{x1},{y1} {x1 + back_by},{y1 - 4} {x1 + back_by},{y1 + 4}"
    classes = "flow-line flow-went" if went else "flow-line"
    return (
        f'<g class="{classes}"><title>{escape(words)}</title>'
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"{dashes}/>'
        f'<polygon points="{head}" fill="{colour}"/></g>'
    )
