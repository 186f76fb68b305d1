"""Whether every sealed word is the one that the journal committed to: exchanged, removed and slipped-in payloads are found.

It asks for no key: an entry holds the hash of each payload as it was stored, and the public keys that a case began with.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby, islice
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.damages import Damage, Fault
from cases.letters import LETTER
from cases.sealed_answers import MESSAGE

PAYLOADS, KEYS = "payloads", "keys"
EPOCH = "file:"
"""How an entry names a later epoch of the file key: `file:2`. The first is `file`."""
FILING = "filing"
SHRED = "retention.shred"
"""The act after which a case's payloads may be gone."""
BATCH = 500
"""Cases whose payloads are fetched at once."""
STEP = 1_000

Word = tuple[int, str, str]
"""Sequence of an entry, kind of payload (`filing`, `message`, `letter`, or the slot of an act's answers), and its hash."""

# As the driver gives them, without our column types: those would stumble over what somebody else put there.
JOURNAL = text("SELECT case_id, body FROM journal ORDER BY case_id, sequence")
STORED = (
    text("SELECT case_id, sequence, slot, payload FROM sealed_words WHERE case_id BETWEEN :first AND :last"),
    text(f"SELECT case_id, sequence, '{MESSAGE}', payload FROM messages WHERE case_id BETWEEN :first AND :last"),  # noqa: S608 - a constant of ours
    text(f"SELECT case_id, sequence, '{LETTER}', payload FROM letters WHERE case_id BETWEEN :first AND :last"),  # noqa: S608 - the same
    text("SELECT case_id, sequence, 'evidence.words', sealed FROM evidence WHERE case_id BETWEEN :first AND :last"),
    text("SELECT case_id, sequence, 'evidence.parts', digests FROM evidence WHERE case_id BETWEEN :first AND :last"),
    text(f"SELECT case_id, 1, '{FILING}', filing FROM complaints WHERE case_id BETWEEN :first AND :last"),  # noqa: S608 - the same
)
PUBLIC_KEYS = (
    text("SELECT case_id, 'file', public_key FROM file_keys WHERE epoch = 1 AND case_id BETWEEN :first AND :last"),
    text(
        "SELECT case_id, 'file:' || epoch, public_key FROM file_keys"
        " WHERE epoch > 1 AND case_id BETWEEN :first AND :last"
    ),
    text(
        "SELECT case_id, 'mailbox', public_key FROM mailboxes JOIN complaints ON complaints.id = complaint_id"
        " WHERE case_id BETWEEN :first AND :last"
    ),
)


class Begun(msgspec.Struct):
    """What an entry's body says of keys."""

    keys: dict[str, Any] = {}


class Said(msgspec.Struct):
    """The parts of an entry that this check reads."""

    sequence: int
    act: str
    commitments: dict[str, str]
    body: Begun


@dataclass
class Told:
    """What a case's journal says must be there."""

    words: Counter[Word] = field(default_factory=Counter)
    keys: dict[str, str] = field(default_factory=dict)
    shredded: bool = False


def check_payloads(session: Session) -> Iterator[Damage]:
    """Every payload that is missing, or that no entry of its case has committed to; every key that was put in one's place.

    Of entries that cannot be read nothing: `verify` names those.
    """
    rows = session.connection().execute(JOURNAL.execution_options(yield_per=STEP))
    cases = (
        (case_id, told_by(row.body for row in group)) for case_id, group in groupby(rows, key=lambda row: row.case_id)
    )
    while batch := dict(islice(cases, BATCH)):
        numbers = [case_id for case_id in batch if isinstance(case_id, int)] or [0]
        between = {"first": min(numbers), "last": max(numbers)}
        found: dict[int, Counter[Word]] = {case_id: Counter() for case_id in batch}
        for statement in STORED:
            for case_id, sequence, kind, payload in session.connection().execute(statement, between):
                found.setdefault(case_id, Counter())[(sequence, kind, hash_of(payload))] += 1
        for case_id, words in found.items():
            yield from compare(case_id, batch.get(case_id, Told()), words)
        for statement in PUBLIC_KEYS:
            for case_id, name, public in session.connection().execute(statement, between):
                told = batch.get(case_id, Told())
                # A later epoch that no entry speaks of is forged: new words would be sealed to it.
                if told.keys.get(name, "" if name.startswith(EPOCH) else public) != public:
                    yield Damage(KEYS, case_id, 1, Fault.CHANGED)


def told_by(bodies: Iterable[Any]) -> Told:
    told = Told()
    for body in bodies:
        try:
            said = msgspec.json.decode(body, type=Said)
        except (msgspec.MsgspecError, TypeError, ValueError):
            continue
        for slot, fingerprint in said.commitments.items():
            kind = slot.partition(":")[0]
            if kind in (FILING, MESSAGE, LETTER) or "." in kind:
                told.words[(said.sequence, kind, fingerprint)] += 1
        told.shredded |= said.act == SHRED
        told.keys = {**{name: str(key) for name, key in said.body.keys.items()}, **told.keys}
    return told


def compare(case_id: int, told: Told, words: Counter[Word]) -> Iterator[Damage]:
    """An exchanged payload is one that is missing and one that nobody spoke of: said once, as changed."""
    gone = Counter[tuple[int, str]]() if told.shredded else count_places(told.words - words)
    new = count_places(words - told.words)
    for place in sorted({*gone, *new}):
        fault = Fault.CHANGED if gone[place] and new[place] else Fault.MISSING if gone[place] else Fault.FORGED
        yield Damage(PAYLOADS, case_id, place[0], fault)


def count_places(words: Counter[Word]) -> Counter[tuple[int, str]]:
    places = Counter[tuple[int, str]]()
    for (sequence, kind, _), number in words.items():
        places[sequence, kind] += number
    return places


def hash_of(payload: Any) -> str:
    """The hash of a payload as stored; of what is no payload, nothing that any entry says."""
    return sha256(payload).hexdigest() if isinstance(payload, bytes | memoryview) else "none"
