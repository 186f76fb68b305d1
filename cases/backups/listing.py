"""Which backups there are: told from their names, because what is in them opens by a key that is not here."""

import re
from datetime import UTC, datetime

from cases.backups.places import Place, backup_place
from cases.settings import Settings

SNAPSHOTS = "snapshots"
NAME = re.compile(r"(?P<at>\d{8}T\d{6}Z)-[0-9a-f]{8}\.age")
STAMP = "%Y%m%dT%H%M%SZ"


def list_snapshots(place: Place) -> list[str]:
    """Names of the whole backups in *place*, the oldest first; none where there is no such place. Raises: StoreDown."""
    names = (name.removeprefix(f"{SNAPSHOTS}/") for name in place.names(SNAPSHOTS))
    return sorted(name for name in names if NAME.fullmatch(name))


def moment_of(name: str) -> datetime:
    """When the backup of that name was begun: it holds everything from before."""
    found = NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    return datetime.strptime(found["at"], STAMP).replace(tzinfo=UTC)


def last_backup(settings: Settings) -> datetime | None:
    """When the newest whole backup was begun; None where there is none, or none is set up. Raises: StoreDown."""
    found = list_snapshots(backup_place(settings)) if settings.backup else []
    return moment_of(found[-1]) if found else None
