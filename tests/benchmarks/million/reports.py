"""Reports over a million cases, read as their pages read: every narrower question that a page can ask, besides whole months."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from msgspec.structs import replace
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from cases.records import Case, Measure
from cases.reports.drilling import read_drilled
from cases.reports.periods import Compare, Period, last_twelve_months, today
from cases.reports.queries import Asked, read_report
from cases.reports.scopes import House, house_of
from cases.viewer import System, Viewer
from tests.benchmarks import reporting
from tests.benchmarks.computing import computing
from tests.benchmarks.figure import Figure
from tests.benchmarks.million.grown import Grown

TIMES = 3
LISTED = ("received", "timeliness", "overdue", "not_told", "urgent_waiting", "days_median")
NOTE = "p50 of CPU, the database server's included, every indicator; floor = one plain scan of the measures by unit"


def measure(many: Grown, *, kind: str) -> None:
    chief, clock = many.officer("supervisor", "KZ-HO"), computing(many.cluster)
    reporting.count(many.house, chief, name=f"1m_{kind}", clock=clock, many=True)
    narrowed(many, kind=kind)


def narrowed(many: Grown, *, kind: str) -> None:
    """Whatever is not whole months of everything, of the country and of one unit."""
    chief, clock = many.officer("supervisor", "KZ-HO"), computing(many.cluster)
    reports, at, across = house_of(many.house.pack), many.house.clock(), many.house.database.read_across
    takes = partial(reporting.median_of, clock=clock, times=TIMES)
    floor = takes(partial(across, reporting.scan, viewer=chief))
    codes = many.house.database.read(most_common, reports, viewer=System())
    for name, asked in questions(codes, last_twelve_months(today(at, reports.zone))):
        taken = takes(partial(across, read_report, asked, house=reports, viewer=chief, at=at))
        Figure(
            name=f"dashboard_{name}_1m_{kind}", value=round(taken, 1), unit="ms", floor=round(floor, 1),
            ratio=round(taken / floor, 2), budget=400, met=taken <= 400 and taken <= 4 * floor, note=NOTE,
        ).print()  # fmt: skip
        slowest, figure = max(
            (takes(partial(across, read_drilled, asked, one, house=reports, viewer=chief, at=at)), one)
            for one in LISTED
        )
        Figure(
            name=f"drill_down_{name}_1m_{kind}", value=round(slowest, 1), unit="ms", budget=50, met=slowest <= 50,
            note=f"p50 of CPU of the first page behind the slowest of six figures ({figure})",
        ).print()  # fmt: skip


def questions(codes: Mapping[str, str], year: Period) -> Iterator[tuple[str, Asked]]:
    """Each with the name of its figure, of the country and then of one unit. *codes*: what `most_common` gives."""
    odd = Period(year.last - timedelta(days=200), year.last - timedelta(days=17))
    days: dict[str, Any] = {"period": odd}
    track, channel, place, body = ({name: codes[name]} for name in ("track", "channel", "facility", "body"))
    narrower: dict[str, dict[str, Any]] = {
        "odd": days,
        "compared": {"compare": Compare.PERIOD_BEFORE},
        "odd_compared": days | {"compare": Compare.YEAR_BEFORE},
        "track": track,
        "channel": channel,
        "track_and_channel": track | channel,
        "place": place,
        "body": body,
        "odd_track_and_channel": days | track | channel,
        "odd_place": days | place,
        "place_and_track": place | track,
        "body_and_channel": body | channel,
        "place_and_body": place | body,
        "odd_track_channel_and_body": days | track | channel | body,
    }
    for name, more in narrower.items():
        asked = replace(Asked(period=year), **more)
        yield f"national_{name}", asked
        yield f"unit_{name}", replace(asked, units=frozenset((codes["unit"],)))


def most_common(session: Session, house: House, *, viewer: Viewer) -> dict[str, str]:
    """The codes that most cases have, so that no other asks for more; the unit is the one with most cases about that place."""
    place = commonest(session, Case.facility)
    return {
        "facility": place,
        "unit": commonest(session, Case.unit, Case.facility == place),
        "body": commonest(session, Case.facts[house.body_fact].as_string()),
        "track": commonest(session, Measure.track),
        "channel": commonest(session, Measure.channel),
    }


def commonest(session: Session, column: Any, *conditions: ColumnElement[bool]) -> str:
    counted = select(column).where(column.is_not(None), *conditions).group_by(column)
    return str(session.scalars(counted.order_by(func.count().desc()).limit(1)).one())
