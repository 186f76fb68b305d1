"""`make bench`: a house on SQLite in a temporary folder, measured; FULL=1 seeds more cases, and a million."""

import sys
from contextlib import suppress
from datetime import UTC, datetime
from time import process_time
from traceback import print_exc
from types import ModuleType

from tests.benchmarks import (
    alarms,
    eight_clients,
    engine,
    evidence,
    filing,
    keys,
    pages,
    papers,
    public_pages,
    recounting,
    renewal,
    replaying,
    reporting,
    searching,
    staff_door,
    starting,
    submitting,
    verifying,
)
from tests.benchmarks.houses import house_on_postgresql, house_on_sqlite
from tests.benchmarks.million import scale
from tests.benchmarks.national_day import day as national_day
from tests.harness.postgres import MissingPostgresqlError
from web.starting import begin, keep_what_is_there

AT = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)


class Parts:
    """The parts of the list, each by itself: one that breaks off is named, and the others are still measured."""

    def __init__(self) -> None:
        self.broken: list[str] = []

    def measure(self, part: ModuleType, *args: object, **options: object) -> None:
        started = process_time()
        try:
            part.measure(*args, **options)
        except Exception:  # noqa: BLE001 - whatever it is, the list goes on and the command says it at its end
            name = f"{part.__name__.rpartition('.')[2]} {options.get('kind', '')}".rstrip()
            self.broken.append(name)
            print(f"{name} broke off after {process_time() - started:.0f} s of computing", file=sys.stderr)
            print_exc()


def main() -> int:
    """How many parts broke off."""
    begin()  # as the program does, whose pages and use cases are measured in this process
    keep_what_is_there()
    seconds = 60.0 if "--full" in sys.argv[1:] else 8.0
    cases = 20_000 if "--full" in sys.argv[1:] else 500
    seconds_of_day, pace = (960.0, 30.0) if "--full" in sys.argv[1:] else (60.0, 2.0)
    parts = Parts()
    measure = parts.measure
    measure(engine)
    measure(starting)
    with house_on_sqlite(at=AT) as (house, settings):
        measure(filing, house, kind="sqlite", cases=cases)
        measure(eight_clients, kind="sqlite", at=AT)
        measure(recounting, house, kind="sqlite")
        measure(pages, house, settings)
        measure(public_pages, house, settings)
        measure(submitting, kind="sqlite", seconds=seconds)
        measure(keys, house)
        measure(staff_door, house, settings)
        measure(evidence, house, settings, full="--full" in sys.argv[1:])
        measure(replaying, at=AT, cases=cases // 5)
        measure(verifying, house, cases=cases // 2)
        measure(alarms, house, kind="sqlite", cases=600)
        measure(renewal, house, kind="sqlite")
        measure(searching, house, kind="sqlite", cases=cases * 5)
        measure(papers, house)
        measure(reporting, house, kind="sqlite", cases=cases * 50)
    with suppress(MissingPostgresqlError), house_on_postgresql(at=AT) as (house, settings):
        measure(filing, house, kind="postgresql", cases=500)
        measure(eight_clients, kind="postgresql", at=AT)
        measure(submitting, kind="postgresql", seconds=seconds)
        measure(alarms, house, kind="postgresql", cases=600)
        measure(renewal, house, kind="postgresql")
        measure(searching, house, kind="postgresql", cases=cases * 5)
        measure(reporting, house, kind="postgresql", cases=cases * 50)
        measure(national_day, seconds=seconds_of_day, faster=pace)
        if "--full" in sys.argv[1:]:
            measure(scale, kind="postgresql")
    if "--full" in sys.argv[1:]:
        measure(scale, kind="sqlite")
    if parts.broken:
        print(f"broke off: {', '.join(parts.broken)}", file=sys.stderr)
    return len(parts.broken)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
