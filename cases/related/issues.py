"""Cases that no complaint begins: a planned visit, a systemic issue, what the institution takes up on its own initiative."""

from collections.abc import Sequence

import msgspec

from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from workflows.conditions import fact_names
from workflows.facts import CASE, Fact, Kind, Secrecy
from workflows.fields import Field, FieldKind, Option
from workflows.names import Label
from workflows.procedure import Procedure

COMPLAINT = "complaint"
"""The procedure that an own-initiative case runs through, as a complaint would."""
OWN_INITIATIVE, LINKED = "own_initiative", "linked"
ALWAYS = ("track", "region", "facility", "issues")
"""Facts that are asked of every case."""
TITLE = 60
"""Characters of a case's own name."""


class Issue(msgspec.Struct, frozen=True):
    """Something that an officer may begin. `kind`: of the case; `link`: what it is to the case that it came from."""

    name: str
    title: Label
    kind: str
    link: str
    fields: tuple[Field, ...]


def issues_for(viewer: Officer, pack: Pack) -> list[Issue]:
    """What *viewer* may begin, as whoever may do the first acts of its procedure or tie cases to it.

    A main procedure that no complaint leads to, and a case of own initiative, which runs as a complaint does.
    """
    return [issue for issue in every_issue(pack) if may_begin(issue, viewer, pack)]


def find_issue(name: str, viewer: Officer, pack: Pack) -> Issue | None:
    return next((issue for issue in issues_for(viewer, pack) if issue.name == name), None)


def every_issue(pack: Pack) -> list[Issue]:
    filed = {answer.results.get("procedure") for answer in pack.tables["procedure"].answers}
    own = [one for one in pack.procedures.values() if one.kind == "main" and one.name not in filed]
    found = [Issue(one.name, one.title, one.name, link_of(one), fields_of(one, pack)) for one in own]
    complaint = pack.procedures[COMPLAINT]
    return [*found, Issue(COMPLAINT, {}, "case", OWN_INITIATIVE, fields_of(complaint, pack))]


def may_begin(issue: Issue, viewer: Officer, pack: Pack) -> bool:
    return may_begin_by(pack.procedures[issue.name], viewer)


def may_begin_by(procedure: Procedure, viewer: Officer) -> bool:
    """Whether the viewer's roles do its first acts."""
    first = procedure.stages[procedure.start].acts.values()
    tying = (act for act in procedure.acts[procedure.start].values() if act.links is not None)
    return any(not act.by.isdisjoint(viewer.roles) for act in (*first, *tying))


def link_of(procedure: Procedure) -> str:
    """How the procedure ties cases to its own: as its acts do."""
    acts = [act for at_stage in procedure.acts.values() for act in at_stage.values() if act.links is not None]
    return str(acts[0].links.as_) if acts and acts[0].links is not None else LINKED


def fields_of(procedure: Procedure, pack: Pack) -> tuple[Field, ...]:
    """Questions at the beginning: where and about what, and what the first clocks hang on."""
    first = [rule for rule in procedure.clocks.values() if procedure.start in rule.starts_at]
    asked = [name for rule in first for name in sorted(fact_names(rule.when))] if procedure.name != COMPLAINT else []
    names = dict.fromkeys([*ALWAYS, *asked])
    return tuple(field_of(fact) for name in names if (fact := pack.facts.get(name)) is not None and may_be_asked(fact))


def may_be_asked(fact: Fact) -> bool:
    return fact.of == CASE and fact.secrecy is Secrecy.ROUTING and fact.provider is None


def field_of(fact: Fact) -> Field:
    """A fact as a question."""
    whole = fact.kind is Kind.WHOLE
    return Field(
        name=fact.name,
        kind=FieldKind(str(fact.kind)),
        secrecy=Secrecy.ROUTING,
        label=fact.label,
        options=tuple(Option(value=code, label=words) for code, words in fact.options.items()),
        register=fact.register,
        fact=fact.name,
        lowest=fact.lowest if whole else None,
        highest=fact.highest if whole else None,
    )


def offices_in(procedure: Procedure) -> Sequence[str]:
    """Office words that acts of the procedure are kept for, those of its first stage first."""
    stages = [procedure.stages[procedure.start], *procedure.stages.values()]
    acts = [act for stage in stages for act in stage.acts.values()]
    return tuple(dict.fromkeys(act.of_unit for act in acts if isinstance(act.of_unit, str)))


def first_office(procedure: Procedure) -> str | None:
    """The office that the first acts are kept for, where they are kept for one."""
    acts = procedure.stages[procedure.start].acts.values()
    return next((act.of_unit for act in acts if isinstance(act.of_unit, str)), None)
