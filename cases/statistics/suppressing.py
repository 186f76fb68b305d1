"""Which counts may be published, so that no small one can be found by taking published ones from each other.

The cells of a table (office × subject) are divided into groups, and what is published are the groups' sums and sums of
these: nothing that overlaps. Whatever is added or subtracted, over one table or many, is again a sum of whole groups.

Small cells join the first cell of their office that is large enough to stand alone, *in a fixed order* and never the
smallest: an order that hung on the numbers would tell about them. An office without a large cell is told as one number, as long
as any one of its cells could be zero. So for each small cell the same publication comes of the true numbers and of others
where that cell is zero: nobody can tell that even one person complained about its subject in its office. (Suppression by
thresholds alone does not promise that: two cells of four each, published as eight, are known exactly.)
"""

from collections.abc import Mapping, Sequence

import msgspec

Cell = tuple[str, str]
"""Code of the office, code of the subject."""


class Group(msgspec.Struct, frozen=True):
    """Cells of which only the sum is published."""

    cells: frozenset[Cell]
    count: int


def divide(
    counts: Mapping[Cell, int], offices: Sequence[str], subjects: Sequence[str], *, least: int
) -> tuple[Group, ...]:
    """Divide the table into groups of at least *least*, in the order of *offices* and *subjects*.

    A cell that *counts* does not name is zero. Offices too small to be told join the first group that holds a large cell;
    where there is none, they are in no group and the whole is not published.
    """
    groups: list[set[Cell]] = []
    hidden: set[Cell] = set()
    bearing: set[Cell] | None = None
    most = (least - 1) * (len(subjects) - 1)
    for office in offices:
        cells = {(office, subject) for subject in subjects}
        large = [(office, subject) for subject in subjects if counts.get((office, subject), 0) >= least]
        if large:
            first, *others = ({cell} for cell in large)
            first |= cells.difference(large)
            bearing = bearing or first
            groups += [first, *others]
        elif least <= sum(counts.get(cell, 0) for cell in cells) <= most:
            groups.append(cells)
        else:
            hidden |= cells
    if bearing is not None:
        bearing |= hidden
    return tuple(Group(frozenset(cells), sum(counts.get(cell, 0) for cell in cells)) for cells in groups)
