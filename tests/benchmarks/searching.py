"""Two sealed words and a page of cases, among very many in one unit's index; floor: the bare intersection."""

from random import Random

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session

from cases import casefile
from cases.records import Case, FileKey, Proceeding, SearchedCase, SearchToken, Wrap
from cases.records.base import new_ids
from cases.records.rows import table_of
from cases.search import finding
from cases.search.secrets import secrets_of
from cases.vault.blind import blind
from cases.viewer import Officer, System, Viewer
from tests.benchmarks.figure import Figure, milliseconds
from tests.builders import House

STORY = "Начальник цеха угрожал и удержал зарплату за три месяца"
WORDS = 64
VOCABULARY = 6_000
"""Words of a unit's index."""
COMMON = 0.02
"""Share of cases that hold each of the two words looked for."""
BATCH = 2_000


def measure(house: House, *, kind: str, cases: int) -> None:
    """*cases*: how many more stand in the unit's index, laid in at once."""
    reference = house.file(story=STORY).reference
    officer = house.officer("caseworker.39")
    house.database.write(casefile.open_case, reference, pack=house.pack, viewer=officer, at=house.clock())
    asked = house.database.read(numbers, viewer=officer)
    lay_in(house, reference, asked, cases=cases)
    look(house, officer, asked, name=f"{cases // 1000}k_{kind}")


def look(house: House, officer: Officer, asked: list[int], *, name: str) -> None:
    """Look for the two words, whose numbers are *asked*."""
    floor = milliseconds(lambda: house.database.read(intersect, asked, viewer=officer), times=30)
    found = milliseconds(
        lambda: finding.search(house.database, "угроза зарплата", pack=house.pack, viewer=officer, at=house.clock()),
        times=30,
    )
    Figure(
        name=f"sealed_search_{name}", value=round(found, 1), unit="ms", floor=round(floor, 2),
        ratio=round(found / floor, 1), budget=50, met=found <= 50,
        note="p50 of two sealed words, the readings of the page written down; floor = the bare intersection",
    ).print()  # fmt: skip


def numbers(session: Session, *, viewer: Officer) -> list[int]:
    """The numbers that the two words have in the newest epoch."""
    secret = secrets_of(session, viewer.unit, viewer=viewer)[-1].secret
    return [blind(secret, "word", stem) for stem in ("угроз", "зарп")]


def intersect(session: Session, asked: list[int], *, viewer: Officer) -> int:
    holding = [
        select(SearchToken.case_id).where(SearchToken.unit == viewer.unit, SearchToken.token == one) for one in asked
    ]
    both = holding[0].intersect(holding[1]).subquery()
    return session.scalar(select(func.count()).select_from(both)) or 0


def lay_in(house: House, reference: str, asked: list[int], *, cases: int) -> None:
    """Copies of one case with numbers of their own, past the use cases: filing so many would take an hour."""
    lot, ids = Random(5), new_ids()
    vocabulary = [lot.getrandbits(63) for _ in range(VOCABULARY)]
    for start in range(0, cases, BATCH):
        made = [next(ids) for _ in range(min(BATCH, cases - start))]
        rows = [(number, one) for one in made for number in words(lot, vocabulary, asked)]
        house.database.write(copy, reference, made, sorted(rows), viewer=System())


def words(lot: Random, vocabulary: list[int], asked: list[int]) -> set[int]:
    some = set(lot.sample(vocabulary, WORDS - len(asked)))
    return some | {one for one in asked if lot.random() < COMMON}


def copy(session: Session, reference: str, made: list[int], rows: list[tuple[int, int]], *, viewer: Viewer) -> None:
    first = session.scalars(select(Case).where(Case.reference == reference)).one()
    for record in (Case, FileKey, Wrap, Proceeding, SearchedCase):
        table = table_of(record)
        key = table.c.id if record is Case else table.c.case_id
        for row in session.execute(select(table).where(key == first.id, *main_only(record))).mappings().all():
            session.execute(insert(table), [changed(dict(row), record, one) for one in made])
    tokens = [{"unit": "KZ-39", "token": number, "case_id": one} for number, one in rows]
    session.execute(insert(table_of(SearchToken)), tokens)


def main_only(record: type[object]) -> list[ColumnElement[bool]]:
    return [Proceeding.main.is_(True)] if record is Proceeding else []


def changed(row: dict[str, object], record: type[object], one: int) -> dict[str, object]:
    """The row as another case has it."""
    if record is Case:
        return row | {"id": one, "reference": f"copy-{one}", "nickname": None}
    own = {"id": (one ^ hash((record.__name__, row.get("holder")))) & ((1 << 62) - 1)} if "id" in row else {}
    return row | own | {"case_id": one}
