"""Lengths of time as people say them: 15 working days, 2 months."""

from web.i18n import gettext, ngettext
from workflows.durations import SAME_DAY, Duration


def duration_words(duration: Duration) -> str:
    """A time limit of a procedure in the page's language."""
    amount = duration.amount
    words = {
        SAME_DAY: gettext("the same working day"),
        "minutes": ngettext("%(num)s minute", "%(num)s minutes", amount),
        "hours": ngettext("%(num)s hour", "%(num)s hours", amount),
        "working hours": ngettext("%(num)s working hour", "%(num)s working hours", amount),
        "days": ngettext("%(num)s day", "%(num)s days", amount),
        "working days": ngettext("%(num)s working day", "%(num)s working days", amount),
        "weeks": ngettext("%(num)s week", "%(num)s weeks", amount),
        "months": ngettext("%(num)s month", "%(num)s months", amount),
        "years": ngettext("%(num)s year", "%(num)s years", amount),
    }
    return words[duration.unit]
