"""Read a procedure file. What can be said of one file alone is checked here, the rest in `soundness`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from workflows.act_reading import Scope, read_act
from workflows.acts import (
    SYSTEM_ROLE,
    Act,
    AutoOpens,
    Confirmation,
    FromAnswer,
    FromFact,
    Links,
    Opens,
    Uninvolved,
)
from workflows.cause_reading import read_auto_opens, read_reactions, read_watches
from workflows.clock_reading import Around, read_clock
from workflows.clock_rules import ClockRule
from workflows.conditions import And
from workflows.definition import (
    LEAD,
    Ball,
    Migration,
    Procedure,
    ProcedureKind,
    Reaction,
    Stage,
    Variant,
    Watch,
)
from workflows.effect_reading import read_place
from workflows.facts import CASE, Fact, in_scope
from workflows.faults import Fault, Faults
from workflows.field_reading import read_when
from workflows.names import OFFICE_WORDS, Names
from workflows.reading import Section

__all__ = [
    "Act",
    "AutoOpens",
    "Ball",
    "Confirmation",
    "FromAnswer",
    "FromFact",
    "Links",
    "Migration",
    "Opens",
    "Procedure",
    "ProcedureKind",
    "Reaction",
    "Stage",
    "Uninvolved",
    "Variant",
    "Watch",
    "parse_procedure",
]


def parse_procedure(data: Any, facts: Mapping[str, Fact], names: Names) -> Procedure:
    """A procedure from a pack file, over the declared *facts*. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), names.languages)
    name = section.name("procedure")
    kind = ProcedureKind(section.word("kind", list(ProcedureKind), "kind of procedure", default="main"))
    if not section.has("kind"):
        section.fault("kind is missing (main, side)")
    plain_stages = section.data.get("stages")
    stage_names = list(plain_stages) if isinstance(plain_stages, dict) else []
    plain_clocks = section.data.get("clocks")
    scope = Scope(
        owner=name if kind is ProcedureKind.SIDE else CASE,
        facts=in_scope(facts, name),
        every_fact=facts,
        stages=stage_names,
        clocks=list(plain_clocks) if isinstance(plain_clocks, dict) else [],
        names=names,
    )
    stages = {stage: _read_stage(stage, inner, scope, kind) for stage, inner in section.sections("stages")}
    anywhere = {act: read_act(act, inner, scope) for act, inner in section.sections("anywhere")}
    if not stages:
        section.fault("stages is missing")
    stages, anywhere = _with_ends(stages, anywhere)
    acts = [act for stage in stages.values() for act in stage.acts.values()] + list(anywhere.values())
    system_acts = {act.name for act in acts if SYSTEM_ROLE in act.by}
    clocks = dict(_read_clocks(section, stage_names, acts, scope))
    _check_extensions(section, stages, clocks)
    procedure = Procedure(
        name=name,
        version=section.whole("version", default=0) or 0,
        effective=_read_day(section),
        title=section.label("title"),
        kind=kind,
        rank=section.whole("rank", default=0) or 0,
        start=section.word("start", stage_names, "stage"),
        outlives=section.flag("outlives"),
        unit=_read_unit(section, scope, kind),
        opens=tuple(read_auto_opens(section, scope)),
        watch=tuple(read_watches(section, system_acts, scope, kind)),
        clocks=clocks,
        stages=stages,
        anywhere=anywhere,
        on=tuple(read_reactions(section, system_acts, names)),
        migrate=tuple(_read_migrations(section, stage_names)),
    )
    if procedure.version < 1:
        section.fault("version counts from 1")
    section.close()
    if faults:
        raise Faults(faults)
    return procedure


def _read_stage(name: str, section: Section, scope: Scope, kind: ProcedureKind) -> Stage:
    end = section.flag("end")
    stage = Stage(
        name=name,
        label=section.label("label"),
        owner=section.word("owner", scope.names.roles, "role", default="") or None,
        status=section.word("status", scope.names.statuses, "status", default="") or None,
        ball=Ball(section.word("ball", list(Ball), "holder of the ball", default="nobody" if end else "me")),
        end=end,
        no_clock=section.label("no_clock", required=False),
        variants=tuple(_read_variant(inner, scope) for inner in section.items("variants")),
        acts={act: read_act(act, inner, scope) for act, inner in section.sections("acts")},
    )
    if not end and stage.owner is None:
        section.fault("owner is missing: every stage that is not an end has one")
    if kind is ProcedureKind.MAIN and stage.status is None:
        section.fault("status is missing: the complainant is told where their case stands")
    if end and stage.ball is not Ball.NOBODY:
        section.fault("at an end nobody has the ball", "ball")
    section.close()
    return stage


def _read_variant(section: Section, scope: Scope) -> Variant:
    when = read_when(section, scope.facts, scope.names)
    status = section.word("status", scope.names.statuses, "status", default="") or None
    ball = section.word("ball", list(Ball), "holder of the ball", default="")
    section.close()
    if when is None:
        section.fault("a variant needs a condition", example="when: open.information_request > 0")
        when = And(())
    return Variant(when, status, Ball(ball) if ball else None)


def _with_ends(stages: dict[str, Stage], anywhere: dict[str, Act]) -> tuple[dict[str, Stage], dict[str, Act]]:
    """Acts that lead to an end without saying as what end as that stage."""

    def named(act: Act) -> Act:
        ends = act.to in stages and stages[act.to].end
        return replace(act, ends_as=act.to) if ends and act.ends_as is None else act

    return (
        {
            name: msgspec.structs.replace(stage, acts={act_name: named(act) for act_name, act in stage.acts.items()})
            for name, stage in stages.items()
        },
        {name: named(act) for name, act in anywhere.items()},
    )


def _read_clocks(section: Section, stages: list[str], acts: list[Act], scope: Scope) -> Iterator[tuple[str, ClockRule]]:
    around = Around(
        stages=stages,
        acts=sorted({act.name for act in acts}),
        system_acts=sorted({act.name for act in acts if SYSTEM_ROLE in act.by}),
        facts=scope.facts,
        names=scope.names,
    )
    for name, inner in section.sections("clocks"):
        yield name, read_clock(name, inner, around)


def _check_extensions(section: Section, stages: Mapping[str, Stage], clocks: Mapping[str, ClockRule]) -> None:
    for stage in stages.values():
        for act in stage.acts.values():
            if act.extends is not None and act.extends in clocks and clocks[act.extends].extend_by != act.name:
                place = ("stages", stage.name, "acts", act.name, "extends")
                section.fault(f"the clock {act.extends} is not extended by {act.name}", *place)


def _read_unit(section: Section, scope: Scope, kind: ProcedureKind) -> str | FromFact:
    if kind is ProcedureKind.MAIN and section.has("unit"):
        section.fault("a main proceeding is of the unit that leads the case", "unit")
    return read_place(section, "unit", scope.facts, OFFICE_WORDS | {LEAD}, default=LEAD) or LEAD


def _read_day(section: Section) -> date:
    text = section.text("effective", required=True)
    try:
        return date.min if text is None else date.fromisoformat(text)
    except ValueError:
        section.fault(f"not a day: {text}", "effective", example="2026-01-01")
        return date.min


def _read_migrations(section: Section, stages: list[str]) -> Iterator[Migration]:
    for inner in section.items("migrate"):
        moved = inner.section("stages")
        pairs = {} if moved is None else {old: moved.word(old, stages, "stage") for old in moved.data}
        yield Migration(inner.whole("from") or 0, pairs)
        inner.close()
