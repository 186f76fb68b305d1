"""Read the declaration of a clock, refusing what its kind may not do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from workflows.calendars import Duration, parse_duration
from workflows.clocks import COUNTED_UNITS, Alarm, ClockKind, ClockRule, Later, Moment
from workflows.conditions import Condition
from workflows.facts import Fact
from workflows.faults import unknown_name
from workflows.field_reading import read_condition, read_when
from workflows.names import Names
from workflows.reading import Section

OWNER = "owner"
"""Stands for whoever owns the stage or handles the case."""

PLAIN_DOINGS = ("warn", "escalate", "alert")

ALERT = "alert"

PLAIN_TIME: Final[Mapping[str, int]] = {"minutes": 1, "hours": 60}
"""Units that nights and holidays count in, in minutes."""

DUTY_WORDS = frozenset({"duty_first", "duty_second", "duty_supervisor", "duty_deputy", "head_of_office", "alerted"})
"""Whom only an alert can reach: places of the duty roster, the head of office, and everyone alerted before."""


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a clock in its procedure."""

    stages: Collection[str]
    acts: Collection[str]
    system_acts: Collection[str]
    facts: Mapping[str, Fact]
    names: Names


def read_clock(name: str, section: Section, around: Around) -> ClockRule:
    """A clock; mistakes are noted in *section*."""
    kind = ClockKind(section.word("kind", list(ClockKind), "kind of clock", default="internal"))
    if not section.has("kind"):
        section.fault("kind is missing")
    limit = _duration(section, "limit")
    schedule = tuple(_listed_durations(section))
    every = _duration(section, "every")
    later = _later(section, every)
    repeats = bool(schedule or every)
    if (limit is None) is not repeats:
        section.fault("a clock has either a limit or a schedule", example="limit: 15 working days")
    starts_at, starts_after = _places(section, "starts", around)
    stops_at, stops_after = _places(section, "stops", around)
    if not starts_at and not starts_after:
        section.fault("starts is missing", example="starts: {after: register}")
    pauses_at, pauses_while, pause_most, pause_reason = _pauses(section, around)
    extend_by, extend_to, times = _extension(section, around)
    rule = ClockRule(
        name=name,
        kind=kind,
        label=section.label("label"),
        limit=limit,
        schedule=schedule,
        every=every,
        later=later,
        starts_at=starts_at,
        starts_after=starts_after,
        stops_at=stops_at,
        stops_after=stops_after,
        when=read_when(section, around.facts, around.names),
        pauses_at=pauses_at,
        pauses_while=pauses_while,
        pause_most=pause_most,
        pause_reason=pause_reason,
        extend_by=extend_by,
        extend_to=extend_to,
        extend_times=times,
        alarms=tuple(_read_alarm(inner, kind, limit, around) for inner in section.items("alarms")),
    )
    _check(rule, section)
    section.close()
    return rule


def _check(rule: ClockRule, section: Section) -> None:
    if rule.pauses:
        _check_pauses(rule, section)
    if rule.extend_to is not None and rule.limit is not None:
        _check_extension(rule.extend_to, rule.limit, section, pauses=rule.pauses)
    counted = [rule.limit, rule.every, *rule.schedule, *([rule.later.after, rule.later.every] if rule.later else [])]
    if rule.kind is ClockKind.URGENT and any(one is not None and one.unit not in PLAIN_TIME for one in counted):
        section.fault("an urgent clock counts plain hours or minutes, nights and holidays too", "limit")
    for place, alarm in enumerate(rule.alarms):
        if rule.repeats and alarm.moment is not Moment.DUE:
            section.fault("an alarm of a schedule rings when: due", "alarms", place, "when")
    if rule.repeats and not rule.alarms:
        section.fault("a schedule without alarms does nothing", example="alarms: [{when: due, do: warn, whom: owner}]")


def _check_pauses(rule: ClockRule, section: Section) -> None:
    if rule.kind is not ClockKind.INTERNAL:
        section.fault(f"a clock of kind {rule.kind} never pauses", "pauses")
    if rule.limit is None or rule.limit.unit not in COUNTED_UNITS:
        section.fault("a clock that pauses needs a limit in days or hours", "pauses")
    if rule.pauses_at & rule.stops_at:
        section.fault("cannot pause and stop at the same stage", "pauses")


