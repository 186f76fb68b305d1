"""Read what happens by itself: what conditions open, what cases alike cause, and what the end of a side proceeding does."""

from collections.abc import Collection, Iterator
from typing import Final

from workflows.act_reading import Scope
from workflows.acts import AutoOpens
from workflows.conditions import And
from workflows.definition import ANY_END, ProcedureKind, Reaction, Watch
from workflows.durations import Duration, parse_duration
from workflows.effect_reading import read_values
from workflows.facts import CASE, Secrecy, in_scope
from workflows.field_reading import read_when
from workflows.names import Names
from workflows.reading import Section

WINDOW_UNITS: Final = frozenset({"days", "weeks"})
MANY: Final = 2


def read_auto_opens(section: Section, scope: Scope) -> Iterator[AutoOpens]:
    """Side proceedings that open when a condition comes to hold; mistakes are noted in *section*."""
    for inner in section.items("opens"):
        procedure = inner.word("procedure", scope.names.procedures, "procedure")
        when = read_when(inner, scope.facts, scope.names)
        if when is None:
            inner.fault("when is missing: on what condition does it open?", example="when: urgency == 1")
        facts = in_scope(scope.every_fact, procedure)
        values = tuple(read_values(inner.section("with"), facts, procedure, (), scope.facts))
        inner.close()
        yield AutoOpens(procedure, And(()) if when is None else when, values)


def read_watches(section: Section, system_acts: Collection[str], scope: Scope, kind: ProcedureKind) -> Iterator[Watch]:
    """What cases alike within a window cause; mistakes are noted in *section*."""
    grouping = {name: fact for name, fact in scope.facts.items() if fact.of == CASE and fact.provider is None}
    for inner in section.items("watch"):
        if kind is not ProcedureKind.MAIN:
            inner.fault("only a main procedure watches over cases")
        text = inner.text("window", required=True)
        window = None if text is None else parse_duration(text)
        if window is None or window.unit not in WINDOW_UNITS:
            inner.fault(f"not a window of days: {text}", "window", example="window: 90 days")
        at_least = inner.whole("at_least", default=0) or 0
        if at_least < MANY:
            inner.fault("at_least counts cases, from 2", "at_least")
        watch = Watch(
            name=inner.name("name"),
            group_by=inner.words("group_by", grouping, "fact of the case", required=True),
            window=Duration(1, "days") if window is None else window,
            at_least=at_least,
            do=inner.word("do", system_acts, "act open to system"),
        )
        inner.close()
        for name in watch.group_by:
            if grouping[name].secrecy is not Secrecy.ROUTING:
                inner.fault(f"{name} is of class {grouping[name].secrecy}: cases are not grouped by it", "group_by")
        yield watch


def read_reactions(section: Section, system_acts: Collection[str], names: Names) -> Iterator[Reaction]:
    """Acts of the system that the end of a side proceeding causes; mistakes are noted in *section*."""
    for inner in section.items("on"):
        yield Reaction(
            ended=inner.word("ended", names.procedures, "procedure"),
            as_=frozenset(inner.words("as", None, "end") or (ANY_END,)),
            do=inner.word("do", system_acts, "act open to system"),
        )
        inner.close()
