"""The append-only record of what was done on a case, and the one of what was read: written, chained, checked.

An entry's `body` is the whole entry as canonical bytes: case, sequence, time, actor, act, key, pack, calendar,
commitments, content and the hash before it. They are hashed as they are stored and never serialised again; the other
columns repeat parts of them for queries, and `cases.verifying.whole` compares the two.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes
from typing import Any, Final

import msgspec
from sqlalchemy import and_, bindparam, func, literal, select
from sqlalchemy.orm import Session

from cases.errors import ChangedMeanwhile
from cases.records import Case, Entry, Reading
from cases.records.among import Among
from cases.records.prepared import ask, ask_one
from cases.records.rows import insert_rows, table_of

VERSION = 1
"""Of the canonical form: a later form gets the next number, and `verify` knows all of them."""
BEFORE_ALL = bytes(32)
"""What the first entry of a chain names as the one before it."""
NONCE = 32

CANONICAL: Final = msgspec.json.Encoder(order="deterministic")

Place = tuple[int, bytes]
"""Where a chain goes on: the next sequence, and the hash that it follows."""
BEGINNING: Final[Place] = (1, BEFORE_ALL)

# Built once, and over columns instead of records: every act asks for these.
LAST = {
    chain: select(table.c.sequence, table.c.hash)
    .where(table.c.case_id == bindparam("case"))
    .order_by(table.c.sequence.desc())
    .limit(1)
    for chain, table in ((Entry, table_of(Entry)), (Reading, table_of(Reading)))
}
entries = table_of(Entry)
newest = (
    select(entries.c.case_id, func.max(entries.c.sequence).label("sequence"))
    .where(Among(entries.c.case_id, "cases"))
    .group_by(entries.c.case_id)
    .subquery("newest")
)
LAST_OF_EACH = select(entries.c.case_id, entries.c.sequence, entries.c.hash).join(
    newest, and_(entries.c.case_id == newest.c.case_id, entries.c.sequence == newest.c.sequence)
)
KNOWN = select(literal(1)).where(table_of(Entry).c.act_key == bindparam("key"))
CASE_OF = select(entries.c.case_id).where(entries.c.act_key == bindparam("key"))
LAST_AND_KNOWN = LAST[Entry].add_columns(KNOWN.correlate(None).scalar_subquery().label("known"))


def append(
    session: Session,
    *,
    case_id: int,
    act: str,
    act_key: str,
    actor: str,
    at: datetime,
    body: Mapping[str, Any],
    commitments: Mapping[str, bytes] | None = None,
    pack: str | None = None,
    calendar: int | None = None,
    place: Place | None = None,
) -> Place:
    """Write the next entry of the case's chain; gives its sequence and its hash.

    *body* holds clear facts only (JSON-able; dates and bytes become text); sealed words are named by their
    *commitments* (slot to 32 bytes, see `commit_to`). *pack* is the hash of the pack and *calendar* the version of the
    calendar that the act was decided by. *place*: what `claim_place` gave for this key, where the caller asked already;
    without it, what waits in the session is written first.

    Raises: ChangedMeanwhile when *act_key* was used before; a use case looks with `find_act` first and gives the first
    answer again.
    """
    if place is None:
        session.flush()
        place = claim_place(session, case_id, act_key)
    row = compose(
        place, case_id=case_id, act=act, act_key=act_key, actor=actor, at=at, body=body, commitments=commitments, pack=pack,
        calendar=calendar,
    )  # fmt: skip
    insert_rows(session, Entry, row)
    return row["sequence"], row["hash"]


def compose(
    place: Place, *, case_id: int, act: str, act_key: str, actor: str, at: datetime, body: Mapping[str, Any],
    commitments: Mapping[str, bytes] | None = None, pack: str | None = None, calendar: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The row of an entry at *place*, as `append` writes it; nothing is written yet."""
    sequence, previous = place
    stored = canonical(
        {
            "version": VERSION,
            "case": case_id,
            "sequence": sequence,
            "at": int(at.timestamp()),
            "actor": actor,
            "act": act,
            "act_key": act_key,
            "pack": pack,
            "calendar": calendar,
            "commitments": {slot: commitment.hex() for slot, commitment in (commitments or {}).items()},
            "body": body,
            "previous": previous.hex(),
        }
    )
    return {
        "case_id": case_id,
        "sequence": sequence,
        "version": VERSION,
        "at": at,
        "actor": actor,
        "act": act,
        "act_key": act_key,
        "body": stored,
        "previous": previous,
        "hash": sha256(stored).digest(),
    }


