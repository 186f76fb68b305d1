from dataclasses import dataclass

import pytest
from msgspec.structs import asdict, replace

from cases.errors import CannotOpen, UnsignedKey
from cases.vault.circle import (
    make_case_keys,
    make_mailbox,
    open_file_key,
    open_mailbox_by_code,
    open_mailbox_by_file,
    wrap_file_key,
)
from cases.vault.codes import CodeKeys
from cases.vault.directory import DirectoryEntry, DirectoryKey, new_directory_key, sign_member
from cases.vault.keyring import Holder, Keyring
from cases.vault.keys import Key, new_key, wrap_key
from cases.vault.shredding import ShredSecret, new_shred_secret
from tests.harness.circles import below

SHRED = new_shred_secret()


def shred_of(_: int | None) -> ShredSecret:
    """The one secret of these tests, as the store would give it."""
    return SHRED


@dataclass(frozen=True)
class SignedUnit:
    entry: DirectoryEntry
    ring: Keyring


def signed_unit(directory: DirectoryKey, code: str, epoch: int = 1) -> SignedUnit:
    key = new_key()
    entry = sign_member(directory, kind="unit", name=code, epoch=epoch, public_key=key.public)
    return SignedUnit(entry, Keyring(units={(code, epoch): key}))


@pytest.fixture
def directory() -> DirectoryKey:
    return new_directory_key()


@pytest.fixture
def almaty(directory: DirectoryKey) -> SignedUnit:
    return signed_unit(directory, "KZ-75")


@pytest.fixture
def head_office(directory: DirectoryKey) -> SignedUnit:
    return signed_unit(directory, "KZ-HO")


@pytest.fixture
def code() -> CodeKeys:
    return CodeKeys(lookup=b"l" * 32, key=new_key(), draft=b"d" * 32, draft_lookup=b"f" * 32)


def test_every_unit_of_the_circle_opens_file_and_mailbox(
    directory: DirectoryKey, almaty: SignedUnit, head_office: SignedUnit, code: CodeKeys
) -> None:
    keys = make_case_keys([almaty.entry, head_office.entry], code, pinned=directory.public, shred=SHRED)
    for unit in (almaty, head_office):
        file_key = open_file_key(keys.wraps, unit.ring, public=keys.file_public, shred_of=shred_of)
        mailbox = open_mailbox_by_file(keys.mailbox.file_wrap, file_key, public=keys.mailbox.public, shred=SHRED)
        assert (file_key.public, mailbox.public) == (keys.file_public, keys.mailbox.public)


def test_the_code_opens_the_mailbox_and_not_the_file(
    directory: DirectoryKey, almaty: SignedUnit, code: CodeKeys
) -> None:
    keys = make_case_keys([almaty.entry], code, pinned=directory.public, shred=SHRED)
    mailbox = open_mailbox_by_code(keys.mailbox.code_wrap, code, public=keys.mailbox.public, shred=SHRED)
    assert mailbox.public == keys.mailbox.public
    for own in (mailbox, code.key):
        for held in keys.wraps:
            with pytest.raises(CannotOpen):
                own.open(below(held.wrap, SHRED))
        with pytest.raises(CannotOpen):
            own.open(below(keys.mailbox.file_wrap, SHRED))
    with pytest.raises(CannotOpen):
        open_file_key(keys.wraps, Keyring(mailbox=mailbox), public=keys.file_public, shred_of=shred_of)


def test_a_unit_outside_the_circle_opens_nothing(directory: DirectoryKey, almaty: SignedUnit, code: CodeKeys) -> None:
    keys = make_case_keys([almaty.entry], code, pinned=directory.public, shred=SHRED)
    for ring in (Keyring(), signed_unit(directory, "KZ-71").ring, signed_unit(directory, "KZ-75", epoch=2).ring):
        with pytest.raises(CannotOpen):
            open_file_key(keys.wraps, ring, public=keys.file_public, shred_of=shred_of)


def test_an_injected_unit_key_stops_the_filing(directory: DirectoryKey, almaty: SignedUnit, code: CodeKeys) -> None:
    forged = replace(almaty.entry, public_key=new_key().public)
    with pytest.raises(UnsignedKey):
        make_case_keys([forged], code, pinned=directory.public, shred=SHRED)
    with pytest.raises(UnsignedKey):
        make_case_keys(
            [almaty.entry, signed_unit(new_directory_key(), "KZ-HO").entry], code, pinned=directory.public, shred=SHRED
        )


