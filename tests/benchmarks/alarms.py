"""Due alarms with all that they do, against bare statements that take the same clocks, change and delete them."""

from collections.abc import Callable
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
from tests.harness.handling import records

clocks, cases = table_of(ClockRow), table_of(Case)
CLAIM = (
    select(clocks.c.proceeding_id, clocks.c.name)
    .join(cases, cases.c.id == clocks.c.case_id)
    .where(clocks.c.alarm_at <= bindparam("at"))
    .order_by(clocks.c.alarm_at)
    .limit(alarms.BATCH)
    .with_for_update(skip_locked=True, of=cases)
)
BY_KEY = (clocks.c.proceeding_id == bindparam("proceeding"), clocks.c.name == bindparam("clock"))
TAKE = update(clocks).where(*BY_KEY).values(put_off=1)
DROP = delete(clocks).where(*BY_KEY)


def measure(house: House, *, kind: str, cases: int) -> None:
    """*cases*: ordinary ones filed for the floor, and as many for ours; one clock of each is due and tells somebody.

    The two take turns batch by batch and the middle of each is told, so that what else runs on the machine slows both.
    The first batch of each is not counted.
    """
    drop_clocks(house)  # of what other parts filed: a batch is to be of this part's cases alone
    before, bare, ours = count_alarms(house), [], []
    for _ in range(1 + cases // alarms.BATCH):
        bare.append(time_batch(house, claim_update_delete))
        ours.append(time_batch(house, fire))
    report(
        f"due_alarms_{kind}", alarms.BATCH / median(ours[1:]), alarms.BATCH / median(bare[1:]),
        note=f"{count_alarms(house) - before} alarms that tell somebody, of {alarms.BATCH * len(ours)} clocks",
    )  # fmt: skip


def report(name: str, ours: float, floor: float, *, note: str) -> None:
    Figure(
        name=name, value=round(ours), unit="1/s", floor=round(floor), ratio=round(ours / floor, 2), budget=round(floor / 2),
        met=ours >= floor / 2,
        note=f"{note}, with state, journal, notice and queue, in batches of {alarms.BATCH}; floor = claim, update and delete "
        "the same clocks in the same batches",
    ).print()  # fmt: skip


def file_batch(house: House) -> None:
    filings = [
        intake.prepare(
            house.database, raw_answers(), pack=house.pack, secrets=house.secrets, language="ru", channel="web",
            submission=token_bytes(16), code=None, viewer=Nobody(), at=house.clock(),
        )
        for _ in range(alarms.BATCH)
    ]  # fmt: skip

    def file_all(session: Session, *, viewer: Viewer) -> None:
        for prepared in filings:
            filing.file_complaint(session, prepared, pack=house.pack, viewer=viewer, at=house.clock())

    house.database.write(file_all, viewer=Nobody())


def to_first_alarm(house: House) -> None:
    house.clock.now = min(clock.alarm_at for clock in records(house, ClockRow) if clock.alarm_at)


def time_batch(house: House, work: Callable[[House], int]) -> float:
    """Seconds for the due clocks of as many new cases as a batch takes. No clock is left."""
    file_batch(house)
    to_first_alarm(house)
    start = perf_counter()
    taken = work(house)
    passed = perf_counter() - start
    if taken != alarms.BATCH:
        raise AssertionError(f"{taken} clocks were due, not {alarms.BATCH}")
    drop_clocks(house)
    return passed


def fire(house: House) -> int:
    return house.database.claim(alarms.fire_due, pack=house.pack, viewer=System(), at=house.clock())


def claim_update_delete(house: House) -> int:
    def bare(session: Session, *, viewer: Viewer) -> int:
        connection = session.connection()
        due = connection.execute(CLAIM, {"at": house.clock()}).all()
        keys = [{"proceeding": row.proceeding_id, "clock": row.name} for row in due]
        if keys:
            connection.execute(TAKE, keys)
            connection.execute(DROP, keys)
        return len(keys)

    return house.database.claim(bare, viewer=System())


def drop_clocks(house: House) -> None:
    def drop(session: Session, *, viewer: Viewer) -> None:
        session.execute(delete(clocks))

    house.database.write(drop, viewer=System())


def count_alarms(house: House) -> int:
    def count(session: Session, *, viewer: Viewer) -> int:
        return session.scalar(select(func.count()).select_from(Entry).where(Entry.act.startswith("alarm."))) or 0

    return house.database.read(count, viewer=System())
