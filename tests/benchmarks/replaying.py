"""A changed pack over the past: how many acts a second of CPU are lived again by both versions, from stored entries.

In a house of its own: cases that other parts only filed are routed again and have no act to count.
"""

from datetime import datetime
from time import process_time

from cases.packs import jurisdiction, replaying
from cases.viewer import System
from tests.benchmarks.figure import Figure
from tests.benchmarks.houses import house_on_sqlite
from tests.builders import House, kazakhstan
from tests.harness.handling import TO_THE_END, walk

TIMES = 5
COMPLAINT = "procedures/complaint.yaml"


def measure(*, at: datetime, cases: int) -> None:
    """*cases*: how many are lived to their end first."""
    with house_on_sqlite(at=at) as (house, _):
        measure_in(house, cases=cases)


def measure_in(house: House, *, cases: int) -> None:
    for _ in range(cases):
        walk(house, house.file().reference, TO_THE_END)
    files = dict(kazakhstan().files)
    files[COMPLAINT] = files[COMPLAINT].replace("limit: 15 working days", "limit: 10 working days", 1)
    new = jurisdiction.load_pack(files, proven=True)
    best = 0.0
    for _ in range(TIMES):
        started = process_time()
        done = house.database.read(
            replaying.replay, new, pack=house.pack, since=None, viewer=System(), at=house.clock()
        )
        best = max(best, done.acts / (process_time() - started))
    Figure(
        name="replay", value=round(best), unit="1/s", budget=20_000, met=best >= 20_000,
        note=f"past acts a CPU second by both versions, with reading and routing {done.cases} cases; best of {TIMES}",
    ).print()  # fmt: skip
