"""The program's own processes, and what each of them holds.

Started as they are installed, with their modules compiled: a process that compiles them itself holds 2 to 8 MiB more for it.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import perf_counter, sleep

from cases.settings import Settings
from tests.harness.callers import Caller
from tests.harness.topology import read_compose

PATIENCE_S = 90.0
RUN = "from web.starting import main; main()"
AS_DEPLOYED: Mapping[str, str] = {
    name: str(value)
    for name, value in read_compose()["services"]["web"]["environment"].items()
    if name.startswith("PYTHON")
}
"""What Python itself is told where pages are served."""


@dataclass
class Memory:
    """What each process, by its name, held: MiB, by the second."""

    pids: Mapping[str, int]
    held: list[list[float]] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.pids)

    def look(self) -> None:
        pages = [int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) for pid in self.pids.values()]
        self.held.append([each * os.sysconf("SC_PAGE_SIZE") / 2**20 for each in pages])

    def of(self, place: int) -> tuple[float, float]:
        """(the most, growth a minute in the second half by least squares)."""
        values = [each[place] for each in self.held]
        later = values[len(values) // 2 :]
        middle, mean = (len(later) - 1) / 2, sum(later) / len(later)
        over = sum((number - middle) ** 2 for number in range(len(later))) or 1
        slope = sum((number - middle) * (value - mean) for number, value in enumerate(later)) / over
        return max(values), slope * 60

    def usual(self, place: int) -> float:
        """The middle of what it held in the second half: the most is what it held while codes were stretched."""
        values = [each[place] for each in self.held]
        return median(values[len(values) // 2 :])


@contextmanager
def sampled(pids: Mapping[str, int]) -> Iterator[Memory]:
    """Look every second until the block ends."""
    memory, stopped = Memory(pids), Event()
    memory.look()

    def look() -> None:
        while not stopped.wait(1):
            memory.look()

    thread = Thread(target=look)
    thread.start()
    try:
        yield memory
    finally:
        stopped.set()
        thread.join()


@contextmanager
def started(settings: Settings, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the program's own; stopped kindly at the end. See `compile_first`."""
    environment = {**os.environ, "ARASHA_SECRETS": str(settings.secrets), "ARASHA_WORKER": "no"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(settings.data.parent / "compiled")
    if "serve" in words:
        environment |= AS_DEPLOYED
    where = ["--data", str(settings.data), "--database", settings.database]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *words, *where],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def compile_first(settings: Settings) -> None:
    """Start the program once and end it, which compiles its modules beside the data for those that are `started` afterwards."""
    port = free_port()
    with started(settings, "serve", "--port", str(port)):
        wait_for(f"http://127.0.0.1:{port}")


def wait_for(address: str) -> None:
    """Until it answers. Raises: TimeoutError."""
    end = perf_counter() + PATIENCE_S
    while perf_counter() < end:
        try:
            with Caller(address) as caller:
                caller.ask_once("GET", "/health/serving")
                return
        except OSError:
            sleep(0.2)  # it takes its own time
    raise TimeoutError(address)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
