"""The machine's clock jumps forward and back, and that of the second worker is another: everything rings once."""

from datetime import timedelta

from cases.alarms import due
from cases.records import Entry
from cases.viewer import System
from tests.builders import House
from tests.harness.aftermath import alarms_rang_once
from tests.harness.duty import LADDER, put_on_duty, reach, staff_desk
from tests.harness.handling import OFFICER, TO_ADMISSIBILITY, URGENT, damages, records, walk

JUMPS = (
    timedelta(hours=3), timedelta(hours=-2), timedelta(days=9), timedelta(days=-8), timedelta(seconds=-1),
    timedelta(days=40), timedelta(days=-39), timedelta(minutes=1),
)  # fmt: skip
APART = timedelta(minutes=7)


def test_a_clock_that_jumps_rings_nothing_twice_and_forgets_nothing(house: House) -> None:
    staff_desk(house)
    put_on_duty(house)
    reach(house, *LADDER.values(), phone=False)
    walk(house, house.file().reference, TO_ADMISSIBILITY)
    furthest = house.clock()
    for number, jump in enumerate(JUMPS):
        house.clock.now += jump
        furthest = max(furthest, house.clock() + APART)
        reference = house.file(**(URGENT if number % 2 else {})).reference
        house.act(reference, "register", by=OFFICER)
        for at in (house.clock(), house.clock() + APART, house.clock() - APART):
            while house.database.claim(due.fire_due, pack=house.pack, viewer=System(), at=at):
                pass
    house.clock.now = furthest + timedelta(days=1)
    while house.database.claim(due.fire_due, pack=house.pack, viewer=System(), at=house.clock()):
        pass
    assert sum(entry.act.startswith("alarm.") for entry in records(house, Entry)) > len(JUMPS)
    alarms_rang_once(house)
    assert damages(house) == []
