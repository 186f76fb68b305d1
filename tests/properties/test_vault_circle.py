from collections.abc import Set as AbstractSet

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.errors import CannotOpen
from cases.vault.circle import make_case_keys, open_file_key, open_mailbox_by_file
from cases.vault.directory import new_directory_key, sign_member
from cases.vault.keyring import Keyring
from cases.vault.keys import new_key
from cases.vault.shredding import ShredSecret, new_shred_secret

SHRED = new_shred_secret()


def shred_of(_: int | None) -> ShredSecret:
    """The one secret of these tests, as the store would give it."""
    return SHRED


DIRECTORY = new_directory_key()
UNITS = {(code, epoch): new_key() for code in ("KZ-75", "KZ-71", "KZ-HO", "KZ-IN", "KZ-NP") for epoch in (1, 2)}
ENTRIES = {
    place: sign_member(DIRECTORY, kind="unit", name=place[0], epoch=place[1], public_key=key.public)
    for place, key in UNITS.items()
}
some_units = st.frozensets(st.sampled_from(sorted(UNITS)), max_size=len(UNITS))

Places = AbstractSet[tuple[str, int]]


@given(some_units.filter(bool), some_units)
@settings(deadline=None)
def test_a_ring_opens_a_case_exactly_when_it_shares_a_key_with_the_circle(circle: Places, held: Places) -> None:
    keys = make_case_keys([ENTRIES[place] for place in sorted(circle)], None, pinned=DIRECTORY.public, shred=SHRED)
    ring = Keyring(units={place: UNITS[place] for place in held})
    if circle & held:
        file_key = open_file_key(keys.wraps, ring, public=keys.file_public, shred_of=shred_of)
        mailbox = open_mailbox_by_file(keys.mailbox.file_wrap, file_key, public=keys.mailbox.public, shred=SHRED)
        assert (file_key.public, mailbox.public) == (keys.file_public, keys.mailbox.public)
    else:
        with pytest.raises(CannotOpen):
            open_file_key(keys.wraps, ring, public=keys.file_public, shred_of=shred_of)


@given(some_units.filter(bool))
@settings(deadline=None)
def test_an_empty_ring_and_a_mailbox_open_no_case(circle: Places) -> None:
    keys = make_case_keys([ENTRIES[place] for place in circle], None, pinned=DIRECTORY.public, shred=SHRED)
    for ring in (Keyring(), Keyring(mailbox=new_key()), Keyring(officer=(1, new_key()))):
        with pytest.raises(CannotOpen):
            open_file_key(keys.wraps, ring, public=keys.file_public, shred_of=shred_of)
