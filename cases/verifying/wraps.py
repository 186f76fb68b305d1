"""Whether every wrap is the one that was laid down there: the case's own secret covers it, in its place and in no other.

The holders' keys are not needed, and nothing is opened: below the cover lies an age file that only its holder opens. The
place is what the row says (holder, epoch, case) by way of the public keys that the directory and the journal hold; a row that
was given another holder or epoch does not uncover, and neither does a single byte that was changed.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.errors import CannotOpen
from cases.shred_store import store_of
from cases.vault.circle import place_between, place_of_code
from cases.vault.keyring import OFFICER_EPOCH
from cases.vault.links import place_of_letter_link, place_of_link
from cases.vault.shredding import ShredSecret, place_with, uncover
from cases.verifying.damages import Damage, Fault
from cases.worklist.nicknames import NUMBER, SLOT, secret_of

WRAPS, STORE = "wraps", "shred store"
BATCH = 500
STEP = 1_000
NOWHERE = ""
"""The place of a wrap whose row names a holder or an epoch that there is not."""

HELD = text(
    "SELECT wraps.case_id, wraps.epoch, shred, wrap, public_key, holder_kind, holder, holder_epoch FROM wraps"
    " LEFT JOIN file_keys ON file_keys.case_id = wraps.case_id AND file_keys.epoch = wraps.epoch"
    " ORDER BY wraps.case_id"  # whose wraps lie under one secret
)
BOXES = text(
    "SELECT complaints.case_id, file_epoch, shred, file_wrap, mailboxes.public_key, file_keys.public_key AS file_key,"
    " lookup, salt_version, code_wrap, issued_by, confirmed_at"
    " FROM mailboxes JOIN complaints ON complaints.id = complaint_id"
    " LEFT JOIN file_keys ON file_keys.case_id = complaints.case_id AND file_keys.epoch = file_epoch"
    " ORDER BY complaints.case_id"
)
SHARES = text(
    "SELECT COALESCE(complaints.case_id, mailbox_wraps.case_id) AS case_id, mailbox_wraps.epoch, mailbox_wraps.shred, wrap,"
    " mailboxes.public_key, file_keys.public_key AS file_key FROM mailbox_wraps"
    " LEFT JOIN complaints ON complaints.id = mailbox_wraps.complaint_id"
    " LEFT JOIN mailboxes ON mailboxes.complaint_id = mailbox_wraps.complaint_id"
    " LEFT JOIN file_keys ON file_keys.case_id = mailbox_wraps.case_id AND file_keys.epoch = mailbox_wraps.epoch"
)
LINKS = text(
    "SELECT id, case_id, proceeding_id, shred, wrap, public_key, lookup FROM body_links WHERE wrap IS NOT NULL"
)
LETTER_LINKS = text(
    "SELECT id, case_id, letter_id, shred, wrap, public_key, lookup FROM letter_links WHERE wrap IS NOT NULL"
)
NICKNAMES = text("SELECT id, epoch, nickname FROM cases WHERE nickname IS NOT NULL")
PUBLICS = (
    text("SELECT 'unit', unit, epoch, public_key FROM unit_keys"),
    text(f"SELECT 'officer', id, {OFFICER_EPOCH}, public_key FROM officers"),  # noqa: S608 - a number of ours
)
NAMED = text("SELECT 1 FROM wraps WHERE shred IS NOT NULL LIMIT 1")
CONFIRMED = text("SELECT case_id FROM shreddings WHERE confirmed_at IS NOT NULL AND done_at IS NULL")


class Covered(NamedTuple):
    case_id: int
    epoch: int
    shred: Any
    wrap: Any
    place: str


def check_wraps(session: Session) -> Iterator[Damage]:
    """Every wrap that its case's secret does not uncover there, or whose secret is gone though nobody shredded the case.

    One damage for all where the store is empty: the copy that is looked at came without it.
    """
    if not store_of(session).count():
        if session.connection().execute(NAMED).first():
            yield Damage(STORE, 0, 0, Fault.MISSING)
        return
    shredded = set(session.connection().execute(CONFIRMED).scalars())
    rows = (row for row in every_wrap(session) if row.case_id not in shredded)
    while batch := list(islice(rows, BATCH)):
        yield from compare(session, batch)


def every_wrap(session: Session) -> Iterator[Covered]:
    """All that lies under a case's secret, each with the place that its row gives."""
    publics = {
        (kind, str(name), epoch): public
        for statement in PUBLICS
        for kind, name, epoch, public in session.connection().execute(statement)
    }
    # Taken apart by their places: by names it takes three times as long, and there are two a case.
    for case_id, epoch, shred, wrap, public, *holder in session.connection().execute(
        HELD.execution_options(yield_per=STEP)
    ):
        yield Covered(case_id, epoch, shred, wrap, between(public, publics.get(tuple(holder))))
    for (
        case_id,
        epoch,
        shred,
        wrap,
        public,
        file_key,
        lookup,
        salt_version,
        code_wrap,
        *known,
    ) in session.connection().execute(BOXES.execution_options(yield_per=STEP)):
        yield Covered(case_id, epoch, shred, wrap, between(public, file_key))
        if code_wrap is not None or lookup is not None:
            place = of_code(public, lookup, salt_version, *known)
            yield Covered(case_id, epoch, shred, code_wrap, place)
    for row in session.connection().execute(SHARES.execution_options(yield_per=STEP)):
        yield Covered(row.case_id, row.epoch, row.shred, row.wrap, between(row.public_key, row.file_key))
    for row in session.connection().execute(LINKS.execution_options(yield_per=STEP)):
        place = place_of_link(row.public_key, as_bytes(row.lookup), link=row.id, proceeding=row.proceeding_id)
        yield Covered(row.case_id, 0, row.shred, row.wrap, place)
    for row in session.connection().execute(LETTER_LINKS.execution_options(yield_per=STEP)):
        place = place_of_letter_link(row.public_key, as_bytes(row.lookup), link=row.id, letter=row.letter_id)
        yield Covered(row.case_id, 0, row.shred, row.wrap, place)
    for case_id, epoch, held in session.connection().execute(NICKNAMES.execution_options(yield_per=STEP)):
        stored = as_bytes(held)  # the secret stands in the bytes themselves
        yield Covered(case_id, epoch, secret_of(stored), stored[NUMBER:], place_with(SLOT, case_id))


