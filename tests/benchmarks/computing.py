"""Seconds of computing, those of the database's server included: what a machine with nothing else to do would wait for."""

import os
from collections.abc import Callable
from pathlib import Path
from time import process_time

from tests.harness.postgres import Cluster

TICK = os.sysconf("SC_CLK_TCK")
USER, KERNEL, OF_CHILDREN = 11, 12, (13, 14)
"""Places in /proc/PID/stat after the name (proc(5))."""


def computing(cluster: Cluster | None) -> Callable[[], float]:
    """A clock of what this process and, where there is one, *cluster*'s server have computed.

    Of the server's processes as exactly as the kernel counts; of those that ended meanwhile in steps of 10 ms.
    """
    if cluster is None:
        return process_time
    postmaster = int((cluster.folder / "postmaster.pid").read_text(encoding="ascii").split("\n", maxsplit=1)[0])

    def spent() -> float:
        over = sum(ticks(postmaster, OF_CHILDREN)) / TICK
        return process_time() + over + sum(map(ran, children(postmaster))) / 1e9

    return spent


def children(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(one) for one in text.split()]


def ran(process: int) -> int:
    """Nanoseconds that it has computed (`schedstat`). Of a process that has ended meanwhile: none, its parent has them."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[0])
    except FileNotFoundError:
        return 0


def ticks(process: int, places: tuple[int, int]) -> tuple[int, int]:
    """Of a process that has ended meanwhile: none, its parent has them."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0, 0
    first, second = places
    return int(fields[first]), int(fields[second])
