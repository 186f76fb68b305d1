"""The administration's own words. What the institution calls its things stands in the pack."""

from collections.abc import Mapping

from cases.calendars.editing import OFF, ORDINARY, WORKING
from web.i18n import N_

KIND_WORDS: Mapping[str, str] = {
    OFF: N_("Day off"),
    WORKING: N_("Working day"),
    ORDINARY: N_("As in an ordinary week (take the line out)"),
}
DAY_PROBLEMS: Mapping[str, str] = {
    "missing": N_("Fill this in"),
    "no_day": N_("There is no such day. Write it like this: 31.08.2026"),
    "other_year": N_("This day is not in the year that you are changing"),
    "twice": N_("This day stands here twice"),
    "long": N_("Too long: 200 letters at most"),
    "same": N_("Nothing would change: the calendar is like this already"),
    "far": N_("This year cannot be changed: it is too far away"),
}
