"""What a side proceeding waits for a decision of: the places in the pack's procedures where the ball is a supervisor's.

The queue's row shows the main proceeding's ball. A draft that must be approved, a review that is asked for or a transfer that
nobody wants stands beside it, and would be looked for by nobody.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, String, and_, bindparam, or_

from cases.packs.jurisdiction import Pack
from cases.records import Proceeding
from workflows.procedure import Procedure

SUPERVISOR: Final = "supervisor"
HEAD_OFFICE: Final = "head_office"
DECIDED: Final[BindParameter[str]] = bindparam("decided", type_=String())
ABOVE: Final[BindParameter[str]] = bindparam("above", type_=String())
"""Places between bars: those that a unit decides at, and those that are the head office's whosever the proceeding is."""
HEAD: Final[BindParameter[str]] = bindparam("head", type_=String())
PLACE: Final = "|" + Proceeding.procedure + "." + Proceeding.stage + "|"
IS_ABOVE: Final[ColumnElement[bool]] = ABOVE.contains(PLACE)


def values_of_places(pack: Pack) -> dict[str, str]:
    """What DECIDED, ABOVE and HEAD stand for."""
    own, above = places_of(pack)
    return {"decided": own, "above": above, "head": pack.institution.head_office}


def waits_for_decision(unit: ColumnElement[str]) -> ColumnElement[bool]:
    """A side proceeding stands where somebody who leads *unit* must decide."""
    own, above = and_(Proceeding.unit == unit, DECIDED.contains(PLACE)), and_(unit == HEAD, IS_ABOVE)
    return and_(Proceeding.main.is_(False), or_(own, above))


def places_of(pack: Pack) -> tuple[str, str]:
    """The pack's places, as DECIDED and ABOVE hold them."""
    places = {above: "|".join(decided_places(pack, above=above)) for above in (False, True)}
    return f"|{places[False]}|", f"|{places[True]}|"


def decided_places(pack: Pack, *, above: bool) -> Iterator[str]:
    for name, procedure in sorted(pack.procedures.items()):
        for stage, defined in procedure.stages.items():
            if defined.ball == SUPERVISOR and is_above(procedure, stage) == above:
                yield f"{name}.{stage}"


def is_above(procedure: Procedure, stage: str) -> bool:
    """Whether everything that leads on from the stage is the head office's to do."""
    own = [act for name, act in procedure.acts[stage].items() if name not in procedure.anywhere]
    return bool(own) and all(act.of_unit == HEAD_OFFICE for act in own)
