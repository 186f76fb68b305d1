"""The officers' own words for a case: sealed to its unit, under the case's secret, opened for the rows of one page at once."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy.orm import Session

from cases.errors import CannotOpen
from cases.records import Case
from cases.shred_store import store_of
from cases.vault import unit_words
from cases.vault.keys import Key, PublicKey
from cases.vault.sealing import open_record, seal_record
from cases.vault.shredding import ShredSecret, cover, place_with, uncover
from cases.vault.unit_words import UnitWords
from cases.viewer import Officer

SLOT, ONLY = "nickname", 0
NUMBER = 8
"""Bytes of the secret's id that stand before the cover: the case's row has no column for it."""
BARE: Final = b"age-encryption.org/v1\n"
"""How a nickname of old begins, from before there was a cover."""


def seal_nickname(words: str, to: Key | PublicKey, *, case: int, shred: ShredSecret) -> bytes:
    """*words* sealed to the unit, under the case's secret: a unit's key opens no nickname of a shredded case.

    *to*: the unit's key where who names the case holds it, which opens sooner; else its public half.
    """
    return laid_under(shred, seal_to(to, words, case), case)


def move_nickname(nickname: bytes, before: ShredSecret | None, shred: ShredSecret, *, case: int) -> bytes:
    """The same under another secret of its case, unopened; *before*: `secret_of` it. Raises: CannotOpen."""
    sealed = nickname if before is None else uncover(nickname[NUMBER:], before, place_with(SLOT, case))
    return laid_under(shred, sealed, case)


def reseal_nickname(
    nickname: bytes, secrets: Mapping[int, ShredSecret], keys: Iterable[Key], to: Key | PublicKey, *, case: int
) -> bytes | None:
    """The same sealed to another key of its unit, under the same secret; None where none of *keys* opens it."""
    words, named = UnitNames(keys).open(nickname, secrets, case=case), secret_of(nickname)
    if words is None:
        return None
    sealed = seal_to(to, words, case)
    return sealed if named is None else laid_under(secrets[named], sealed, case)


def seal_to(to: Key | PublicKey, words: str, case: int) -> bytes:
    if isinstance(to, Key):
        return UnitWords(to).seal(words, place_with(SLOT, case))
    return seal_record({"text": words}, to, case=case, slot=SLOT, sequence=ONLY)


def laid_under(shred: ShredSecret, sealed: bytes, case: int) -> bytes:
    return shred.id.to_bytes(NUMBER, "big") + cover(sealed, shred, place_with(SLOT, case))


def secret_of(nickname: bytes | None) -> int | None:
    """Id of the secret that covers it; None for one of old, or none at all."""
    return None if nickname is None or nickname.startswith(BARE) else int.from_bytes(nickname[:NUMBER], "big")


def nicknames_of(session: Session, cases: Iterable[Case], viewer: Officer) -> Mapping[int, str]:
    """The nicknames that this viewer's keys open, by case: for members of the unit that is responsible."""
    held = {unit for unit, _ in viewer.keyring.units}
    named = [case for case in cases if case.nickname is not None and case.unit in held]
    secrets = store_of(session).find_all({one for case in named if (one := secret_of(case.nickname)) is not None})
    of_units = {
        unit: UnitNames(key for (of, _), key in viewer.keyring.units.items() if of == unit)
        for unit in {case.unit for case in named}
    }
    found = {case.id: of_units[case.unit].open(case.nickname or b"", secrets, case=case.id) for case in named}
    return {case_id: words for case_id, words in found.items() if words is not None}


class UnitNames:
    """Opens the nicknames of one unit's cases with those of its *keys* that somebody holds."""

    __slots__ = ("_keys", "_words")

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = tuple(keys)
        self._words = tuple(UnitWords(key) for key in self._keys)

    def open(self, nickname: bytes, secrets: Mapping[int, ShredSecret], *, case: int) -> str | None:
        """The words, or None where no key opens them or the secret is gone."""
        place, secret = place_with(SLOT, case), secret_of(nickname)
        try:
            sealed = nickname if secret is None else uncover(nickname[NUMBER:], secrets[secret], place)
        except (CannotOpen, KeyError):
            return None
        for key, words in zip(self._keys, self._words, strict=True):
            try:
                if sealed.startswith(unit_words.VERSION):
                    return words.open(sealed, place)
                return str(open_record(sealed, key, case=case, slot=SLOT, sequence=ONLY)["text"])
            except CannotOpen:
                continue
        return None
