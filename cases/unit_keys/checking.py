"""Whether directory, memberships and people are as the institution's journal tells them: `arasha verify` plays it through.

Every line of the directory is also checked by its signature where the pinned public half is at hand. So a key that was put
in another's place, slipped in or taken away is named, and so is a membership or a role that was written past the program.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import msgspec
from msgspec.structs import astuple
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.doors.checking import doors_that_stand
from cases.errors import UnsignedKey
from cases.journals.journal import BEFORE_ALL, VERSION
from cases.unit_keys.entering import door_of
from cases.unit_keys.told import Line, Told
from cases.vault.directory import DirectoryEntry, DirectoryPublic, check_member
from cases.vault.keyring import OFFICER_EPOCH
from cases.verifying.damages import Damage, Fault

INSTITUTION, DIRECTORY, MEMBERS, STAFF = "institution", "directory", "members", "staff"
RECOVERY, RENEWALS, DOORS = "recovery", "renewals", "doors"

# As the driver gives them, without our column types: those would stumble over what somebody else put there.
CHAIN = text(
    "SELECT sequence, version, at, actor, act, body, previous, hash FROM institution_journal ORDER BY sequence"
)
LINES = (
    text("SELECT 'unit', unit, epoch, public_key, signature, since FROM unit_keys"),
    text("SELECT 'recovery', unit, number, public_key, signature, since, threshold, sheets FROM recovery_keys"),
    text(f"SELECT 'officer', id, {OFFICER_EPOCH}, public_key, signature FROM officers"),  # noqa: S608 - a number of ours
)
UNITS = text("SELECT code, kind, epoch FROM units")
HELD = text("SELECT unit, epoch, officer_id, wrap FROM unit_memberships")
SEALS = text("SELECT unit, epoch, number, wrap FROM recovery_wraps")
WISHES = text("SELECT unit, reason, asked_by, asked_at, epoch, begun_at, done_at FROM renewals")
PEOPLE = text(
    "SELECT id, unit, roles, active, username, name, languages, salt, verifier, sealed_key, totp FROM officers"
)


def hash_of(wrap: Any) -> str:
    """The hash of a wrap as stored; of what is none, nothing that any entry says."""
    return sha256(wrap).hexdigest() if isinstance(wrap, bytes | memoryview) else "none"


def check_directory(session: Session, *, pinned: DirectoryPublic | None) -> Iterator[Damage]:
    """Everything that is wrong with the chain, and every row that it does not speak of or that is missing or changed."""
    told = Told()
    yield from walk(session, told)
    yield from compare_lines(session, told, pinned)
    yield from compare_units(session, told)
    held = {(row.unit, row.epoch, row.officer_id): hash_of(row.wrap) for row in session.connection().execute(HELD)}
    for (unit, epoch, officer_id), fault in differences(told.held, held):
        yield Damage(MEMBERS, 0, 0, fault, f"officer {officer_id} in {unit}, epoch {epoch}")
    seals = {(row.unit, row.epoch): (row.number, hash_of(row.wrap)) for row in session.connection().execute(SEALS)}
    for (unit, epoch), fault in differences(told.recoveries, seals):
        yield Damage(RECOVERY, 0, 0, fault, f"sheets of {unit}, epoch {epoch}")
    yield from compare_people(session, told)
    for (kind, which), fault in differences(told.ways.rows, doors_that_stand(session)):
        yield Damage(DOORS, 0, 0, fault, f"{kind} {which}")
    wished = Counter(astuple(wish) for wish in told.wishes)
    stands = Counter(tuple(row) for row in session.connection().execute(WISHES))
    for one, fault in differences(wished, stands):
        yield Damage(RENEWALS, 0, 0, fault, f"new key of {one[0]}")


def differences(told: Mapping[Any, Any], stands: Mapping[Any, Any]) -> Iterator[tuple[Any, Fault]]:
    """Each place where what stands is not what was told, and how."""
    for place in sorted({*told, *stands}, key=str):
        if told.get(place) != stands.get(place):
            fault = Fault.MISSING if place not in stands else Fault.FORGED if place not in told else Fault.CHANGED
            yield place, fault


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
            told.hear(stored["act"], stored["body"], actor=stored["actor"], at=stored["at"])
        except (msgspec.MsgspecError, TypeError, ValueError, KeyError, AttributeError):
            whole = False
        if not whole:
            yield Damage(INSTITUTION, 0, row.sequence, Fault.CHANGED)
        expected, previous = row.sequence + 1, row.hash


def compare_lines(session: Session, told: Told, pinned: DirectoryPublic | None) -> Iterator[Damage]:
    found: dict[Line, tuple[Any, ...]] = {}
    for statement in LINES:
        for kind, name, epoch, public, signature, *more in session.connection().execute(statement):
            found[kind, str(name), epoch] = (public, bytes(signature).hex() if is_bytes(signature) else None, *more)
    faults = dict(differences(told.lines, found))
    for line in sorted({*told.lines, *found}, key=str):
        fault = faults.get(line)
        if fault is None and pinned is not None and not signed(line, found[line], pinned):
            fault = Fault.FORGED
        if fault is not None:
            yield Damage(DIRECTORY, 0, 0, fault, f"key of {line[0]} {line[1]}, epoch {line[2]}")


def signed(line: Line, stands: tuple[Any, ...], pinned: DirectoryPublic) -> bool:
    kind, name, epoch = line
    try:
        check_member(pinned, DirectoryEntry(kind, name, epoch, stands[0], bytes.fromhex(stands[1])))  # type: ignore[arg-type]
    except (UnsignedKey, TypeError, ValueError):
        return False
    return True


def compare_units(session: Session, told: Told) -> Iterator[Damage]:
    """A unit whose number was turned back would be sealed to by a key that somebody who left still has."""
    newest: dict[str, int] = {}
    for kind, name, epoch in told.lines:
        if kind == "unit":
            newest[name] = max(epoch, newest.get(name, 0))
    wanted = {code: (kind, newest.get(code)) for code, kind in told.units.items()}
    stands = {code: (kind, epoch) for code, kind, epoch in session.connection().execute(UNITS)}
    for code, fault in differences(wanted, stands):
        yield Damage(DIRECTORY, 0, 0, fault, f"epoch of unit {code}")


def compare_people(session: Session, told: Told) -> Iterator[Damage]:
    """Officers whose unit, roles, being here or way in are not what the journal says of them."""
    for row in session.connection().execute(PEOPLE):
        try:
            has = msgspec.json.decode(row.roles) if isinstance(row.roles, str | bytes) else row.roles
            door = door_of(row)
        except (msgspec.MsgspecError, TypeError, ValueError):
            has = door = None
        if told.people.get(row.id) != (row.unit, has, bool(row.active)) or told.doors.get(row.id) != door:
            yield Damage(STAFF, 0, 0, Fault.CHANGED, f"officer {row.id}")


def is_bytes(value: Any) -> bool:
    return isinstance(value, bytes | memoryview)
