"""Which cases stand behind a number: for every indicator the named conditions that its figure counts by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, false, func, or_

from cases.reports.conditions import REMEDIES, Conditions, proceedings, remedies
from cases.reports.figures import AGE_BANDS
from cases.reports.spells import origin, row, table


@dataclass(frozen=True)
class Behind:
    """*whole*: what is listed, rows that meet any of these; *part*: which of them count towards a share, all where none is named.

    *value*: column of the row whose values an average is made of.
    """

    whole: tuple[str, ...]
    part: tuple[str, ...] = ()
    value: str = ""


CASES: Mapping[str, Behind] = {
    "received": Behind(("received",)),
    "taken_over": Behind(("taken_over",)),
    "handed_on": Behind(("handed_on",)),
    "registered": Behind(("registered",)),
    "decided": Behind(("decided",)),
    "closed": Behind(("closed",)),
    "open_at_end": Behind(("open_at_end",)),
    "timeliness": Behind(("decided", "ended_late", "overdue"), ("decided_in_time",)),
    "overdue": Behind(("overdue",)),
    "days_median": Behind(("timed",), value="decided_days"),
    "days_p90": Behind(("timed",), value="decided_days"),
    "age_median": Behind(("open_at_end",), value="age"),
    "age_p90": Behind(("open_at_end",), value="age"),
    "extension": Behind(("termed",), ("extended",)),
    "reopening": Behind(("reopened",)),
    "transfers": Behind(("handed_on",)),
    "offline": Behind(("received",), ("offline",)),
    "refusal": Behind(("refused", "merits"), ("refused",)),
    "clearance": Behind(("closed",)),
    "backlog": Behind(("open_at_end",)),
    "substantiation": Behind(("merits",), ("found",)),
    "fairness": Behind(("felt",), ("fair",)),
    "contentment": Behind(("felt",), ("content",)),
    "urgent_p50": Behind(("acted",), value="first_minutes"),
    "urgent_p95": Behind(("acted",), value="first_minutes"),
    "urgent_waiting": Behind(("urgent_waiting",)),
    "acknowledged": Behind(("received",), ("acknowledged_in_time",)),
    "redirected": Behind(("redirected",), ("redirected_in_time",)),
    "not_told": Behind(("not_told",)),
    "load_per_officer": Behind(("open_at_end",)),
    "open_per_officer": Behind(("open_at_end",)),
    "received_per_officer": Behind(("received",)),
    "funnel": Behind(("received",)),
    "ages": Behind(("open_at_end",)),
    "outcomes": Behind(("came_out",)),
    "felt": Behind(("felt",)),
}
"""Where a ratio sets two kinds of cases beside each other, those that it counts are listed."""

OF_REMEDIES: Mapping[str, Behind] = {
    "remedies_recommended": Behind(("recommended",)),
    "remedies_served": Behind(("served",)),
    "remedies_due": Behind(("due",)),
    "remedies_implemented": Behind(("implemented",)),
    "remedies_verified": Behind(("verified",)),
    "remedies_verified_share": Behind(("recommended",), ("verified",)),
    "remedies_punctual": Behind(("answerable",), ("answered_in_time",)),
    "remedies_overdue": Behind(("overdue",)),
}

SHARES = frozenset(name for name, behind in {**CASES, **OF_REMEDIES}.items() if behind.part)
"""Of these, the list says which count towards the share."""
AVERAGED = frozenset(name for name, behind in CASES.items() if behind.value)
"""Of these, the list says the value that an average is made of."""

COHORT: Mapping[str, str] = {"remedied": "cohort_remedied", "verified": "cohort_verified", "decided": "cohort_decided"}
"""Stages of the funnel after receipt."""


@dataclass(frozen=True)
class Listed:
    """What a list is read from: its rows, whose they are, which count, and what an average is made of."""

    source: FromClause
    conditions: tuple[ColumnElement[bool], ...]
    number: ColumnElement[int]
    """Tells rows of one case apart."""
    counted: ColumnElement[bool] | None
    value: ColumnElement[Any] | None
    kind: ColumnElement[str] | None = None
    """Of a remedy."""


def has_list(figure: str) -> bool:
    """Whether cases can be listed behind the indicator *figure*."""
    return figure in CASES or figure in OF_REMEDIES


def listed(asked: Conditions, figure: str, part: str = "") -> Listed:
    """What is listed behind *figure*, or behind one *part* of a distribution. Raises: KeyError for a figure without a list."""
    if figure in OF_REMEDIES:
        behind, named = OF_REMEDIES[figure], asked.named_remedies()
        chosen = [remedies.c.kind == part] if part else []
        return Listed(
            REMEDIES,
            (*asked.remedy_rows, or_(*(named[name] for name in behind.whole)), *chosen),
            proceedings.c.number,
            counted_of(behind, named),
            None,
            remedies.c.kind,
        )
    behind, named = CASES[figure], asked.named() | asked.named_beside()
    chosen = [part_of(figure, part, named)] if part else []
    return Listed(
        table,
        (*asked.rows, or_(*(named[name] for name in behind.whole)), *chosen),
        row.spell,
        counted_of(behind, named),
        value_column(behind.value),
    )


def counted_of(behind: Behind, named: Mapping[str, ColumnElement[bool]]) -> ColumnElement[bool] | None:
    return func.coalesce(or_(*(named[name] for name in behind.part)), false()) if behind.part else None


def value_column(name: str) -> ColumnElement[Any] | None:
    """An open case has no age in its row: the day that it counts from, from which its age follows."""
    return None if not name else origin if name == "age" else row[name]


def part_of(figure: str, part: str, named: Mapping[str, ColumnElement[bool]]) -> ColumnElement[bool]:
    """The rows in one part of a distribution; none where it has no such part."""
    match figure:
        case "outcomes":
            return row.outcome == part
        case "ages" if part in {str(band) for band in range(len(AGE_BANDS))}:
            return named[f"age_{part}"]
        case "felt":
            fairness, _, outcome = part.partition("/")
            return and_(row.fairness_felt == fairness, row.outcome_felt == outcome)
        case "funnel" if part == "received":
            return named["received"]
        case "funnel" if part in COHORT:
            return named[COHORT[part]]
    return false()
