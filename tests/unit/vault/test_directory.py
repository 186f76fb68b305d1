from typing import Any

import pytest
from msgspec.structs import replace

from cases.errors import UnsignedKey
from cases.vault.directory import DirectoryEntry, DirectoryKey, check_member, new_directory_key, sign_member
from cases.vault.keys import new_key


@pytest.fixture
def directory() -> DirectoryKey:
    return new_directory_key()


@pytest.fixture
def entry(directory: DirectoryKey) -> DirectoryEntry:
    return sign_member(directory, kind="unit", name="KZ-75", epoch=1, public_key=new_key().public)


def test_a_signed_key_passes(directory: DirectoryKey, entry: DirectoryEntry) -> None:
    check_member(directory.public, entry)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "officer"},
        {"name": "KZ-71"},
        {"epoch": 2},
        {"public_key": new_key().public},
        {"signature": b""},
        {"signature": bytes(64)},
        {"signature": bytes(1000)},
    ],
)
def test_a_line_changed_in_any_part_is_refused(
    directory: DirectoryKey, entry: DirectoryEntry, change: dict[str, Any]
) -> None:
    with pytest.raises(UnsignedKey):
        check_member(directory.public, replace(entry, **change))


def test_a_line_signed_by_another_key_is_refused(directory: DirectoryKey) -> None:
    forged = sign_member(new_directory_key(), kind="unit", name="KZ-75", epoch=1, public_key=new_key().public)
    with pytest.raises(UnsignedKey) as refused:
        check_member(directory.public, forged)
    assert (refused.value.kind, refused.value.name, refused.value.epoch) == ("unit", "KZ-75", 1)


def test_names_cannot_run_into_each_other(directory: DirectoryKey, entry: DirectoryEntry) -> None:
    """The signature covers kind, name, epoch and key as separate values."""
    with pytest.raises(UnsignedKey):
        check_member(directory.public, replace(entry, name="KZ-7", epoch=51))


def test_the_private_half_hides(directory: DirectoryKey) -> None:
    assert repr(directory) == "DirectoryKey()"
