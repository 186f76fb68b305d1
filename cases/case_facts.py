"""The clear facts of a case, and the columns that repeat some of them for lists."""

from collections.abc import Mapping

from cases.filing.routing import pin_of
from cases.packs.jurisdiction import Pack
from cases.records import Case
from workflows.facts import UNKNOWN, Value

ORDINARY = 3
LIFE = 1
"""Somebody could die or be badly hurt within a day (design 01 §1.6)."""
OTHER = "other"


def follow_facts(case: Case, facts: Mapping[str, Value], *, pack: Pack) -> None:
    """Give the case these *facts* in place of its own; its columns follow them. Who is responsible does not change."""
    case.facts = dict(facts)
    case.track = str(facts.get("track", OTHER))
    case.region, case.facility = clear(facts, "region"), clear(facts, "facility")
    case.urgency = int(str(facts.get("urgency", ORDINARY)))
    case.pin = pin_of(pack, facts)


def clear(facts: Mapping[str, Value], name: str) -> str | None:
    """A fact as a column holds it: None when it is not known."""
    value = facts.get(name, UNKNOWN)
    return None if value == UNKNOWN else str(value)
