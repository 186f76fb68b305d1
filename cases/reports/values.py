"""From an indicator's name to its value: pages, sheets and letters take a figure from here, so they cannot differ."""

from collections.abc import Callable, Mapping

from cases.reports.figures import Figures, Share
from cases.reports.indicators import Indicator

Value = int | float | Share | None

NOTHING = Share(0, 0)
"""Of what never ran."""

VALUES: Mapping[str, Callable[[Figures], Value]] = {
    "received": lambda figures: figures.received,
    "taken_over": lambda figures: figures.taken_over,
    "handed_on": lambda figures: figures.handed_on,
    "registered": lambda figures: figures.registered,
    "decided": lambda figures: figures.decided,
    "closed": lambda figures: figures.closed,
    "open_at_end": lambda figures: figures.open_at_end,
    "timeliness": lambda figures: figures.timeliness,
    "overdue": lambda figures: figures.overdue,
    "days_median": lambda figures: figures.days.median,
    "days_p90": lambda figures: figures.days.quantile(90),
    "age_median": lambda figures: figures.open_days.median,
    "age_p90": lambda figures: figures.open_days.quantile(90),
    "extension": lambda figures: figures.extension,
    "reopening": lambda figures: figures.reopening,
    "transfers": lambda figures: figures.transfers,
    "offline": lambda figures: figures.offline_share,
    "refusal": lambda figures: figures.refusal,
    "clearance": lambda figures: figures.clearance,
    "backlog": lambda figures: figures.backlog,
    "substantiation": lambda figures: figures.substantiation,
    "fairness": lambda figures: figures.felt_fair,
    "contentment": lambda figures: figures.felt_content,
    "urgent_p50": lambda figures: figures.minutes.median,
    "urgent_p95": lambda figures: figures.minutes.quantile(95),
    "urgent_waiting": lambda figures: figures.urgent_waiting,
    "acknowledged": lambda figures: figures.acknowledged,
    "redirected": lambda figures: figures.redirected_timely,
    "not_told": lambda figures: figures.not_told,
    "remedies_recommended": lambda figures: figures.all_remedies.recommended,
    "remedies_served": lambda figures: figures.all_remedies.served,
    "remedies_due": lambda figures: figures.all_remedies.due,
    "remedies_implemented": lambda figures: figures.all_remedies.implemented,
    "remedies_verified": lambda figures: figures.all_remedies.verified,
    "remedies_verified_share": lambda figures: figures.all_remedies.verified_share,
    "remedies_punctual": lambda figures: figures.all_remedies.punctual,
    "remedies_overdue": lambda figures: figures.all_remedies.overdue,
    "load_per_officer": lambda figures: figures.load_per_officer,
    "open_per_officer": lambda figures: figures.open_per_officer,
    "received_per_officer": lambda figures: figures.received_per_officer,
    "per_population": lambda figures: figures.per_population,
    "opened_p50": lambda figures: figures.opened.median,
    "opened_p95": lambda figures: figures.opened.quantile(95),
    "heard_median": lambda figures: figures.silence.median,
    "heard_p90": lambda figures: figures.silence.quantile(90),
    "persons_restored": lambda figures: figures.persons("restored"),
    "persons_accountable": lambda figures: figures.persons("accountable"),
    "language_match": lambda figures: figures.beside.get("language_match", NOTHING),
}
"""Indicators with one value a unit. `ages`, `outcomes` and `funnel` are distributions, with charts of their own."""


def valued(indicators: Mapping[str, Indicator]) -> tuple[str, ...]:
    """Names of the *indicators* with one value a unit: what the program computes, then what the pack defines."""
    runs = (name for name, one in indicators.items() if one.runs)
    return (*(name for name in VALUES if name in indicators), *runs)


def value_of(name: str, figures: Figures) -> Value:
    """The value of the indicator *name*; None where nothing was measured.

    What the code does not know counts runs beside cases: the pack alone says of what.
    """
    found = VALUES.get(name)
    return found(figures) if found else figures.beside.get(name, NOTHING)


def plain(value: Value) -> float | None:
    """*value* as one number, for scales and comparison: a share as its quotient."""
    return value.value if isinstance(value, Share) else value
