"""What can go wrong, as facts: no words for people and no HTTP. `web/errors.py` turns each into both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workflows.engine import Refusal
from workflows.fields import Problem

# Not frozen: `contextlib` sets `__traceback__` on exceptions. Not comparable: an exception is known by its identity.
fact = dataclass(eq=False)


class ArashaError(Exception):
    """Something that the program expects to go wrong and knows how to tell a person about."""


@fact
class CaseNotFound(ArashaError):
    """No such case for this viewer: one that exists but may not be seen is answered in the same way."""

    reference: str


@fact
class ProceedingNotFound(ArashaError):
    reference: str
    number: int


@fact
class ActRefused(ArashaError):
    """The procedure does not allow the act; the refusal says why, with the values."""

    refusal: Refusal


@fact
class ChangedMeanwhile(ArashaError):
    """Somebody else acted on the case since the form was shown."""

    reference: str


@fact
class InvalidAnswers(ArashaError):
    """Answers that cannot be taken as they are, by field."""

    problems: Mapping[str, Problem]


@fact
class NotForThem(ArashaError):
    """The case cannot be given to that officer: an interest, a part in it before, or another unit."""

    reference: str


@fact
class NotAllowed(ArashaError):
    """The viewer's roles do not open this door."""


@fact
class CodeUnknown(ArashaError):
    """No mailbox opens with this code, or the code is not well formed: not said which."""


@fact
class DraftGone(ArashaError):
    """The form was sent, left or has expired; nothing of it can be read any more."""


@fact
class BoxNotFound(ArashaError):
    """No such opening of a complaint box in the viewer's unit."""


@fact
class AlreadySent(ArashaError):
    """The same form was sent before: the first complaint stands."""

    reference: str


@fact
class NoSuchIntegration(ArashaError):
    """No program of that id has or had a token."""


@fact
class SignInRefused(ArashaError):
    """Name, passphrase or code is wrong: never said which."""


@fact
class PasskeyRefused(ArashaError):
    """What a browser brought is no passkey of this institution's, or no answer to a question that we asked just now."""


@fact
class TooManyTries(ArashaError):
    """Many wrong tries came from one connection, and several more wait there already."""


@fact
class TollOpen(ArashaError):
    """Very many complaints came from one connection this hour: this one takes a wait, or work in place of it.

    *token*: what is brought when it is sent again, after *seconds* or with a number as work that gives *bits* zero bits.
    """

    token: str
    seconds: int
    bits: int


@fact
class Resting(ArashaError):
    """Too many wrong tries under one name; it rests until the given moment."""

    until: datetime


@fact
class SignedOut(ArashaError):
    """No session, or one that has ended."""


@fact
class FolderInUse(ArashaError):
    """Another process writes to this data folder."""

    folder: Path


@fact
class NotAnArashaFolder(ArashaError):
    """The data folder holds something else, or no institution yet."""

    folder: Path


@fact
class OldFolder(ArashaError):
    """The data is of an older version of the program and must be upgraded first."""

    found: str
    needed: str


@fact
class NewerFolder(ArashaError):
    """The data was written by a newer version of the program than this one."""

    found: str
    needed: str


@fact
class TablesDiffer(ArashaError):
    """The data says that it is of the program's version, but a table is not as that version has it."""

    table: str
    needed: str


@fact
class PortInUse(ArashaError):
    """Something else listens there already."""

    host: str
    port: int


@fact
class DemonstrationRefused(ArashaError):
    """The folder holds a real institution: made-up cases are never put among real ones."""

    folder: Path


@fact
class UnknownSetting(ArashaError):
    name: str


@fact
class BadSetting(ArashaError):
    name: str
    value: str
    wanted: str


@fact
class PackFault(ArashaError):
    """A mistake in a jurisdiction pack: where it is, why it is one, and an example that shows it."""

    file: str
    line: int
    place: str
    reason: str
    example: str | None = None


@fact
class SheetMisprinted(ArashaError):
    """A recovery sheet does not show the words that it is for: nothing of it may be handed out."""

    unit: str
    place: int


@fact
class ArchiveUnreadable(ArashaError):
    """A pack cannot be taken from the archive that was sent. `reason`: as `cases.publication.unpacking.unpack` says."""

    reason: str
    file: str = ""


@fact
class UnknownProcedure(ArashaError):
    """A proceeding names a version of a procedure that no published pack holds: the rows of packs were damaged."""

    name: str
    version: int


@fact
class VersionKept(ArashaError):
    """A procedure reads otherwise than the published one, and its version is not newer than *version*."""

    name: str
    version: int


@fact
class ProcedureGone(ArashaError):
    """A pack leaves out a procedure that *running* open proceedings run on."""

    name: str
    running: int


@fact
class SealedMadeClear(ArashaError):
    """A pack would keep the fact or question *name* in a clearer class, though its answers are sealed."""

    name: str


@fact
class UnitsWithoutKeys(ArashaError):
    """A pack names units that the institution has not founded: nothing could be sealed to them. *units*: their codes."""

    units: str


@fact
class ProposalRefused(ArashaError):
    """A pack is not published.

    `reason`: `gone`, `decided`, `stale` (another was published meanwhile), `same_person`, `unseen` (it is not what was shown),
    `altered` (the row is not what the journal says), `same` (it is in force already).
    """

    reason: str


@fact
class NoWayBetween(ArashaError):
    """Version *to_version* of the procedure does not say how it takes over proceedings of *from_version*."""

    name: str
    from_version: int
    to_version: int


