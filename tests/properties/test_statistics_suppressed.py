"""Published figures: whatever is subtracted from what, nobody learns that even one person stands behind a small number."""

from hypothesis import given
from hypothesis import strategies as st

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
