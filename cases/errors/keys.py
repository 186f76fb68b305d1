"""What is wrong with keys, secrets and whoever holds them."""

from pathlib import Path

from cases.errors.base import ArashaError, fact


@fact
class CannotOpen(ArashaError):
    """Sealed bytes that this key does not open, or that were altered: the two cannot be told apart, and need not be."""


@fact
class Misplaced(ArashaError):
    """A sealed record opened, but it was sealed for another place: somebody moved it. The facts say where it was sought."""

    case: int
    slot: str
    sequence: int


@fact
class UnsignedKey(ArashaError):
    """A public key that the institution's directory key did not sign as it stands: nothing is sealed to it."""

    kind: str
    name: str
    epoch: int


@fact
class WrongShredStore(ArashaError):
    """The shred store has none of the secrets that the database's rows name: it is another one, or empty."""


@fact
class LastMember(ArashaError):
    """Nobody else holds this unit's key, and no recovery sheets do: without them its cases could never be opened again."""

    unit: str


@fact
class LastHolder(ArashaError):
    """Nobody else can open *cases* walled cases that are wrapped to this officer alone."""

    cases: int


@fact
class MembersChanged(ArashaError):
    """Others hold the unit's key than those that were shown to who renews it."""

    unit: str


@fact
class KeysRenewed(ArashaError):
    """A unit's key was renewed while something was being sealed to it: what was sealed is not written, and sealed again."""


@fact
class NoRecovery(ArashaError):
    """The unit has no recovery key."""

    unit: str


@fact
class NoSealedCase(ArashaError):
    """Not a file of `arasha export-case`, or a damaged one."""

    path: Path


@fact
class BadRecoveryFile(ArashaError):
    """Not a file of this recovery: damaged, of another one, or of keys that have changed since."""


@fact
class BadSheets(ArashaError):
    """Sheets that do not open. `reason`: `mistyped` (*number*: which), `mixed`, `too_few` (how many more), `other_key`."""

    reason: str
    number: int


@fact
class SecretsInsideData(ArashaError):
    """The secrets' folder lies inside the data folder, so that every copy of the data would take the pepper along."""

    folder: Path


@fact
class SecretsExist(ArashaError):
    """The folder holds secrets already; writing over them would close every mailbox and account for ever."""

    folder: Path


@fact
class OldSecrets(ArashaError):
    """The secrets' folder is of an earlier version and lacks signing keys that `arasha upgrade` makes."""

    folder: Path


@fact
class SecretsMissing(ArashaError):
    path: Path


@fact
class SecretsUnreadable(ArashaError):
    """A file of the secrets' folder is not what `arasha init` wrote."""

    path: Path
