"""Which side proceedings can be open beside a proceeding, and what opens them."""

from collections.abc import Iterator, Mapping, Sequence

from workflows.cells import count_cells
from workflows.definition import Procedure, ProcedureKind


class Sides:
    """The side procedures that *procedure* counts or can have open beside it.

    Beside a main proceeding stands what its own acts and conditions open, and what these open in turn; beside a side
    proceeding, whatever any procedure opens.
    """

    def __init__(self, procedure: Procedure, procedures: Mapping[str, Procedure]) -> None:
        self.procedure = procedure
        guards = [act.when for at_stage in procedure.acts.values() for act in at_stage.values()]
        self.tops = {name: counts[-1] for name, counts in count_cells(guards).items()}
        """For each procedure that a guard counts, one above the largest number that it is compared with."""
        roots = [procedure] if procedure.kind is ProcedureKind.MAIN else list(procedures.values())
        self.raised_by: dict[str, set[str]] = {}
        """For each procedure that other side proceedings can open beside this one, these."""
        possible: dict[str, None] = dict.fromkeys(name for root in roots for name in opened_by(root))
        for name in possible_closure(possible, procedures):
            for opened in opened_by(procedures[name]):
                self.raised_by.setdefault(opened, set()).add(name)
            possible[name] = None
        self.possible = tuple(possible)
        self.ranks = {name: other.rank for name, other in procedures.items()}
        self.spontaneous = frozenset(declared.procedure for declared in procedure.opens)
        """Opened by a condition on facts, which may come to hold at any stage."""
        self.must_close = tuple(
            name
            for name in possible
            if procedure.kind is ProcedureKind.MAIN and name in procedures and not procedures[name].outlives
        )

    def behind(self, name: str) -> set[str]:
        """The procedures that can open *name* beside this one, those that can open them, and so on."""
        found, waiting = set[str](), [name]
        while waiting:
            for other in self.raised_by.get(waiting.pop(), ()):
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def counts(self, name: str) -> Sequence[int]:
        """The counts of a procedure that make a difference here, as far as it can be open at all."""
        return range(self.tops.get(name, 1) + 1) if name in self.possible else (0,)

    def all_counts(self) -> dict[str, Sequence[int]]:
        return {name: self.counts(name) for name in {*self.tops, *self.possible}}


def opened_by(procedure: Procedure) -> Iterator[str]:
    """Names of the procedures that the acts and conditions of *procedure* open."""
    for declared in procedure.opens:
        yield declared.procedure
    for at_stage in procedure.acts.values():
        for act in at_stage.values():
            for opens in act.opens:
                yield opens.procedure


def possible_closure(first: Mapping[str, None], procedures: Mapping[str, Procedure]) -> list[str]:
    """The procedures in *first* and all that these open, one another, and so on."""
    found = dict.fromkeys(name for name in first if name in procedures)
    waiting = list(found)
    while waiting:
        for name in opened_by(procedures[waiting.pop()]):
            if name in procedures and name not in found:
                found[name] = None
                waiting.append(name)
    return list(found)
