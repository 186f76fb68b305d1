"""Links with a PIN: a token in an address and a PIN that goes another way; only both together open anything."""

import hmac
import re
from base64 import b32encode
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import randbelow, token_bytes
from threading import BoundedSemaphore

from cases.typed_digits import read_digits
from cases.vault.keys import Key, PublicKey, derive_key, unwrap_key, wrap_key
from cases.vault.pepper import Pepper
from cases.vault.shredding import ShredSecret, cover, uncover
from cases.vault.stretching import AT_ONCE, stretch

TOKEN = 20
"""Random bytes of a token: nobody finds one by trying."""
PIN = 8
GROUP = 4
MOST_WRONG = 10
"""PINs of eight digits: ten tries hit once in ten million links. Then an officer makes a new one."""
WRITTEN = re.compile(r"[a-z2-7]{32}")
link_gate = BoundedSemaphore(AT_ONCE)
"""Apart from those of codes and staff: a body at its door keeps no complainant waiting."""


@dataclass(frozen=True)
class LinkSecrets:
    """What opens a link; shown once to the officer. The token is Base32 in small letters, so that it can be typed from paper."""

    token: str = field(repr=False)
    pin: str = field(repr=False)

    @property
    def pin_groups(self) -> list[str]:
        """The PIN as it is read out: two groups of four."""
        return [self.pin[start : start + GROUP] for start in range(0, PIN, GROUP)]


@dataclass(frozen=True)
class LinkKeys:
    """*lookup* finds the link's row and opens nothing; *key* opens its wrap and finds nothing."""

    lookup: bytes = field(repr=False)
    key: Key = field(repr=False)


def new_link_secrets() -> LinkSecrets:
    """A token of 160 random bits, and a PIN of eight digits that does not hang on it."""
    return LinkSecrets(b32encode(token_bytes(TOKEN)).decode().lower(), f"{randbelow(10**PIN):0{PIN}}")


def read_secrets(token: str, pin: str) -> LinkSecrets | None:
    """Token and PIN as a browser brings and a person types them; None for what cannot be any."""
    name, digits = read_token(token), read_digits(pin)
    if name is None or digits is None or len(digits) != PIN:
        return None
    return LinkSecrets(name, digits)


def read_token(token: str) -> str | None:
    """A token as an address brings it; None for what cannot be any."""
    name = token.strip().lower()
    return name if WRITTEN.fullmatch(name) else None


def derive_link(secrets: LinkSecrets, pepper: Pepper) -> LinkKeys:
    """Stretch token and PIN (about 50 ms, outside any transaction) into what finds and what opens.

    The look-up value hangs on the token alone, so that wrong PINs can be counted against the link that they are tried on.
    """
    salt = pepper.key("link salt 1")
    words = f"{secrets.token} {secrets.pin}".encode()
    stretched = stretch(words, pepper.key("links"), salt, cost=pepper.code_cost, gate=link_gate)
    return LinkKeys(look_up(secrets.token, pepper), derive_key(stretched, "identity"))


def look_up(token: str, pepper: Pepper) -> bytes:
    """By which a token, as `read_token` gives it, finds its row."""
    return hmac.digest(pepper.key("link look-up"), token.encode(), sha256)


def lock_link(own: Key, keys: LinkKeys, shred: ShredSecret, place: str) -> bytes:
    """The link's *own* key, sealed to token and PIN, under the case's shred secret, for the row that *place* names."""
    return cover(wrap_key(own, keys.key.public), shred, place)


def unlock_link(wrap: bytes, keys: LinkKeys, shred: ShredSecret | None, place: str, *, public: PublicKey) -> Key:
    """The link's own key again, whose public half is *public*. Raises: CannotOpen, as for every wrong PIN."""
    covered = wrap if shred is None else uncover(wrap, shred, place)
    return unwrap_key(covered, keys.key, public=public)


def place_of_link(public: PublicKey, lookup: bytes, *, link: int, proceeding: int) -> str:
    """Where a link's wrap belongs: a row that was moved to another proceeding, token or key does not uncover."""
    return f"{public} {lookup.hex()} link {link} of {proceeding}"


def place_of_letter_link(public: PublicKey, lookup: bytes, *, link: int, letter: int) -> str:
    """The same for a link to a letter."""
    return f"{public} {lookup.hex()} link {link} to letter {letter}"
