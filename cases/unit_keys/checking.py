"""Whether directory, memberships and people are as the institution's journal tells them: `arasha verify` plays it through.

Every line of the directory is also checked by its signature where the pinned public half is at hand. So a key that was put
in another's place, slipped in or taken away is named, and so is a membership or a role that was written past the program.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.damages import Damage, Fault
from cases.errors import UnsignedKey
from cases.journal import BEFORE_ALL, VERSION
from cases.unit_keys.entering import ADMITTED, CHANGED, EMPLOYED, ENDED, ENTERED, LEFT
from cases.vault.directory import DirectoryEntry, DirectoryPublic, check_member
from cases.vault.keyring import OFFICER_EPOCH

INSTITUTION, DIRECTORY, MEMBERS, STAFF = "institution", "directory", "members", "staff"

# As the driver gives them, without our column types: those would stumble over what somebody else put there.
CHAIN = text(
    "SELECT sequence, version, at, actor, act, body, previous, hash FROM institution_journal ORDER BY sequence"
)
LINES = (
    text("SELECT 'unit', unit, epoch, public_key, signature FROM unit_keys"),
    text("SELECT 'recovery', unit, number, public_key, signature FROM recovery_keys"),
    text(f"SELECT 'officer', id, {OFFICER_EPOCH}, public_key, signature FROM officers"),  # noqa: S608 - a number of ours
)
EPOCHS = text("SELECT code, epoch FROM units")
HELD = text("SELECT unit, epoch, officer_id, wrap FROM unit_memberships")
PEOPLE = text("SELECT id, unit, roles, active FROM officers")

Line = tuple[str, str, int]
"""Kind, name and epoch."""


@dataclass
class Told:
    """What the chain says must be there."""

    lines: dict[Line, tuple[Any, Any]] = field(default_factory=dict)
    held: dict[tuple[str, int, int], str] = field(default_factory=dict)
    """The hash of each wrap by unit, epoch and officer."""
    people: dict[int, tuple[Any, Any, bool]] = field(default_factory=dict)

    def hear(self, act: str, body: dict[str, Any]) -> None:
        """Take in one entry."""
        match act:
            case str(one) if one == ENTERED:
                self.lines[body["kind"], body["name"], body["epoch"]] = (body["public_key"], body["signature"])
            case str(one) if one == ADMITTED:
                self.held |= {
                    (body["unit"], epoch, body["officer"]): body["wraps"][str(epoch)] for epoch in body["epochs"]
                }
            case str(one) if one == ENDED:
                for epoch in body["epochs"]:
                    self.held.pop((body["unit"], epoch, body["officer"]), None)
            case str(one) if one in (EMPLOYED, CHANGED, LEFT):
                self.people[body["officer"]] = (body["unit"], body["roles"], one != LEFT)


def hash_of(wrap: Any) -> str:
    """The hash of a wrap as stored; of what is none, nothing that any entry says."""
    return sha256(wrap).hexdigest() if isinstance(wrap, bytes | memoryview) else "none"


def check_directory(session: Session, *, pinned: DirectoryPublic | None) -> Iterator[Damage]:
    """Everything that is wrong with the chain, and every row that it does not speak of or that is missing or changed."""
    told = Told()
    yield from walk(session, told)
    yield from compare_lines(session, told, pinned)
    yield from compare_epochs(session, told)
    held = {(row.unit, row.epoch, row.officer_id): hash_of(row.wrap) for row in session.connection().execute(HELD)}
    for place in sorted({*told.held, *held}, key=str):
        if told.held.get(place) == held.get(place):
            continue
        fault = Fault.MISSING if place not in held else Fault.FORGED if place not in told.held else Fault.CHANGED
        unit, epoch, officer_id = place
        yield Damage(MEMBERS, 0, 0, fault, f"officer {officer_id} in {unit}, epoch {epoch}")
    yield from compare_people(session, told)


def walk(session: Session, told: Told) -> Iterator[Damage]:
    """The chain by itself; *told* hears every entry that can be read."""
    expected, previous = 1, BEFORE_ALL
    for row in session.connection().execute(CHAIN):
        if row.sequence != expected:
            yield Damage(INSTITUTION, 0, expected, Fault.MISSING)
        elif row.previous != previous:
            yield Damage(INSTITUTION, 0, row.sequence, Fault.BROKEN)
        try:
            stored = msgspec.json.decode(row.body, type=dict[str, Any])
            repeated = {name: getattr(row, name) for name in ("version", "sequence", "at", "actor", "act")}
            whole = (
                sha256(row.body).digest() == row.hash
                and stored["previous"] == row.previous.hex()
                and stored["version"] == VERSION
                and all(stored[name] == value for name, value in repeated.items())
            )
            told.hear(stored["act"], stored["body"])
        except (msgspec.MsgspecError, TypeError, ValueError, KeyError, AttributeError):
            whole = False
        if not whole:
            yield Damage(INSTITUTION, 0, row.sequence, Fault.CHANGED)
        expected, previous = row.sequence + 1, row.hash


def compare_lines(session: Session, told: Told, pinned: DirectoryPublic | None) -> Iterator[Damage]:
    found: dict[Line, tuple[Any, Any]] = {}
    for statement in LINES:
        for kind, name, epoch, public, signature in session.connection().execute(statement):
            found[kind, str(name), epoch] = (public, bytes(signature).hex() if is_bytes(signature) else None)
    for line in sorted({*told.lines, *found}, key=str):
        said, stands = told.lines.get(line), found.get(line)
        fault = None
        if said is None:
            fault = Fault.FORGED
        elif stands is None:
            fault = Fault.MISSING
        elif said != stands:
            fault = Fault.CHANGED
        elif pinned is not None and not signed(line, stands, pinned):
            fault = Fault.FORGED
        if fault is not None:
            yield Damage(DIRECTORY, 0, 0, fault, f"key of {line[0]} {line[1]}, epoch {line[2]}")


def signed(line: Line, stands: tuple[Any, Any], pinned: DirectoryPublic) -> bool:
    kind, name, epoch = line
    try:
        check_member(pinned, DirectoryEntry(kind, name, epoch, stands[0], bytes.fromhex(stands[1])))  # type: ignore[arg-type]
    except (UnsignedKey, TypeError, ValueError):
        return False
    return True


def compare_epochs(session: Session, told: Told) -> Iterator[Damage]:
    """A unit whose number was turned back would be sealed to by a key that somebody who left still has."""
    newest: dict[str, int] = {}
    for kind, name, epoch in told.lines:
        if kind == "unit":
            newest[name] = max(epoch, newest.get(name, 0))
    for code, epoch in session.connection().execute(EPOCHS):
        if code in newest and newest[code] != epoch:
            yield Damage(DIRECTORY, 0, 0, Fault.CHANGED, f"epoch of unit {code}")


def compare_people(session: Session, told: Told) -> Iterator[Damage]:
    """Officers whose unit, roles or being here are not what the journal says of them."""
    for officer_id, unit, roles, active in session.connection().execute(PEOPLE):
        try:
            has = msgspec.json.decode(roles) if isinstance(roles, str | bytes) else roles
        except msgspec.MsgspecError:
            has = None
        if told.people.get(officer_id) != (unit, has, bool(active)):
            yield Damage(STAFF, 0, 0, Fault.CHANGED, f"officer {officer_id}")


def is_bytes(value: Any) -> bool:
    return isinstance(value, bytes | memoryview)
