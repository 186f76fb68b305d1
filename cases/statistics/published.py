"""The published figures as a page and a program are given them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.records import PublishedQuarter
from cases.statistics.people import PEOPLE
from cases.statistics.quarters import Quarter, read_quarter
from cases.statistics.suppressing import Cell, Group
from cases.viewer import Viewer


class Published(msgspec.Struct, frozen=True):
    """One quarter's figures, by name, as they were frozen."""

    quarter: Quarter
    frozen_at: datetime
    figures: Mapping[str, Sequence[Group]]


class Row(msgspec.Struct, frozen=True):
    """One office: its numbers by subject where they stand alone, what others come to together, and all of it.

    None: taken into the line of the offices together, or told nowhere: never 0, which would say that nobody came.
    """

    alone: Mapping[str, int]
    together: int | None
    total: int | None


class Table(msgspec.Struct, frozen=True):
    """A figure as people read it; `total` is None where some offices are too small to be told even together."""

    rows: Mapping[str, Row]
    others: int | None
    """What is not shown by office; None where everything is."""
    total: int | None


def read_published(session: Session, *, viewer: Viewer) -> list[Published]:
    """All quarters, the newest first."""
    rows = session.scalars(select(PublishedQuarter).order_by(PublishedQuarter.quarter.desc()))
    return [Published(read_quarter(row.quarter), row.frozen_at, read_figures(row.figures)) for row in rows]


def read_figures(figures: Mapping[str, Any]) -> dict[str, tuple[Group, ...]]:
    """What is published of them: who complained is for reports."""
    return {
        name: tuple(Group(frozenset((one, other) for one, other in each["cells"]), each["count"]) for each in groups)
        for name, groups in figures.items()
        if name != PEOPLE
    }


def as_table(groups: Sequence[Group], offices: Sequence[str]) -> Table:
    """*groups* by office: every number in it is a group's or a sum of groups."""
    within = {office: [group for group in groups if offices_in(group.cells) == {office}] for office in offices}
    across = [group for group in groups if len(offices_in(group.cells)) > 1]
    cells = frozenset[Cell]().union(*(group.cells for group in groups))
    spread = set().union(*(offices_in(group.cells) for group in across))
    rows = {office: as_row(mine, whole=bool(mine) and office not in spread) for office, mine in within.items()}
    return Table(
        rows=rows,
        others=sum(group.count for group in across) if across else None,
        total=sum(group.count for group in groups) if {cell[0] for cell in cells} == set(offices) else None,
    )


def as_row(groups: Sequence[Group], *, whole: bool) -> Row:
    alone = {subject: group.count for group in groups if len(group.cells) == 1 for _, subject in group.cells}
    several = [group.count for group in groups if len(group.cells) > 1]
    return Row(
        alone=alone,
        together=sum(several) if several else None,
        total=sum(group.count for group in groups) if whole else None,
    )


def offices_in(cells: frozenset[Cell]) -> set[str]:
    return {office for office, _ in cells}
