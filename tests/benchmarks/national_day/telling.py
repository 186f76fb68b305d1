"""The day's figures: what went wrong, how long it took, what was held, and that all that was acknowledged is there once."""

from collections import Counter
from statistics import median, quantiles

from cases.alarms import due
from cases.records import Case
from cases.settings import Settings
from cases.viewer import System
from tests.benchmarks.figure import Figure
from tests.benchmarks.national_day.people import CHIEF, Day
from tests.benchmarks.national_day.playing import HANDS
from tests.benchmarks.processes import Memory
from tests.builders import House
from tests.harness.aftermath import check_aftermath
from tests.harness.handling import records

P95_MS, MEMORY_MIB, GROWTH_MIB = 1000, 150, 1.0
OPENED_AGAIN = 150
"""Complaints whose boxes, files and case files are opened one by one afterwards, by lot; that all are there is counted."""


def tell(day: Day, memory: Memory, *, seconds: float, faster: float) -> None:
    pages = sum(len(times) for kind, times in day.took.items() if not kind.startswith("whole_"))
    which = Counter(day.errors).most_common(3)
    Figure(
        name="national_day_errors", value=len(day.errors), unit="errors", budget=0, met=not day.errors,
        note=f"of {pages} pages in {seconds:.0f} s, {len(day.known)} complaints: Kazakhstan's day, times a hundred, "
        f"at {faster:.0f} times its pace {which or ''}",
    ).print()  # fmt: skip
    for kind, times in sorted(day.took.items()):
        p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        whole = kind.startswith("whole_")
        budget = P95_MS * (10 if whole else 1)
        Figure(
            name=f"national_day_{kind}_p95", value=round(p95), unit="ms", budget=budget, met=p95 <= budget,
            note=f"median {median(times):.0f} of {len(times)}"
            + (", all its pages, from when they wanted to come" if whole else ""),
        ).print()  # fmt: skip
    late = quantiles(day.late, n=20)[-1]
    Figure(
        name="national_day_generator_late_p95", value=round(late), unit="ms", budget=P95_MS, met=late <= P95_MS,
        note=f"by how much people came later than drawn, because all {HANDS} hands were busy; at most {max(day.late):.0f}",
    ).print()  # fmt: skip
    for place, name in enumerate(memory.names):
        most, growth = memory.of(place)
        usual = memory.usual(place)
        Figure(
            name=f"national_day_memory_{name}", value=round(usual, 1), unit="MiB", budget=MEMORY_MIB, met=usual <= MEMORY_MIB,
            note=f"usual in the second half of the load; while codes were stretched at most {most:.0f}",
        ).print()  # fmt: skip
        Figure(
            name=f"national_day_growth_{name}", value=round(growth, 2), unit="MiB/min", budget=GROWTH_MIB,
            met=growth <= GROWTH_MIB, note="slope of the second half",
        ).print()  # fmt: skip


def tell_aftermath(house: House, settings: Settings, day: Day) -> None:
    """All that was acknowledged is there once. Raises: AssertionError with what is not."""
    while house.database.claim(due.fire_due, pack=house.pack, viewer=System(), at=house.clock()):
        pass
    there = Counter(row.reference for row in records(house, Case))
    lost = [one.reference for one in day.known if there[one.reference] != 1]
    twice = len(day.known) - len({one.reference for one in day.known})
    some = day.lot.sample(day.known, min(OPENED_AGAIN, len(day.known)))
    check_aftermath(house, settings, some, officer=house.officer(CHIEF))
    Figure(
        name="national_day_lost_or_doubled", value=len(lost) + twice, unit="complaints", budget=0, met=not lost and not twice,
        note=f"of {len(day.known)}; {len(some)} were opened with their files; the journal verifies, no alarm rang twice",
    ).print()  # fmt: skip
