"""Due alarms with all that they do, against bare statements that take the same clocks, change and delete them."""

from collections.abc import Callable
from secrets import token_bytes
from time import perf_counter

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from cases import alarms, filing, intake
from cases.records import Case, ClockRow, Entry
from cases.records.rows import table_of
from cases.viewer import Nobody, System, Viewer
from tests.benchmarks.figure import Figure
from tests.builders import House, raw_answers
from tests.harness.handling import records

ROUNDS = 4
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

    The two take turns, so that a neighbour on the machine slows both, after a batch of each that is not counted.
    """
    for work in (claim_update_delete, fire):
        timed(house, work, cases=alarms.BATCH)
    before = count_alarms(house)
    rounds = [
        [timed(house, work, cases=cases // ROUNDS) for work in (claim_update_delete, fire)] for _ in range(ROUNDS)
    ]
    (taken, bare), (fired, ours) = [
        [sum(part) for part in zip(*each, strict=True)] for each in zip(*rounds, strict=True)
    ]
    report(
        f"due_alarms_{kind}", fired / ours, taken / bare,
        note=f"{count_alarms(house) - before} alarms that tell somebody, of {fired} clocks",
    )  # fmt: skip


def report(name: str, ours: float, floor: float, *, note: str) -> None:
    Figure(
        name=name, value=round(ours), unit="1/s", floor=round(floor), ratio=round(ours / floor, 2), budget=round(floor / 2),
        met=ours >= floor / 2,
        note=f"{note}, with state, journal, notice and queue, in batches of {alarms.BATCH}; floor = claim, update and delete "
        "the same clocks in the same batches",
    ).print()  # fmt: skip


def file_many(house: House, cases: int) -> None:
    """A batch's worth in each transaction, so that two with one reference are seldom begun again."""
    for filed in range(0, cases, alarms.BATCH):
        file_together(house, min(alarms.BATCH, cases - filed))


def file_together(house: House, cases: int) -> None:
    filings = [
        intake.prepare(
            house.database, raw_answers(), pack=house.pack, secrets=house.secrets, language="ru", channel="web",
            submission=token_bytes(16), code=None, viewer=Nobody(), at=house.clock(),
        )
        for _ in range(cases)
    ]  # fmt: skip

    def file_all(session: Session, *, viewer: Viewer) -> None:
        for prepared in filings:
            filing.file_complaint(session, prepared, pack=house.pack, viewer=viewer, at=house.clock())

    house.database.write(file_all, viewer=Nobody())


def to_first_alarm(house: House) -> None:
    house.clock.now = min(clock.alarm_at for clock in records(house, ClockRow) if clock.alarm_at)


def timed(house: House, work: Callable[[House], int], *, cases: int) -> tuple[int, float]:
    """How many clocks of as many new *cases*, and in how many seconds. No clock is left."""
    file_many(house, cases)
    to_first_alarm(house)
    total, start = 0, perf_counter()
    while taken := work(house):
        total += taken
    passed = perf_counter() - start
    drop_clocks(house)
    return total, passed


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
