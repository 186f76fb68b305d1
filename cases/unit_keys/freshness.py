"""A case that was sealed to a unit's old key while the new one came into force is sealed again, never written.

Keys are made before the transaction. Between the two a renewal may begin and even finish; the case would then be wrapped to
a key that nobody holds any more.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import KeysRenewed
from cases.records import Unit
from cases.records.among import Among
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.vault.circle import HeldWrap

T = TypeVar("T")
units = table_of(Unit).c
EPOCHS = select(units.code, units.epoch).where(Among(units.code, "codes"))


def refuse_old_keys(session: Session, wraps: Iterable[HeldWrap]) -> None:
    """See that every unit of *wraps* still has the key that they are sealed to. Raises: KeysRenewed."""
    sealed = {held.holder.name: held.holder.epoch for held in wraps if held.holder.kind == "unit"}
    if dict(ask(session, EPOCHS, {"codes": list(sealed)})) != sealed:
        raise KeysRenewed


def sealed_afresh(seal_and_write: Callable[[], T]) -> T:
    """What *seal_and_write* gives, run again for as long as a renewal comes between its sealing and its writing."""
    while True:
        with suppress(KeysRenewed):
            return seal_and_write()
