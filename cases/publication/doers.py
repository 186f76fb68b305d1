"""Who could newly do what: acts, their roles and guards, second persons, owners of stages; and whom acts let in or tell."""

from collections.abc import Iterator, Mapping

from cases.packs.jurisdiction import Pack
from cases.publication.change import Change, Kind
from workflows.acts import SYSTEM_ROLE, Act, Confirmation, FromAnswer, FromFact
from workflows.conditions import Condition
from workflows.definition import Procedure

ANYWHERE = ""
"""Stands for the stage of acts that are open at every stage."""
Acts = Mapping[tuple[str, str], Act]


def new_doers(old: Pack, new: Pack) -> Iterator[Change]:
    """What somebody could do by *new* and not by *old*, in the order of the files."""
    for name, procedure in new.procedures.items():
        before = old.procedures.get(name)
        if before is None:
            who = sorted({role for act in acts_of(procedure).values() for role in act.by})
            yield Change(Kind.PROCEDURE_NEW, (name,), tuple(who))
        elif before != procedure:
            yield from changed_stages(before, procedure)
        if before is not None and source(before.unit) != source(procedure.unit):
            yield Change(Kind.SIDE_UNIT, (name,), (), source(before.unit), source(procedure.unit))
        known = acts_of(before) if before is not None else {}
        for place, act in acts_of(procedure).items():
            yield from changed_act(name, place, known.get(place), act, whole=before is None)


def acts_of(procedure: Procedure) -> dict[tuple[str, str], Act]:
    """Every act as it stands in the file: by stage and name, those that are open everywhere once."""
    found = {(ANYWHERE, name): act for name, act in procedure.anywhere.items()}
    return found | {(stage.name, name): act for stage in procedure.stages.values() for name, act in stage.acts.items()}


def changed_stages(old: Procedure, new: Procedure) -> Iterator[Change]:
    for name, stage in new.stages.items():
        before = old.stages.get(name)
        if before is not None and stage.owner != before.owner and stage.owner:
            yield Change(Kind.OWNER, (new.name, name), (stage.owner,), before.owner or "", stage.owner)


def changed_act(name: str, place: tuple[str, str], old: Act | None, new: Act, *, whole: bool) -> Iterator[Change]:
    """*whole*: the procedure itself is new, and that was said."""
    where = (name, *place)
    if old is None and not whole:
        yield Change(Kind.ACT_NEW, where, tuple(sorted(new.by)), "", new.to or "")
    if old is not None:
        yield from loosened(where, old, new)
    yield from let_in(where, old, new)
    told = old.tells if old else {}
    for audience, letter in new.tells.items():
        if told.get(audience) != letter:
            yield Change(Kind.LETTER, where, (audience,), told.get(audience, ""), letter)
    for audience, letter in told.items():
        if audience not in new.tells:
            yield Change(Kind.LETTER_GONE, where, (audience,), letter)
    message = old.message if old else None
    if new.message != message and new.message:
        yield Change(Kind.MESSAGE, where, (), message or "", new.message)


def loosened(where: tuple[str, ...], old: Act, new: Act) -> Iterator[Change]:
    if added := new.by - old.by:
        yield Change(Kind.ACT_ROLES, where, tuple(sorted(added)))
    if text(old.when) != text(new.when):
        yield Change(Kind.ACT_WHEN, where, tuple(sorted(new.by - {SYSTEM_ROLE})), text(old.when), text(new.when))
    if source(old.of_unit) != source(new.of_unit):
        yield Change(Kind.ACT_UNIT, where, (), source(old.of_unit), source(new.of_unit))
    yield from confirmed(where, old.confirmed_by, new.confirmed_by)
    if old.uninvolved is not None and old.uninvolved is not new.uninvolved:
        yield Change(Kind.CONFIRM_INVOLVED, where, (), old.uninvolved, new.uninvolved or "")


def confirmed(where: tuple[str, ...], old: Confirmation | None, new: Confirmation | None) -> Iterator[Change]:
    """A second person who is no longer needed, or needs less."""
    if old is None:
        return
    if new is None:
        yield Change(Kind.ACT_ALONE, where, tuple(sorted(old.roles)))
        return
    roles = new.roles | ({new.otherwise} if new.otherwise else frozenset())
    if added := roles - old.roles - ({old.otherwise} if old.otherwise else frozenset()):
        yield Change(Kind.CONFIRM_ROLES, where, tuple(sorted(added)))
    if lost := old.uninvolved - new.uninvolved:
        yield Change(Kind.CONFIRM_INVOLVED, where, (), ", ".join(sorted(lost)), ", ".join(sorted(new.uninvolved)))


def let_in(where: tuple[str, ...], old: Act | None, new: Act) -> Iterator[Change]:
    for part in ("widens", "moves"):
        was, now = source(getattr(old, part, None)), source(getattr(new, part))
        if now and now != was:
            yield Change(Kind.WIDENS, where, (part,), was, now)


def source(value: str | FromAnswer | FromFact | None) -> str:
    """A unit as the file names it: its code or word, or which answer or fact says it."""
    match value:
        case FromAnswer(name):
            return f"answer {name}"
        case FromFact(name):
            return f"fact {name}"
    return value or ""


def text(condition: Condition | None) -> str:
    return "" if condition is None else str(condition)