def find_act(session: Session, act_key: str) -> Entry | None:
    """The entry that an act sent under this key has already made."""
    return session.scalars(select(Entry).where(Entry.act_key == act_key)).one_or_none()


def find_case(session: Session, act_key: str) -> int | None:
    """The case on which an act was sent under this key before."""
    found = ask_one(session, CASE_OF, {"key": act_key})
    return found.case_id if found else None


def record_reading(session: Session, *, case_id: int, actor: str, at: datetime, body: Mapping[str, Any]) -> Reading:
    """Write down that sealed words of the case were opened: which (*body*), by whom, when.

    On a chain of its own, so that reading a case never makes another's act come too late. Run it in a `write`.
    """
    session.flush()
    sequence, previous = next_place(session, Reading, case_id)
    stored = canonical(
        {
            "version": VERSION,
            "case": case_id,
            "sequence": sequence,
            "at": int(at.timestamp()),
            "actor": actor,
            "body": body,
            "previous": previous.hex(),
        }
    )
    row = {
        "case_id": case_id,
        "sequence": sequence,
        "at": at,
        "actor": actor,
        "body": stored,
        "previous": previous,
        "hash": sha256(stored).digest(),
    }
    insert_rows(session, Reading, row)
    return Reading(**row)


def read_body(entry: Entry | Reading) -> dict[str, Any]:
    """What the entry says beside its columns, decoded from the stored bytes."""
    body: dict[str, Any] = msgspec.json.decode(entry.body)["body"]
    return body


def new_nonce() -> bytes:
    """32 random bytes for one commitment; kept sealed beside what it commits to, or it could be guessed open."""
    return token_bytes(NONCE)


def commit_to(nonce: bytes, payload: bytes) -> bytes:
    """SHA-256 over *nonce* and *payload*: says nothing of the payload, and proves it to whoever is shown both.

    Raises: ValueError for a nonce that is not 32 bytes long, since then two pairs could have one commitment.
    """
    if len(nonce) != NONCE:
        raise ValueError(f"a nonce has {NONCE} bytes, not {len(nonce)}")
    return sha256(nonce + payload).digest()


def next_place(session: Session, chain: type[Entry | Reading], case_id: int) -> Place:
    """The next sequence of the case's *chain*, and the hash that it follows.

    Two who ask at once are told the same: PostgreSQL lets one of them commit and runs the other again; SQLite never has
    two.
    """
    last = ask_one(session, LAST[chain], {"case": case_id})
    return place_after(*last) if last else BEGINNING


def place_after(sequence: int | None, fingerprint: bytes | None) -> Place:
    """Where a chain goes on after the entry of this sequence and hash; None of both: where it begins."""
    return BEGINNING if sequence is None or fingerprint is None else (sequence + 1, fingerprint)


def claim_place(session: Session, case_id: int, act_key: str) -> Place:
    """The place of the case's next entry, if its key is new. Raises: ChangedMeanwhile when it was used before."""
    last = ask_one(session, LAST_AND_KNOWN, {"case": case_id, "key": act_key})
    known = last.known if last else ask_one(session, KNOWN, {"key": act_key})
    if known:
        raise ChangedMeanwhile(session.scalars(select(Case.reference).where(Case.id == case_id)).one())
    return BEGINNING if last is None else (last.sequence + 1, last.hash)


def next_places(session: Session, case_ids: Collection[int]) -> dict[int, Place]:
    """As `next_place`, of the journals of several cases at once. The caller holds their rows."""
    found = ask(session, LAST_OF_EACH, {"cases": list(case_ids)})
    return {row.case_id: place_after(row.sequence, row.hash) for row in found}


def canonical(value: Mapping[str, Any]) -> bytes:
    """*value* as JSON with sorted keys and no spaces: the same value gives the same bytes on every machine."""
    return CANONICAL.encode(value)
