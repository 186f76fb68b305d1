"""Side proceedings that open by themselves: at the start, and whenever a declared condition comes to hold."""

from collections.abc import Collection, Mapping, Sequence

from workflows.acts import FromFact
from workflows.definition import Procedure
from workflows.facts import UNKNOWN, Facts, Value
from workflows.proceedings import Opening


def openings(
    procedure: Procedure, before: Facts | None, after: Facts, open_counts: Mapping[str, int]
) -> tuple[Opening, ...]:
    """What opens because the facts are now *after* and were *before* (None at the start of the proceeding).

    Nothing opens while one of that procedure is open (*open_counts*), nor because a condition goes on to hold.
    """
    found: list[Opening] = []
    for declared in procedure.opens:
        if open_counts.get(declared.procedure, 0) or any(declared.procedure == one.procedure for one in found):
            continue
        if not declared.holds(after, open_counts):
            continue
        if before is None or not declared.holds(before, open_counts):
            found.append(Opening(declared.procedure, {name: taken(source, after) for name, source in declared.facts}))
    return tuple(found)


def counts_after(
    counts: Mapping[str, int], opens: Sequence[Opening], cancels: Collection[str] = ()
) -> Mapping[str, int]:
    """Open side proceedings once some are cancelled and others opened."""
    after = {name: count for name, count in counts.items() if name not in cancels}
    for opening in opens:
        after[opening.procedure] = after.get(opening.procedure, 0) + 1
    return after


def taken(source: object, facts: Facts) -> Value:
    """The value of *source*: of the fact that it names, else itself."""
    value: Value = facts.get(source.name, UNKNOWN) if isinstance(source, FromFact) else source  # type: ignore[assignment]
    return value
