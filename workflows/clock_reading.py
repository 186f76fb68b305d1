"""Read the declaration of a clock, refusing what its kind may not do."""

from collections.abc import Collection, Mapping

import msgspec

from workflows.alarm_reading import PLAIN_TIME, read_alarm
from workflows.clock_rules import COUNTED_UNITS, ClockKind, ClockRule, Later, Moment
from workflows.conditions import Condition
from workflows.duration_reading import duration_at, read_duration
from workflows.durations import Duration
from workflows.facts import Fact
from workflows.field_reading import read_condition, read_when
from workflows.names import Names
from workflows.reading import Section


class Around(msgspec.Struct, frozen=True):
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
    limit = duration_at(section, "limit")
    schedule = tuple(_listed_durations(section))
    every = duration_at(section, "every")
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
        alarms=tuple(
            read_alarm(inner, kind, limit, around.system_acts, around.names) for inner in section.items("alarms")
        ),
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


def _listed_durations(section: Section) -> list[Duration]:
    found = []
    for position, text in section.plain_items("schedule"):
        duration = read_duration(text, section, "schedule", position)
        if duration is not None:
            found.append(duration)
    return found


def _later(section: Section, every: Duration | None) -> Later | None:
    inner = section.section("later")
    if inner is None:
        return None
    after, then = duration_at(inner, "after"), duration_at(inner, "every")
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
    most = duration_at(inner, "max")
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
    to = duration_at(inner, "to")
    if to is None:
        inner.fault("to is missing", example="to: 2 months")
    times = inner.whole("times", default=1) or 0
    if times < 1:
        inner.fault("times counts from 1", "times")
    inner.close()
    return by or None, to, times
