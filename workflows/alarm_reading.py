"""Read what a clock rings, when, and for whom."""

from collections.abc import Collection, Mapping
from typing import Final

from workflows.clock_rules import Alarm, ClockKind, Moment
from workflows.duration_reading import read_duration
from workflows.durations import Duration
from workflows.faults import unknown_name
from workflows.names import Names
from workflows.reading import Section

OWNER: Final = "owner"
"""Stands for whoever owns the stage or handles the case."""

ALERT: Final = "alert"

PLAIN_DOINGS: Final = ("warn", "escalate", ALERT)

DUTY_WORDS: Final = frozenset(
    {"duty_first", "duty_second", "duty_supervisor", "duty_deputy", "head_of_office", "alerted"}
)
"""Whom only an alert can reach: places of the duty roster, the head of office, and everyone alerted before."""

PLAIN_TIME: Final[Mapping[str, int]] = {"minutes": 1, "hours": 60}
"""Units that nights and holidays count in, in minutes."""


def read_alarm(
    section: Section, kind: ClockKind, limit: Duration | None, system_acts: Collection[str], names: Names
) -> Alarm:
    """An alarm of a clock of this *kind* and *limit*; it may do *system_acts*. Mistakes are noted in *section*."""
    text = section.text("when", required=True) or ""
    before: Duration | None = None
    moment = Moment.LATE
    if text.endswith(" before"):
        moment = Moment.BEFORE
        before = read_duration(text.removesuffix(" before"), section, "when")
        _check_before(before, limit, section, at_start=kind is ClockKind.URGENT)
    elif text in ("late", "due"):
        moment = Moment(text)
    elif text:
        section.fault(f"not a moment: {text}", "when", example="5 working days before, due, late")
    do = section.text("do", required=True) or ""
    if do not in PLAIN_DOINGS and do not in system_acts:
        known = [*PLAIN_DOINGS, *system_acts]
        section.fault(unknown_name("doing (warn, escalate, alert, or an act open to system)", do, known), "do")
    if do == ALERT and kind is not ClockKind.URGENT:
        section.fault("only a clock of kind urgent rings people up", "do")
    persons = {OWNER, *names.roles} | (DUTY_WORDS if do == ALERT else frozenset())
    whom = section.words("whom", persons, "role (or owner)")
    if do in PLAIN_DOINGS and not section.has("whom"):
        section.fault(f"{do} whom?", example="whom: owner")
    section.close()
    return Alarm(moment=moment, before=before, do=do, whom=whom)


def _check_before(before: Duration | None, limit: Duration | None, section: Section, *, at_start: bool) -> None:
    """An alarm before the due moment rings after the clock started; that of an urgent one may ring at its start."""
    if before is None:
        return
    if before.unit in ("months", "years", "working hours"):
        section.fault("an alarm rings days, working days, hours or minutes before", "when")
    if limit is None:
        return
    ahead, whole = before.amount, limit.amount
    if before.unit in PLAIN_TIME and limit.unit in PLAIN_TIME:
        ahead, whole = ahead * PLAIN_TIME[before.unit], whole * PLAIN_TIME[limit.unit]
    elif before.unit != limit.unit:
        return
    if ahead > whole or (ahead == whole and not at_start):
        section.fault("rings before the clock starts", "when")
