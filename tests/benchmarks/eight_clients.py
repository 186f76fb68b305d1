"""Eight clients file without a pause, against the same rows written by the bare driver with the same commits.

On PostgreSQL the clients are two processes of four threads, as the deployment has two processes of pages; on SQLite they are
eight threads of the one process that there is. The floor is as many processes and threads: the very rows of one complaint, under
other ids and with other bytes, in one transaction each, sent down the driver's pipeline and durable when it returns. It checks,
routes, seals and journals nothing. The receipt's Argon2 is set apart: it is the same in both.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from secrets import token_bytes, token_hex
from threading import Lock
from time import perf_counter
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy.orm import Session

from cases.database import Database
from cases.filing import filing as rows
from cases.filing import intake
from cases.filing.filing import Receipt
from cases.records import Base
from cases.records.base import new_id
from cases.settings import Settings
from cases.transactions.engines import EVERY_CONNECTION, WRITER_CACHE
from cases.viewer import Nobody, System
from tests.benchmarks.figure import Figure
from tests.benchmarks.houses import house_on_postgresql, house_on_sqlite
from tests.builders import House, raw_answers

CLIENTS = 8
PROCESSES = {"postgresql": 2, "sqlite": 1}
ROUNDS = 3
SHARE = 0.5
LARGE = 2**40
"""From here on a number is an id of ours, that must be another one in each copy."""
OTHER_TEXT = frozenset({"reference", "act_key"})
Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One row as the driver takes it."""

    table: str
    key: tuple[Any, ...]
    values: Mapping[str, Any]


def measure(*, kind: str, at: datetime, seconds: float = 4.0) -> None:
    """Floor and complaints in turns, the best of each: a machine that is shared is now fast and now slow.

    In a house of its own, because what the bare driver writes verifies nowhere. Raises: MissingPostgresqlError.
    """
    with HOUSES[kind](at=at) as (house, settings):
        sample = rows_of(house)
        floor = ours = 0.0
        for _ in range(ROUNDS):
            if kind == "postgresql":
                floor = max(floor, by_processes(lambda: bare_postgresql(settings, sample, seconds)))
                ours = max(ours, by_processes(lambda: opened_apart(house, settings, seconds)))
            else:
                floor = max(floor, bare_sqlite(settings, sample, seconds))
                ours = max(ours, sum(by_threads([lambda: file_one(house)] * CLIENTS, seconds)))
    Figure(
        name=f"complaints_eight_clients_{kind}", value=round(ours), unit="1/s", floor=round(floor),
        ratio=round(ours / floor, 2), budget=round(floor * SHARE), met=ours >= floor * SHARE,
        note=f"without the receipt's Argon2, fsync at every commit; floor = the same {len(sample)} rows by the bare driver, "
        f"{CLIENTS} clients in {PROCESSES[kind]} processes; best of {ROUNDS}",
    ).print()  # fmt: skip


HOUSES: Final = {"postgresql": house_on_postgresql, "sqlite": house_on_sqlite}


def file_one(house: House) -> Receipt:
    prepared = intake.prepare(
        house.database, raw_answers(), pack=house.pack, secrets=house.secrets, language="ru", channel="web",
        submission=token_bytes(16), code=None, viewer=Nobody(), at=house.clock(),
    )  # fmt: skip
    return house.database.write(
        rows.file_complaint, prepared, pack=house.pack, viewer=Nobody(), at=prepared.received_at
    )


def by_processes(work: Callable[[], float]) -> float:
    """What *work* comes to a second in as many forked processes as the deployment has."""
    context = get_context("fork")
    results = context.SimpleQueue()
    processes = [context.Process(target=lambda: results.put(work())) for _ in range(PROCESSES["postgresql"])]
    for each in processes:
        each.start()
    rates: list[float] = [results.get() for _ in processes]
    for each in processes:
        each.join()
    return sum(rates)


