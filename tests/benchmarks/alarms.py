"""Due alarms with all that they do, against bare statements that take the same clocks, change and delete them."""

from collections.abc import Callable
from datetime import UTC, datetime
from secrets import token_bytes
from statistics import median
from time import perf_counter

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from cases.alarms import due as alarms
from cases.filing import filing, intake
from cases.records import Case, ClockRow, Entry
from cases.records.rows import table_of
from cases.viewer import Nobody, System, Viewer
from tests.benchmarks.figure import Figure
from tests.builders import House, raw_answers

SMALL = 20
FAR = datetime(2100, 1, 1, tzinfo=UTC)
clocks, cases = table_of(ClockRow), table_of(Case)
CLAIM = (
    select(clocks.c.proceeding_id, clocks.c.name)
    .join(cases, cases.c.id == clocks.c.case_id)
    .where(clocks.c.alarm_at <= bindparam("at"))
    .order_by(clocks.c.alarm_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=cases)
)
BY_KEY = (clocks.c.proceeding_id == bindparam("proceeding"), clocks.c.name == bindparam("clock"))
TAKE = update(clocks).where(*BY_KEY).values(put_off=1)
DROP = delete(clocks).where(*BY_KEY)


def measure(house: House, *, kind: str, cases: int) -> None:
    """*cases*: ordinary ones filed for the floor, and as many for ours; one clock of each is due and tells somebody.

    In batches as the worker takes them, and in the smallest that the budget is meant for: a commit weighs more in those.
    """
    for size in (alarms.BATCH, SMALL):
        name = f"due_alarms_{kind}" if size == alarms.BATCH else f"due_alarms_{kind}_by_{size}"
        measure_batches(house, name=name, size=size, times=1 + cases // alarms.BATCH)


def measure_batches(house: House, *, name: str, size: int, times: int) -> None:
    """The two take turns batch by batch and the middle of each is told, so that what else runs on the machine slows both.

    The first batch of each is not counted.
    """
    put_far_off(house)  # of what other parts filed: a batch is to be of this part's cases alone
    before, bare, ours = count_alarms(house), [], []
    for _ in range(times):
        bare.append(time_batch(house, claim_update_delete, size=size))
        ours.append(time_batch(house, fire, size=size))
    done = count_alarms(house) - before
    quick, floor = size / median(ours[1:]), size / median(bare[1:])
    Figure(
        name=name, value=round(quick), unit="1/s", floor=round(floor), ratio=round(quick / floor, 2), budget=round(floor / 2),
        met=quick >= floor / 2,
        note=f"{done} alarms that tell somebody, of {size * times} clocks, with state, journal, notice and queue, in batches "
        f"of {size}; floor = claim, update and delete the same clocks in the same batches",
    ).print()  # fmt: skip


def file_batch(house: House, size: int) -> None:
    filings = [
        intake.prepare(
            house.database, raw_answers(), pack=house.pack, secrets=house.secrets, language="ru", channel="web",
            submission=token_bytes(16), code=None, viewer=Nobody(), at=house.clock(),
        )
        for _ in range(size)
    ]  # fmt: skip

    def file_all(session: Session, *, viewer: Viewer) -> None:
        for prepared in filings:
            filing.file_complaint(session, prepared, pack=house.pack, viewer=viewer, at=house.clock())

    house.database.write(file_all, viewer=Nobody())


def to_first_alarm(house: House) -> None:
    def first(session: Session, *, viewer: Viewer) -> datetime:
        found: datetime = session.scalars(select(func.min(clocks.c.alarm_at))).one()
        return found

    house.clock.now = house.database.read(first, viewer=System())


def time_batch(house: House, work: Callable[[House, int], int], *, size: int) -> float:
    """Seconds for the due clocks of as many new cases as a batch takes. None is due after it."""
    file_batch(house, size)
    to_first_alarm(house)
    start = perf_counter()
    taken = work(house, size)
    passed = perf_counter() - start
    if taken != size:
        raise AssertionError(f"{taken} clocks were due, not {size}")
    put_far_off(house)
    return passed


def fire(house: House, most: int) -> int:
    return house.database.claim(alarms.fire_due, pack=house.pack, viewer=System(), at=house.clock(), most=most)


def claim_update_delete(house: House, most: int) -> int:
    def bare(session: Session, *, viewer: Viewer) -> int:
        connection = session.connection()
        due = connection.execute(CLAIM, {"at": house.clock(), "most": most}).all()
        keys = [{"proceeding": row.proceeding_id, "clock": row.name} for row in due]
        if keys:
            connection.execute(TAKE, keys)
            connection.execute(DROP, keys)
        return len(keys)

    return house.database.claim(bare, viewer=System())


def put_far_off(house: House) -> None:
    """Let no clock be due for long. They stay: bare statements are as quick as they can be in a table that has been emptied."""

    def put_off(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(clocks).where(clocks.c.alarm_at < FAR).values(alarm_at=FAR))

    house.database.write(put_off, viewer=System())


def count_alarms(house: House) -> int:
    def count(session: Session, *, viewer: Viewer) -> int:
        return session.scalar(select(func.count()).select_from(Entry).where(Entry.act.startswith("alarm."))) or 0

    return house.database.read(count, viewer=System())
