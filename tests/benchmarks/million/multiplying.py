"""Rows of real cases copied in bulk, inside the database: other ids, references and days, everything else as it was lived.

An id of a copy is the id that it was copied from, exclusive-or a number that all rows of that copy share: what pointed to
one another does so again, without a table of who was who. What only a case's own page reads (journal, sealed words, letters,
messages) is not copied, for fifty kilobytes a case: pages of cases are opened at those that were lived.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from secrets import randbits
from typing import Any, Protocol

from sqlalchemy import Column, Table
from sqlalchemy import Dialect as SqlDialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, DropIndex

from cases.records.base import Base, Day, Moment
from cases.references import RANDOM_DIGITS, written
from cases.worklist.desk_rows import NEVER

EVERY = (
    "cases",
    "walls",
    "complaints",
    "proceedings",
    "file_keys",
    "wraps",
    "measures",
    "remedies",
    "clocks",
    "desk_rows",
    "duty_alerts",
    "notices",
)
STILL = {"clocks": "running", "notices": "settled_at IS NULL"}
"""Of these only what still waits: lists look at nothing else."""
OPEN_DAYS, CLOSED_DAYS = 20, 60
"""How many days a copy may lie before what it was copied from."""
SHARED = frozenset({"id", "case_id", "proceeding_id", "complaint_id"})
AT_ONCE = 25_000
DAY_SECONDS = 86_400
LOT = 20_261_127


@dataclass(frozen=True, kw_only=True)
class Source:
    """A case that was lived."""

    id: int
    open: bool
    received: int
    """Seconds since 1970."""


@dataclass(frozen=True)
class Dialect:
    """What the two databases say differently. `spoken`: as SQLAlchemy knows it; `random_bytes`: 16 of them."""

    spoken: SqlDialect

    random_bytes: str
    with_reference: str
    join: str


SQLITE = Dialect(sqlite.dialect(), "randomblob(16)", "json_set(s.row, '$.reference', c.reference)", "CROSS JOIN")
POSTGRESQL = Dialect(
    postgresql.dialect(),  # type: ignore[no-untyped-call]
    "uuid_send(gen_random_uuid())",
    "jsonb_set(s.row, '{reference}', to_jsonb(c.reference))",
    "INNER JOIN",
)


class Bulk(Protocol):
    """One open connection that writes without looking left or right."""

    dialect: Dialect

    def run(self, statement: str) -> None: ...
    def rows(self, statement: str) -> Sequence[Sequence[Any]]: ...
    def load(self, rows: Iterator[tuple[Any, ...]]) -> None:
        """Fill the empty table `copying`."""


def multiply(bulk: Bulk, *, cases: int, open_cases: int, say: Callable[[str], None]) -> None:
    """Make *cases* of the few that there are, *open_cases* of them open. Ends with the indexes as they were."""
    sources = [
        Source(id=number, open=bool(still), received=at)
        for number, still, at in bulk.rows("SELECT id, open, received_at FROM cases WHERE kind = 'case' ORDER BY id")
    ]
    taken = {reference for (reference,) in bulk.rows("SELECT reference FROM cases")}
    copies = draw(sources, taken, cases=cases, open_cases=open_cases)
    indexes = [index for name in EVERY for index in sorted(table_of(name).indexes, key=lambda one: str(one.name))]
    bulk.run(
        "CREATE TEMPORARY TABLE copying "
        "(number INTEGER PRIMARY KEY, source BIGINT, mask BIGINT, back BIGINT, days INTEGER, reference TEXT)"
    )
    bulk.load(iter(copies))
    for index in indexes:
        bulk.run(str(DropIndex(index)))
    steps = len(EVERY) * (-(-len(copies) // AT_ONCE)) + len(indexes)
    bar = Bar(steps, say)
    for name in EVERY:
        table = table_of(name)
        of_case = "id" if name == "cases" else "case_id"
        still = f" AND {STILL[name]}" if name in STILL else ""
        bulk.run(
            f"CREATE TEMPORARY TABLE lived AS SELECT * FROM {name} "
            f"WHERE {of_case} IN (SELECT source FROM copying){still}"
        )
        bulk.run(f"CREATE INDEX temporary_lived ON lived ({of_case})")
        for first in range(0, len(copies), AT_ONCE):
            bulk.run(copied(table, of_case, bulk.dialect, first=first))
            bar.move(name)
        bulk.run("DROP TABLE lived")
    for index in indexes:
        bulk.run(str(CreateIndex(index).compile(dialect=bulk.dialect.spoken)))
        bar.move(str(index.name))


def draw(sources: Sequence[Source], taken: set[str], *, cases: int, open_cases: int) -> list[tuple[Any, ...]]:
    """Rows of `copying`: by the copy's id in order, so that tables grow at their end where they can."""
    lot = Random(LOT)
    still, over = [one for one in sources if one.open], [one for one in sources if not one.open]
    references = fresh_references(taken, lot)
    copies = []
    for kind, how_many, days in ((still, open_cases, OPEN_DAYS), (over, cases - open_cases, CLOSED_DAYS)):
        for number in range(how_many - len(kind)):
            source = kind[number % len(kind)]
            back = lot.randrange(days * DAY_SECONDS)
            year = datetime.fromtimestamp(source.received - back, NEVER.tzinfo).year
            copies.append((source.id, randbits(62), back, back // DAY_SECONDS, references(year)))
    copies.sort(key=lambda one: one[0] ^ one[1])
    return [(number, *one) for number, one in enumerate(copies)]


def fresh_references(taken: set[str], lot: Random) -> Callable[[int], str]:
    """Gives a reference of a year that nobody has: each number once, in an order of its own."""
    left: dict[int, list[int]] = {}

    def give(year: int) -> str:
        if year not in left:
            left[year] = list(range(10**RANDOM_DIGITS))
            lot.shuffle(left[year])
        while (reference := written(f"{year}{left[year].pop():0{RANDOM_DIGITS}}")) in taken:
            pass
        return reference

    return give


def copied(table: Table, of_case: str, dialect: Dialect, *, first: int) -> str:
    """The statement that writes the rows of `AT_ONCE` copies, from the number *first* on."""
    values = ", ".join(value_of(table, column, dialect) for column in table.columns)
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {values} FROM copying AS c {dialect.join} lived AS s "
        f"{'WHERE' if dialect is SQLITE else 'ON'} s.{of_case} = c.source "
        f"AND c.number >= {first} AND c.number < {first + AT_ONCE}"
    )


def value_of(table: Table, column: "Column[Any]", dialect: Dialect) -> str:
    """What the copy has in *column*."""
    name = f's."{column.name}"'
    own = {"reference": "c.reference", "row": dialect.with_reference, "submission": dialect.random_bytes}
    if column.name in own:
        return own[column.name]
    if column.name in SHARED:
        return f"({name} | c.mask) - ({name} & c.mask)"
    if isinstance(column.type, Moment):
        return f"CASE WHEN {name} < {int(NEVER.timestamp())} THEN {name} - c.back ELSE {name} END"
    if isinstance(column.type, Day):
        return f"{name} - c.days"
    return name


def table_of(name: str) -> Table:
    return Base.metadata.tables[name]


class Bar:
    """How far the copying has come."""

    def __init__(self, total: int, say: Callable[[str], None]) -> None:
        self._done, self._total, self._say = 0, total, say

    def move(self, what: str) -> None:
        self._done += 1
        filled = 40 * self._done // self._total
        end = "\n" if self._done == self._total else ""
        self._say(f"\r[{'#' * filled}{'.' * (40 - filled)}] {what:40}{end}")


def on_stderr(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)
