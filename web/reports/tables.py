"""A table with its title and what it says of itself: for pages, sheets and papers alike."""

import msgspec

from cases.reports.sheets import Cell


class Table(msgspec.Struct, frozen=True):
    """*about*: a sentence above it; *rows*: as many cells as *heads*, the first of which names the row.

    *nothing*: whether one without rows says that there is nothing; else *about* has said why.
    """

    name: str
    title: str
    about: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    nothing: bool = True
