"""Pieces of rows: put together they are the rows, and a row that comes in between changes the pieces around it alone."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from cases.backups.pieces import BLOCK, LEAST, MOST, cut_after_lines, cut_in_blocks


def some_rows(seed: int, count: int) -> list[bytes]:
    lot = Random(seed)
    return [lot.randbytes(lot.randrange(20, 400)).hex().encode() + b"\n" for _ in range(count)]


def in_reads(whole: bytes, size: int) -> list[bytes]:
    return [whole[start : start + size] for start in range(0, len(whole), size)]


@given(seed=st.integers(0, 2**32), size=st.integers(1_000, 3_000_000), count=st.integers(0, 1_500))
def test_pieces_are_the_rows_however_they_are_read(seed: int, size: int, count: int) -> None:
    whole = b"".join(some_rows(seed, count))
    for cut, least, most in ((cut_after_lines, LEAST, MOST), (cut_in_blocks, BLOCK, BLOCK)):
        pieces = list(cut(in_reads(whole, size)))
        assert b"".join(pieces) == whole
        assert pieces == list(cut([whole])), "however much came at once"
        assert all(least <= len(piece) <= most for piece in pieces[:-1])


def test_a_row_in_between_leaves_most_other_pieces_as_they_were() -> None:
    lot, changed, every = Random(7), 0, 0
    for seed in range(6):
        rows = some_rows(seed, 4_000)
        before = set(cut_after_lines([b"".join(rows)]))
        rows.insert(lot.randrange(len(rows)), b"ffff" * 60 + b"\n")
        after = list(cut_after_lines([b"".join(rows)]))
        changed += sum(piece not in before for piece in after)
        every += len(after)
    assert changed * 3 < every, "in blocks of one size it would be half of them"


def test_a_line_without_an_end_is_cut_all_the_same() -> None:
    assert [len(piece) for piece in cut_after_lines([bytes(2 * MOST + 5)])] == [MOST, MOST, 5]
