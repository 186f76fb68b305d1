"""The numbers that decide what is worth a supervisor's morning: choices of the institution, read from its pack."""

from typing import Final

import msgspec

from workflows.reading import Section

EXAMPLE = (
    "mornings: {due_days: 3, silent_days: 30, load: 30, rise_days: 28, rise_spans: 6, rise_least: 5, alike_days: 90, …}"
)

ASSUMED: Final = {"alike_days": 90, "alike_least": 3}
"""Packs that were published before there was such a rule go on without."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
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
    alike_days: int = ASSUMED["alike_days"]
    """Within so long, cases about one place or body with one issue are alike."""
    alike_least: int = ASSUMED["alike_least"]
    """So many alike suggest a systemic issue."""


def read_rules(file: Section) -> Rules:
    """The rules under `mornings`; what is missing or nothing is noted as a fault of *file*."""
    section = file.section("mornings") or Section({}, file.faults, ("mornings",), file.languages)
    found = {name: section.whole(name, default=ASSUMED.get(name)) for name in Rules.__struct_fields__}
    section.close()
    if not all(found.values()):
        section.fault("says what is worth a supervisor's morning", example=EXAMPLE)
    return Rules(**{name: number or 1 for name, number in found.items()})
