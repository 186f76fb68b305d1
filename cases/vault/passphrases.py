"""Staff passphrases: what they give, which are offered, which are refused."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from secrets import choice, token_bytes
from struct import Struct, error

from cases.errors import CannotOpen
from cases.vault.expanding import expand
from cases.vault.keys import Key, derive_key
from cases.vault.pepper import Pepper
from cases.vault.stretching import Cost, staff_gate, stretch

SALT = Struct(">BIB16s")
"""An officer's salt as stored: version 1, memory in KiB, passes, 16 random bytes. So the cost used is kept with it."""
VERSION = 1

CONSONANTS = "bdfghjklmnprstvz"
VOWELS = "aeiou"
WORDS, SYLLABLES = 4, 3
"""Four words of three syllables: 80¹² possibilities, 75.8 bits."""

SHORTEST = 15
"""Characters, as NIST SP 800-63B-4 asks where a password stands alone: against a thief of the disk it does."""
VARIETY = 6
"""Least number of different characters."""
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "01234567890",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "йцукенгшщзхъфывапролджэячсмитьбю",
)
RUN = 5
"""Characters next to each other in one of RUNS that no longer count as chosen."""


@dataclass(frozen=True)
class PassphraseKeys:
    """What a passphrase gives: a *verifier*, stored and compared in constant time, and a *key* to the officer's own."""

    verifier: bytes = field(repr=False)
    key: Key = field(repr=False)


def new_salt(cost: Cost) -> bytes:
    """A fresh salt that says what cost to stretch with."""
    return SALT.pack(VERSION, cost.memory_kib, cost.passes, token_bytes(16))


def derive(passphrase: str, pepper: Pepper, salt: bytes) -> PassphraseKeys:
    """Stretch *passphrase* at the cost that its *salt* names (about 200 ms, outside any transaction).

    Raises: CannotOpen for a salt that is not one of `new_salt`.
    """
    try:
        version, memory_kib, passes, _ = SALT.unpack(salt)
        cost = Cost(memory_kib, passes)
    except (error, ValueError):
        raise CannotOpen from None
    if version != VERSION:
        raise CannotOpen
    stretched = stretch(
        as_typed(passphrase).encode("utf-8", "surrogatepass"),
        pepper.key("passphrases"),
        salt,
        cost=cost,
        gate=staff_gate,
    )
    return PassphraseKeys(verifier=expand(stretched, "sign-in"), key=derive_key(stretched, "identity"))


def as_typed(passphrase: str) -> str:
    """One spelling for what looks the same: NFC, every kind of blank a plain one (RFC 8265 §4.2, OpaqueString)."""
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in passphrase)
    return unicodedata.normalize("NFC", spaced)


def suggest() -> str:
    """A passphrase to offer first: four speakable words, 75 bits, typed on any Latin keyboard."""
    return "-".join("".join(choice(CONSONANTS) + choice(VOWELS) for _ in range(SYLLABLES)) for _ in range(WORDS))


def weakness(text: str, *, about: Sequence[str] = ()) -> str | None:
    """Why *text* can be guessed, or None: `short`, `repeated`, `run`, or `named` for words of *about*, as the name."""
    plain = as_typed(text).casefold()
    if len(plain) < SHORTEST:
        return "short"
    if len(set(plain)) < VARIETY or in_few_pieces(plain):
        return "repeated"
    without_names = plain
    for word in about:
        for part in word.casefold().split():
            without_names = without_names.replace(part, "") if len(part) > 2 else without_names
    if len(without_names) < SHORTEST // 2:
        return "named"
    return "run" if len(without_runs(plain)) < SHORTEST // 2 else None


def in_few_pieces(plain: str) -> bool:
    """Whether *plain* is one piece of at most a third of it, again and again: `abcabcabcabcabc`."""
    return any((plain[:size] * len(plain))[: len(plain)] == plain for size in range(1, len(plain) // 3 + 1))


def without_runs(plain: str) -> str:
    """*plain* without stretches that walk along the alphabet, the digits or the keyboard, either way."""
    kept, place = "", 0
    while place < len(plain):
        piece = plain[place : place + RUN]
        if len(piece) == RUN and any(piece in run or piece[::-1] in run for run in RUNS):
            place += RUN
        else:
            kept += plain[place]
            place += 1
    return kept
