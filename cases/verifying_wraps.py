"""Whether every wrap is the one that was laid down: the case's own secret covers it, and a changed byte does not uncover.

The holders' keys are not needed, and nothing is opened: below the cover lies an age file that only its holder opens.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.damages import Damage, Fault
from cases.errors import CannotOpen
from cases.nicknames import NUMBER, secret_of
from cases.shred_store import store_of
from cases.vault.shredding import uncover

WRAPS, STORE = "wraps", "shred store"
BATCH = 500
STEP = 1_000
BARE = b"age-encryption.org/v1\n"
"""How an age file begins: what wraps of old are, from before there was a cover."""

ROWS = (
    text("SELECT case_id, epoch, shred, wrap FROM wraps"),
    text("SELECT case_id, file_epoch, shred, file_wrap FROM mailboxes JOIN complaints ON complaints.id = complaint_id"),
    text(
        "SELECT case_id, file_epoch, shred, code_wrap FROM mailboxes JOIN complaints ON complaints.id = complaint_id"
        " WHERE code_wrap IS NOT NULL"
    ),
    text(
        "SELECT complaints.case_id, epoch, shred, wrap FROM mailbox_wraps"
        " JOIN complaints ON complaints.id = complaint_id"
    ),
)
NICKNAMES = text("SELECT id, epoch, nickname FROM cases WHERE nickname IS NOT NULL")
NAMED = text("SELECT 1 FROM wraps WHERE shred IS NOT NULL LIMIT 1")
CONFIRMED = text("SELECT case_id FROM shreddings WHERE confirmed_at IS NOT NULL AND done_at IS NULL")


class Covered(NamedTuple):
    case_id: int
    epoch: int
    shred: Any
    wrap: Any


def check_wraps(session: Session) -> Iterator[Damage]:
    """Every wrap that its case's secret does not uncover, or whose secret is gone though nobody shredded the case.

    One damage for all where the store is empty: the copy that is looked at came without it.
    """
    if not store_of(session).count():
        if session.connection().execute(NAMED).first():
            yield Damage(STORE, 0, 0, Fault.MISSING)
        return
    shredded = set(session.connection().execute(CONFIRMED).scalars())
    for statement in ROWS:
        rows = (Covered(*row) for row in session.connection().execute(statement.execution_options(yield_per=STEP)))
        while batch := list(islice(rows, BATCH)):
            yield from compare(session, [row for row in batch if row.case_id not in shredded])
    names = (nickname(*row) for row in session.connection().execute(NICKNAMES.execution_options(yield_per=STEP)))
    while batch := list(islice(names, BATCH)):
        yield from compare(session, [row for row in batch if row.case_id not in shredded])


def nickname(case_id: int, epoch: int, held: Any) -> Covered:
    """A case's nickname, whose secret stands in the bytes themselves."""
    stored = bytes(held) if isinstance(held, bytes | memoryview) else b""
    return Covered(case_id, epoch, secret_of(stored), stored if stored.startswith(BARE) else stored[NUMBER:])


def compare(session: Session, rows: Iterable[Covered]) -> Iterator[Damage]:
    """The damages among *rows*. Secrets are fetched together and forgotten with the batch."""
    kept = list(rows)
    secrets = store_of(session).find_all({row.shred for row in kept if isinstance(row.shred, int)})
    for row in kept:
        wrap = bytes(row.wrap) if isinstance(row.wrap, bytes | memoryview) else b""
        if row.shred is None:
            if not wrap.startswith(BARE):
                yield Damage(WRAPS, row.case_id, row.epoch, Fault.CHANGED)
            continue
        secret = secrets.get(row.shred)
        if secret is None:
            yield Damage(WRAPS, row.case_id, row.epoch, Fault.MISSING)
            continue
        try:
            uncover(wrap, secret)
        except CannotOpen:
            yield Damage(WRAPS, row.case_id, row.epoch, Fault.CHANGED)
