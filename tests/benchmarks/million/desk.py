"""What officers wait for at a million cases, and whether a queue grows with what does not concern it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from statistics import median
from time import perf_counter, thread_time
from typing import Any

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from cases import casefile
from cases.demonstration.people import Account
from cases.errors import NotAllowed
from cases.records import Case, DeskRow, Entry
from cases.records import Officer as OfficerRow
from cases.records.rows import table_of
from cases.vault import totp
from cases.viewer import Officer, System, Viewer
from cases.worklist import bulk, listing
from tests.benchmarks.computing import computing
from tests.benchmarks.figure import Figure
from tests.benchmarks.million.grown import AT, Grown
from tests.benchmarks.pages import sign_in
from tests.benchmarks.visit import Visit
from tests.harness.serving import served
from web.starting import keep_what_is_there

TIMES = 60
CPU = "CPU, the database server's included"
QUEUE = "/ru/desk?tab=unit"
GIVEN_MS = 3_000


def page_among_few(few: Grown) -> float:
    """Milliseconds of the queue's page where there are few cases."""
    with signed_in(few, few.account("caseworker", largest(few))) as visit:
        return time(few, lambda: visit.ask(QUEUE))


def measure(many: Grown, before: float, *, kind: str) -> None:
    """*before*: `page_among_few`."""
    unit = largest(many)
    officer = many.account("caseworker", unit)
    name_some(many, many.officer_of(officer))
    with signed_in(many, officer) as visit:
        queue(many, visit, before, kind=kind)
        case_file(many, visit, unit, kind=kind)
    give(many, unit, kind=kind)


def queue(many: Grown, visit: Visit, before: float, *, kind: str) -> None:
    floor = time(many, lambda: visit.ask("/health/live"))
    taken = time(many, lambda: visit.ask(QUEUE))
    Figure(
        name=f"queue_page_1m_{kind}", value=round(taken, 1), unit="ms", floor=round(floor, 1), ratio=round(taken / floor, 1),
        budget=25, met=taken <= 25,
        note=f"{CPU}: the unit's queue, 50 rows, at 1,000,000 cases, 150,000 of them open; floor = the health page",
    ).print()  # fmt: skip
    Figure(
        name=f"queue_growth_{kind}", value=round(taken / before, 2), unit="times", floor=round(before, 1),
        ratio=round(taken / before, 2), budget=1.3, met=taken <= 1.3 * before,
        note="the same page at 1,000,000 cases against 10,000 (floor, in ms)",
    ).print()  # fmt: skip


def case_file(many: Grown, visit: Visit, unit: str, *, kind: str) -> None:
    reference = many.house.database.read(lived_in, unit, viewer=System())
    floor = time(many, lambda: visit.ask("/health/live"))
    taken = time(many, lambda: visit.ask(f"/ru/desk/cases/{reference}"))
    Figure(
        name=f"case_file_1m_{kind}", value=round(taken, 1), unit="ms", floor=round(floor, 1), ratio=round(taken / floor, 1),
        budget=30, met=taken <= 30, note=f"{CPU}: a lived case with its keys and the entry that it was read",
    ).print()  # fmt: skip


def give(many: Grown, unit: str, *, kind: str) -> None:
    """Five hundred cases of the unit to one officer and to the next."""
    database, pack = many.house.database, many.house.pack
    leader = many.officer("representative", unit)
    ours = database.read(open_in, unit, viewer=System())
    people = [one.id for one in database.read(bulk.handlers_here, viewer=leader)][:2]
    taken = []
    for officer in [*people, *people]:
        chosen = [bulk.Chosen(reference, None) for reference in ours[: bulk.MOST]]
        started = perf_counter()
        told = bulk.give_all(database, chosen, officer, pack=pack, viewer=leader, at=AT)
        taken.append((perf_counter() - started) * 1000)
        done = sum(one.result == "done" for one in told)
    best = min(taken)
    Figure(
        name=f"give_500_1m_{kind}", value=round(best), unit="ms", budget=GIVEN_MS, met=best <= GIVEN_MS,
        note=f"{done} of {bulk.MOST} cases given to one officer, fifty a transaction; best of {len(taken)} by the clock",
    ).print()  # fmt: skip


def name_some(many: Grown, viewer: Officer) -> None:
    """Every second row of the page has a nickname that opens: a copy's does not."""
    database = many.house.database
    page = database.read(
        listing.queue, listing.Asked(tab="unit"), pack=many.house.pack, viewer=viewer, at=AT
    )  # fmt: skip
    for row in page.rows[::2]:
        with suppress(NotAllowed):  # of a case that another unit leads
            database.write(casefile.rename, row.reference, "Вторая смена", viewer=viewer, at=AT)


def largest(house: Grown) -> str:
    """The region with the most in its queue."""
    return house.house.database.read(most_rows, viewer=System())


def most_rows(session: Session, *, viewer: Viewer) -> str:
    regions = select(DeskRow.unit).where(DeskRow.unit.not_like("KZ-HO")).where(DeskRow.unit.not_like("officer:%"))
    found = session.scalars(regions.group_by(DeskRow.unit).order_by(func.count().desc()).limit(1)).one()
    return str(found)


def lived_in(session: Session, unit: str, *, viewer: Viewer) -> str:
    lived = exists().where(Entry.case_id == Case.id, Entry.sequence == 8)
    return session.scalars(select(Case.reference).where(Case.unit == unit, Case.open, lived).limit(1)).one()


def open_in(session: Session, unit: str, *, viewer: Viewer) -> list[str]:
    return list(
        session.scalars(
            select(Case.reference)
            .join(DeskRow, DeskRow.case_id == Case.id)
            .where(DeskRow.unit == unit, Case.unit == unit, Case.open, Case.walled.is_(False))
            .limit(bulk.MOST)
        )
    )


def time(house: Grown, work: Callable[[], Any]) -> float:
    """Milliseconds of the server's computing for one run: the median. What this thread computes, which asks, is left out."""
    clock, taken = computing(house.cluster), []
    for _ in range(TIMES):
        started, asking = clock(), thread_time()
        work()
        taken.append((clock() - started - (thread_time() - asking)) * 1000)
    return median(taken[TIMES // 10 :])


@contextmanager
def signed_in(house: Grown, account: Account) -> Iterator[Visit]:
    house.house.database.write(forget_codes, viewer=System())
    with served(house.house, house.settings) as address:
        visit = Visit(address)
        sign_in(visit, account.username, account.password, totp.code_at(account.totp_secret, AT))
        answer, _ = visit.ask(QUEUE)
        if answer.status != 200:
            raise LookupError((account.username, answer.status))
        keep_what_is_there()  # as `serve` does once it stands
        yield visit


def forget_codes(session: Session, *, viewer: Viewer) -> None:
    """A code counts once, and this house stands still at one moment, run after run."""
    session.execute(update(table_of(OfficerRow)).values(totp_used=0, failures=0, locked_until=None))
