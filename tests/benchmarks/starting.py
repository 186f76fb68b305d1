"""How long `arasha serve` takes to its first page, and what a web process holds after a hundred of them.

Started as it is installed: with its modules compiled, which every way of installing it does. A folder of the measurement's
own holds what Python compiled, because where the tests run Python may have been told to keep nothing of it, and compiling two
thousand files took as long as all the rest of a start.
"""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from re import search
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from cases.demonstration.institution import found_demonstration
from cases.settings import PREFIX, Settings
from tests.benchmarks.computing import KERNEL, TICK, USER, ticks
from tests.benchmarks.figure import Figure
from tests.benchmarks.processes import AS_DEPLOYED

START_S, MEMORY_MIB = 2.0, 150
PAGES = ("/kk/", "/ru/", "/en/", "/kk/complaint")
PATIENCE_S = 60.0
CASES = 20
"""Few enough to be lived in this process alone."""
COMMAND = "from web.starting import main; main()"


def measure() -> None:
    """Over a small demonstration, the best of three starts."""
    with TemporaryDirectory(prefix="arasha-bench-") as folder:
        settings = Settings(data=Path(folder) / "data", secrets=Path(folder) / "secrets")
        found_demonstration(settings, how_many=CASES, at=datetime.now(UTC), say=lambda _: None)
        compiled = Path(folder) / "compiled"
        start_once(settings, compiled)
        starts, held = zip(*(start_once(settings, compiled) for _ in range(3)), strict=True)
    Figure(
        name="start_to_first_page", value=round(min(starts), 2), unit="s", budget=START_S, met=min(starts) <= START_S,
        note="CPU from the command to the whole first page: what it takes where nobody else computes; best of 3",
    ).print()  # fmt: skip
    Figure(
        name="web_process_memory", value=round(max(held)), unit="MiB", budget=MEMORY_MIB, met=max(held) <= MEMORY_MIB,
        note="what `serve` holds after a hundred pages, its worker included (VmRSS)",
    ).print()  # fmt: skip


def start_once(settings: Settings, compiled: Path) -> tuple[float, float]:
    """(seconds of computing to the first page, MiB after a hundred). *compiled*: where Python keeps compiled modules."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment |= {f"{PREFIX}SECRETS": str(settings.secrets), "PYTHONPYCACHEPREFIX": str(compiled)}
    environment |= AS_DEPLOYED
    command = [sys.executable, "-c", COMMAND, "serve", "--data", str(settings.data), "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            first_page(process, port)
            taken = sum(ticks(process.pid, (USER, KERNEL))) / TICK
            for number in range(100):
                look(port, PAGES[number % len(PAGES)])
            return taken, held_by(process.pid)
        finally:
            process.terminate()
            process.communicate()


def first_page(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait for it. Raises: RuntimeError where the process ends instead; TimeoutError."""
    end = monotonic() + PATIENCE_S
    while monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(process.stderr.read() if process.stderr else "")
        try:
            look(port, PAGES[0])
        except ConnectionRefusedError:
            sleep(0.01)
        else:
            return
    raise TimeoutError(port)


def look(port: int, path: str) -> None:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    connection.getresponse().read()
    connection.close()


def held_by(process: int) -> float:
    found = search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    if found is None:
        raise LookupError("VmRSS")
    return int(found[1]) / 1024
