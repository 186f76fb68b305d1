"""Rows of several tables that PostgreSQL is given as one statement: `WITH a AS (INSERT …), b AS (INSERT …) INSERT …`.

A row costs the driver more than the server: a cursor, a message and a look at the line for each. Rows that are all new depend on
nothing that the others do; what refers from one to another is checked when the statement ends.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, Final

import msgspec

Shape = tuple[tuple[str, int], ...]
"""Each insert's text, with names for its values, and how many rows it has."""
NAME: Final = re.compile(r"%\((\w+)\)s")
VALUES: Final = " VALUES "


class Gathered(msgspec.Struct):
    """Inserts that wait to be sent, in their order."""

    inserts: list[tuple[str, Sequence[Mapping[str, Any]]]] = msgspec.field(default_factory=list)

    def take(self) -> tuple[str, list[Any]]:
        """All of them as one text and its values in their order; none waits any more."""
        inserts, self.inserts = self.inserts, []
        text, names = compose(tuple((insert, len(rows)) for insert, rows in inserts))
        each = zip(inserts, names, strict=True)
        return text, [row[name] for (_, rows), its_names in each for row in rows for name in its_names]


@lru_cache(maxsize=512)
def compose(shape: Shape) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """The one text, and the names of a row's values for each insert. Places are numbered, as the server itself numbers them.

    An insert of several rows has to end with the values of one.
    """
    places = count(1)
    texts = [NAME.sub(lambda _: f"${next(places)}", repeated(text, rows)) for text, rows in shape]
    before = ", ".join(f"part_{number} AS ({text})" for number, text in enumerate(texts[:-1]))
    return (f"WITH {before} {texts[-1]}" if before else texts[-1]), tuple(
        tuple(NAME.findall(text)) for text, _ in shape
    )


def repeated(text: str, rows: int) -> str:
    """The insert *text* of one row as one of so many *rows*."""
    head, values, row = text.partition(VALUES)
    return text if rows == 1 else f"{head}{values}{', '.join([row] * rows)}"
