"""Where the stages of a procedure stand in its drawing: the main way straight down, detours left of it, exits right."""

from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Final

import msgspec

from workflows.definition import Procedure
from workflows.names import Label

BOX: Final = 184
GUTTER: Final = 60
MARGIN: Final = 12
LINE, SMALL_LINE, PADDING = 17, 14, 11
BETWEEN: Final = 46
"""Of two boxes of the main way: room for the words of the act that leads on."""
LETTERS, SMALL_LETTERS, BESIDE = 20, 26, 17
"""That fit a line of a box, of the small words in it, and beside the main way."""


class Step(msgspec.Struct, frozen=True):
    """Acts that lead from one stage to another."""

    source: str
    target: str
    acts: tuple[Label, ...]


class Box(msgspec.Struct):
    """One stage. `column`: -1 left of the main way, 0 on it, 1 right of it. Lengths in pixels."""

    stage: str
    column: int
    lines: list[str]
    small: list[str]
    """The acts that lead here, where no words stand beside a line."""
    onward: list[str]
    """Where a box beside the main way leads on to: in words, because lines for these would hide the way."""
    x: int = 0
    y: int = 0
    ports: dict[int, int] = msgspec.field(default_factory=dict)

    @property
    def height(self) -> int:
        return 2 * PADDING + LINE * len(self.lines) + SMALL_LINE * len(self.small + self.onward)

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


class Layout(msgspec.Struct, frozen=True):
    width: int
    height: int
    way: tuple[str, ...]
    boxes: Mapping[str, Box]
    steps: tuple[Step, ...]


def steps_of(procedure: Procedure) -> tuple[Step, ...]:
    """What the acts of the stages lead to, without those that stay and those that are open anywhere."""
    found: dict[tuple[str, str], list[Label]] = {}
    for stage in procedure.stages.values():
        for act in stage.acts.values():
            if act.to is not None and act.to != stage.name:
                found.setdefault((stage.name, act.to), []).append(act.label)
    return tuple(Step(source, target, tuple(labels)) for (source, target), labels in found.items())


def main_way(procedure: Procedure, steps: Iterable[Step]) -> tuple[str, ...]:
    """The longest way from the start to an end that only goes forward in the order of the file."""
    order = {name: place for place, name in enumerate(procedure.stages)}
    onward: dict[str, list[str]] = {name: [] for name in order}
    for step in steps:
        if order[step.source] < order[step.target] and not procedure.stages[step.source].end:
            onward[step.source].append(step.target)
    best: dict[str, tuple[str, ...]] = {}
    for name in reversed(order):
        tails = [best[target] for target in onward[name]]
        ended = [tail for tail in tails if procedure.stages[tail[-1]].end] or tails
        best[name] = (name, *max(ended, key=len, default=()))
    return best[procedure.start]


def lay_out(procedure: Procedure, language: str) -> Layout:
    """Boxes with their places for every stage, in the words of *language*."""
    steps = steps_of(procedure)
    way = main_way(procedure, steps)
    boxes = {name: _box(procedure, name, way, steps, language) for name in procedure.stages}
    columns = {box.column for box in boxes.values()}
    left = MARGIN + (BOX + GUTTER if -1 in columns else GUTTER // 2)
    for box in boxes.values():
        box.x = left + box.column * (BOX + GUTTER)
    y = MARGIN
    for name in way:
        boxes[name].y = y
        y += boxes[name].height + BETWEEN
    for column in (-1, 1):
        _stack(boxes, column, way, steps)
    bottom = max(box.y + box.height for box in boxes.values()) + MARGIN
    right = left + BOX + (GUTTER + BOX if 1 in columns else GUTTER)
    return Layout(right + MARGIN, bottom, way, boxes, steps)


def _box(procedure: Procedure, name: str, way: tuple[str, ...], steps: Iterable[Step], language: str) -> Box:
    stage = procedure.stages[name]
    column = 0 if name in way else 1 if stage.end else -1
    lines = shorten(stage.label[language], LETTERS, 3)
    if column == 0:
        return Box(name, column, lines, [], [])
    acts = dict.fromkeys(label[language] for step in steps if step.target == name for label in step.acts)
    small = [line for act in acts for line in shorten(act, SMALL_LETTERS, 2)][:4]
    targets = [procedure.stages[step.target].label[language] for step in steps if step.source == name]
    onward = shorten(f"→ {', '.join(targets)}", SMALL_LETTERS, 4) if targets else []
    return Box(name, column, lines, small, onward)


def _stack(boxes: Mapping[str, Box], column: int, way: tuple[str, ...], steps: Iterable[Step]) -> None:
    """Beside the stage that they are first reached from, one under the other without touching."""
    wished: dict[str, int] = {}
    for _ in boxes:  # a box beside the way may be reached only from another such box
        for step in steps:
            if boxes[step.target].column == column and step.target not in wished:
                source = boxes[step.source]
                if source.column == 0:
                    wished[step.target] = source.y
                elif step.source in wished:
                    wished[step.target] = wished[step.source] + source.height + BETWEEN // 2
    last = max(boxes[name].y for name in way)
    mine = [box for box in boxes.values() if box.column == column]
    free = MARGIN
    for box in sorted(mine, key=lambda each: wished.get(each.stage, last)):
        box.y = max(wished.get(box.stage, last), free)
        free = box.y + box.height + BETWEEN // 2


def shorten(words: str, letters: int, most: int) -> list[str]:
    """*words* in at most so many lines of so many letters; what does not fit ends in dots."""
    lines = wrap(words, letters, break_long_words=False) or [""]
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1].rstrip('.,;:')}…"]
