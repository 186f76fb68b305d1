"""What a side proceeding waits for a decision of: the places in the pack's procedures where the ball is a supervisor's.

The queue's row shows the main proceeding's ball. A draft that must be approved, a review that is asked for or a transfer that
nobody wants stands beside it, and would be looked for by nobody.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import ColumnElement, and_, false, literal, or_

from cases.packs.jurisdiction import Pack
from cases.records import Proceeding
from workflows.procedure import Procedure

SUPERVISOR: Final = "supervisor"
HEAD_OFFICE: Final = "head_office"
Places = tuple[tuple[str, str], ...]
"""Procedures and their stages."""
KNOWN: Final[dict[str, tuple[Mapping[str, Procedure], Places, Places]]] = {}
"""Places by the hash of a pack, beside the procedures that they were read from: every page of a queue asks for them."""


def open_at(places: Places) -> ColumnElement[bool]:
    """A side proceeding stands at one of *places*: each is a range of an index, which a search in a text would not be."""
    beside = and_(Proceeding.main.is_(False), Proceeding.ended_at.is_(None))
    return and_(beside, stands_at(places))


def stands_at(places: Places) -> ColumnElement[bool]:
    at = (and_(Proceeding.procedure == literal(name), Proceeding.stage == literal(stage)) for name, stage in places)
    return or_(false(), *at)


def places_of(pack: Pack) -> tuple[Places, Places]:
    """Where a unit decides, and where the head office does whosever the proceeding is."""
    procedures, own, above = KNOWN.get(pack.hash, ({}, (), ()))
    if procedures is not pack.procedures:
        own, above = (tuple(decided_places(pack, above=each)) for each in (False, True))
        KNOWN[pack.hash] = pack.procedures, own, above
    return own, above


def decided_places(pack: Pack, *, above: bool) -> Iterator[tuple[str, str]]:
    for name, procedure in sorted(pack.procedures.items()):
        for stage, defined in procedure.stages.items():
            if defined.ball == SUPERVISOR and is_above(procedure, stage) == above:
                yield name, stage


def is_above(procedure: Procedure, stage: str) -> bool:
    """Whether everything that leads on from the stage is the head office's to do."""
    own = [act for name, act in procedure.acts[stage].items() if name not in procedure.anywhere]
    return bool(own) and all(act.of_unit == HEAD_OFFICE for act in own)
