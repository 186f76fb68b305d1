"""One measured figure and the line that it is printed as."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from json import dumps
from statistics import median
from time import perf_counter, process_time


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`ratio` is value over floor for times, floor over value never: it reads the same way for every figure of one unit."""

    name: str
    value: float
    unit: str
    budget: float
    met: bool
    floor: float | None = None
    ratio: float | None = None
    note: str = ""

    def print(self) -> None:
        print(dumps(asdict(self), ensure_ascii=False), flush=True)


def rate(work: Callable[[], object], *, seconds: float = 1.0) -> float:
    """How often *work* runs a second, over about *seconds*."""
    done, start = 0, perf_counter()
    while (passed := perf_counter() - start) < seconds:
        work()
        done += 1
    return done / passed


def cpu_rate(work: Callable[[], object], *, seconds: float = 2.0, batch: int = 1000) -> float:
    """How often *work* runs a CPU second, over about *seconds* of them.

    The best of many batches: a shared machine is now fast and now slow, and a clock read each time would count as work.
    """
    best, left = float("inf"), seconds
    while left > 0:
        start = process_time()
        for _ in range(batch):
            work()
        taken = process_time() - start
        best, left = min(best, taken), left - taken
    return batch / best


def milliseconds(work: Callable[[], object], *, times: int = 60) -> float:
    """Median time of one run, after a tenth of *times* to warm up."""
    for _ in range(max(1, times // 10)):
        work()
    taken = []
    for _ in range(times):
        start = perf_counter()
        work()
        taken.append((perf_counter() - start) * 1000)
    return median(taken)
