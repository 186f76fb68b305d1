"""When the newest backup was made, for pages and figures of a process that may have no way to where backups lie."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from cases.backups.listing import last_backup
from cases.backups.places import is_bucket
from cases.operations import heartbeats
from cases.settings import Settings
from cases.viewer import Viewer

BACKED_UP_WITHIN: Final = timedelta(hours=36)
"""One that is missed is seen on the next morning."""


def newest_backup(session: Session, *, settings: Settings, viewer: Viewer) -> datetime | None:
    """When the newest whole backup was begun; None where nobody has heard of one.

    Where the backups' folder is at hand it is looked into: one that was lost must not count because a worker once saw it.
    A bucket is asked by the workers alone: pages and figures must not wait for it.
    """
    if settings.backup and not is_bucket(settings.backup):
        return last_backup(settings)
    return heartbeats.last_beat(session, heartbeats.BACKUP, viewer=viewer)
