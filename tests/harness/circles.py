"""Who can open what, found out by trying every key on every wrap: what rows say of holders is not believed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

from cases.errors import CannotOpen
from cases.records import BodyLink, Complaint, LetterLink, Mailbox, MailboxWrap, UnitMembership, Wrap
from cases.records import Officer as OfficerRow
from cases.vault.keyring import Keyring
from cases.vault.keys import Key, unwrap_key
from cases.vault.passphrases import derive
from cases.vault.shredding import NONCE, VERSION, ShredSecret
from cases.viewer import Officer
from tests.builders import PASSPHRASE, House
from tests.harness.handling import records

TAG = 16
"""Bytes of the check at the end of a cover."""


def signed_in(house: House, username: str) -> Officer:
    """The officer as a session would have them: their own key too, and the units' keys that rows lead to."""
    (row,) = records(house, OfficerRow, username=username)
    own = own_key(house, row)
    found = Keyring(units=unit_keys(house, row.id, own), officer=(row.id, own))
    house.officers[username] = replace(house.officer(username), keyring=found)
    return house.officers[username]


def own_key(house: House, row: OfficerRow) -> Key:
    opened = derive(PASSPHRASE, house.secrets.pepper, row.salt)
    return unwrap_key(row.sealed_key, opened.key, public=row.public_key)


def unit_keys(house: House, officer_id: int, own: Key) -> dict[tuple[str, int], Key]:
    held = records(house, UnitMembership, officer_id=officer_id)
    return {(one.unit, one.epoch): Key.load(own.open(one.wrap)) for one in held}


@dataclass(frozen=True)
class Rows:
    """The stored half of every path: what a thief of the rows would have."""

    wraps: tuple[Wrap, ...]
    boxes: tuple[Mailbox, ...]
    shares: tuple[MailboxWrap, ...]
    case_of: Mapping[int, int]
    """Complaint → the case that it belongs to."""
    links: tuple[BodyLink | LetterLink, ...] = ()


def copy_rows(house: House) -> Rows:
    return Rows(
        tuple(records(house, Wrap)),
        tuple(records(house, Mailbox)),
        tuple(records(house, MailboxWrap)),
        {one.id: one.case_id for one in records(house, Complaint)},
        (*records(house, BodyLink), *records(house, LetterLink)),
    )


@dataclass(frozen=True)
class Reach:
    """What somebody's keys lead to: (case, epoch) of file keys, ids of complaints whose mailboxes open."""

    files: frozenset[tuple[int, int]]
    boxes: frozenset[int]
    links: frozenset[int] = frozenset()
    """Ids of the links by which bodies answer and complainants read letters."""

    @property
    def cases(self) -> frozenset[int]:
        return frozenset(case for case, _ in self.files)


def reach(house: House, username: str, rows: Rows | None = None) -> Reach:
    """All that the officer's keys lead to, over any number of wraps."""
    (row,) = records(house, OfficerRow, username=username)
    own = own_key(house, row)
    return search(house, [own, *unit_keys(house, row.id, own).values()], rows or copy_rows(house))


def search(house: House, keys: Iterable[Key], rows: Rows) -> Reach:
    """Try *keys*, and every key that they lead to, on every wrap."""
    at_hand = list(keys)
    held: tuple[Wrap | Mailbox | MailboxWrap | BodyLink | LetterLink, ...] = (
        *rows.wraps,
        *rows.boxes,
        *rows.shares,
        *rows.links,
    )
    named = {one.shred for one in held}
    shreds = house.database.shred.find_all(one for one in named if one is not None)
    links: dict[int, Key] = {}
    for link in rows.links:
        if link.wrap and (key := try_keys(link.wrap, link.shred, at_hand, shreds)):
            links[link.id] = key
    at_hand += links.values()
    files: dict[tuple[int, int], Key] = {}
    for wrap in rows.wraps:
        if key := try_keys(wrap.wrap, wrap.shred, at_hand, shreds):
            files[wrap.case_id, wrap.epoch] = key
    at_hand += files.values()
    opened = set()
    for box in rows.boxes:
        for covered in (box.file_wrap, box.code_wrap):
            if covered and try_keys(covered, box.shred, at_hand, shreds):
                opened.add(box.complaint_id)
    opened |= {one.complaint_id for one in rows.shares if try_keys(one.wrap, one.shred, at_hand, shreds)}
    return Reach(frozenset(files), frozenset(opened), frozenset(links))


def try_keys(covered: bytes, named: int | None, keys: Iterable[Key], shreds: Mapping[int, ShredSecret]) -> Key | None:
    if named is None or named not in shreds:
        return None
    for key in keys:
        try:
            return Key.load(key.open(below(covered, shreds[named])))
        except CannotOpen:
            continue
    return None


def below(covered: bytes, shred: ShredSecret) -> bytes:
    """What lies under a cover, as a thief takes it off: without asking whether it lies where it belongs."""
    nonce, sealed = covered[len(VERSION) :][:NONCE], covered[len(VERSION) + NONCE : -TAG]
    # RFC 8439: the first block of the stream is the checking key, the words begin with the second.
    cipher = Cipher(ChaCha20(shred.secret, (1).to_bytes(4, "little") + nonce), mode=None)
    return cipher.decryptor().update(sealed)
