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
