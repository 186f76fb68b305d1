"""How long open cases have stood in their present stage, by track: where a case is left lying, whatever its age."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from cases.records import Case
from cases.reports.concerns import seen
from cases.reports.patterns import COUNTED
from cases.reports.scopes import House, scope_of
from cases.viewer import Viewer

STANDING_BANDS: Final = ((0, 7), (7, 30), (30, 90), (90, None))
"""Calendar days since the stage began, the upper end excluded."""

Standing = Mapping[str, tuple[int, ...]]
"""Track → cases by band."""

cases = Case.__table__.c


def count_standing(
    session: Session, units: Collection[str], *, house: House, viewer: Viewer, at: datetime
) -> Mapping[str, Standing]:
    """Of each of the asked *units*, all of the viewer's scope when none is asked, at *at*; one statement.

    Run it through `database.read`. Raises: NotAllowed for units that the viewer may not see.
    """
    scope = scope_of(viewer, house)
    bands = [func.count().filter(*stood(band, at)) for band in range(len(STANDING_BANDS))]
    counted: Any = session.execute(
        select(cases.unit, cases.track, *bands)
        .where(seen(cases, scope.narrow(units), scope, house), cases.open, cases.kind == COUNTED)
        .group_by(cases.unit, cases.track)
    )
    found: dict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
    for unit, track, *numbers in counted:
        found[house.integrity if scope.walled else unit][track] = tuple(numbers)
    return found


def stood(band: int, at: datetime) -> list[ColumnElement[bool]]:
    """Stood in their stage at *at* for as long as a band of `STANDING_BANDS` says; of rows of `cases`."""
    low, high = STANDING_BANDS[band]
    since = cases.stage_since
    return [
        *([since <= at - timedelta(days=low)] if low else []),
        *([since > at - timedelta(days=high)] if high else []),
    ]


def stand_together(units: Collection[Standing]) -> Standing:
    """The sum over *units*."""
    tracks = dict.fromkeys(track for one in units for track in one)
    nothing = (0,) * len(STANDING_BANDS)
    return {track: tuple(map(sum, zip(*(one.get(track, nothing) for one in units), strict=True))) for track in tracks}
