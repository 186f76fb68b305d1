"""Whether the journal is what was written: each entry by itself, the chain that they make, and all that hangs on them."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Row, column, exists, select, table
from sqlalchemy.orm import Session

from cases.anchoring.checking import check_anchors
from cases.anchoring.seen import Seen, remembered
from cases.database import Database
from cases.journals.journal import BEFORE_ALL, VERSION
from cases.publication.checking import check_publications
from cases.records import Case, Entry
from cases.secrets_folder import ANCHOR, DIRECTORY, read_verifying_key
from cases.settings import Settings
from cases.unit_keys.checking import check_directory
from cases.vault.directory import DirectoryPublic
from cases.vault.signatures import VerifyingKey
from cases.verifying.damages import Damage, Fault
from cases.verifying.marks import check_marks
from cases.verifying.outcomes import check_outcomes
from cases.verifying.payloads import check_cases
from cases.verifying.recounting import recount
from cases.verifying.wraps import check_wraps
from cases.viewer import System, Viewer

__all__ = ["Damage", "Fault", "verify", "verify_institution"]

STEP = 1_000
"""Rows held in memory at once."""
ALWAYS = ("case_id", "sequence", "at", "actor", "body", "previous", "hash")
COLUMNS = {"journal": (*ALWAYS, "version", "act", "act_key"), "readings": ALWAYS}
"""What is read of each chain; all but the last two of ALWAYS and the body repeat a part of the stored bytes."""


class Stored(msgspec.Struct):
    """The parts of an entry's stored bytes that its columns repeat. Of bytes that lack one it is None."""

    case: Any = None
    sequence: Any = None
    version: Any = None
    at: Any = None
    actor: Any = None
    act: Any = None
    act_key: Any = None
    previous: Any = None


def verify_institution(settings: Settings) -> list[Damage]:
    """What `verify` finds in the database of *settings*, also beside a running server.

    Needs no secret: signatures are checked by the public halves in the secrets' folder, and left out where that is not at
    hand. Raises: as `Database.open`; SecretsUnreadable.
    """
    anchor = read_verifying_key(settings.secrets, ANCHOR)
    pinned = read_verifying_key(settings.secrets, DIRECTORY)
    seen = remembered(settings.secrets)  # before the database is looked at, so that it has this one for sure
    with Database.open(settings, writing=False) as database:
        return [
            *database.read(
                verify,
                viewer=System(),
                anchor=anchor,
                pinned=DirectoryPublic(pinned.raw) if pinned else None,
                seen=seen,
            ),
            *database.read(recount, viewer=System()),
        ]


def verify(
    session: Session, *, viewer: Viewer, anchor: VerifyingKey | None = None, pinned: DirectoryPublic | None = None,
    seen: Seen | None = None,
) -> list[Damage]:  # fmt: skip
    """Everything that is wrong with the chains of all cases and what hangs on them; an empty list when all is as written.

    Finds every changed byte, every entry that was removed, moved, exchanged or forged inside a chain, a case without a
    beginning, sealed words that are not those of their entry, and what is not as the daily anchors saw it: a case that was
    removed, a chain that was cut off or written anew before the newest of them. What came after that one and was cut off
    again leaves no trace. So it is with the institution's own journal and the directory, memberships and people that it
    tells of. *anchor* and *pinned*: by which anchors and lines of the directory are checked, where they are at hand; *seen*:
    the newest anchor that was made here.
    """
    unjournaled = select(Case.id).where(~exists().where(Entry.case_id == Case.id)).order_by(Case.id)
    damages = [Damage("journal", case_id, 1, Fault.MISSING) for case_id in session.scalars(unjournaled)]
    found = [
        *damages,
        *walk(session, "journal"),
        *walk(session, "readings"),
        *check_cases(session),
        *check_wraps(session),
        *check_marks(session),
        *check_outcomes(session),
        *check_directory(session, pinned=pinned),
        *check_publications(session),
        *check_anchors(session, key=anchor, seen=seen),
    ]
    return list(dict.fromkeys(found))


def walk(session: Session, chain: str) -> Iterator[Damage]:
    """The damages of one kind of chain, case by case.

    Rows come as the driver gives them, without our column types: those would stumble over what somebody else put there.
    """
    columns: list[Any] = [column(name) for name in COLUMNS[chain]]
    rows = select(*columns).select_from(table(chain)).order_by(column("case_id"), column("sequence"))
    of, expected, previous = None, 1, BEFORE_ALL
    for row in session.connection().execute(rows.execution_options(yield_per=STEP)):
        case_id, sequence = row.case_id, row.sequence
        if case_id != of:
            of, expected, previous = case_id, 1, BEFORE_ALL
        if not isinstance(sequence, int):
            yield Damage(chain, case_id, expected, Fault.CHANGED)
            continue
        if sequence != expected:
            yield Damage(chain, case_id, expected, Fault.MISSING)
        elif row.previous != previous:
            yield Damage(chain, case_id, sequence, Fault.BROKEN)
        if fault := examine(row, acts=chain == "journal"):
            yield Damage(chain, case_id, sequence, fault)
        expected, previous = sequence + 1, row.hash


def examine(row: Row[Any], *, acts: bool) -> Fault | None:
    """What is wrong with one row by itself. *acts*: it is an entry of the journal, which has more columns."""
    body, link = row.body, row.previous
    if not isinstance(body, bytes) or not isinstance(link, bytes) or sha256(body).digest() != row.hash:
        return Fault.CHANGED
    try:
        stored = msgspec.json.decode(body, type=Stored)
    except (msgspec.DecodeError, ValueError):  # hashed anew, but no entry
        return Fault.CHANGED
    if (stored.case, stored.sequence) != (row.case_id, row.sequence):
        return Fault.MOVED
    same = (stored.version, stored.at, stored.actor, stored.previous) == (VERSION, row.at, row.actor, link.hex())
    if same and acts:
        same = (stored.version, stored.act, stored.act_key) == (row.version, row.act, row.act_key)
    return None if same else Fault.CHANGED
