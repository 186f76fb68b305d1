"""What is wrong with a file that came, or with where files are kept and looked into."""

from cases.errors.base import ArashaError, fact


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
