"""The founding of an institution: all its units at once, and for a moment all their keys in one hand."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import records
from cases.doors.staff import add_unit
from cases.errors import AlreadyFounded
from cases.vault.directory import DirectoryKey
from cases.vault.keyring import Keyring
from cases.viewer import Viewer


class FoundedUnit(Protocol):
    """A unit as the jurisdiction pack declares it."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...


class Founding(msgspec.Struct, frozen=True):
    """Every unit's key, in the memory of who founds. Each unit needs its first member before this is let go."""

    keyring: Keyring


def found_institution(
    session: Session, units: Iterable[FoundedUnit], *, directory: DirectoryKey, viewer: Viewer, at: datetime
) -> Founding:
    """Make all *units* with their keys.

    Run it through `database.write`. Raises: AlreadyFounded when there is any unit; NotAllowed.
    """
    if session.scalar(select(records.Unit.code).limit(1)) is not None:
        raise AlreadyFounded
    keyring = Keyring()
    for unit in units:
        made = add_unit(session, unit.code, unit.kind, directory=directory, viewer=viewer, at=at)
        keyring = keyring.with_units(made.units)
    session.flush()
    return Founding(keyring)
