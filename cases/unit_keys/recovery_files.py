"""A unit's key is carried to an offline machine, opened with its sheets, and carried back sealed to an officer.

Nothing here reads a database: `arasha recover` is given the file that `arasha recovery-out` wrote, and writes the file that
`arasha recovery-in` takes. On the way there is nothing to steal: both hold sealed keys only.
"""

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from cases.errors import BadRecoveryFile, FingerprintDiffers
from cases.vault.directory import DirectoryEntry, DirectoryPublic, check_member
from cases.vault.fingerprint import fingerprint, same_fingerprint
from cases.vault.keyring import OFFICER_EPOCH
from cases.vault.keys import Key, unwrap_key, wrap_key
from cases.vault.recovery import join_sheets, split_new_key


class SealedUnitKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One epoch of the unit's key. *wrap*: age file, sealed to the recovery key (out) or to the officer (back)."""

    epoch: int
    public_key: str
    wrap: bytes


class NextHolder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The officer who gets the unit's key, as the directory has them."""

    id: int
    username: str
    public_key: str
    signature: bytes


class Outgoing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `arasha recovery-out` writes. *pinned*: public half of the directory key, 32 bytes."""

    arasha: Literal["unit key for recovery 1"]
    unit: str
    number: int
    recovery_key: str
    keys: list[SealedUnitKey]
    holder: NextHolder
    pinned: bytes

    @property
    def digits(self) -> str:
        """Those of the officer's key, to be compared with what they read from their own screen."""
        return fingerprint("officer", str(self.holder.id), self.holder.public_key)


class Returning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `arasha recover` writes: the unit's key for the officer, and for a new recovery key."""

    arasha: Literal["recovered unit key 1"]
    unit: str
    officer: int
    officer_key: str
    for_officer: list[SealedUnitKey]
    number: int
    recovery_key: str
    threshold: int
    sheets: int
    for_recovery: list[SealedUnitKey]


@dataclass(frozen=True)
class Recovered:
    """What came of a recovery: the file to carry back, the new sheets, and the unit's keys for opening cases offline."""

    returning: Returning
    sheets: tuple[str, ...] = field(repr=False)
    keys: dict[int, Key] = field(repr=False)


def recover(outgoing: Outgoing, sheets: list[str], *, compared: str, threshold: int, count: int) -> Recovered:
    """Open the unit's key with its *sheets*, seal it to the officer and to a new recovery key on *count* new sheets.

    *compared*: the digits that the officer read from their own screen. The old sheets are void from here on: what they open
    is deleted when the file is taken in. Raises: FingerprintDiffers; UnsignedKey; BadSheets; CannotOpen for a file that was
    altered; ValueError for impossible numbers of sheets.
    """
    holder = outgoing.holder
    if not same_fingerprint(compared, outgoing.digits):
        raise FingerprintDiffers
    line = DirectoryEntry("officer", str(holder.id), OFFICER_EPOCH, holder.public_key, holder.signature)
    check_member(DirectoryPublic(outgoing.pinned), line)
    old = join_sheets(sheets, public=outgoing.recovery_key)
    keys = {one.epoch: unwrap_key(one.wrap, old, public=one.public_key) for one in outgoing.keys}
    new = split_new_key(threshold=threshold, sheets=count)
    returning = Returning(
        arasha="recovered unit key 1",
        unit=outgoing.unit,
        officer=holder.id,
        officer_key=holder.public_key,
        for_officer=sealed_to(keys, holder.public_key),
        number=outgoing.number + 1,
        recovery_key=new.key.public,
        threshold=threshold,
        sheets=count,
        for_recovery=sealed_to(keys, new.key.public),
    )
    return Recovered(returning, new.sheets, keys)


def sealed_to(keys: dict[int, Key], to: str) -> list[SealedUnitKey]:
    return [SealedUnitKey(epoch, key.public, wrap_key(key, to)) for epoch, key in sorted(keys.items())]


def read_outgoing(raw: bytes) -> Outgoing:
    """Raises: BadRecoveryFile."""
    try:
        return msgspec.json.decode(raw, type=Outgoing)
    except (msgspec.MsgspecError, ValueError):
        raise BadRecoveryFile from None


def read_returning(raw: bytes) -> Returning:
    """Raises: BadRecoveryFile."""
    try:
        return msgspec.json.decode(raw, type=Returning)
    except (msgspec.MsgspecError, ValueError):
        raise BadRecoveryFile from None


def to_file(what: Outgoing | Returning) -> bytes:
    """As it is written: JSON that a person can look at."""
    return msgspec.json.format(msgspec.json.encode(what), indent=1) + b"\n"
