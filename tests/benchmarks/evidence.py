"""A large file through the whole application, against the `age` tool on the same file: speed, and what memory it takes."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from os import urandom
from pathlib import Path
from re import findall
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx

from cases.evidence.disk import sync
from cases.settings import Settings
from cases.vault.keys import new_key
from tests.benchmarks.figure import Figure
from tests.builders import House
from tests.harness.serving import served

MIB = 1024 * 1024
BUDGET_MIB = 48
SENDER = """
import socket, sys
host, port, cookie, token, path, size = sys.argv[1:]
edge = '----FormBoundary7MA4YWxkTrZu0gWq'
head = (f'--{edge}\\r\\nContent-Disposition: form-data; name="csrf"\\r\\n\\r\\n{token}\\r\\n--{edge}\\r\\n'
    'Content-Disposition: form-data; name="file"; filename="film.wav"\\r\\n\\r\\n').encode()
tail = f'\\r\\n--{edge}--\\r\\n'.encode()
line = socket.create_connection((host, int(port)))
line.sendall((f'POST /en/mailbox/files HTTP/1.1\\r\\nHost: {host}:{port}\\r\\nCookie: {cookie}\\r\\n'
    f'Content-Type: multipart/form-data; boundary={edge}\\r\\n'
    f'Content-Length: {len(head) + int(size) + len(tail)}\\r\\n\\r\\n').encode())
line.sendall(head)
with open(path, 'rb') as source:
    line.sendfile(source)
line.sendall(tail)
sys.stdout.write(line.recv(4096).decode('latin-1').splitlines()[0])
"""
"""A browser that costs next to nothing, in a process of its own: what is measured is the server."""


@dataclass(frozen=True)
class Run:
    """Seconds of the age tool, also with its file synced, and of us; MiB that the server grew by."""

    age: float
    age_synced: float
    ours: float
    grown: float


def measure(house: House, settings: Settings, *, full: bool) -> None:
    """1 GiB; 2 GiB as well when *full*. The best of two runs each, in turns, on one disk."""
    for gibibytes in (1, 2) if full else (1,):
        with TemporaryDirectory(prefix="arasha-bench-") as folder, served(house, settings) as address:
            film = Path(folder) / "film.wav"
            make_film(film, gibibytes * 1024)
            visitor, token = open_mailbox(house, address)
            runs = [Run(*by_age(film), *by_us(film, address, visitor, token)) for _ in range(2)]
            report(gibibytes, runs)


def make_film(path: Path, mebibytes: int) -> None:
    with path.open("wb") as target:
        target.write(b"RIFF\0\0\0\0WAVEfmt " + urandom(MIB - 16))
        for _ in range(mebibytes - 1):
            target.write(urandom(MIB))


def by_age(film: Path) -> tuple[float, float]:
    """Seconds that the `age` tool takes, and those until what it wrote would survive a loss of power, as ours does."""
    age = shutil.which("age")
    assert age is not None, "age is missing: Debian package `age`"
    target = film.with_suffix(".age")
    started = perf_counter()
    subprocess.run([age, "-r", new_key().public, "-o", target, film], check=True)
    spent = perf_counter() - started
    sync(target)
    synced = perf_counter() - started
    target.unlink()
    return spent, synced


def by_us(film: Path, address: str, cookie: str, token: str) -> tuple[float, float]:
    """Seconds until the answer that it is there, and the MiB by which this process grew meanwhile."""
    host, port = address.removeprefix("http://").split(":")
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    started = perf_counter()
    command = [sys.executable, "-I", "-S", "-c", SENDER, host, port, cookie, token, str(film), str(film.stat().st_size)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    spent = perf_counter() - started
    assert "303" in answer, answer
    return spent, memory("VmHWM") - before


def memory(name: str) -> float:
    """A line of this process's status, in MiB."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def open_mailbox(house: House, address: str) -> tuple[str, str]:
    """The cookies of somebody at their mailbox, and a form's token."""
    receipt = house.file()
    with httpx.Client(base_url=address) as visitor:
        token = token_in(visitor.get("/en/mailbox").text)
        visitor.post("/en/mailbox", data={"csrf": token, "code": receipt.code or ""})
        token = token_in(visitor.get("/en/mailbox/files").text)
        return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()), token


def token_in(page: str) -> str:
    found: str = findall(r'name="csrf" value="([^"]+)"', page)[-1]
    return found


def report(gibibytes: int, runs: list[Run]) -> None:
    size = gibibytes * 1024
    ours = size / min(run.ours for run in runs)
    for name, floor, note in (
        ("speed", size / min(run.age for run in runs), "until it lies in the kernel's memory"),
        ("speed_on_disk", size / min(run.age_synced for run in runs), "until it lies on the disk, as ours does"),
    ):
        Figure(
            name=f"evidence_{gibibytes}gib_{name}", value=round(ours), unit="MiB/s", floor=round(floor),
            ratio=round(ours / floor, 2), budget=round(floor / 2), met=ours >= floor / 2,
            note=f"a plain form over loopback until the answer, synced to disk; floor = the age tool on the same file, {note}",
        ).print()  # fmt: skip
    grown = max(run.grown for run in runs)
    Figure(
        name=f"evidence_{gibibytes}gib_memory", value=round(grown, 1), unit="MiB", budget=BUDGET_MIB, met=grown <= BUDGET_MIB,
        note="peak of the server's resident memory over what it was before, the worse of two runs",
    ).print()  # fmt: skip
