"""Who asks for a part of the queue, by the names that its statements have for them.

SQLAlchemy spends ten times as long on putting the queue's statements together as a database on running them. So each is put
together once for all officers of the same roles, and what differs between two of them comes as values (`records/prepared.py`).
"""

from datetime import date, datetime, time
from typing import Any, Final

import msgspec
from sqlalchemy import BindParameter, String, bindparam

from cases.packs.jurisdiction import Pack
from cases.records.base import BigInt, Day, Moment
from cases.viewer import Officer
from cases.worklist.deciding import Places, places_of
from workflows.calendars import add_working_days, local_day


class Asker(msgspec.Struct, frozen=True):
    """An officer as a statement knows them: *roles* and places are part of it, all else is a name whose value comes later."""

    roles: frozenset[str]
    others: int
    """How many units' keys they hold beside their own unit's (the duty desk's)."""
    own: Places
    """Where a unit decides beside the case, by the pack."""
    above: Places
    """Where the head office does."""
    at_head: bool
    """They are of the head office."""

    @property
    def id(self) -> BindParameter[int]:
        return bindparam("me", type_=BigInt)

    @property
    def unit(self) -> BindParameter[str]:
        return bindparam("unit", type_=String())

    @property
    def actor(self) -> BindParameter[str]:
        """As the journal names them, and the desk of what only they may read."""
        return bindparam("actor", type_=String())

    @property
    def holder(self) -> BindParameter[str]:
        """As a wrap to them alone names them."""
        return bindparam("holder", type_=String())

    @property
    def other_units(self) -> list[BindParameter[str]]:
        return [bindparam(f"unit_{number}", type_=String()) for number in range(self.others)]

    @property
    def units(self) -> list[BindParameter[str]]:
        return [self.unit, *self.other_units]


NOW: Final[BindParameter[datetime]] = bindparam("now", type_=Moment())
TODAY: Final[BindParameter[date]] = bindparam("today", type_=Day())
QUIET_SINCE: Final[BindParameter[datetime]] = bindparam("quiet_since", type_=Moment())
"""Whoever last heard from us before this moment has waited for more than ten working days."""
SILENT = 10


def asker_of(viewer: Officer, pack: Pack) -> Asker:
    own, above = places_of(pack)
    at_head = viewer.unit == pack.institution.head_office
    return Asker(viewer.roles, len(viewer.units) - 1, own, above, at_head)


def values_of(viewer: Officer, at: datetime, *, pack: Pack) -> dict[str, Any]:
    """What the names of `Asker`, NOW, TODAY and QUIET_SINCE stand for."""
    calendar = pack.calendar
    today = local_day(calendar, at)
    quiet = datetime.combine(add_working_days(calendar, today, -SILENT), time(), calendar.zone)
    others = {f"unit_{number}": unit for number, unit in enumerate(sorted(viewer.units - {viewer.unit}))}
    return {
        "me": viewer.id,
        "unit": viewer.unit,
        "actor": viewer.actor,
        "holder": str(viewer.id),
        "now": at,
        "today": today,
        "quiet_since": quiet,
        **others,
    }
