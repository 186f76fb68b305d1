"""Ways from a number to its cases: the address of the list behind it, and of the queue where that shows the same."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from cases.packs.jurisdiction import Pack
from cases.reports.behind import has_list
from cases.reports.values import valued
from cases.viewer import Viewer
from web.kit.current import url
from web.reports.asking import Question
from web.security import Access, may

Way = Callable[..., str | None]


def way_to_cases(viewer: Viewer, question: Question, pack: Pack, unit: str = "") -> Way:
    """A function that gives the address of the cases behind a figure (or a part of one); None for who opens no cases.

    Further values of the query, such as the days of one month, take the place of the question's own.
    """
    if not may(viewer, Access.CASEWORK):
        return no_way
    return partial(address_of, question.query | {"unit": unit}, runs_of(pack))


def runs_of(pack: Pack) -> frozenset[str]:
    """Indicators that the pack alone defines."""
    return frozenset(name for name, one in pack.indicators.by_name.items() if one.runs)


def address_of(
    query: Mapping[str, str], runs: frozenset[str], figure: str, part: str = "", **other: object
) -> str | None:
    if not has_list(figure, runs):
        return None
    named = {"figure": figure, "part": part, **query} | {name.rstrip("_"): f"{value}" for name, value in other.items()}
    return url("/reports/cases", **{name: value for name, value in named.items() if value})


def no_way(_figure: str, _part: str = "", **_other: object) -> None:
    """For whoever may know how many there are, and not which."""


def ways_of(way: Way, pack: Pack) -> dict[str, str]:
    """The address behind every figure of one value."""
    found = {name: way(name) for name in valued(pack.indicators.by_name)}
    return {name: address for name, address in found.items() if address}


def queue_of(viewer: Viewer, figure: str, unit: str, question: Question, *, pack: Pack, today: date) -> str | None:
    """Where the queue shows the same cases: those of one's own unit, where the figure is of today."""
    asked = question.asked
    if getattr(viewer, "unit", None) != unit or not may(viewer, Access.CASEWORK):
        return None
    if asked.period.last < today or asked.channel or asked.facility or asked.body:
        return None
    stages = pack.procedures["complaint"].stages
    decided = next((name for name, stage in stages.items() if stage.status == "decided"), None)
    where: Mapping[str, Mapping[str, object]] = {
        "open_at_end": {"tab": "unit"},
        "backlog": {"tab": "unit"},
        "overdue": {"tab": "late"},
        "urgent_waiting": {"tab": "unit", "urgency": 1},
        "not_told": {"tab": "unit", "stage": decided},
    }
    chosen = where.get(figure)
    return url("/desk", **{**chosen, "track": asked.track or None}) if chosen else None
