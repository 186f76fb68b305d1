"""Read lengths of time from pack files."""

from typing import Any

from workflows.durations import Duration, parse_duration
from workflows.reading import Section


def duration_at(section: Section, key: str) -> Duration | None:
    """The length of time under *key*, if there is one; mistakes are noted in *section*."""
    text = section.text(key)
    return None if text is None else read_duration(text, section, key)


def read_duration(text: Any, section: Section, *place: str | int) -> Duration | None:
    """The length of time that *text* says, from one unit up; mistakes are noted at *place* in *section*."""
    found = parse_duration(text) if isinstance(text, str) else None
    if found is None or found.amount < 1:
        section.fault(f"not a length of time: {text}", *place, example="15 working days, 2 months, 24 hours")
        return None
    return found
