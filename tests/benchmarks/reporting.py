"""Reports over very many cases, read as their pages read: a fresh dashboard, and the cases behind a number.

Floor: one plain scan of the measures.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from random import Random
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter, process_time
from typing import Any

from msgspec.structs import replace
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from cases.records import Case, Measure, Wrap
from cases.records.base import new_id
from cases.records.rows import table_of
from cases.reports.drilling import BATCH, read_drilled
from cases.reports.folding import set_right
from cases.reports.periods import last_twelve_months, today
from cases.reports.queries import Asked, read_report
from cases.reports.scopes import house_of
from cases.reports.sheets import Cell
from cases.reports.workbooks import write_workbook
from cases.viewer import Officer, System, Viewer
from tests.benchmarks.figure import Figure
from tests.builders import House

TRACKS, OUTCOMES = (
    ("detention", "business", "environment", "other"),
    ("violation_found", "not_found", "referred", "inadmissible"),
)
LONG_AGO = 1500
"""Days over which the cases came in."""
LINES = 100_000
FEW = 200_000
"""From so many cases on, times are taken less often."""
SAID = {process_time: "of CPU", perf_counter: "of the clock"}


def measure(house: House, *, kind: str, cases: int) -> None:
    """*cases*: how many there are, laid in at once past the use cases: filing so many would take hours."""
    lay_in(house, cases, analysed=kind == "postgresql")
    clock = process_time if kind == "sqlite" else perf_counter
    count(house, house.officer("supervisor.ho"), name=f"{cases // 1000}k_{kind}", clock=clock, many=cases > FEW)


def count(house: House, chief: Officer, *, name: str, clock: Callable[[], float], many: bool) -> None:
    """Every figure of reports over what the house holds. *clock*: seconds that count; *many*: so many cases that few times do."""
    at, across = house.clock(), house.database.read_across
    reports = house_of(house.pack)
    asked = Asked(period=last_twelve_months(today(at, reports.zone)))
    takes = partial(median_of, clock=clock, times=5 if many else 15)
    floor = takes(partial(across, scan, viewer=chief))
    said = SAID.get(clock, "of CPU, the server's included")
    for which, units in (("national", ()), ("unit", ("KZ-39",))):
        question = replace(asked, units=frozenset(units))
        taken = takes(partial(across, read_report, question, house=reports, viewer=chief, at=at))
        Figure(
            name=f"dashboard_{which}_{name}", value=round(taken, 1), unit="ms", floor=round(floor, 1),
            ratio=round(taken / floor, 2), budget=400, met=taken <= 400 and taken <= 4 * floor,
            note=f"p50 {said}, every indicator, cases from kept sums; floor = one plain scan of the measures by unit",
        ).print()  # fmt: skip
        slowest, figure = max(
            (takes(partial(across, read_drilled, question, one, house=reports, viewer=chief, at=at)), one)
            for one in ("received", "timeliness", "overdue", "not_told", "urgent_waiting", "days_median")
        )
        Figure(
            name=f"drill_down_{which}_{name}", value=round(slowest, 1), unit="ms", budget=50, met=slowest <= 50,
            note=f"p50 {said} of the first page behind the slowest of six figures ({figure})",
        ).print()  # fmt: skip
    workbook(house, chief, replace(asked, period=replace(asked.period, first=date(2020, 1, 1))), name)


def median_of(work: Callable[[], object], *, clock: Callable[[], float], times: int) -> float:
    """Milliseconds of one run by *clock*, after one to warm up."""
    work()
    taken = []
    for _ in range(times):
        started = clock()
        work()
        taken.append((clock() - started) * 1000)
    return median(taken)


def workbook(house: House, chief: Officer, asked: Asked, name: str) -> None:
    """The list behind a number as a workbook of at most `LINES` rows."""
    reports, at = house_of(house.pack), house.clock()

    def lines() -> Iterator[Sequence[Cell]]:
        place, given = None, 0
        while given < LINES:
            page = house.database.read_across(
                read_drilled, asked, "received", after=place, limit=BATCH, house=reports, viewer=chief, at=at
            )  # fmt: skip
            for line in page.lines:
                yield [line.reference, line.unit, line.track, line.channel, line.urgency, f"{line.day}", f"{line.due}"]
            given += len(page.lines)
            place = page.more
            if place is None:
                return

    before, started, size = getrusage(RUSAGE_SELF).ru_maxrss, process_time(), 0
    for piece in write_workbook(lines(), name="cases", at=at):
        size += len(piece)
    taken, grown = process_time() - started, (getrusage(RUSAGE_SELF).ru_maxrss - before) / 1024
    Figure(
        name=f"list_as_workbook_{name}", value=round(taken, 2), unit="s", budget=10, met=taken <= 10 and grown <= 64,
        note=f"at most {LINES} rows read by pages and written as they go out, {size // 1024} KiB, {grown:.0f} MiB more memory",
    ).print()  # fmt: skip


def scan(session: Session, *, viewer: Viewer) -> object:
    row = table_of(Measure).c
    counted = [
        func.count(),
        func.sum(row.decided_days),
        func.count(row.closed),
        func.count(row.told),
        func.max(row.due),
    ]
    return session.execute(select(row.unit, *counted).group_by(row.unit)).all()


def lay_in(house: House, cases: int, *, analysed: bool) -> None:
    """Copies of one case with lives of their own: the first unit has every fifth, most are closed, one in fifty is urgent."""
    reference = house.file().reference
    lot, day = Random(7), today(house.clock(), house.pack.zone)
    units = [code for code, unit in house.pack.units.items() if unit.kind in {"region", "head"}]
    for start in range(0, cases, BATCH):
        lives = [life(lot, units, day) for _ in range(min(BATCH, cases - start))]
        house.database.write(copy, reference, lives, viewer=System())
        if (start // BATCH) % 20 == 0:
            done = (start + len(lives)) * 40 // cases
            print(f"\r[{'#' * done:40}] {start + len(lives)} of {cases} cases", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    house.database.claim(set_right, viewer=System())
    if analysed:  # PostgreSQL does it by itself; SQLite plans without
        house.database.write(analyse, viewer=System())


def copy(session: Session, reference: str, lives: list[dict[str, Any]], *, viewer: Viewer) -> None:
    """One case, its measures and its wraps for each of *lives*; ids are random, as everywhere."""
    cases, measures, wraps = table_of(Case), table_of(Measure), table_of(Wrap)
    case = session.execute(select(cases).where(cases.c.reference == reference)).mappings().one()
    spell = session.execute(select(measures).where(measures.c.case_id == case["id"])).mappings().one()
    wrap = session.execute(select(wraps).where(wraps.c.case_id == case["id"]).limit(1)).mappings().one()
    rows: dict[type[Any], list[dict[str, Any]]] = {Case: [], Measure: [], Wrap: []}
    for lived in lives:
        number, unit = new_id(), lived["unit"]
        known = {name: lived[name] for name in ("unit", "track", "urgency", "open")}
        facility = f"F-{number % 60}" if lived["track"] == "detention" else None
        rows[Case].append({**case, **known, "id": number, "reference": f"{number}", "facility": facility})
        rows[Measure].append({**spell, **lived, "case_id": number})
        for holder in {unit, "KZ-HO"}:
            rows[Wrap].append({**wrap, "id": new_id(), "case_id": number, "holder_kind": "unit", "holder": holder})
    for record, many in rows.items():
        session.execute(insert(table_of(record)), many)


def life(lot: Random, units: list[str], day: date) -> dict[str, Any]:
    """What became of one case that came in some time in the last years: mostly decided within sixty days and closed."""
    begun = day - timedelta(lot.randrange(LONG_AGO))
    due, waited = begun + timedelta(21), lot.randrange(5, 60)
    decided = begun + timedelta(waited)
    lived: dict[str, Any] = {
        "unit": units[0] if lot.random() < 0.2 else lot.choice(units), "track": lot.choice(TRACKS),
        "urgency": 1 if lot.random() < 0.02 else 3, "day": begun, "registered": begun, "acknowledged": begun,
        "acknowledged_in_time": lot.random() < 0.95, "due": due, "first_minutes": lot.randrange(5, 3000), "open": True,
        "decided": None, "decided_days": None, "decided_in_time": None, "outcome": None, "told": None, "closed": None,
    }  # fmt: skip
    if decided > day or lot.random() < 0.02:
        return lived
    known = {
        "decided": decided,
        "decided_days": waited,
        "decided_in_time": decided <= due,
        "outcome": lot.choice(OUTCOMES),
    }
    told = min(day, decided + timedelta(1)) if lot.random() < 0.97 else None
    closed = decided + timedelta(lot.randrange(3, 40))
    ended = {"closed": closed, "open": False} if closed <= day else {}
    return lived | known | {"told": told} | ended


def analyse(session: Session, *, viewer: Viewer) -> None:
    session.execute(text("ANALYZE"))