def opened_apart(house: House, settings: Settings, seconds: float) -> float:
    """Complaints a second of one process that has the database to itself."""
    with Database.open(settings) as database:
        apart = house.moved_to(database, at=house.clock())
        file_one(apart)
        return sum(by_threads([lambda: file_one(apart)] * (CLIENTS // PROCESSES["postgresql"]), seconds))


def by_threads(works: Sequence[Work], seconds: float) -> Iterator[float]:
    """How often each of *works* ran a second, all at once."""

    def go(work: Work) -> float:
        done, start = 0, perf_counter()
        while (passed := perf_counter() - start) < seconds:
            work()
            done += 1
        return done / passed

    with ThreadPoolExecutor(len(works)) as pool:
        yield from pool.map(go, works)


def bare_postgresql(settings: Settings, sample: list[Row], seconds: float) -> float:
    address = settings.database.replace("+psycopg", "", 1)
    lines = {row.table: postgresql_insert(row) for row in sample}
    connections = [psycopg.connect(address) for _ in range(CLIENTS // PROCESSES["postgresql"])]

    def write(connection: psycopg.Connection[Any]) -> None:
        with connection.pipeline():
            for row in fresh(sample):
                connection.execute(lines[row.table], list(row.values.values()))
        connection.commit()

    try:
        return sum(by_threads([partial(write, each) for each in connections], seconds))
    finally:
        for each in connections:
            each.close()


def postgresql_insert(row: Row) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, row.values))
    places = sql.SQL(", ").join([sql.Placeholder()] * len(row.values))
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(row.table), names, places)


def bare_sqlite(settings: Settings, sample: list[Row], seconds: float) -> float:
    """One connection and a lock: SQLite has one writer, and eight that wait for its own lock sleep longer than it takes."""
    lines = {row.table: sqlite_insert(row) for row in sample}
    lock = Lock()
    path = settings.url.partition("///")[2]
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        for pragma in (*EVERY_CONNECTION, WRITER_CACHE):
            connection.execute(pragma)

        def write() -> None:
            made = fresh(sample)
            with lock:
                connection.execute("BEGIN IMMEDIATE")
                for row in made:
                    connection.execute(lines[row.table], list(row.values.values()))
                connection.execute("COMMIT")

        return sum(by_threads([write] * CLIENTS, seconds))


def sqlite_insert(row: Row) -> str:
    names, places = ", ".join(f'"{name}"' for name in row.values), ", ".join("?" * len(row.values))
    return f"INSERT INTO {row.table} ({names}) VALUES ({places})"


def fresh(sample: list[Row]) -> list[Row]:
    """The same rows of another case: each id another, each sealed word and key other bytes of the same length."""
    ids: dict[int, int] = {}

    def other(name: str, value: Any) -> Any:
        if isinstance(value, bytes):
            return token_bytes(len(value))
        if isinstance(value, int) and value > LARGE:
            return ids.setdefault(value, new_id())
        return token_hex(10) if name in OTHER_TEXT else value

    return [Row(row.table, row.key, {name: other(name, value) for name, value in row.values.items()}) for row in sample]


def rows_of(house: House) -> list[Row]:
    """Every row that one complaint is written in, as the driver gives it, in an order in which they can be written."""
    before = {(row.table, row.key) for row in house.database.read(all_rows, viewer=System())}
    file_one(house)
    return [row for row in house.database.read(all_rows, viewer=System()) if (row.table, row.key) not in before]


def all_rows(session: Session, *, viewer: System) -> list[Row]:
    """Nobody else writes meanwhile."""
    driver: Any = session.connection().connection
    found = []
    for table in Base.metadata.sorted_tables:
        cursor = driver.cursor()
        cursor.execute(f'SELECT * FROM "{table.name}"')
        names = [each[0] for each in cursor.description]
        keys = [each.name for each in table.primary_key]
        for line in cursor.fetchall():
            values = dict(zip(names, line, strict=True))
            found.append(Row(table.name, tuple(values[key] for key in keys), {n: bound(v) for n, v in values.items()}))
    return found


def bound(value: Any) -> Any:
    """PostgreSQL's driver reads JSON by itself and has to be told to write it."""
    return Jsonb(value) if isinstance(value, dict | list) else value
