"""Eight people fill in the form and send at once, at the full price of a code: nobody refused, no number given twice.

To the program's own processes, as it is set up: one on SQLite, and on PostgreSQL two, as `compose.yaml` starts them.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from json import loads
from pathlib import Path
from statistics import median, quantiles
from subprocess import run
from tempfile import TemporaryDirectory

from cases.database import Database
from cases.schema import upgrade
from cases.secrets_folder import make_secrets
from cases.settings import Settings
from tests.benchmarks.alarms import file_batch
from tests.benchmarks.figure import Figure
from tests.benchmarks.houses import cluster_apart
from tests.benchmarks.processes import free_port, started, wait_for
from tests.builders import found_house

PEOPLE = 8
P95_MS = 250
CASES, BATCH = 1_000, 50
"""Filed before: on PostgreSQL those who file at once meet on pages of indexes, and a house of a year has more than one."""
WEB = {"sqlite": 1, "postgresql": 2}
"""Processes of pages."""


def measure(*, kind: str, seconds: float) -> None:
    """Raises: MissingPostgresqlError."""
    with served(kind) as addresses:
        command = [sys.executable, "-m", "tests.benchmarks.people", ",".join(addresses), str(seconds), str(PEOPLE)]
        met = loads(run(command, check=True, capture_output=True, text=True).stdout)
    sent, numbers, errors = met["sent"], met["numbers"], met["errors"]
    twice, slowest = len(numbers) - len(set(numbers)), quantiles(sent, n=20)[-1]
    Figure(
        name=f"eight_submit_errors_{kind}", value=len(errors) + twice, unit="errors", budget=0, met=not errors and not twice,
        note=f"refusals, failures and numbers given twice among {len(numbers)} complaints in {seconds:.0f} s {errors[:1] or ''}",
    ).print()  # fmt: skip
    Figure(
        name=f"eight_submit_p95_{kind}", value=round(slowest), unit="ms", budget=P95_MS, met=slowest <= P95_MS,
        note=f"p95 of Send with Argon2id at its full price, median {median(sent):.0f}, processes of pages: {len(addresses)}; "
        f"meanwhile they filled in the form without a pause, p95 of its pages {quantiles(met['pages'], n=20)[-1]:.0f}; "
        f"{len(numbers) / seconds:.1f} complaints a second",
    ).print()  # fmt: skip


@contextmanager
def served(kind: str) -> Iterator[Sequence[str]]:
    """A new house's processes of pages by their addresses."""
    with ExitStack() as closing:
        settings = closing.enter_context(settings_of(kind))
        with Database.open(settings) as database:
            secrets = make_secrets(settings.secrets, data=settings.data)
            house = found_house(database, at=datetime.now(UTC), secrets=secrets)
            for _ in range(CASES // BATCH):
                file_batch(house, BATCH)
        ports = [free_port() for _ in range(WEB[kind])]
        for port in ports:
            closing.enter_context(started(settings, "serve", "--port", str(port)))
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        for address in addresses:
            wait_for(address)
        yield addresses


@contextmanager
def settings_of(kind: str) -> Iterator[Settings]:
    """Of an empty house with its tables. Raises: MissingPostgresqlError."""
    if kind == "postgresql":
        with cluster_apart() as (cluster, folder):
            yield cluster.settings("bench", folder)
        return
    with TemporaryDirectory(prefix="arasha-bench-") as folder:
        settings = Settings(data=Path(folder) / "data", secrets=Path(folder) / "secrets")
        upgrade(settings)
        yield settings
