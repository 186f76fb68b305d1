"""X25519 keys in the age format: making, deriving, wrapping. The private half never shows itself by accident."""

from collections.abc import Sequence
from typing import Never, Self

import bech32
import pyrage

from cases.errors import CannotOpen
from cases.vault.expanding import expand
from cases.vault.short_files import Opener, scalar_of

PublicKey = str
"""The public half, `age1…`: safe to store and to show."""

PRIVATE_PREFIX = "age-secret-key-"


class Key:
    """A private X25519 key. Prints nothing of itself, cannot be pickled; `dump` is the one way out."""

    __slots__ = ("_identity", "_opener", "public")

    public: PublicKey

    def __init__(self, identity: pyrage.x25519.Identity) -> None:
        self._identity = identity
        self._opener: Opener | None = None
        self.public = str(identity.to_public())

    @classmethod
    def load(cls, text: bytes) -> Self:
        """The key of a line `AGE-SECRET-KEY-1…`. Raises: CannotOpen, without what was given."""
        try:
            return cls(pyrage.x25519.Identity.from_str(text.decode("ascii").strip()))
        except (pyrage.IdentityError, UnicodeDecodeError):
            raise CannotOpen from None

    def dump(self) -> bytes:
        """The line `AGE-SECRET-KEY-1…` that the age tool takes as an identity. Only ever seal it."""
        return str(self._identity).encode()

    def open(self, payload: bytes) -> bytes:
        """The plain bytes of an age file that names this key. Raises: CannotOpen for another key's, or altered ones."""
        if self._opener is None:
            self._opener = Opener.of(self.dump())
        found = self._opener.open(payload)
        if found is not None:
            return found
        try:
            return bytes(pyrage.decrypt(payload, [self._identity]))
        except pyrage.DecryptError:
            raise CannotOpen from None

    def secret_for(self, label: str) -> bytes:
        """32 bytes that whoever holds this key always gets for *label*, and nobody else."""
        return expand(scalar_of(self.dump()), label)

    def __eq__(self, other: object) -> bool:
        return self.public == other.public if isinstance(other, Key) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.public)

    def __repr__(self) -> str:
        return f"<Key of {self.public}>"

    def __reduce__(self) -> Never:
        raise TypeError("a private key is not pickled")


def new_key() -> Key:
    """A fresh random key."""
    return Key(pyrage.x25519.Identity.generate())


def derive_key(material: bytes, label: str) -> Key:
    """The key that *material* (32 uniform bytes or more) always gives for *label*: nothing of it needs to be stored."""
    return key_of(expand(material, label))


def key_of(scalar: bytes) -> Key:
    """The key whose private half these 32 uniform bytes are."""
    words = bech32.convertbits(scalar, 8, 5) or []
    return Key(pyrage.x25519.Identity.from_str(bech32.bech32_encode(PRIVATE_PREFIX, words).upper()))


def encrypt(plain: bytes, to: Sequence[PublicKey]) -> bytes:
    """*plain* as an age file that each of *to* opens alone; its length shows. Raises: ValueError for no or bad keys."""
    if not to:
        raise ValueError("sealed to nobody, nobody could ever open it")
    try:
        recipients = [pyrage.x25519.Recipient.from_str(public) for public in to]
    except pyrage.RecipientError:
        raise ValueError("not a public key of the age format") from None
    return bytes(pyrage.encrypt(plain, recipients))


def wrap_key(key: Key, to: PublicKey) -> bytes:
    """The private half of *key* sealed to *to*. Opened by the age tool, it is an identity file."""
    return encrypt(key.dump(), [to])


def unwrap_key(wrap: bytes, key: Key, *, public: PublicKey) -> Key:
    """The private key inside *wrap*, whose public half must be *public*.

    Raises: CannotOpen, also when a sound wrap holds another key: a wrap put in another's place opens nothing.
    """
    found = Key.load(key.open(wrap))
    if found.public != public:
        raise CannotOpen
    return found