@fact
class NoSuchMigration(ArashaError):
    id: int


@fact
class MigrationUndone(ArashaError):
    """It was undone before; what was left then stays."""

    id: int
    at: datetime


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
class BadCode(ArashaError):
    """What was typed is no receipt code. `reason`: `characters`, `length` or `check`. What was typed is not kept."""

    reason: str


@fact
class BadReference(ArashaError):
    """What was typed is no case reference. `reason`: `characters`, `length` or `check`."""

    reason: str


@fact
class UnsignedKey(ArashaError):
    """A public key that the institution's directory key did not sign as it stands: nothing is sealed to it."""

    kind: str
    name: str
    epoch: int


@fact
class NoSuchOfficer(ArashaError):
    """Nobody active with that id for this viewer."""


@fact
class FingerprintDiffers(ArashaError):
    """The digits that were compared are not those of the key that is stored: it may be somebody else's."""


@fact
class WrongShredStore(ArashaError):
    """The shred store has none of the secrets that the database's rows name: it is another one, or empty."""


@fact
class PackNotAgreed(ArashaError):
    """The newest pack in the table is none that two people agreed on: somebody wrote it there past the program."""

    pack: str


@fact
class CodeUnchanged(ArashaError):
    """The mailbox's code came through other hands: its owner must change it before anything else."""


@fact
class CodeTaken(ArashaError):
    """A new code was made by this form already and is shown once only."""


@fact
class KeptOut(ArashaError):
    """The unit reads a case that this officer is kept out of by a wall: they cannot be let into it."""

    unit: str


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
class ResetGone(ArashaError):
    """The number for a new key was used, has expired, was tried too often, or never was: not said which."""


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
class WeakPassphrase(ArashaError):
    """A passphrase that can be guessed. `reason`: `short`, `repeated`, `run` or `named`."""

    reason: str


@fact
class InvitationGone(ArashaError):
    """A code of an invitation that was used, taken back, is too old, or never was one."""


@fact
class NameMissing(ArashaError):
    """Somebody who comes to work here has not said what they are called."""


@fact
class NoSuchRole(ArashaError):
    """No role was given, or one that nobody who works here can have."""


@fact
class UsernameTaken(ArashaError):
    username: str


@fact
class UnknownUnit(ArashaError):
    """A unit that the institution does not have, or has no key for."""

    code: str


@fact
class AlreadyFounded(ArashaError):
    """There are units in this database: an institution is founded once."""


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


@fact
class CalendarChanged(ArashaError):
    """A newer version of the calendar is in force than the one that a change was drawn from."""

    version: int


@fact
class BadCalendarDays(ArashaError):
    """Days that cannot be put into the calendar: by line (None for the whole) and part of it, a code of what is wrong."""

    problems: Mapping[tuple[int | None, str], str]


@fact
class NoAnchor(ArashaError):
    """Not an anchor of this institution: damaged, made up, or signed by another key."""


@fact
class BadProof(ArashaError):
    """A proof of filing that proves nothing.

    `reason`: `shape`, `signature` (not ours, or changed), `chain` (lines missing), `words` (those shown are others).
    """

    reason: str


@fact
class FileRefused(ArashaError):
    """A file that is not taken; *limit* in bytes or files, where the reason has one."""

    reason: str
    limit: int = 0


@fact
class UploadGone(ArashaError):
    """The file that was being sent is no longer awaited: it was finished, given up or has expired."""


@fact
class UploadBroken(ArashaError):
    """A part that does not follow the ones that are there: *expected* is the number of the next."""

    expected: int


@fact
class FileNotFound(ArashaError):
    """No such file for this viewer: one of another case or mailbox is answered in the same way."""


@fact
class FileAltered(ArashaError):
    """What lies in the store is not what was committed to when the file came: damaged, exchanged or gone."""


@fact
class FileHeld(ArashaError):
    """The virus scanner has not looked at the file yet, and cannot now."""


@fact
class FileInfected(ArashaError):
    """The virus scanner found something in the file."""


@fact
class NotCleaned(ArashaError):
    """No cleaned copy of the file can be made; `reason` says why."""

    reason: str


@fact
class PartMissing(ArashaError):
    """An object that should lie in the store is not there."""


@fact
class RecordingRefused(ArashaError):
    """A sound or film that is not the one that the pack names. *reason*: missing, large or other (bytes)."""

    file: str
    reason: str


@fact
class StoreDown(ArashaError):
    """The store of files does not answer, or takes nothing more."""


@fact
class ScannerDown(ArashaError):
    """The virus scanner does not answer."""


@fact
class SandboxFailed(ArashaError):
    """Work in the sandbox came to nothing. `reason`: `memory`, `time`, `broken` or `unsafe` (nothing would hold it)."""

    reason: str


@fact
class ListUnreadable(ArashaError):
    """A list of people cannot be read as a table. `reason`: as `cases.groups.reading.read_people` says."""

    reason: str


@fact
class ShredRefused(ArashaError):
    """The case is not shredded. `reason`: `held`, `not_due`, `proposed`, `not_proposed`, `same_person`."""

    reference: str
    reason: str


@fact
class BadRecipient(ArashaError):
    """What was typed is no public key that something could be sealed to."""


@fact
class LetterRefused(ArashaError):
    """The letter does not go on. `reason`: `state`, `role`, `same_person`, `nobody` (complained), `no_layout`."""

    reason: str


@fact
class LinkUnknown(ArashaError):
    """No link opens with this token and PIN: a wrong PIN, a link that is over and one that never was are answered alike."""
