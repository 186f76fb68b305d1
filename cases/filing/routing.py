"""Facts → who answers, how fast and who may read: the pack's tables decide, this room only looks up whom they mean."""

from collections.abc import Iterable, Mapping

import msgspec

from cases.packs.jurisdiction import Pack
from workflows.facts import UNKNOWN, Value
from workflows.names import Label
from workflows.tables import Answer, evaluate

HEAD_OF_INTEGRITY = "head_of_integrity"
NAMED_UNITS = {"head_office": "head_office", "integrity": "integrity", "npm": "npm", "duty": "duty"}
LOOKED_UP = {"region of place": "region", "region of facility": "facility", "region of residence": "residence"}


class Route(msgspec.Struct, frozen=True):
    """Where a complaint goes. `circle` holds the lead first and every unit that may read; `because` says why, in order."""

    procedure: str
    urgency: int
    pin: int
    lead: str
    circle: tuple[str, ...]
    walled: bool
    because: tuple[Label, ...]


def route(pack: Pack, facts: Mapping[str, Value]) -> Route:
    """Ask the tables `urgency`, `pin`, `procedure`, `lead` and `circle` of *pack*, in this order, about *facts*.

    A case about our own people stays with who leads it: nobody joins its circle by the ordinary ladder (design 01 §1.5). Led by
    the integrity unit it is walled, so that reports count it there and nowhere else; one about that unit's own head is not, or
    they would see it among their figures.
    """
    urgency = evaluate(pack.tables["urgency"], facts)
    known: dict[str, Value] = {**facts, "urgency": number(urgency, "urgency")}
    procedure = evaluate(pack.tables["procedure"], known)
    lead = evaluate(pack.tables["lead"], known)
    circle = evaluate(pack.tables["circle"], known)
    unit = resolve(pack, str(lead.results["lead"]), known) or pack.institution.head_office
    walled = unit == pack.institution.integrity
    joined = circle.results.get("circle", ())
    words = joined if isinstance(joined, tuple) else (joined,)
    others = [code for word in words if (code := resolve(pack, str(word), known))]
    alone = walled or known.get("about_us") == HEAD_OF_INTEGRITY
    ladder = () if alone else pack.units[unit].escalates_to
    return Route(
        procedure=str(procedure.results["procedure"]),
        urgency=int(str(known["urgency"])),
        pin=pin_of(pack, known),
        lead=unit,
        circle=tuple(dict.fromkeys([unit, *others, *ladder])),
        walled=walled,
        because=tuple(because_of(answer.rows for answer in (urgency, lead, circle))),
    )


def told_of(pack: Pack, facts: Mapping[str, Value]) -> tuple[Label, ...]:
    """Who hears of a complaint beside those who read it, in the words of the pack's table `told`; nothing without one."""
    table = pack.tables.get("told")
    return () if table is None else tuple(because_of([evaluate(table, facts).rows]))


def pin_of(pack: Pack, facts: Mapping[str, Value]) -> int:
    """Where a case with these *facts* is pinned in the queue: 3 to 0, as the table `pin` says."""
    return number(evaluate(pack.tables["pin"], facts), "pin")


def urgency_of(pack: Pack, facts: Mapping[str, Value]) -> int:
    """How urgent *facts* are by themselves: 1 to 3, as the table `urgency` says."""
    return number(evaluate(pack.tables["urgency"], facts), "urgency")


def number(answer: Answer, name: str) -> int:
    """A result of a table whose domain is whole numbers."""
    return int(str(answer.results[name]))


def because_of(groups: Iterable[Iterable[object]]) -> Iterable[Label]:
    """The reasons that the matching rows give, without empty ones."""
    for rows in groups:
        for row in rows:
            reason: Label | None = getattr(row, "because", None)
            if reason:
                yield reason


def resolve(pack: Pack, word: str, facts: Mapping[str, Value]) -> str | None:
    """The unit that a table's *word* means for these facts; None when the place it asks for is not known or is abroad."""
    if word in NAMED_UNITS:
        return str(getattr(pack.institution, NAMED_UNITS[word]))
    if word not in LOOKED_UP:
        return word
    value = facts.get(LOOKED_UP[word], UNKNOWN)
    if word == "region of facility":
        entry = pack.registers["facilities"].get(str(value))
        value = entry.region if entry and entry.region else UNKNOWN
    return str(value) if value in pack.units else None