def test_a_circle_of_nobody_is_refused(directory: DirectoryKey) -> None:
    with pytest.raises(ValueError, match="nobody"):
        make_case_keys([], None, pinned=directory.public, shred=SHRED)


def test_a_unit_named_twice_is_wrapped_once(directory: DirectoryKey, almaty: SignedUnit) -> None:
    keys = make_case_keys([almaty.entry, almaty.entry], None, pinned=directory.public, shred=SHRED)
    assert [held.holder for held in keys.wraps] == [Holder("unit", "KZ-75", 1)]


def test_without_a_code_the_mailbox_has_no_wrap_and_no_lookup(
    directory: DirectoryKey, almaty: SignedUnit, code: CodeKeys
) -> None:
    mailbox = make_case_keys([almaty.entry], None, pinned=directory.public, shred=SHRED).mailbox
    assert (mailbox.code_wrap, mailbox.lookup) == (None, None)
    with pytest.raises(CannotOpen):
        open_mailbox_by_code(mailbox.code_wrap, code, public=mailbox.public, shred=SHRED)


def test_a_second_complaint_of_a_case_gets_a_mailbox_of_its_own(
    directory: DirectoryKey, almaty: SignedUnit, code: CodeKeys
) -> None:
    keys = make_case_keys([almaty.entry], code, pinned=directory.public, shred=SHRED)
    other = CodeKeys(lookup=b"m" * 32, key=new_key(), draft=b"e" * 32, draft_lookup=b"g" * 32)
    joined = make_mailbox(keys.file_public, other, shred=SHRED)
    file_key = open_file_key(keys.wraps, almaty.ring, public=keys.file_public, shred_of=shred_of)
    assert open_mailbox_by_file(joined.file_wrap, file_key, public=joined.public, shred=SHRED).public == joined.public
    for wrap, stranger, public in (
        (joined.code_wrap, code, joined.public),
        (keys.mailbox.code_wrap, other, keys.mailbox.public),
    ):
        with pytest.raises(CannotOpen):
            open_mailbox_by_code(wrap, stranger, public=public, shred=SHRED)


def test_a_wrap_of_another_case_opens_nothing_here(directory: DirectoryKey, almaty: SignedUnit) -> None:
    here = make_case_keys([almaty.entry], None, pinned=directory.public, shred=SHRED)
    there = make_case_keys([almaty.entry], None, pinned=directory.public, shred=SHRED)
    with pytest.raises(CannotOpen):
        open_file_key(there.wraps, almaty.ring, public=here.file_public, shred_of=shred_of)


def test_a_circle_is_widened_by_who_holds_the_file_key(
    directory: DirectoryKey, almaty: SignedUnit, head_office: SignedUnit
) -> None:
    keys = make_case_keys([almaty.entry], None, pinned=directory.public, shred=SHRED)
    file_key = open_file_key(keys.wraps, almaty.ring, public=keys.file_public, shred_of=shred_of)
    added = wrap_file_key(file_key, [head_office.entry], pinned=directory.public, shred=SHRED)
    assert (
        open_file_key([*keys.wraps, *added], head_office.ring, public=keys.file_public, shred_of=shred_of) == file_key
    )


def test_single_officers_can_be_a_circle(directory: DirectoryKey) -> None:
    own = new_key()
    entry = sign_member(directory, kind="officer", name="12", epoch=1, public_key=own.public)
    keys = make_case_keys([entry], None, pinned=directory.public, shred=SHRED)
    assert (
        open_file_key(keys.wraps, Keyring(officer=(12, own)), public=keys.file_public, shred_of=shred_of).public
        == keys.file_public
    )
    with pytest.raises(CannotOpen):
        open_file_key(keys.wraps, Keyring(officer=(13, own)), public=keys.file_public, shred_of=shred_of)


def test_no_private_half_is_in_what_is_stored(directory: DirectoryKey, almaty: SignedUnit, code: CodeKeys) -> None:
    keys = make_case_keys([almaty.entry], code, pinned=directory.public, shred=SHRED)
    stored = [
        keys.mailbox.code_wrap or b"",
        keys.mailbox.file_wrap,
        *(held.wrap for held in keys.wraps),
        repr(keys).encode(),
    ]
    assert all(b"SECRET" not in each for each in stored)
    assert not any(isinstance(value, Key) for value in asdict(keys).values())
    assert wrap_key(code.key, almaty.entry.public_key) not in stored
