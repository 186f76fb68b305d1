"""What the institution's journal says must be there, played through entry by entry: keys, members, people, wishes for keys."""

from typing import Any

import msgspec

from cases.doors.told import Doors
from cases.unit_keys.entering import (
    ADDED,
    ADMITTED,
    ASKED,
    BEGUN,
    CHANGED,
    DONE,
    DOOR,
    EMPLOYED,
    ENDED,
    ENTERED,
    LEFT,
    SEALED,
)

Line = tuple[str, str, int]
"""Kind, name and epoch."""
CHOSEN = "chosen"
"""Why a unit's key was renewed that nobody had asked for."""


class Wish(msgspec.Struct):
    """A row of a renewal, in the order of its columns."""

    unit: str
    reason: str
    asked_by: str
    asked_at: int
    epoch: int | None = None
    begun_at: int | None = None
    done_at: int | None = None


class Told(msgspec.Struct):
    """All that the chain comes to."""

    lines: dict[Line, tuple[Any, ...]] = msgspec.field(default_factory=dict)
    """Public half, signature, since when, and of a recovery key how many of how many sheets."""
    units: dict[str, str] = msgspec.field(default_factory=dict)
    """The kind of each."""
    held: dict[tuple[str, int, int], str] = msgspec.field(default_factory=dict)
    """The hash of each wrap by unit, epoch and officer."""
    recoveries: dict[tuple[str, int], tuple[int, str]] = msgspec.field(default_factory=dict)
    """Number of the recovery key and hash of the wrap, by unit and epoch."""
    people: dict[int, tuple[Any, Any, bool]] = msgspec.field(default_factory=dict)
    doors: dict[int, str] = msgspec.field(default_factory=dict)
    """The hash over what each officer signs in by."""
    wishes: list[Wish] = msgspec.field(default_factory=list)
    ways: Doors = msgspec.field(default_factory=Doors)
    """Invitations, spare codes, passkeys and tokens."""

    def hear(self, act: str, body: dict[str, Any], *, actor: str = "", at: int = 0) -> None:
        """Take in one entry."""
        match act:
            case str(one) if one == ENTERED:
                self.enter(body, at)
            case str(one) if one == ADDED:
                self.units[body["unit"]] = body["kind"]
            case str(one) if one == ADMITTED:
                self.held |= {
                    (body["unit"], epoch, body["officer"]): body["wraps"][str(epoch)] for epoch in body["epochs"]
                }
            case str(one) if one == ENDED:
                for epoch in body["epochs"]:
                    self.held.pop((body["unit"], epoch, body["officer"]), None)
            case str(one) if one == SEALED:
                self.recoveries[body["unit"], body["epoch"]] = (body["number"], body["wrap"])
            case str(one) if one in (EMPLOYED, CHANGED, LEFT):
                self.people[body["officer"]] = (body["unit"], body["roles"], one != LEFT)
            case str(one) if one == DOOR:
                self.doors[body["officer"]] = body["door"]
            case str(one) if one in (ASKED, BEGUN, DONE):
                self.renew(one, body, actor, at)
        self.ways.hear(act, body, at)

    def enter(self, body: dict[str, Any], at: int) -> None:
        kind, name = body["kind"], body["name"]
        since = () if kind == "officer" else (at,)
        sheets = (body["threshold"], body["sheets"]) if kind == "recovery" else ()
        self.lines[kind, name, body["epoch"]] = (body["public_key"], body["signature"], *since, *sheets)
        if kind == "recovery":  # what was sealed to the one before is gone
            self.recoveries = {place: held for place, held in self.recoveries.items() if place[0] != name}

    def renew(self, act: str, body: dict[str, Any], actor: str, at: int) -> None:
        unit, epoch = body["unit"], body.get("epoch", 0)
        own = [wish for wish in self.wishes if wish.unit == unit]
        if act == ASKED:
            self.wishes.append(Wish(unit, body["reason"], actor, at))
        elif act == DONE:
            for wish in own:
                if wish.epoch is not None and wish.epoch <= epoch:
                    wish.done_at = at
            self.recoveries = {
                place: held for place, held in self.recoveries.items() if place[0] != unit or place[1] >= epoch
            }
        elif waiting := [wish for wish in own if wish.epoch is None]:
            for wish in waiting:
                wish.epoch, wish.begun_at = epoch, at
        else:
            self.wishes.append(Wish(unit, CHOSEN, actor, at, epoch, at))
