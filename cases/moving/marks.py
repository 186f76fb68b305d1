"""How a move that is not finished, and a folder that was left, keep everybody from working with either."""

from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.orm import Session

from cases.errors import TargetNotEmpty
from cases.folder import MOVED_TO
from cases.records import UnitKey
from cases.schema import HEAD, MOVING, find_version, upgrade
from cases.settings import Settings
from cases.viewer import Viewer

__all__ = ["MOVED_TO", "begin_target", "end_target", "reopen_target", "whose"]

LETTERS: Final = 16


def whose(session: Session, *, viewer: Viewer) -> str:
    """By what a house is known again: the keys that its units were founded with."""
    first = session.scalars(select(UnitKey.public_key).where(UnitKey.epoch == 1).order_by(UnitKey.unit))
    return sha256("".join(first).encode()).hexdigest()[:LETTERS]


def begin_target(target: Settings, engine: Engine, house: str) -> bool:
    """Make empty tables that nobody opens as a house, or find those of a move of this *house*; whether there were any.

    Raises: TargetNotEmpty for anything else that is there.
    """
    found = find_version(target, engine)
    if found == f"{MOVING} {house}":
        return True
    if found is not None or inspect(engine).get_table_names():
        raise TargetNotEmpty("the database")
    upgrade(target)
    with engine.begin() as connection:
        note_version(connection, f"{MOVING} {house}")
    return False


def end_target(engine: Engine) -> None:
    """From now on it is a house like any other."""
    with engine.begin() as connection:
        note_version(connection, HEAD)


def reopen_target(engine: Engine, house: str) -> None:
    """Back to a move that is not finished: what was found is not what was copied."""
    with engine.begin() as connection:
        note_version(connection, f"{MOVING} {house}")


def note_version(connection: Connection, version: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
