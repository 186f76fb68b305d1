"""What is wrong with the house itself: its folder, its tables, its settings, its founding."""

from pathlib import Path

from cases.errors.base import ArashaError, fact


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
class UnknownUnit(ArashaError):
    """A unit that the institution does not have, or has no key for."""

    code: str


@fact
class AlreadyFounded(ArashaError):
    """There are units in this database: an institution is founded once."""


@fact
class NoBackup(ArashaError):
    """There is no whole backup in the place, or none of that name."""

    place: str


@fact
class BackupDamaged(ArashaError):
    """A part of a backup is missing, torn, altered or not this institution's."""

    file: str


@fact
class BackupMisplaced(ArashaError):
    """Rows and shred secrets would lie together, or a backup inside of what it is made of."""

    place: str


@fact
class BackupRuns(ArashaError):
    """Another process is making a backup of this house."""


@fact
class BadBackupKey(ArashaError):
    """A file holds no key of the kind that is needed."""

    path: Path


@fact
class NoRoom(ArashaError):
    """The disk is full. What was written so far counts for nothing, and is used by the next run."""

    folder: Path


@fact
class TargetNotEmpty(ArashaError):
    """Something is there already, and is never written over."""

    place: str


@fact
class ToolFailed(ArashaError):
    """A program of PostgreSQL is missing, of another version, or did not finish."""

    tool: str


@fact
class BackupOfAnother(ArashaError):
    """The backup is of a database of the other kind."""

    kind: str


@fact
class MovedAway(ArashaError):
    """The institution of this folder lives in a database of its own now."""

    folder: Path


@fact
class MoveUnfinished(ArashaError):
    """The database holds a part of an institution that is being moved there."""


@fact
class RoleMissing(ArashaError):
    """The database lacks a role that the program's account may not make."""

    role: str
