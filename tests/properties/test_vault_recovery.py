"""Recovery sheets: any k of n open the key, k-1 never do, and what was mistyped or mixed up is named."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.errors import BadSheets, CannotOpen
from cases.unit_keys.recovering import make_recovery
from cases.vault.directory import check_member, new_directory_key
from cases.vault.keys import new_key, unwrap_key
from cases.vault.recovery import join_sheets, split_new_key

sizes = st.integers(2, 4).flatmap(lambda threshold: st.tuples(st.just(threshold), st.integers(threshold, 5)))


@given(sizes, st.randoms(use_true_random=False))
@settings(max_examples=12)
def test_any_k_sheets_open_and_k_minus_one_never(size: tuple[int, int], lot: Random) -> None:
    threshold, count = size
    split = split_new_key(threshold=threshold, sheets=count)
    groups = list(combinations(split.sheets, threshold))
    for group in lot.sample(groups, min(4, len(groups))):
        shuffled = lot.sample(group, threshold)
        assert join_sheets(shuffled, public=split.key.public) == split.key
    assert join_sheets(split.sheets, public=split.key.public) == split.key
    for group in lot.sample(groups, min(4, len(groups))):
        with pytest.raises(BadSheets) as refused:
            join_sheets([*group[1:], group[1]], public=split.key.public)  # the same sheet twice is one
        assert (refused.value.reason, refused.value.number) == ("too_few", 1)


def test_sheets_are_read_as_people_type_them() -> None:
    split = split_new_key(threshold=2, sheets=3)
    numbered = "\n".join(f"{number}. {word.upper()}" for number, word in enumerate(split.sheets[0].split(), 1))
    assert join_sheets([numbered, split.sheets[2]], public=split.key.public) == split.key


def test_a_mistyped_sheet_is_named_and_a_mixed_up_or_old_one_refused() -> None:
    split, other = (split_new_key(threshold=2, sheets=3) for _ in range(2))
    first, second = split.sheets[:2]
    words = second.split()
    swapped = " ".join([*words[:20], words[21], words[20], *words[22:]])
    tries = {
        ("mistyped", 2): [first, swapped],
        ("mixed", 0): [first, other.sheets[0]],
        ("too_few", 1): [first],
        ("too_few", 2): [],
    }
    for said, sheets in tries.items():
        with pytest.raises(BadSheets) as refused:
            join_sheets(sheets, public=split.key.public)
        assert (refused.value.reason, refused.value.number) == said
    with pytest.raises(BadSheets) as refused:
        join_sheets(other.sheets[:2], public=split.key.public)
    assert refused.value.reason == "other_key"


@pytest.mark.parametrize(("threshold", "sheets"), [(1, 1), (1, 3), (3, 2), (2, 17), (0, 0)])
def test_one_sheet_alone_never_opens(threshold: int, sheets: int) -> None:
    with pytest.raises(ValueError, match="sheets"):
        split_new_key(threshold=threshold, sheets=sheets)


def test_a_new_recovery_key_opens_every_epoch_of_the_unit_and_stands_in_the_directory() -> None:
    directory, keys = new_directory_key(), {1: new_key(), 2: new_key()}
    new = make_recovery("KZ-75", keys, number=3, threshold=2, sheets=3, directory=directory)
    check_member(directory.public, new.entry)
    assert (new.entry.kind, new.entry.name, new.entry.epoch) == ("recovery", "KZ-75", 3)
    recovery = join_sheets(new.sheets[1:], public=new.entry.public_key)
    assert {epoch: unwrap_key(wrap, recovery, public=keys[epoch].public) for epoch, wrap in new.wraps.items()} == keys
    old = make_recovery("KZ-75", keys, number=2, threshold=2, sheets=3, directory=directory)
    with pytest.raises(CannotOpen):
        unwrap_key(new.wraps[1], join_sheets(old.sheets[:2], public=old.entry.public_key), public=keys[1].public)
    assert not any(word in repr(new) for word in new.sheets)
