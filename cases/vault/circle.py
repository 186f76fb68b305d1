"""Who can open a case: its two keys, and the wraps that lead to them (design 04 §4.2).

The *mailbox key*, one per complaint, seals what its complainant filed, wrote and was sent; their code opens it, and so
does the file key. The *file key*, one per case and epoch, seals the institution's side; no code leads to it. Joining
complaints never shares mailbox keys, and a mailbox never reads the file.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import msgspec

from cases.errors import CannotOpen
from cases.vault.codes import SALT_VERSION, CodeKeys
from cases.vault.directory import DirectoryEntry, DirectoryPublic, check_member
from cases.vault.keyring import Holder, Keyring
from cases.vault.keys import Key, PublicKey, new_key, unwrap_key, wrap_key
from cases.vault.shredding import ShredSecret, cover, uncover

ShredOf = Callable[[int | None], ShredSecret | None]
"""Gives the secret that a stored wrap names; None for a wrap that names none. Raises CannotOpen for a destroyed one."""


def place_between(public: PublicKey, to: PublicKey) -> str:
    """Where a wrap belongs that seals the private half of *public* to *to*; rows and the directory give both."""
    return f"{public} {to}"


def place_of_code(
    public: PublicKey, lookup: bytes | None, *, salt_version: int = SALT_VERSION, issued_by: str = "form",
    confirmed: int | None = None,
) -> str:  # fmt: skip
    """Where a mailbox's wrap for its code belongs: all that its row says of that code. *confirmed*: seconds since 1970.

    Who could write "changed by its owner" into the row would make a code that staff printed pass for one that nobody saw.
    """
    return f"{public} {(lookup or b'').hex()} {salt_version} {issued_by} {confirmed or 0}"


@dataclass(frozen=True)
class HeldWrap:
    """A file key's private half, sealed to one holder and covered by the secret *shred*.

    None is a wrap from before there was a shred store.
    """

    holder: Holder
    wrap: bytes = field(repr=False)
    shred: int | None


@dataclass(frozen=True)
class MailboxKeys:
    """What a new mailbox's row holds: public half, covered wraps of the private half. *lookup*: None without a code."""

    public: PublicKey
    code_wrap: bytes | None = field(repr=False)
    file_wrap: bytes = field(repr=False)
    lookup: bytes | None = field(repr=False)
    shred: int


class CaseKeys(msgspec.Struct, frozen=True):
    """Everything about keys that a new case's rows hold. No private half leaves `make_case_keys`."""

    file_public: PublicKey
    wraps: tuple[HeldWrap, ...]
    mailbox: MailboxKeys


def make_case_keys(
    members: Iterable[DirectoryEntry], code: CodeKeys | None, *, pinned: DirectoryPublic, shred: ShredSecret,
    issued_by: str = "form",
) -> CaseKeys:  # fmt: skip
    """New keys for a new case: a file key wrapped to each of *members*, a mailbox key wrapped to the code and to it.

    *members* are the responsible unit and every unit that the procedure can escalate to: workers hold no keys and could
    not widen the circle later. *shred*: the case's secret, durable already. Raises: UnsignedKey; ValueError for nobody,
    since then nobody could ever open it.
    """
    file_key = new_key()
    wraps = wrap_file_key(file_key, members, pinned=pinned, shred=shred)
    return CaseKeys(file_key.public, wraps, make_mailbox(file_key.public, code, shred=shred, issued_by=issued_by))


def wrap_file_key(
    file_key: Key, members: Iterable[DirectoryEntry], *, pinned: DirectoryPublic, shred: ShredSecret
) -> tuple[HeldWrap, ...]:
    """The file key sealed to each of *members* once, every one checked before anything is sealed.

    Raises: UnsignedKey; ValueError for nobody.
    """
    circle = {entry.holder: entry for entry in members}
    if not circle:
        raise ValueError("a circle of nobody")
    for entry in circle.values():
        check_member(pinned, entry)
    return tuple(
        HeldWrap(holder, wrap_covered(file_key, entry.public_key, shred=shred), shred.id)
        for holder, entry in circle.items()
    )


def make_mailbox(
    file_public: PublicKey, code: CodeKeys | None, *, shred: ShredSecret, issued_by: str = "form"
) -> MailboxKeys:
    """A new mailbox beside the file key of *file_public*: for each complaint of a case, joined ones too.

    *issued_by*: `form`, or `staff` for a code that somebody else hands over.
    """
    mailbox_key = new_key()
    return MailboxKeys(
        public=mailbox_key.public,
        code_wrap=wrap_for_code(mailbox_key, code, shred=shred, issued_by=issued_by) if code else None,
        file_wrap=wrap_covered(mailbox_key, file_public, shred=shred),
        lookup=code.lookup if code else None,
        shred=shred.id,
    )


def wrap_covered(key: Key, to: PublicKey, *, shred: ShredSecret) -> bytes:
    """The private half of *key* sealed to *to*, as it is stored: under the case's shred secret."""
    return cover(wrap_key(key, to), shred, place_between(key.public, to))


def wrap_for_code(
    mailbox: Key, code: CodeKeys, *, shred: ShredSecret, issued_by: str = "form", confirmed: int | None = None
) -> bytes:
    """The mailbox's private half sealed to its *code*, as it is stored."""
    place = place_of_code(mailbox.public, code.lookup, issued_by=issued_by, confirmed=confirmed)
    return cover(wrap_key(mailbox, code.key.public), shred, place)


def unwrap_covered(
    covered: bytes, key: Key, *, public: PublicKey, shred: ShredSecret | None, place: str | None = None
) -> Key:
    """The private key of a stored wrap. Raises: CannotOpen, see `unwrap_key`; *shred* is None for a bare wrap of old.

    *place*: of a wrap for a code; others lie between the two keys.
    """
    there = place or place_between(public, key.public)
    return unwrap_key(covered if shred is None else uncover(covered, shred, there), key, public=public)


def open_file_key(wraps: Iterable[HeldWrap], keyring: Keyring, *, public: PublicKey, shred_of: ShredOf) -> Key:
    """The file key whose public half is *public*, by the first of *wraps* that the viewer's ring opens.

    Raises: CannotOpen when the viewer is not in the circle, the wrap holds another key, or the case was shredded.
    """
    for held in wraps:
        if key := keyring.holds(held.holder):
            return unwrap_covered(held.wrap, key, public=public, shred=shred_of(held.shred))
    raise CannotOpen


def open_mailbox_by_file(file_wrap: bytes, file_key: Key, *, public: PublicKey, shred: ShredSecret | None) -> Key:
    """The mailbox key *public*, as the circle opens it. Raises: CannotOpen."""
    return unwrap_covered(file_wrap, file_key, public=public, shred=shred)


def open_mailbox_by_code(
    code_wrap: bytes | None, code: CodeKeys, *, public: PublicKey, shred: ShredSecret | None, place: str | None = None
) -> Key:
    """The mailbox key *public*, as its complainant opens it. Raises: CannotOpen, also for a code that was revoked.

    *place*: what the row says of the code, where that is more than that it came with the form.
    """
    if code_wrap is None:
        raise CannotOpen
    there = place or place_of_code(public, code.lookup)
    return unwrap_covered(code_wrap, code.key, public=public, shred=shred, place=there)
