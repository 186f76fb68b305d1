"""Whether somebody is held to a time at every stage: some clock runs there whatever the facts are, or the file says why none."""

from collections.abc import Iterator, Mapping

from workflows.cells import TooManyCells, counterexample, show
from workflows.conditions import Or
from workflows.definition import Procedure
from workflows.facts import Fact
from workflows.faults import Fault


def check_clocks(procedure: Procedure, facts: Mapping[str, Fact]) -> Iterator[Fault]:
    """Stages that are not an end, at which for some facts no clock can run and that do not say why; and idle excuses."""
    running = running_at(procedure)
    for name, stage in procedure.stages.items():
        place = ("stages", name, "no_clock")
        if stage.end:
            if stage.no_clock:
                yield Fault(place, "at an end no clock runs anyway")
            continue
        try:
            without = _without_clock(procedure, running[name], facts)
        except TooManyCells as found:
            yield Fault(("stages", name), str(found))
            continue
        if without is not None and not stage.no_clock:
            yield Fault(("stages", name), "no clock runs here: give it one, or say why not under no_clock", without)
        if without is None and stage.no_clock:
            yield Fault(place, "a clock runs here after all", ", ".join(sorted(running[name])))


def _without_clock(procedure: Procedure, running: set[str], facts: Mapping[str, Fact]) -> str | None:
    """Facts for which none of the clocks *running* does, or None when always one of them does."""
    conditions = [procedure.clocks[name].when for name in sorted(running)]
    if None in conditions:
        return None
    found = counterexample(Or(tuple(when for when in conditions if when is not None)), facts) if conditions else {}
    return None if found is None else show(found)


def running_at(procedure: Procedure) -> dict[str, set[str]]:
    """For each stage, the clocks that can run there on some way to it."""
    running: dict[str, set[str]] = {name: set() for name in procedure.stages}
    running[procedure.start] = {rule.name for rule in procedure.clocks.values() if procedure.start in rule.starts_at}
    waiting = [*procedure.stages]
    while waiting:
        stage = waiting.pop()
        for act in procedure.acts[stage].values():
            effects = procedure.effects[stage][act.name]
            after = (running[stage] - set(effects.stops)) | {rule.name for rule in effects.starts}
            if not after <= running[effects.to]:
                running[effects.to] |= after
                waiting.append(effects.to)
    return running
