"""What the command line says of an expected error: one line, what is wrong and what to do."""

from collections.abc import Callable
from typing import Any

from cases import errors

PROOF_FAULTS = {
    "shape": "it is no proof of filing",
    "signature": "it was changed, or not signed with this key",
    "words": "the words are others than those that were filed",
    "chain": "lines are missing, or belong to another proof",
}
SHEETS = {
    "mistyped": "sheet {number} is mistyped: compare it word by word.",
    "mixed": "these sheets do not belong together: some are of an older or another recovery key.",
    "too_few": "{number} more sheets are needed.",
    "other_key": "these sheets open another unit's key, or an older one.",
}
PROPOSALS = {
    "gone": "there is no such proposal.",
    "decided": "somebody has decided on it already.",
    "stale": "another pack was published meanwhile; compare with that one and propose again.",
    "same_person": "whoever proposed it cannot confirm it.",
    "unseen": "it is not what was shown; look at it again.",
    "altered": "the proposal is not as the journal tells it; run `arasha verify`.",
    "same": "the same files are in force already.",
}
RECORDINGS = {
    "missing": "is not in the folder",
    "large": "is too large",
    "other": "is not the file that the pack names by its hash",
}
LINES: dict[type[errors.ArashaError], Callable[[Any], str]] = {
    errors.FolderInUse: lambda e: f"{e.folder} is in use by another process; stop that one first.",
    errors.NotAnArashaFolder: lambda e: (
        f"{e.folder} holds no institution; `arasha init` founds one, `arasha demo` makes a made-up one to try."
    ),
    errors.OldFolder: lambda e: (
        f"the data is of version {e.found}, this program needs {e.needed}; run `arasha upgrade`."
    ),
    errors.NewerFolder: lambda e: (
        f"the data is of version {e.found}, newer than this program ({e.needed}); update the program."
    ),
    errors.TablesDiffer: lambda e: (
        f"the table {e.table} is not as version {e.needed} has it: an unreleased build made this data, or somebody changed it; "
        "take another folder or a backup."
    ),
    errors.PortInUse: lambda e: f"port {e.port} on {e.host} is taken; give another with --port (make run PORT=8001).",
    errors.DemonstrationRefused: lambda e: f"{e.folder} holds a real institution; made-up cases never go in there.",
    errors.AlreadyFounded: lambda _: "there is an institution in this database already; nothing was changed.",
    errors.UnknownSetting: lambda e: f"there is no setting {e.name}.",
    errors.LetterRefused: lambda e: f"the letter does not go on: {e.reason}.",
    errors.BadSetting: lambda e: f"{e.name} is '{e.value}', wanted {e.wanted}.",
    errors.SecretsInsideData: lambda e: f"the secrets folder {e.folder} must not lie inside the data folder.",
    errors.WrongShredStore: lambda _: (
        "the shred store is not the one of this database: put it back into DATA/shred, or name it in ARASHA_SHRED_DATABASE."
    ),
    errors.PackNotAgreed: lambda e: (
        f"the pack {e.pack[:12]} in the database is none that two people agreed on, and is not worked by: see `arasha verify`."
    ),
    errors.SecretsExist: lambda e: f"{e.folder} holds secrets already and they are never written over.",
    errors.NoBackup: lambda e: f"{e.place} holds no whole backup of that name, or none at all.",
    errors.BackupDamaged: lambda e: f"the backup is not whole: {e.file} is missing, altered or not this institution's.",
    errors.BackupMisplaced: lambda e: (
        f"{e.place}: data, secrets, backup and the shred secrets' backup each need a place of their own."
    ),
    errors.BackupRuns: lambda _: (
        "another process is making a backup of this house; the next one can be made when it is done."
    ),
    errors.BackupOfAnother: lambda e: f"this backup is of {e.kind}; restore it to a database of that kind.",
    errors.BadBackupKey: lambda e: (
        f"{e.path} holds no such key: `arasha backup-key` makes one; the server has its public half (age1…) alone."
    ),
    errors.NoRoom: lambda e: (
        f"there is no room left for {e.folder}; nothing of this run counts, and the next one goes on with what it wrote."
    ),
    errors.TargetNotEmpty: lambda e: f"something is there already ({e.place}) and is never written over.",
    errors.ToolFailed: lambda e: (
        f"{e.tool} did not finish: is it installed, as new as the server, and is there room? Nothing was changed."
    ),
    errors.RoleMissing: lambda e: (
        f"the database needs the role {e.role}: CREATE ROLE {e.role} NOLOGIN; GRANT {e.role} TO the account of ARASHA_DATABASE."
    ),
    errors.MovedAway: lambda e: (
        f"the institution of {e.folder} was moved to PostgreSQL: set ARASHA_DATABASE. To go back on purpose, delete"
        f" {e.folder}/moved-to."
    ),
    errors.MoveUnfinished: lambda _: (
        "an institution is half moved into this database; run the same `arasha move-to` again."
    ),
    errors.NoAnchor: lambda _: "this is no anchor that this institution has signed.",
    errors.BadProof: lambda e: f"this proves nothing: {PROOF_FAULTS[e.reason]}.",
    errors.OldSecrets: lambda e: f"{e.folder} is of an earlier version of this program; run `arasha upgrade`.",
    errors.SecretsMissing: lambda e: f"{e.path} is missing; without it no mailbox and no account opens.",
    errors.SecretsUnreadable: lambda e: f"{e.path} is not as it was written.",
    errors.NoSealedCase: lambda e: f"{e.path} is no whole file of `arasha export-case`.",
    errors.CaseNotFound: lambda e: f"{e.reference}: no such case for you.",
    errors.RecordingRefused: lambda e: f"{e.file} {RECORDINGS[e.reason]}; nothing was laid.",
    errors.NotAllowed: lambda _: "your roles do not open this.",
    errors.TooManyTries: lambda _: "very many tries from one connection; wait ten seconds.",
    errors.SheetMisprinted: lambda e: (
        f"{e.unit}: sheet {e.place} was not drawn as it should be; nothing was handed out."
    ),
    errors.ArchiveUnreadable: lambda e: f"the archive cannot be read ({e.reason}) {e.file}".rstrip() + ".",
    errors.TollOpen: lambda e: f"very many complaints from one connection; wait {e.seconds} seconds.",
    errors.SignInRefused: lambda _: "name, passphrase or code is wrong.",
    errors.PasskeyRefused: lambda _: "the passkey was not taken.",
    errors.UnknownUnit: lambda e: f"the institution has no unit {e.code}.",
    errors.BoxNotFound: lambda _: "your unit opened no complaint box under that number.",
    errors.NoSuchIntegration: lambda _: "no program of that id was ever given a token.",
    errors.NoSuchOfficer: lambda _: "nobody active of that unit, with a role that reads cases, has that user name.",
    errors.NoRecovery: lambda e: f"{e.unit} has no recovery sheets.",
    errors.BadRecoveryFile: lambda _: (
        "this is not the file of this recovery, or keys have changed since it was written."
    ),
    errors.FingerprintDiffers: lambda _: "these are not the digits of the officer's key; stop and find out why.",
    errors.UnsignedKey: lambda e: (
        f"the key of {e.kind} {e.name} is not as the institution signed it; nothing was done."
    ),
    errors.BadSheets: lambda e: SHEETS[e.reason].format(number=e.number),
    errors.CannotOpen: lambda _: "it does not open: another key, or it was altered.",
    errors.UnknownProcedure: lambda e: f"no published pack holds version {e.version} of the procedure {e.name}.",
    errors.CalendarChanged: lambda e: (
        f"version {e.version} of the calendar came into force meanwhile; look at it first."
    ),
    errors.NoWayBetween: lambda e: (
        f"version {e.to_version} of {e.name} does not say how it takes over version {e.from_version}; add"
        f" `migrate: [{{from: {e.from_version}}}]` to it and publish it under a higher version."
    ),
    errors.NoSuchMigration: lambda e: f"there was no migration {e.id}.",
    errors.MigrationUndone: lambda e: f"migration {e.id} was undone on {e.at:%Y-%m-%d}.",
    errors.VersionKept: lambda e: (
        f"the procedure {e.name} reads otherwise than its published version {e.version}; give it a higher version, so that cases"
        " that run on the old one keep it."
    ),
    errors.ProcedureGone: lambda e: (
        f"the pack leaves out the procedure {e.name}, on which {e.running} open proceedings run; keep it until they have ended."
    ),
    errors.SealedMadeClear: lambda e: (
        f"{e.name} is sealed where it is asked now, and what was told under a seal never becomes clear; give a question that is"
        " not sealed another name."
    ),
    errors.UnitsWithoutKeys: lambda e: f"the institution has founded no {e.units}, so nothing could be sealed to them.",
    errors.ProposalRefused: lambda e: PROPOSALS[e.reason],
    errors.StoreDown: lambda _: "the store of files does not answer; look at ARASHA_EVIDENCE.",
    errors.PackFault: lambda e: f"{e.file}, {fault_words(e)}",
}


def one_line(error: errors.ArashaError) -> str:
    """Words for *error*; its name and facts where a command was not expected to meet it."""
    line = LINES.get(type(error))
    return line(error) if line else f"{type(error).__name__} {' '.join(str(value) for value in vars(error).values())}"


def fault_words(fault: errors.PackFault) -> str:
    """A mistake of a pack without the name of its file: line, place, reason and example, as far as there are any."""
    where = ", ".join(part for part in (f"line {fault.line}" if fault.line else "", fault.place) if part)
    example = f"; for example: {fault.example}" if fault.example else ""
    return f"{where}: {fault.reason}{example}" if where else f"{fault.reason}{example}"
