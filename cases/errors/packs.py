"""What is wrong with a pack, a published version of it, or a calendar."""

from collections.abc import Mapping
from datetime import datetime

from cases.errors.base import ArashaError, fact


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
class PackNotAgreed(ArashaError):
    """The newest pack in the table is none that two people agreed on: somebody wrote it there past the program."""

    pack: str


@fact
class CalendarChanged(ArashaError):
    """A newer version of the calendar is in force than the one that a change was drawn from."""

    version: int


@fact
class BadCalendarDays(ArashaError):
    """Days that cannot be put into the calendar: by line (None for the whole) and part of it, a code of what is wrong."""

    problems: Mapping[tuple[int | None, str], str]


@fact
class RecordingRefused(ArashaError):
    """A sound or film that is not the one that the pack names. *reason*: missing, large or other (bytes)."""

    file: str
    reason: str
