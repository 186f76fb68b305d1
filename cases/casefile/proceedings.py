"""The case's proceedings in words: where each stands, its clocks, and what the viewer may do."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from cases.acts.acting import person
from cases.acts.proceedings import Running
from cases.acts.surroundings import look_around
from cases.casefile.view import ClockView, ProceedingView, Step
from cases.packs.jurisdiction import Pack
from cases.records import Case
from cases.viewer import Officer
from workflows import clocks, engine
from workflows.facts import UNKNOWN, Fact, Kind, Value
from workflows.names import Label
from workflows.procedure import Procedure

NOT_MINE = "not_your_role"
COMPLAINANT = "complainant"
Said = Mapping[tuple[int, str], tuple[str, ...]]
"""What alarms have said of clocks, by proceeding's id and clock."""


def proceeding_views(
    session: Session, case: Case, proceedings: Sequence[Running], counts: Mapping[str, int], *,
    pack: Pack, viewer: Officer, names: Mapping[int, str], said: Said, moved: Mapping[int, datetime], at: datetime,
) -> tuple[ProceedingView, ...]:  # fmt: skip
    """All proceedings, the main one first; acts that belong to other roles are left out, those not possible now say why.

    *moved*: when each came to its stage, by number, where it ever left its first one.
    """
    return tuple(
        ProceedingView(
            number=each.row.number,
            procedure=each.row.procedure,
            definition=each.procedure,
            title=each.procedure.title,
            stage=each.row.stage,
            stage_label=each.procedure.stages[each.row.stage].label,
            opened_at=each.row.opened_at,
            since=moved.get(each.row.number, each.row.opened_at),
            ended=each.row.ended_at is not None,
            clocks=clock_views(each, pack, said),
            facts=tuple(own_facts(each, pack)),
            offers=offers(session, case, each, counts, pack=pack, viewer=viewer, at=at),
            pending=each.state.pending,
            pending_by=officer_name(each.state.pending.by, names) if each.state.pending else None,
        )
        for each in proceedings
    )


def offers(
    session: Session, case: Case, each: Running, counts: Mapping[str, int], *, pack: Pack, viewer: Officer, at: datetime
) -> tuple[engine.Offer, ...]:
    if each.cancelled:
        return ()
    open_here = each.procedure.acts[each.state.stage].values()
    around = look_around(session, case, each, open_here, pack=pack, at=at)
    found = engine.available(each.procedure, each.state, by=person(viewer), open_counts=counts, **around.known)
    return tuple(offer for offer in found if offer.refusal is None or offer.refusal.reason != NOT_MINE)


def clock_views(each: Running, pack: Pack, said: Said) -> tuple[ClockView, ...]:
    """Clocks that have not been stopped, the next one first, paused ones last; a cancelled proceeding has none."""
    views = [
        ClockView(
            name=name,
            label=each.procedure.clocks[name].label,
            kind=each.procedure.clocks[name].kind,
            due=clocks.due(each.procedure.clocks[name], clock, pack.calendar),
            running=clock.running,
            proceeding=each.row.number,
            notices=said.get((each.row.id, name), ()),
        )
        for name, clock in each.state.clocks.items()
        if (clock.running or clock.is_paused) and not each.cancelled
    ]
    return tuple(sorted(views, key=lambda view: (view.due is None, view.due, view.name)))


def in_words(fact: Fact, value: Value, pack: Pack) -> Value | Label | list[Label]:
    """The label of a coded value; the value itself where it is a number or yes and no."""
    if fact.register:
        entry = pack.registers[fact.register].get(str(value))
        return entry.label if entry else value
    if fact.kind is Kind.UNIT:
        unit = pack.units.get(str(value))
        return unit.name if unit else value
    if isinstance(value, list | tuple):
        return [fact.options[code] for code in value if code in fact.options]
    return fact.options.get(str(value), value) if fact.options else value


def own_facts(each: Running, pack: Pack) -> list[tuple[Label, Value | Label | list[Label]]]:
    """Facts of a side proceeding in words."""
    found: list[tuple[Label, Value | Label | list[Label]]] = []
    for name, value in ({} if each.row.main else each.row.facts).items():
        fact = pack.facts.get(name)
        if fact is None or value == UNKNOWN:
            continue
        found.append((fact.label, in_words(fact, value, pack)))
    return found


def steps(main: Running) -> tuple[Step, ...]:
    """The stages of the main procedure that this case has passed, stands at, or would ordinarily come to next.

    Waiting for the complainant, and what only a finished case can come to, are no steps of the ordinary way.
    """
    passed = set(main.state.done)
    here = main.state.stage
    found: list[Step] = []
    ordinary = ordinary_stages(main.procedure)
    names = [name for name in main.procedure.stages if name in ordinary or name == here]
    for name in names:
        stage = main.procedure.stages[name]
        if name == here:
            found.append(Step(stage.label, "now"))
        elif passed & set(stage.acts) and here in names and names.index(name) < names.index(here):
            found.append(Step(stage.label, "done"))
        elif here in names and names.index(name) > names.index(here):
            found.append(Step(stage.label, "next"))
    return tuple(found)


def ordinary_stages(procedure: Procedure) -> frozenset[str]:
    """Stages on the way from the start to an end: reached by the institution's acts, without passing an end."""
    found: set[str] = set()
    ahead = [procedure.start]
    while ahead:
        name = ahead.pop()
        stage = procedure.stages[name]
        if name in found or stage.end or stage.ball == COMPLAINANT:
            continue
        found.add(name)
        ahead += [act.to for act in stage.acts.values() if act.to]
    return frozenset(found)


def officer_name(actor: str, names: Mapping[int, str]) -> str:
    """An officer's name from `officer:ID`; other actors as they are."""
    kind, _, number = actor.partition(":")
    return names.get(int(number), actor) if kind == "officer" and number.isdigit() else actor