def _check_extension(to: Duration, limit: Duration, section: Section, *, pauses: bool) -> None:
    if pauses and to.unit != limit.unit:
        section.fault("a clock that pauses is extended in the unit of its limit", "extend", "to")
    if to.unit == limit.unit and to.amount <= limit.amount:
        section.fault("an extension reaches further than the limit", "extend", "to")


def _duration(section: Section, key: str) -> Duration | None:
    text = section.text(key)
    return None if text is None else _read_duration(text, section, key)


def _read_duration(text: Any, section: Section, *place: str | int) -> Duration | None:
    found = parse_duration(text) if isinstance(text, str) else None
    if found is None or found.amount < 1:
        section.fault(f"not a length of time: {text}", *place, example="15 working days, 2 months, 24 hours")
        return None
    return found


def _listed_durations(section: Section) -> list[Duration]:
    found = []
    for position, text in section.plain_items("schedule"):
        duration = _read_duration(text, section, "schedule", position)
        if duration is not None:
            found.append(duration)
    return found


def _later(section: Section, every: Duration | None) -> Later | None:
    inner = section.section("later")
    if inner is None:
        return None
    after, then = _duration(inner, "after"), _duration(inner, "every")
    if after is None or then is None or every is None:
        inner.fault(
            "a later rhythm follows another", example="every: 30 days, later: {after: 12 months, every: 90 days}"
        )
    inner.close()
    return None if after is None or then is None else Later(after, then)


def _places(section: Section, key: str, around: Around) -> tuple[frozenset[str], frozenset[str]]:
    """Stages (`at`) and acts (`after`) under *key*."""
    inner = section.section(key)
    if inner is None:
        return frozenset(), frozenset()
    at = inner.words("at", around.stages, "stage")
    after = inner.words("after", around.acts, "act")
    inner.close()
    return frozenset(at), frozenset(after)


def _pauses(
    section: Section, around: Around
) -> tuple[frozenset[str], Condition | None, Duration | None, Mapping[str, str]]:
    inner = section.section("pauses")
    if inner is None:
        return frozenset(), None, None, {}
    at = inner.words("at", around.stages, "stage")
    during = read_condition(inner, "while", around.facts, around.names)
    if not at and during is None:
        inner.fault("at or while is missing", example="pauses: {at: [more_information], max: 10 working days}")
    most = _duration(inner, "max")
    if most is None:
        inner.fault("max is missing: nothing waits for ever", example="max: 10 working days")
    elif most.unit not in COUNTED_UNITS:
        inner.fault("the longest pause is counted in days or hours", "max")
    reason = inner.label("reason", required=False)
    inner.close()
    return frozenset(at), during, most, reason


def _extension(section: Section, around: Around) -> tuple[str | None, Duration | None, int]:
    inner = section.section("extend")
    if inner is None:
        return None, None, 0
    by = inner.word("by", around.acts, "act")
    to = _duration(inner, "to")
    if to is None:
        inner.fault("to is missing", example="to: 2 months")
    times = inner.whole("times", default=1) or 0
    if times < 1:
        inner.fault("times counts from 1", "times")
    inner.close()
    return by or None, to, times


def _read_alarm(section: Section, kind: ClockKind, limit: Duration | None, around: Around) -> Alarm:
    text = section.text("when", required=True) or ""
    before: Duration | None = None
    moment = Moment.LATE
    if text.endswith(" before"):
        moment = Moment.BEFORE
        before = _read_duration(text.removesuffix(" before"), section, "when")
        _check_before(before, limit, section, at_start=kind is ClockKind.URGENT)
    elif text in ("late", "due"):
        moment = Moment(text)
    elif text:
        section.fault(f"not a moment: {text}", "when", example="5 working days before, due, late")
    do = section.text("do", required=True) or ""
    if do not in PLAIN_DOINGS and do not in around.system_acts:
        known = [*PLAIN_DOINGS, *around.system_acts]
        section.fault(unknown_name("doing (warn, escalate, alert, or an act open to system)", do, known), "do")
    if do == ALERT and kind is not ClockKind.URGENT:
        section.fault("only a clock of kind urgent rings people up", "do")
    persons = {OWNER, *around.names.roles} | (DUTY_WORDS if do == ALERT else frozenset())
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
