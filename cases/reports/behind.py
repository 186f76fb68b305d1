"""Which cases stand behind a number: for every indicator the named conditions that its figure counts by."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, FromClause, and_, false, func, or_

from cases.reports.beside import (
    LANGUAGE,
    OPENED_MINUTES,
    SENDER,
    alert_rows,
    alerts,
    complaints,
    fits,
    letter_rows,
    letters,
    moment_of_run,
    people,
    people_rows,
    run_rows,
    silent_days,
    silent_rows,
    with_case,
)
from cases.reports.conditions import REMEDIES, Conditions, cases, proceedings, remedies
from cases.reports.spells import origin, row, table


class Behind(msgspec.Struct, frozen=True):
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
    "refusals": Behind(("refused",)),
    "per_population": Behind(("received",)),
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

COHORT: Mapping[str, str] = {
    "received": "received",
    "decided": "cohort_decided",
    "remedied": "cohort_remedied",
    "verified": "cohort_verified",
}
"""Stages of the funnel."""


BESIDE: Mapping[str, str] = {
    "persons_restored": "restored", "persons_accountable": "accountable", "opened_p50": "", "opened_p95": "",
    "heard_median": "", "heard_p90": "", "language_match": "",
}  # fmt: skip
"""What is counted from other rows than the measures; of persons, which record."""
PEOPLE = frozenset({"persons_restored", "persons_accountable"})
SHARES = frozenset({name for name, behind in {**CASES, **OF_REMEDIES}.items() if behind.part} | {LANGUAGE})
"""Of these, and of runs, the list says which rows count towards the share."""
OUTCOMES = frozenset({"refused", "merits", "found"})
"""Kinds of outcomes."""
AVERAGED = frozenset(name for name, behind in CASES.items() if behind.value) | (BESIDE.keys() - {LANGUAGE})
"""Of these, the list says the value that an average or a sum is made of."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is read from: its rows, of which case, whose they are, which count, and what an average is made of."""

    source: FromClause
    conditions: tuple[ColumnElement[bool], ...]
    case_id: ColumnElement[int]
    unit: ColumnElement[str]
    day: ColumnElement[Any]
    """A date, or an instant."""
    number: ColumnElement[int]
    """Tells rows of one case apart."""
    counted: ColumnElement[bool] | None = None
    value: ColumnElement[Any] | None = None
    kind: ColumnElement[str] | None = None
    """Of a remedy; to what persons were held."""


def has_list(figure: str, runs: Collection[str] = ()) -> bool:
    """Whether cases can be listed behind the indicator *figure*; *runs*: indicators that count what runs beside cases."""
    return figure in CASES or figure in OF_REMEDIES or figure in BESIDE or figure in runs


def listed(asked: Conditions, figure: str, part: str = "") -> Listed:
    """What is listed behind *figure*, or behind one *part* of a distribution. Raises: KeyError for a figure without a list."""
    if figure in OF_REMEDIES:
        behind, named = OF_REMEDIES[figure], asked.named_remedies()
        chosen = [remedies.c.kind == part] if part else []
        return Listed(
            source=REMEDIES,
            case_id=remedies.c.case_id,
            conditions=(*asked.remedy_rows, or_(*(named[name] for name in behind.whole)), *chosen),
            unit=remedies.c.unit,
            day=remedies.c.opened_at,
            number=proceedings.c.number,
            counted=counted_of(behind, named),
            kind=remedies.c.kind,
        )
    if figure in BESIDE or figure in asked.house.runs:
        return listed_beside(asked, figure, part)
    behind, named = CASES[figure], asked.named() | asked.named_beside()
    chosen = [part_of(asked, figure, part, named)] if part else []
    # Said once more by itself: an index tells it without the row, as it cannot of kinds of outcomes.
    came_out = [asked.came_out] if OUTCOMES.issuperset(behind.whole) else []
    return Listed(
        source=table,
        case_id=row.case_id,
        conditions=(*asked.rows, asked.came, *came_out, or_(*(named[name] for name in behind.whole)), *chosen),
        unit=row.unit,
        day=row.day,
        number=row.spell,
        counted=counted_of(behind, named),
        value=value_column(behind.value),
    )


def listed_beside(asked: Conditions, figure: str, part: str) -> Listed:
    """As `listed`, of what is counted from other rows."""
    if figure in PEOPLE:
        chosen = [people.c.sanction == part] if part else []
        return Listed(
            source=with_case(people), conditions=(*people_rows(asked), people.c.what == BESIDE[figure], *chosen),
            case_id=people.c.case_id,
            unit=people.c.unit, day=people.c.day, number=people.c.sequence, value=people.c.people, kind=people.c.sanction,
        )  # fmt: skip
    if figure == LANGUAGE:
        return Listed(
            source=with_case(letters).join(complaints, complaints.c.id == letters.c.complaint_id),
            conditions=tuple(letter_rows(asked)), case_id=letters.c.case_id,
            unit=SENDER, day=letters.c.sent_on, number=letters.c.words,
            counted=letters.c.language == complaints.c.language,
        )  # fmt: skip
    if figure.startswith("opened"):
        return Listed(
            source=with_case(alerts).join(proceedings, proceedings.c.id == alerts.c.proceeding_id),
            conditions=tuple(alert_rows(asked)), case_id=alerts.c.case_id,
            unit=alerts.c.unit, day=alerts.c.sent_at, number=proceedings.c.number,
            value=OPENED_MINUTES,
        )  # fmt: skip
    if figure.startswith("heard"):
        return Listed(
            source=table.join(cases, cases.c.id == row.case_id), conditions=tuple(silent_rows(asked)),
            case_id=row.case_id, unit=row.unit,
            day=row.day, number=row.spell, value=silent_days(asked),
        )  # fmt: skip
    runs = asked.house.runs[figure]
    return Listed(
        source=with_case(proceedings),
        conditions=(*asked.of_case(proceedings.c.unit, moment_of_run(runs)), run_rows(asked, runs)),
        case_id=proceedings.c.case_id,
        unit=proceedings.c.unit, day=proceedings.c.opened_at, number=proceedings.c.number, counted=fits(runs.part),
    )  # fmt: skip


def counted_of(behind: Behind, named: Mapping[str, ColumnElement[bool]]) -> ColumnElement[bool] | None:
    return func.coalesce(or_(*(named[name] for name in behind.part)), false()) if behind.part else None


def value_column(name: str) -> ColumnElement[Any] | None:
    """An open case has no age in its row: the day that it counts from, from which its age follows."""
    return None if not name else origin if name == "age" else row[name]


def part_of(asked: Conditions, figure: str, part: str, named: Mapping[str, ColumnElement[bool]]) -> ColumnElement[bool]:
    """The rows in one part of a distribution; none where it has no such part."""
    nothing: ColumnElement[bool] = false()
    match figure:
        case "outcomes":
            found = row.outcome == part
        case "refusals":
            found = func.coalesce(row.ground, "") == part.strip("-")
        case "ages":
            found = named.get(f"age_{part}", nothing)
        case "felt":
            fairness, _, outcome = part.partition("/")
            found = and_(row.fairness_felt == fairness, row.outcome_felt == outcome)
        case "funnel" if part in COHORT:
            found = named[COHORT[part]]
        case _:
            found = nothing
    return found
