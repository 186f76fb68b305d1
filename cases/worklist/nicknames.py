"""The officers' own words for a case: sealed to its unit, under the case's secret, opened for the rows of one page at once."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from cases.errors import CannotOpen
from cases.records import Case
from cases.shred_store import store_of
from cases.vault.keys import Key, PublicKey, encrypt
from cases.vault.sealing import open_record, seal_record
from cases.vault.shredding import ShredSecret, cover, place_with, uncover
from cases.viewer import Officer

SLOT, ONLY = "nickname", 0
NUMBER = 8
"""Bytes of the secret's id that stand before the cover: the case's row has no column for it."""
BARE = b"age-encryption.org/v1\n"
"""How a nickname of old begins, from before there was a cover."""


def seal_nickname(words: str, to: PublicKey, *, case: int, shred: ShredSecret) -> bytes:
    """*words* sealed to the unit's key, under the case's secret: a unit's key opens no nickname of a shredded case."""
    sealed = seal_record({"text": words}, to, case=case, slot=SLOT, sequence=ONLY)
    return shred.id.to_bytes(NUMBER, "big") + cover(sealed, shred, place_with(SLOT, case))


def move_nickname(nickname: bytes, before: ShredSecret | None, shred: ShredSecret, *, case: int) -> bytes:
    """The same under another secret of its case, unopened; *before*: `secret_of` it. Raises: CannotOpen."""
    sealed = nickname if before is None else uncover(nickname[NUMBER:], before, place_with(SLOT, case))
    return shred.id.to_bytes(NUMBER, "big") + cover(sealed, shred, place_with(SLOT, case))


def reseal_nickname(
    nickname: bytes, secrets: Mapping[int, ShredSecret], keys: Iterable[Key], to: PublicKey, *, case: int
) -> bytes | None:
    """The same sealed to another key of its unit, under the same secret; None where none of *keys* opens it."""
    named = secret_of(nickname)
    try:
        sealed = nickname if named is None else uncover(nickname[NUMBER:], secrets[named], place_with(SLOT, case))
    except (CannotOpen, KeyError):
        return None
    for key in keys:
        try:
            fresh = encrypt(key.open(sealed), [to])
        except CannotOpen:
            continue
        return fresh if named is None else nickname[:NUMBER] + cover(fresh, secrets[named], place_with(SLOT, case))
    return None


def secret_of(nickname: bytes | None) -> int | None:
    """Id of the secret that covers it; None for one of old, or none at all."""
    return None if nickname is None or nickname.startswith(BARE) else int.from_bytes(nickname[:NUMBER], "big")


def nicknames_of(session: Session, cases: Iterable[Case], viewer: Officer) -> Mapping[int, str]:
    """The nicknames that this viewer's keys open, by case: for members of the unit that is responsible."""
    held = {unit for unit, _ in viewer.keyring.units}
    named = [case for case in cases if case.nickname is not None and case.unit in held]
    secrets = store_of(session).find_all({one for case in named if (one := secret_of(case.nickname)) is not None})
    found = {case.id: open_nickname(case, secrets, viewer) for case in named}
    return {case_id: words for case_id, words in found.items() if words is not None}


def open_nickname(case: Case, secrets: Mapping[int, ShredSecret], viewer: Officer) -> str | None:
    sealed, secret = case.nickname or b"", secret_of(case.nickname)
    try:
        if secret is not None:
            sealed = uncover(sealed[NUMBER:], secrets[secret], place_with(SLOT, case.id))
    except (CannotOpen, KeyError):
        return None
    for (unit, _), key in viewer.keyring.units.items():
        if unit == case.unit:
            try:
                return str(open_record(sealed, key, case=case.id, slot=SLOT, sequence=ONLY)["text"])
            except CannotOpen:
                continue
    return None
