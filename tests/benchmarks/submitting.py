"""Eight people fill in the form and send at once, at the full price of a code: nobody refused, no number given twice."""

import sys
from json import loads
from statistics import median, quantiles
from subprocess import run

from cases.settings import Settings
from tests.benchmarks.figure import Figure
from tests.benchmarks.staff_door import at_full_price
from tests.builders import House
from tests.harness.serving import served

PEOPLE = 8
P95_MS = 250


def measure(house: House, settings: Settings, *, kind: str, seconds: float) -> None:
    house = at_full_price(house)
    with served(house, settings) as address:
        command = [sys.executable, "-m", "tests.benchmarks.people", address, str(seconds), str(PEOPLE)]
        met = loads(run(command, check=True, capture_output=True, text=True).stdout)
    sent, numbers, errors = met["sent"], met["numbers"], met["errors"]
    twice, slowest = len(numbers) - len(set(numbers)), quantiles(sent, n=20)[-1]
    Figure(
        name=f"eight_submit_errors_{kind}", value=len(errors) + twice, unit="errors", budget=0, met=not errors and not twice,
        note=f"refusals, failures and numbers given twice among {len(numbers)} complaints in {seconds:.0f} s {errors[:1] or ''}",
    ).print()  # fmt: skip
    Figure(
        name=f"eight_submit_p95_{kind}", value=round(slowest), unit="ms", budget=P95_MS, met=slowest <= P95_MS,
        note=f"p95 of Send with Argon2id at its full price, median {median(sent):.0f}; meanwhile they filled in the form, "
        f"p95 of its pages {quantiles(met['pages'], n=20)[-1]:.0f}; {len(numbers) / seconds:.1f} complaints a second",
    ).print()  # fmt: skip
