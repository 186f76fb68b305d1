"""Who can open a case: its two keys, and the wraps that lead to them (design 04 §4.2).

The *mailbox key*, one per complaint, seals what its complainant filed, wrote and was sent; their code opens it, and so
does the file key. The *file key*, one per case and epoch, seals the institution's side; no code leads to it. Joining
complaints never shares mailbox keys, and a mailbox never reads the file.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cases.errors import CannotOpen
from cases.vault.codes import CodeKeys
from cases.vault.directory import DirectoryEntry, DirectoryPublic, check_member
from cases.vault.keyring import Holder, Keyring
from cases.vault.keys import Key, PublicKey, new_key, unwrap_key, wrap_key


@dataclass(frozen=True)
class HeldWrap:
    """A file key's private half, sealed to one holder."""

    holder: Holder
    wrap: bytes = field(repr=False)


@dataclass(frozen=True)
class MailboxKeys:
    """What a new mailbox's row holds: public half, wraps of the private half. *lookup* is None without a code."""

    public: PublicKey
    code_wrap: bytes | None = field(repr=False)
    file_wrap: bytes = field(repr=False)
    lookup: bytes | None = field(repr=False)


@dataclass(frozen=True)
class CaseKeys:
    """Everything about keys that a new case's rows hold. No private half leaves `make_case_keys`."""

    file_public: PublicKey
    wraps: tuple[HeldWrap, ...]
    mailbox: MailboxKeys


def make_case_keys(members: Iterable[DirectoryEntry], code: CodeKeys | None, *, pinned: DirectoryPublic) -> CaseKeys:
    """New keys for a new case: a file key wrapped to each of *members*, a mailbox key wrapped to the code and to it.

    *members* are the responsible unit and every unit that the procedure can escalate to: workers hold no keys and could
    not widen the circle later. Raises: UnsignedKey; ValueError for nobody, since then nobody could ever open it.
    """
    file_key = new_key()
    wraps = wrap_file_key(file_key, members, pinned=pinned)
    return CaseKeys(file_key.public, wraps, make_mailbox(file_key.public, code))


def wrap_file_key(file_key: Key, members: Iterable[DirectoryEntry], *, pinned: DirectoryPublic) -> tuple[HeldWrap, ...]:
    """The file key sealed to each of *members* once, every one checked before anything is sealed.

    Raises: UnsignedKey; ValueError for nobody.
    """
    circle = {entry.holder: entry for entry in members}
    if not circle:
        raise ValueError("a circle of nobody")
    for entry in circle.values():
        check_member(pinned, entry)
    return tuple(HeldWrap(holder, wrap_key(file_key, entry.public_key)) for holder, entry in circle.items())


def make_mailbox(file_public: PublicKey, code: CodeKeys | None) -> MailboxKeys:
    """A new mailbox beside the file key of *file_public*: for each complaint of a case, joined ones too."""
    mailbox_key = new_key()
    return MailboxKeys(
        public=mailbox_key.public,
        code_wrap=wrap_key(mailbox_key, code.key.public) if code else None,
        file_wrap=wrap_key(mailbox_key, file_public),
        lookup=code.lookup if code else None,
    )


def open_file_key(wraps: Iterable[HeldWrap], keyring: Keyring, *, public: PublicKey) -> Key:
    """The file key whose public half is *public*, by the first of *wraps* that the viewer's ring opens.

    Raises: CannotOpen when the viewer is not in the circle, or the wrap holds another key.
    """
    for held in wraps:
        if key := keyring.holds(held.holder):
            return unwrap_key(held.wrap, key, public=public)
    raise CannotOpen


def open_mailbox_by_file(file_wrap: bytes, file_key: Key, *, public: PublicKey) -> Key:
    """The mailbox key *public*, as the circle opens it. Raises: CannotOpen."""
    return unwrap_key(file_wrap, file_key, public=public)


def open_mailbox_by_code(code_wrap: bytes | None, code: CodeKeys, *, public: PublicKey) -> Key:
    """The mailbox key *public*, as its complainant opens it. Raises: CannotOpen, also for a code that was revoked."""
    if code_wrap is None:
        raise CannotOpen
    return unwrap_key(code_wrap, code.key, public=public)
