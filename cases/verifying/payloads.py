"""Whether every sealed word is the one that the journal committed to: exchanged, removed and slipped-in payloads are found.

It asks for no key: an entry holds the hash of each payload as it was stored, and the public keys that a case began with.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.acts.sealed_answers import MESSAGE
from cases.journals.fingerprints import fingerprint
from cases.letters.system import LETTER
from cases.letters.told import LINK_SLOT
from cases.verifying.damages import Damage, Fault
from cases.verifying.rows import compare_rows, stripped
from cases.verifying.told import FILING, NOTHING, Told, Word

PAYLOADS, KEYS = "payloads", "keys"
EPOCH = "file:"
"""How an entry names a later epoch of the file key: `file:2`. The first is `file`."""
BATCH = 500
"""Cases whose payloads are fetched at once."""
ENDS: Final = (-(2**63), 2**63 - 1)
"""What a number of a case can be in a table that somebody wrote into."""

# As the driver gives them, without our column types: those would stumble over what somebody else put there.
STORED = tuple(
    text(f"SELECT case_id, {columns} FROM {table} WHERE case_id BETWEEN :first AND :last")  # noqa: S608 - constants of ours
    for table, columns in (
        # Sequence, kind, payload, then what the entry holds of the row beside it, as `fingerprint` was given it.
        ("sealed_words", "sequence, slot, payload, proceeding_id, epoch"),
        ("messages", f"sequence, '{MESSAGE}', payload, complaint_id, at, sender, about"),
        ("letters", f"sequence, '{LETTER}', payload, complaint_id, template, language, at"),
        ("evidence", "sequence, 'evidence.words', sealed, id, complaint_id, at, epoch, place, stored"),
        ("evidence", "sequence, 'evidence.parts', digests"),
        ("body_words", "sequence, 'body.words', payload, id, link_id, at, sender"),
        ("letter_links", f"sequence, '{LINK_SLOT}', payload, id, letter_id, public_key"),
        ("complaints", f"1, '{FILING}', filing"),
    )
)
PUBLIC_KEYS = (
    text(
        "SELECT case_id, CASE epoch WHEN 1 THEN 'file' ELSE 'file:' || epoch END, public_key FROM file_keys"
        " WHERE epoch >= 1 AND case_id BETWEEN :first AND :last"
    ),
    text(
        "SELECT case_id, 'mailbox', public_key FROM mailboxes JOIN complaints ON complaints.id = complaint_id"
        " WHERE case_id BETWEEN :first AND :last"
    ),
)


def check_cases(session: Session, cases: Iterator[tuple[Any, Told]]) -> Iterator[Damage]:
    """Every payload that is missing or that no entry of its case has committed to, and every row that it tells otherwise.

    Public keys are among these. *cases*, by number, with what their journals tell.
    """
    gone = stripped(session)
    first = ENDS[0]
    while batch := dict(islice(cases, BATCH)):
        last = max((case_id for case_id in batch if isinstance(case_id, int)), default=first)
        yield from check_batch(session, batch, {"first": first, "last": last}, gone=gone)
        first = last + 1
    yield from check_batch(session, {}, {"first": first, "last": ENDS[1]}, gone=gone)


def check_batch(
    session: Session, batch: Mapping[int, Told], between: Mapping[str, int], *, gone: Mapping[str, int]
) -> Iterator[Damage]:
    """The cases of *batch* and whatever else lies among their numbers."""
    found: defaultdict[int, dict[Word, int]] = defaultdict(dict)
    for statement in STORED:
        for case_id, sequence, kind, payload, *clear in session.connection().execute(statement, between).all():
            words, word = found[case_id], (sequence, kind, hash_of(payload, *clear))
            words[word] = words.get(word, 0) + 1
    for case_id in {**batch, **found}:
        yield from compare(case_id, batch.get(case_id, NOTHING), found[case_id])
    yield from compare_keys(session, batch, between)
    yield from compare_rows(session, batch, between, gone=gone)


def compare_keys(session: Session, batch: Mapping[int, Told], between: Mapping[str, int]) -> Iterator[Damage]:
    """Public halves that are not those that the journal names: what is written next would be sealed to them."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for statement in PUBLIC_KEYS:
        for case_id, name, public in session.connection().execute(statement, between).all():
            found[case_id].add(name)
            # A later epoch that no entry speaks of is forged: new words would be sealed to it.
            if batch.get(case_id, NOTHING).keys.get(name, "" if name.startswith(EPOCH) else public) != public:
                yield Damage(KEYS, case_id, 1, Fault.CHANGED)
    for case_id, told in batch.items():
        if not told.shredded and told.keys.keys() - found[case_id]:
            yield Damage(KEYS, case_id, 1, Fault.MISSING)


def compare(case_id: int, told: Told, stored: Mapping[Word, int]) -> Iterator[Damage]:
    """An exchanged payload is one that is missing and one that nobody spoke of: said once, as changed."""
    if stored == told.words and not told.shredded:
        return
    words, committed = Counter(stored), Counter(told.words)
    gone = Counter[tuple[int, str]]() if told.shredded else count_places(committed - words)
    new = count_places(words - committed)
    for place in sorted({*gone, *new}):
        fault = Fault.CHANGED if gone[place] and new[place] else Fault.MISSING if gone[place] else Fault.FORGED
        yield Damage(PAYLOADS, case_id, place[0], fault)


def count_places(words: Counter[Word]) -> Counter[tuple[int, str]]:
    places = Counter[tuple[int, str]]()
    for (sequence, kind, _), number in words.items():
        places[sequence, kind] += number
    return places


def hash_of(payload: Any, *clear: Any) -> str:
    """The hash of a payload as stored with its row; of what is no payload, nothing that any entry says."""
    try:
        return fingerprint(bytes(payload), *clear).hex() if isinstance(payload, bytes | memoryview) else "none"
    except TypeError:
        return "none"
