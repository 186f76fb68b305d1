"""`make bench`: a house on SQLite in a temporary folder, measured; FULL=1 seeds more cases."""

import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cases.database import Database
from cases.schema import upgrade
from cases.settings import Settings
from tests.benchmarks import (
    alarms,
    engine,
    evidence,
    filing,
    keys,
    pages,
    public_pages,
    recounting,
    renewal,
    replaying,
    searching,
    staff_door,
    submitting,
    verifying,
)
from tests.benchmarks.houses import house_on_postgresql
from tests.builders import found_house
from tests.harness.postgres import MissingPostgresqlError

AT = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)


def main() -> None:
    seconds = 60.0 if "--full" in sys.argv[1:] else 8.0
    cases = 20_000 if "--full" in sys.argv[1:] else 500
    engine.measure()
    with TemporaryDirectory(prefix="arasha-bench-") as folder:
        settings = Settings(data=Path(folder) / "data", secrets=Path(folder) / "secrets")
        upgrade(settings)
        with Database.open(settings) as database:
            house = found_house(database, at=AT)
            filing.measure(house, kind="sqlite", cases=cases)
            recounting.measure(house, kind="sqlite")
            pages.measure(house, settings)
            public_pages.measure(house, settings)
            submitting.measure(house, settings, kind="sqlite", seconds=seconds)
            keys.measure(house)
            staff_door.measure(house, settings)
            evidence.measure(house, settings, full="--full" in sys.argv[1:])
            replaying.measure(house, cases=cases // 5)
            verifying.measure(house)
            alarms.measure(house, kind="sqlite", cases=600)
            renewal.measure(house, kind="sqlite")
            searching.measure(house, kind="sqlite", cases=cases * 5)
    with suppress(MissingPostgresqlError), house_on_postgresql(at=AT) as (house, settings):
        filing.measure(house, kind="postgresql", cases=500)
        submitting.measure(house, settings, kind="postgresql", seconds=seconds)
        alarms.measure(house, kind="postgresql", cases=600)
        renewal.measure(house, kind="postgresql")
        searching.measure(house, kind="postgresql", cases=cases * 5)


if __name__ == "__main__":
    main()
