"""Rows of several tables that PostgreSQL is given as one statement: `WITH a AS (INSERT …), b AS (INSERT …) INSERT …`.

A row costs the driver more than the server: a cursor, a message and a look at the line for each. Rows that are all new depend on
nothing that the others do; what refers from one to another is checked when the statement ends.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any, Final

import msgspec

Shape = tuple[tuple[str, int], ...]
"""Each insert's text, with the places of its values ($1, $2), and how many rows it has."""
PLACE: Final = re.compile(r"\$(\d+)")
VALUES: Final = " VALUES "


class Gathered(msgspec.Struct):
    """Inserts that wait to be sent, in their order."""

    inserts: list[tuple[str, Sequence[Sequence[Any]]]] = msgspec.field(default_factory=list)

    def take(self) -> tuple[str, list[Any]]:
        """All of them as one text and its values in their order; none waits any more."""
        inserts, self.inserts = self.inserts, []
        text, places = compose(tuple((insert, len(rows)) for insert, rows in inserts))
        each = zip(inserts, places, strict=True)
        return text, [row[place] for (_, rows), its_places in each for row in rows for place in its_places]


@lru_cache(maxsize=512)
def compose(shape: Shape) -> tuple[str, tuple[tuple[int, ...], ...]]:
    """The one text, its places numbered through, and for each insert where in a row the values of its places stand.

    An insert of several rows has to end with the values of one.
    """
    numbers = count(1)
    texts = [PLACE.sub(lambda _: f"${next(numbers)}", repeated(text, rows)) for text, rows in shape]
    before = ", ".join(f"part_{number} AS ({text})" for number, text in enumerate(texts[:-1]))
    return (f"WITH {before} {texts[-1]}" if before else texts[-1]), tuple(
        tuple(int(place) - 1 for place in PLACE.findall(text)) for text, _ in shape
    )


def repeated(text: str, rows: int) -> str:
    """The insert *text* of one row as one of so many *rows*."""
    head, values, row = text.partition(VALUES)
    return text if rows == 1 else f"{head}{values}{', '.join([row] * rows)}"
