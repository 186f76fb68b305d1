"""Time limits that another pack would loosen: longer, extended further, paused, gone, or running on other occasions."""

from collections.abc import Iterator

from cases.packs.jurisdiction import Pack
from cases.publication.change import Change, Kind
from cases.publication.doers import text
from workflows.clock_rules import ClockRule
from workflows.durations import Duration


def other_limits(old: Pack, new: Pack) -> Iterator[Change]:
    """What *new* says of clocks that *old* does not, clock by clock."""
    for name, procedure in new.procedures.items():
        if name not in old.procedures:
            continue
        known = old.procedures[name].clocks
        for clock, rule in procedure.clocks.items():
            if clock not in known:
                yield Change(Kind.CLOCK_NEW, (name, clock), (), "", limit(rule))
            elif known[clock] != rule:
                yield from changed_clock((name, clock), known[clock], rule)
        for clock, rule in known.items():
            if clock not in procedure.clocks:
                yield Change(Kind.CLOCK_GONE, (name, clock), (), limit(rule))


def changed_clock(where: tuple[str, ...], old: ClockRule, new: ClockRule) -> Iterator[Change]:
    if limit(old) != limit(new):
        yield Change(longer_or_not(old.limit, new.limit), where, (), limit(old), limit(new))
    if old.kind is not new.kind:
        yield Change(Kind.CLOCK_KIND, where, (), old.kind, new.kind)
    if extension(old) != extension(new) and new.extend_to is not None:
        yield Change(Kind.CLOCK_EXTENDED, where, (), extension(old), extension(new))
    if pause(old) != pause(new) and new.pauses:
        yield Change(Kind.CLOCK_PAUSED, where, (), str(old.pause_most or ""), str(new.pause_most or ""))
    if occasions(old) != occasions(new):
        yield Change(Kind.CLOCK_RUNS, where)


def longer_or_not(old: Duration | None, new: Duration | None) -> Kind:
    """Days of work and months cannot be compared once and for all: then it is only said that it is another limit."""
    if old is None or new is None or old.unit != new.unit:
        return Kind.CLOCK_LIMIT
    return Kind.CLOCK_LONGER if new.amount > old.amount else Kind.CLOCK_SHORTER


def limit(rule: ClockRule) -> str:
    """How long it gives; of a repeating one, its rhythm."""
    if rule.limit is not None:
        return str(rule.limit)
    points = [str(point) for point in rule.schedule]
    points += [f"every {rule.every}"] if rule.every else []
    points += [f"after {rule.later.after} every {rule.later.every}"] if rule.later else []
    return ", ".join(points)


def extension(rule: ClockRule) -> str:
    return f"{rule.extend_times} × {rule.extend_to}" if rule.extend_to else ""


def pause(rule: ClockRule) -> tuple[object, ...]:
    return rule.pauses_at, text(rule.pauses_while), rule.pause_most


def occasions(rule: ClockRule) -> tuple[object, ...]:
    return rule.starts_at, rule.starts_after, rule.stops_at, rule.stops_after, text(rule.when)
