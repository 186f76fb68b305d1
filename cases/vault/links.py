"""Links for bodies: a token in an address and a PIN that goes another way; only both together open anything."""

import hmac
import re
from base64 import b32encode
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import randbelow, token_bytes
from threading import BoundedSemaphore

from cases.typed_digits import read_digits
from cases.vault.keys import Key, PublicKey, derive_key
from cases.vault.pepper import Pepper
from cases.vault.stretching import AT_ONCE, stretch

TOKEN = 20
"""Random bytes of a token: nobody finds one by trying."""
PIN = 8
GROUP = 4
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
    name, digits = token.strip().lower(), read_digits(pin)
    if WRITTEN.fullmatch(name) is None or digits is None or len(digits) != PIN:
        return None
    return LinkSecrets(name, digits)


def derive_link(secrets: LinkSecrets, pepper: Pepper) -> LinkKeys:
    """Stretch token and PIN (about 50 ms, outside any transaction) into what finds and what opens.

    The look-up value hangs on the token alone, so that wrong PINs can be counted against the link that they are tried on.
    """
    salt = pepper.key("link salt 1")
    words = f"{secrets.token} {secrets.pin}".encode()
    stretched = stretch(words, pepper.key("links"), salt, cost=pepper.code_cost, gate=link_gate)
    lookup = hmac.digest(pepper.key("link look-up"), secrets.token.encode(), sha256)
    return LinkKeys(lookup, derive_key(stretched, "identity"))


def place_of_link(public: PublicKey, lookup: bytes, *, link: int, proceeding: int) -> str:
    """Where a link's wrap belongs: a row that was moved to another proceeding, token or key does not uncover."""
    return f"{public} {lookup.hex()} link {link} of {proceeding}"
