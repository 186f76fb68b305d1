"""What the walk over whole sets finds is what stepping through every single combination finds."""

from collections import deque
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.workflows.builders import FACTS, REMEDY, act, end, file, read, stage
from workflows.facts import UNKNOWN, Value
from workflows.procedure import Act, Procedure
from workflows.soundness_paths import check_paths

DANGERS: list[Value] = ["yes", "unsure", "no"]
MINORS: list[Value] = [True, False, UNKNOWN]
STAGES = ("received", "first", "second", "closed")
GUARDS = (
    None,
    "danger == yes",
    "danger != yes",
    "known danger",
    "minor",
    "minor == false",
    "open.remedy == 0",
    "open.remedy > 0",
    "minor and open.remedy == 0",
    "danger == no or open.remedy > 0",
    "not (minor == true and open.remedy > 0)",
)
ASKS_DANGER = {"kind": "choice", "fact": "danger", "label": {"en": "Danger"}}


@st.composite
def acts(draw: st.DrawFn) -> dict[str, Any]:
    """An act that may move, set facts, ask for one, and open or cancel remedies."""
    made = act(to=draw(st.sampled_from([*STAGES, None])), when=draw(st.sampled_from(GUARDS)))
    asked = draw(st.sampled_from([None, "true", "false"]))
    if asked is not None:
        made["asks"] = {"danger": {**ASKS_DANGER, "required": asked}}
    else:
        made["sets"] = draw(st.sampled_from([None, {"danger": "yes"}, {"danger": "no"}, {"minor": "true"}]))
    made["opens"] = draw(st.sampled_from([None, ["remedy"]]))
    made["cancels"] = draw(st.sampled_from([None, ["remedy"]]))
    return {key: value for key, value in made.items() if value is not None}


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    several = st.lists(acts(), min_size=1, max_size=3)
    stages = {
        name: stage({f"act_{place}": one for place, one in enumerate(draw(several))})
        for name in STAGES
        if name != "closed"
    }
    return read(file(stages={**stages, "closed": end()}))


class Point(NamedTuple):
    stage: str
    danger: Value
    minor: Value
    open: int
    """Remedies, none or some."""


def facts_of(point: Point) -> dict[str, Value]:
    return {"danger": point.danger, "minor": point.minor}


def possible(one: Act, point: Point, count: int) -> bool:
    return one.when is None or one.when.holds(facts_of(point), {"remedy": count})


def after(one: Act, point: Point) -> Iterator[Point]:
    """Every point that *one* can lead to."""
    facts = [facts_of(point)]
    for asked in one.asks:
        known = facts[0]["danger"]
        facts = [{**facts[0], "danger": answer} for answer in [*DANGERS, *([] if asked.required else [known])]]
    constants: dict[str, Value] = {name: value for name, value in one.sets if isinstance(value, str | bool)}
    facts = [{**each, **constants} for each in facts]
    count = min(1, (0 if one.cancels else point.open) + len(one.opens))
    for each in facts:
        yield Point(one.to or point.stage, each["danger"], each["minor"], count)


def step_through(procedure: Procedure) -> set[tuple[str | int, ...]]:
    """Places of all mistakes, found point by point."""
    opens = any(one.opens for at_stage in procedure.acts.values() for one in at_stage.values())
    start = [Point("received", danger, minor, 0) for danger, minor in product([*DANGERS, UNKNOWN], MINORS)]
    reached, waiting = set(start), deque(start)
    done: set[tuple[str, str]] = set()
    left_open: set[str] = set()
    while waiting:
        point = waiting.popleft()
        following = [point._replace(open=0)]
        for one in procedure.acts[point.stage].values():
            if possible(one, point, point.open):
                done.add((point.stage, one.name))
                leads = list(after(one, point))
                following += leads
                if leads[0].stage == "closed" and leads[0].open and point.stage != "closed":
                    left_open.add(one.name)
        for new in following:
            if new not in reached:
                reached.add(new)
                waiting.append(new)
    met = {point.stage for point in reached}
    found: set[tuple[str | int, ...]] = {("stages", name) for name in STAGES if name not in met}
    found |= {("stages", name, "acts", one) for name in met for one in procedure.acts[name] if (name, one) not in done}
    found |= {("stages", point.stage) for point in reached if not can_end(procedure, point._replace(open=0))}
    return found | ({("left open",)} if left_open and opens else set())


def can_end(procedure: Procedure, start: Point) -> bool:
    """Whether an end can be reached from *start* when all that opens is ended at once."""
    seen, waiting = {start}, deque([start])
    while waiting:
        point = waiting.popleft()
        if point.stage == "closed":
            return True
        for one in procedure.acts[point.stage].values():
            if possible(one, point, 0):
                for new in (lead._replace(open=0) for lead in after(one, point)):
                    if new not in seen:
                        seen.add(new)
                        waiting.append(new)
    return False


@settings(max_examples=100)
@given(procedures())
def test_the_walk_finds_what_stepping_through_finds(procedure: Procedure) -> None:
    faults = list(check_paths(procedure, {"complaint": procedure, "remedy": REMEDY}, FACTS))
    walked: set[tuple[str | int, ...]] = {
        ("left open",) if "ends with" in fault.reason else fault.place for fault in faults
    }
    assert walked == step_through(procedure)
