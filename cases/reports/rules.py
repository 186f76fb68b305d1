"""The numbers that decide what is worth a supervisor's morning: choices of the institution, read from its pack."""

from dataclasses import dataclass, fields

from workflows.reading import Section

EXAMPLE = "mornings: {due_days: 3, silent_days: 30, load: 30, rise_days: 28, rise_spans: 6, rise_least: 5}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Days are calendar days; all are whole numbers above 0."""

    due_days: int
    """A statutory day so near is about to be missed."""
    silent_days: int
    """A complainant who has heard nothing for so long is waiting in the dark."""
    load: int
    """An officer with more open cases than this is overloaded."""
    rise_days: int
    """How long a span is in which new cases are counted."""
    rise_spans: int
    """With how many spans before it is compared."""
    rise_least: int
    """Fewer cases than this are no rise."""


def read_rules(file: Section) -> Rules:
    """The rules under `mornings`; what is missing or nothing is noted as a fault of *file*."""
    section = file.section("mornings") or Section({}, file.faults, ("mornings",), file.languages)
    found = {each.name: section.whole(each.name) for each in fields(Rules)}
    section.close()
    if not all(found.values()):
        section.fault("says what is worth a supervisor's morning", example=EXAMPLE)
    return Rules(**{name: number or 1 for name, number in found.items()})
