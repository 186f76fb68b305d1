"""Who comes when, drawn before anything begins; and everybody let in when their time is there."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, sleep

from tests.benchmarks.national_day.people import Day

COMPLAINTS_A_YEAR, TIMES, WORKING_DAYS, HOURS = 9_700, 100, 247, 8
PER_SECOND = COMPLAINTS_A_YEAR * TIMES / WORKING_DAYS / HOURS / 3600
SHARES = {"complaint": 1.0, "mailbox": 3.0, "act": 3.0, "answer": 0.2, "reports": 0.33}
"""Of what comes, for each complaint."""
HANDS = 32


def play(day: Day, *, seconds: float, faster: float) -> None:
    """Let everybody come when they come."""
    coming = sorted(arrivals(day, seconds, faster))
    begun = perf_counter()
    with ThreadPoolExecutor(HANDS) as hands:
        for moment, kind in coming:
            sleep(max(0.0, moment - (perf_counter() - begun)))
            hands.submit(come, day, kind, begun + moment)


def arrivals(day: Day, seconds: float, faster: float) -> Iterator[tuple[float, str]]:
    """(second, what) of everybody who comes."""
    for kind, share in SHARES.items():
        at = 0.0
        while (at := at + day.lot.expovariate(PER_SECOND * faster * share)) < seconds:
            yield at, kind


def come(day: Day, kind: str, due_at: float) -> None:
    """One of them does what they came for."""
    late = (perf_counter() - due_at) * 1000
    work: Callable[[], None] = getattr(day, kind)
    try:
        work()
    except (OSError, LookupError, ValueError) as error:
        with day.lock:
            day.errors.append(f"{kind}: {type(error).__name__} {error}"[:200])
    with day.lock:
        day.late.append(late)
        day.took.setdefault(f"whole_{kind}", []).append((perf_counter() - due_at) * 1000)
