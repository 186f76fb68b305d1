"""What is found again at a million cases, where all of a unit's stand in its index."""

from random import Random

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from cases.records import Case, SearchToken
from cases.records.rows import table_of
from cases.search.secrets import present_secret
from cases.vault.blind import blind
from cases.viewer import Officer, System, Viewer
from tests.benchmarks import searching
from tests.benchmarks.million.grown import AT, Grown


def measure(many: Grown, viewer: Officer, *, kind: str) -> None:
    """All cases of the unit stand in its index."""
    database = many.house.database
    asked = database.write(numbers, viewer=viewer)
    ours = database.read(all_in, viewer.unit, viewer=System())
    database.write(forget_index, viewer=viewer)
    lot = Random(5)
    vocabulary = [lot.getrandbits(63) for _ in range(searching.VOCABULARY)]
    for start in range(0, len(ours), searching.BATCH):
        made = ours[start : start + searching.BATCH]
        rows = sorted((number, one) for one in made for number in searching.words(lot, vocabulary, asked))
        database.write(lay_in, rows, viewer=viewer)
    searching.look(many.house, viewer, asked, name=f"1m_{kind}")


def numbers(session: Session, *, viewer: Officer) -> list[int]:
    """As `searching.numbers`, in an epoch that is begun where there is none."""
    secret = present_secret(session, viewer.unit, viewer=viewer, at=AT)
    if secret is None:
        raise LookupError(viewer.unit)
    return [blind(secret.secret, "word", stem) for stem in ("угроз", "зарп")]


def forget_index(session: Session, *, viewer: Officer) -> None:
    session.execute(delete(SearchToken).where(SearchToken.unit == viewer.unit))


def lay_in(session: Session, rows: list[tuple[int, int]], *, viewer: Officer) -> None:
    tokens = [{"unit": viewer.unit, "token": number, "case_id": one} for number, one in rows]
    session.execute(insert(table_of(SearchToken)), tokens)


def all_in(session: Session, unit: str, *, viewer: Viewer) -> list[int]:
    return list(session.scalars(select(Case.id).where(Case.unit == unit)))
