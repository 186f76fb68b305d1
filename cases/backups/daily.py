"""The worker's backup of the day: made once, and again an hour later where it failed."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from cases.backups.listing import last_backup
from cases.errors import BackupRuns
from cases.settings import Settings

EVERY: Final = timedelta(hours=24)
AGAIN: Final = timedelta(hours=1)
"""After a failure: a disk that is full now is hardly empty in five seconds."""
LOOKS: Final = timedelta(minutes=10)
"""Between two looks at which backups there are: a bucket is asked over the network."""


class DailyBackup:
    """What one worker makes; where several have the same place, whoever finds it old makes it and the others let it be."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._not_before: datetime | None = None
        self._looked: datetime | None = None
        self._newest: datetime | None = None
        self.told: datetime | None = None
        """Of which backup the house was told last."""

    def is_due(self, at: datetime) -> bool:
        """Whether a backup is set up, a day old, and was not tried a moment ago."""
        if not self._settings.backup or (self._not_before is not None and at < self._not_before):
            return False
        newest = self.newest(at)
        return newest is None or at - newest >= EVERY

    def make(self, *, at: datetime) -> None:
        """Make it if it is due and nobody else is at it. Raises: as `make_backup`."""
        if self.is_due(at):
            from cases.backups.making import make_backup  # noqa: PLC0415 - a worker without backups does without it

            self._not_before = at + AGAIN
            with suppress(BackupRuns):
                make_backup(self._settings, at=at)
            self._looked = None

    def newest(self, at: datetime) -> datetime | None:
        """When the newest was begun, also one that `arasha backup` made; looked for every few minutes. Raises: StoreDown."""
        if self._looked is None or at - self._looked >= LOOKS:
            self._looked = at
            self._newest = last_backup(self._settings)
        return self._newest

    def news(self, at: datetime) -> datetime | None:
        """The same, where the house was not told of it yet. Raises: StoreDown."""
        newest = self.newest(at)
        return None if newest == self.told else newest
