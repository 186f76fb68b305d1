"""Figures as text that Prometheus reads (exposition format 0.0.4): a pure function of what is handed in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from web.health.times import BOUNDS, Times

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Figure(msgspec.Struct, frozen=True):
    """One name with its values. *unit* is part of the name: seconds, bytes, or nothing for a count."""

    name: str
    says: str
    kind: Literal["gauge", "counter"] = "gauge"
    values: Sequence[tuple[Mapping[str, str], float]] = msgspec.field(default=())


def one(name: str, says: str, value: float | None, *, kind: Literal["gauge", "counter"] = "gauge") -> Figure:
    """A figure of one value; without the value it has no line, which a monitor tells from 0."""
    return Figure(name, says, kind, () if value is None else (({}, value),))


def write_figures(figures: Iterable[Figure]) -> Iterator[str]:
    """The lines of *figures*."""
    for figure in figures:
        yield from head(figure.name, figure.says, figure.kind)
        yield from (line(figure.name, labels, value) for labels, value in figure.values)


def write_times(name: str, says: str, by_kind: Mapping[tuple[str, str], Times]) -> Iterator[str]:
    """The lines of a histogram by route and status."""
    yield from head(name, says, "histogram")
    for (route, status), times in sorted(by_kind.items()):
        labels, so_far = {"route": route, "status": status}, 0
        for bound, count in zip((*map(number, BOUNDS), "+Inf"), times.buckets, strict=True):
            so_far += count
            yield line(f"{name}_bucket", {**labels, "le": bound}, so_far)
        yield line(f"{name}_sum", labels, times.seconds)
        yield line(f"{name}_count", labels, so_far)


def head(name: str, says: str, kind: str) -> Iterator[str]:
    yield f"# HELP {name} {escape(says)}"
    yield f"# TYPE {name} {kind}"


def line(name: str, labels: Mapping[str, str], value: float) -> str:
    said = ",".join(f'{label}="{escape(words)}"' for label, words in labels.items())
    return f"{name}{{{said}}} {number(value)}" if said else f"{name} {number(value)}"


def number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(round(float(value), 6))


def escape(words: str) -> str:
    return words.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
