"""A table with its title and what it says of itself: for pages, sheets and papers alike."""

from dataclasses import dataclass

from cases.reports.sheets import Cell


@dataclass(frozen=True)
class Table:
    """*about*: a sentence above it; *rows*: as many cells as *heads*, the first of which names the row."""

    name: str
    title: str
    about: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
