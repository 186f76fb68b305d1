"""The statements about one complaint, drawn from its journal by its complainant: nothing of a proof is stored."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.sealed_answers import MESSAGE
from cases.errors import CannotOpen
from cases.journals.fingerprints import fingerprint
from cases.journals.journal import canonical, commit_to
from cases.mailbox.view import find_complaint
from cases.packs.jurisdiction import Pack
from cases.proofs.statement import BEFORE_ALL, VERSION, Kind, Statement
from cases.records import Case, Complaint, Entry, Message
from cases.vault.expanding import expand
from cases.vault.keys import Key
from cases.vault.sealing import open_record
from cases.viewer import Complainant

ADDED = "filing"
"""What a message of the mailbox is about when it holds answers that were added to the filing."""
FIRST = 1


class Filed(msgspec.Struct, frozen=True):
    """One thing that the complainant filed: its words as canonical bytes, and the nonce that its commitment was made with."""

    kind: Kind
    at: datetime
    words: bytes
    nonce: bytes
    entry: Entry


def draw_statements(session: Session, language: str, *, pack: Pack, viewer: Complainant) -> list[Statement]:
    """Statements about the filing and all that was added, in order, names in *language*. Raises: CaseNotFound, CannotOpen."""
    complaint, case = find_complaint(session, viewer)
    everything = list(everything_filed(session, complaint, case, viewer=viewer))
    went_to = pack.units.get(str(said(everything[0].entry)["body"].get("unit"))) or pack.units[case.unit]
    return [
        Statement(
            version=VERSION,
            institution=pack.institution.name[language],
            number=case.reference,
            sequence=number,
            kind=filed.kind,
            received=moment_words(filed.at, pack),
            unit=went_to.name[language],
            pack=str(said(filed.entry)["pack"]),
            commitment=commit_to(filed.nonce, filed.words).hex(),
            entry=filed.entry.hash.hex(),
            previous=BEFORE_ALL,
        )
        for number, filed in enumerate(everything, start=1)
    ]


def everything_filed(session: Session, complaint: Complaint, case: Case, *, viewer: Complainant) -> Iterator[Filed]:
    """The filing, then what was added and written since, oldest first."""
    key = viewer.keyring.mailbox
    if key is None:
        raise CannotOpen
    entries = {row.sequence: row for row in session.scalars(select(Entry).where(Entry.case_id == case.id))}
    value = open_record(complaint.filing, key, case=case.id, slot="filing", sequence=FIRST)
    words, nonce = opened(value, key, complaint)
    yield Filed("filing", complaint.received_at, words, nonce, filing_entry(entries, complaint))
    written = select(Message).where(Message.complaint_id == complaint.id, Message.sender == "complainant")
    for row in session.scalars(written.order_by(Message.sequence, Message.id)):
        value = open_record(row.payload, key, case=case.id, slot=MESSAGE, sequence=row.sequence)
        words, nonce = opened(value, key, row)
        yield Filed("added" if row.about == ADDED else "message", row.at, words, nonce, entries[row.sequence])


def opened(value: Mapping[str, Any], key: Key, row: Complaint | Message) -> tuple[bytes, bytes]:
    """The words as canonical bytes, and the nonce of their commitment.

    It comes out of the mailbox key, so that only who can read the words knows it, and a proof drawn again is the same.
    """
    return canonical(value), expand(sha256(key.dump()).digest(), f"proof of filing {row.id}")


def filing_entry(entries: Mapping[int, Entry], complaint: Complaint) -> Entry:
    """The entry that committed to the filing; the first where none says so."""
    wanted = f'"filing":"{fingerprint(complaint.filing).hex()}"'.encode()
    return next((one for one in entries.values() if wanted in one.body), entries[FIRST])


def moment_words(at: datetime, pack: Pack) -> str:
    """Day and minute in the institution's zone; the day alone where intake kept no more (design 04 §4.4)."""
    local = at.astimezone(pack.zone)
    return local.date().isoformat() if local.time() == time() else local.isoformat(timespec="minutes")


def said(entry: Entry) -> dict[str, Any]:
    """All of an entry, from its stored bytes."""
    return msgspec.json.decode(entry.body, type=dict[str, Any])
