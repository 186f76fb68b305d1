"""Whether the journal is what was written: each entry by itself, the chain that they make, and all that hangs on them."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import msgspec
from sqlalchemy import column, exists, select, table
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
from cases.verifying.told import DECODE, Said, Told
from cases.verifying.wraps import check_wraps
from cases.viewer import System, Viewer

__all__ = ["Damage", "Fault", "verify", "verify_institution"]

STEP = 1_000
"""Rows held in memory at once."""
ALWAYS = ("case_id", "sequence", "at", "actor", "body", "previous", "hash")
COLUMNS = {"journal": (*ALWAYS, "version", "act", "act_key"), "readings": ALWAYS}
"""What is read of each chain; all but the last two of ALWAYS and the body repeat a part of the stored bytes."""
CASE: Final = itemgetter(0)
BODY: Final = ALWAYS.index("body")
LINK: Final = ALWAYS.index("previous")


class Stored(msgspec.Struct):
    """The parts of a reading's stored bytes that its columns repeat. Of bytes that lack one it is None."""

    case: Any = None
    sequence: Any = None
    version: Any = None
    at: Any = None
    actor: Any = None
    act: Any = None
    act_key: Any = None
    previous: Any = None


PARTS: Final = msgspec.json.Decoder(Stored).decode


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
    beside = list(check_cases(session, hear_journal(session, damages)))
    found = [
        *damages,
        *walk_readings(session),
        *beside,
        *check_wraps(session),
        *check_marks(session),
        *check_outcomes(session),
        *check_directory(session, pinned=pinned),
        *check_publications(session),
        *check_anchors(session, key=anchor, seen=seen),
    ]
    return list(dict.fromkeys(found))


def hear_journal(session: Session, damages: list[Damage]) -> Iterator[tuple[Any, Told]]:
    """What the journal of each case tells, read once for all that is looked at; *damages* of its chain are added on the way."""
    for case_id, rows in groupby(read_chain(session, "journal"), key=CASE):
        chain, told = Chain("journal", case_id), Told()
        for row in rows:
            said = understand(row[BODY])
            if said is not None:
                hear(told, said)
            damages += chain.follow(row, said)
        yield case_id, told


def hear(told: Told, said: Said) -> None:
    try:
        told.hear(said)
    except (TypeError, ValueError):
        return  # what an entry of another kind holds there is named by what it leaves untold


def walk_readings(session: Session) -> Iterator[Damage]:
    for case_id, rows in groupby(read_chain(session, "readings"), key=CASE):
        chain = Chain("readings", case_id)
        for row in rows:
            yield from chain.follow(row, None)


def read_chain(session: Session, chain: str) -> Iterator[Sequence[Any]]:
    """The rows of one kind of chain, case by case, as the driver gives them.

    Without our column types: those would stumble over what somebody else put there.
    """
    columns: list[Any] = [column(name) for name in COLUMNS[chain]]
    rows = select(*columns).select_from(table(chain)).order_by(column("case_id"), column("sequence"))
    yield from session.connection().execute(rows.execution_options(yield_per=STEP))


def understand(body: Any) -> Said | None:
    """The entry that these bytes are; None where they are none."""
    try:
        return DECODE(body)
    except (msgspec.MsgspecError, TypeError, ValueError):
        return None


class Chain(msgspec.Struct):
    """One case's chain, followed from its beginning."""

    name: str
    case_id: Any
    expected: int = 1
    previous: Any = BEFORE_ALL

    def follow(self, row: Sequence[Any], said: Said | None) -> Sequence[Damage]:
        """The damages of the next *row*; *said*: its bytes, where they are an entry that can be read."""
        sequence, fault = row[1], examine(row, said)
        if not isinstance(sequence, int):
            return (Damage(self.name, self.case_id, self.expected, Fault.CHANGED),)
        found: tuple[Damage, ...] = ()
        if fault or sequence != self.expected or row[LINK] != self.previous:
            found = tuple(self.name_damages(sequence, row[LINK], fault))
        self.expected, self.previous = sequence + 1, row[LINK + 1]
        return found

    def name_damages(self, sequence: int, link: Any, fault: Fault | None) -> Iterator[Damage]:
        if sequence != self.expected:
            yield Damage(self.name, self.case_id, self.expected, Fault.MISSING)
        elif link != self.previous:
            yield Damage(self.name, self.case_id, sequence, Fault.BROKEN)
        if fault:
            yield Damage(self.name, self.case_id, sequence, fault)


def examine(row: Sequence[Any], said: Said | None) -> Fault | None:
    """What is wrong with one row by itself. An entry of the journal has more columns than a reading."""
    case_id, sequence, at, actor, body, link, fingerprint, *acts = row
    if not isinstance(body, bytes) or not isinstance(link, bytes) or sha256(body).digest() != fingerprint:
        return Fault.CHANGED
    try:
        stored = said or PARTS(body)
    except (msgspec.DecodeError, ValueError):  # hashed anew, but no entry
        return Fault.CHANGED
    if stored.case != case_id or stored.sequence != sequence:
        return Fault.MOVED
    same = (stored.version, stored.at, stored.actor, stored.previous) == (VERSION, at, actor, link.hex())
    if same and acts:
        same = [stored.version, stored.act, stored.act_key] == acts
    return None if same else Fault.CHANGED
