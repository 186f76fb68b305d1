"""Published figures: whatever is subtracted from what, nobody learns that even one person stands behind a small number."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.statistics.published import Table, as_table
from cases.statistics.suppressing import Cell, Group, divide

LEAST = 5
OFFICES, SUBJECTS = ("ho", "a", "b", "c"), ("other", "work", "prison")
CELLS = [(office, subject) for office in OFFICES for subject in SUBJECTS]
numbers = st.one_of(st.integers(0, LEAST), st.integers(0, 40))
tables = st.fixed_dictionaries(dict.fromkeys(CELLS, numbers))


def published(counts: dict[Cell, int]) -> tuple[Group, ...]:
    return divide(counts, OFFICES, SUBJECTS, least=LEAST)


@given(tables)
def test_groups_never_overlap_none_is_small_and_with_a_large_cell_they_are_the_whole(counts: dict[Cell, int]) -> None:
    groups = published(counts)
    told = sorted(cell for group in groups for cell in group.cells)
    assert told == sorted(set(told))
    assert all(group.count == sum(counts[cell] for cell in group.cells) >= LEAST for group in groups)
    if max(counts.values()) >= LEAST:
        assert told == sorted(CELLS)


@given(tables)
def test_the_same_is_published_where_nobody_stands_behind_a_small_number(counts: dict[Cell, int]) -> None:
    groups = published(counts)
    for group in groups:
        for cell in group.cells:
            if counts[cell] < LEAST:
                assert published(counts | without(cell, group, counts)) == groups


def without(cell: Cell, group: Group, counts: dict[Cell, int]) -> dict[Cell, int]:
    """Other numbers of *group* with the same sum, zero in *cell*."""
    large = [other for other in group.cells if counts[other] >= LEAST]
    if large:
        return dict.fromkeys(group.cells, 0) | {large[0]: group.count}
    left, other_numbers = group.count, {cell: 0}
    for other in sorted(group.cells - {cell}):
        other_numbers[other] = min(left, LEAST - 1)
        left -= other_numbers[other]
    return other_numbers


@settings(max_examples=40)
@given(st.lists(tables, min_size=1, max_size=4))
def test_quarters_and_their_sums_tell_the_same_where_nobody_stands_behind_a_small_number(
    quarters: list[dict[Cell, int]],
) -> None:
    """Whatever is added up over time: a year's line of an office is the sum of lines that were told, or it is not told."""
    others = [emptied(counts) for counts in quarters]
    assert [told(counts) for counts in others] == [told(counts) for counts in quarters]
    assert by_year(others) == by_year(quarters)
    for counts in quarters:
        sums = {0} | {sum(chosen) for chosen in subsets([group.count for group in published(counts)])}
        table = told(counts)
        for office, row in table.rows.items():
            assert {row.total or 0, row.together or 0, *row.alone.values()} <= sums
            assert row.total != 0, office


def told(counts: dict[Cell, int]) -> Table:
    return as_table(published(counts), OFFICES)


def emptied(counts: dict[Cell, int]) -> dict[Cell, int]:
    """Other numbers that are published alike, with one small cell of every group empty."""
    for group in published(counts):
        small = [cell for cell in sorted(group.cells) if 0 < counts[cell] < LEAST]
        counts = counts | (without(small[0], group, counts) if small else {})
    return counts


def by_year(quarters: list[dict[Cell, int]]) -> dict[str, int | None]:
    """Each office's line of a year: told where every quarter tells it."""
    lines = {office: [told(counts).rows[office].total for counts in quarters] for office in OFFICES}
    return {office: None if None in line else sum(filter(None, line)) for office, line in lines.items()}


def subsets(numbers: list[int]) -> list[list[int]]:
    chosen: list[list[int]] = [[]]
    for number in numbers:
        chosen += [[*each, number] for each in chosen]
    return chosen