def between(public: str | None, to: str | None) -> str:
    return NOWHERE if public is None or to is None else place_between(public, to)


def of_code(public: Any, lookup: Any, salt_version: Any, issued_by: Any, confirmed: Any) -> str:
    """Where the wrap of a mailbox's code belongs, by all that the row says of that code."""
    if not isinstance(lookup, bytes | memoryview):
        return NOWHERE
    return place_of_code(public, bytes(lookup), salt_version=salt_version, issued_by=issued_by, confirmed=confirmed)


def as_bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


def compare(session: Session, rows: Iterable[Covered]) -> Iterator[Damage]:
    """The damages among *rows*. Secrets are fetched together and forgotten with the batch."""
    kept = list(rows)
    secrets = store_of(session).find_all({row.shred for row in kept if isinstance(row.shred, int)})
    for case_id, epoch, shred, wrap, place in kept:
        secret = secrets.get(shred)
        if shred is not None and secret is None:
            yield Damage(WRAPS, case_id, epoch, Fault.MISSING)
        elif secret is None or not lies_there(wrap, secret, place):  # a bare one is what nobody lays any more
            yield Damage(WRAPS, case_id, epoch, Fault.CHANGED)


def lies_there(wrap: Any, secret: ShredSecret, place: str) -> bool:
    try:
        uncover(as_bytes(wrap), secret, place)
    except CannotOpen:
        return False
    return True
