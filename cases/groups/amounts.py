"""Money of single members: promised, said to be paid, confirmed. A sum lies sealed with the act that says it, and nowhere else.

An act on many says one sum for each of them. What a body says is paid lowers nothing: only the person or a proof does.
"""

from decimal import Decimal
from typing import Any, Final

import msgspec
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.keys import file_key, public_file_key
from cases.records import Case, Entry, SealedWords
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.vault.sealing import open_record, seal_record
from cases.viewer import Officer

SLOT: Final = "group.amount"
PROMISED, CLAIMED, CONFIRMED = "remedy.due", "remedy.claimed", "remedy.verified"
SAYING: Final = frozenset({PROMISED, CLAIMED, CONFIRMED})
"""Acts that may say a sum."""
NOTHING: Final = Decimal(0)


class Money(msgspec.Struct, frozen=True):
    """Of one member's remedy, in the currency of the institution. *promised*: as it was said last; the others add up."""

    promised: Decimal = NOTHING
    claimed: Decimal = NOTHING
    confirmed: Decimal = NOTHING

    @property
    def outstanding(self) -> Decimal:
        return max(self.promised - self.confirmed, NOTHING)


NO_MONEY: Final = Money()


def seal_amount(session: Session, case: Case, amount: Decimal, *, sequence: int) -> dict[str, bytes]:
    """Lay the sum among the case's sealed words; gives what the entry of this *sequence* must be committed to."""
    epoch, public = public_file_key(session, case)
    words = {"answers": {"amount": str(amount)}}
    payload = seal_record(words, public, case=case.id, slot=SLOT, sequence=sequence)
    sealed = {
        "id": new_id(), "case_id": case.id, "proceeding_id": None, "sequence": sequence, "slot": SLOT, "epoch": epoch,
        "payload": payload,
    }  # fmt: skip
    insert_rows(session, SealedWords, sealed)
    return {SLOT: fingerprint(payload, None, epoch)}


def amounts_of(session: Session, case: Case, *, viewer: Officer) -> dict[tuple[int, str], Money]:
    """Money by member and kind of remedy, in the order in which it was said. Raises: CannotOpen."""
    found: dict[tuple[int, str], Money] = {}
    said = session.execute(
        select(Entry, SealedWords)
        .join(SealedWords, (SealedWords.case_id == Entry.case_id) & (SealedWords.sequence == Entry.sequence))
        .where(Entry.case_id == case.id, SealedWords.slot == SLOT)
        .order_by(Entry.sequence)
    )
    for entry, row in said:
        key = file_key(session, case, row.epoch, viewer=viewer)
        opened = open_record(row.payload, key, case=case.id, slot=SLOT, sequence=row.sequence)
        add(found, journal.read_body(entry), Decimal(str(opened["answers"]["amount"])))
    return found


def add(found: dict[tuple[int, str], Money], body: dict[str, Any], amount: Decimal) -> None:
    for number in body["done"]:
        place = (int(number), str(body["kind"]))
        before = found.get(place, NO_MONEY)
        if body["change"] == PROMISED:
            found[place] = replace(before, promised=amount)
        elif body["change"] == CLAIMED:
            found[place] = replace(before, claimed=before.claimed + amount)
        else:
            found[place] = replace(before, confirmed=before.confirmed + amount)
