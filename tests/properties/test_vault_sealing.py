from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.errors import CannotOpen, Misplaced
from cases.vault.cookies import new_secret, open_small, pack, seal_small, unpack
from cases.vault.keys import derive_key, new_key, unwrap_key, wrap_key
from cases.vault.sealing import STEPS, open_record, open_sealed, pad, padded_length, seal, seal_record, unpad

MINE, OTHER = new_key(), new_key()

words = st.binary(max_size=20_000) | st.text(max_size=5_000).map(lambda text: text.encode("utf-8", "surrogatepass"))
plain_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | plain_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain_text, inner, max_size=4),
    max_leaves=12,
)
records = st.dictionaries(plain_text, json_values, max_size=6)
places = st.tuples(
    st.integers(1, 2**63 - 1), st.sampled_from(["filing", "note", "admit.reason"]), st.integers(0, 10_000)
)


@given(words)
@settings(deadline=None)
def test_whatever_was_sealed_opens_again(plain: bytes) -> None:
    assert open_sealed(seal(plain, [OTHER.public, MINE.public]), MINE) == plain


@given(words)
@settings(deadline=None)
def test_another_key_never_opens(plain: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(seal(plain, MINE.public), OTHER)


@given(words, st.integers(0, 10**6), st.integers(1, 255))
@settings(deadline=None)
def test_a_single_changed_byte_anywhere_is_refused(plain: bytes, place: int, by: int) -> None:
    payload = bytearray(seal(plain, MINE.public))
    payload[place % len(payload)] ^= by
    with pytest.raises(CannotOpen):
        open_sealed(bytes(payload), MINE)


@given(st.binary(max_size=3_000))
@settings(deadline=None)
def test_bytes_that_nobody_sealed_are_refused(noise: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(noise, MINE)
    with pytest.raises(CannotOpen):
        unwrap_key(noise, MINE, public=MINE.public)
    with pytest.raises(CannotOpen):
        open_small(bytes(32), "label", noise)


@given(words)
def test_padding_is_taken_off_exactly(plain: bytes) -> None:
    assert unpad(pad(plain)) == plain


@given(st.integers(0, 10_000_000))
def test_padding_leaves_only_the_steps_to_be_seen(length: int) -> None:
    padded = padded_length(length)
    assert padded > length
    assert padded in STEPS or padded % STEPS[-1] == 0
    smaller = max((step for step in STEPS if step < padded), default=0) if padded <= STEPS[-1] else padded - STEPS[-1]
    assert length + 1 > smaller


@given(st.binary(max_size=STEPS[0] - 1), st.binary(max_size=STEPS[0] - 1))
def test_two_short_texts_have_the_same_length_when_padded(one: bytes, other: bytes) -> None:
    assert len(pad(one)) == len(pad(other))


@given(records, places)
@settings(deadline=None)
def test_a_record_comes_back_from_its_own_place(value: dict[str, Any], place: tuple[int, str, int]) -> None:
    case, slot, sequence = place
    payload = seal_record(value, MINE.public, case=case, slot=slot, sequence=sequence)
    assert open_record(payload, MINE, case=case, slot=slot, sequence=sequence) == value


@given(records, places, places)
@settings(deadline=None)
def test_a_record_is_refused_in_any_other_place(
    value: dict[str, Any], place: tuple[int, str, int], other: tuple[int, str, int]
) -> None:
    case, slot, sequence = place
    payload = seal_record(value, MINE.public, case=case, slot=slot, sequence=sequence)
    if other == place:
        other = (case, slot, sequence + 1)
    with pytest.raises(Misplaced):
        open_record(payload, MINE, case=other[0], slot=other[1], sequence=other[2])


@given(st.binary(min_size=32, max_size=64), st.sampled_from(["identity", "sign-in", ""]))
@settings(deadline=None)
def test_any_material_derives_a_key_that_seals_and_opens(material: bytes, label: str) -> None:
    key = derive_key(material, label)
    assert key == derive_key(material, label)
    assert unwrap_key(wrap_key(MINE, key.public), key, public=MINE.public) == MINE


@given(json_values, plain_text, plain_text)
@settings(deadline=None)
def test_a_row_under_a_cookie_opens_under_its_own_label_only(value: Any, label: str, other: str) -> None:
    secret = new_secret()
    payload = seal_small(secret, label, value)
    assert open_small(secret, label, payload) == value
    if other != label:
        with pytest.raises(CannotOpen):
            open_small(secret, other, payload)


@given(st.text(max_size=120), st.integers(1, 3))
def test_no_cookie_value_is_read_that_was_not_written(text: str, count: int) -> None:
    try:
        parts = unpack(text, count)
    except CannotOpen:
        return
    assert pack(*parts) == text
    assert len(parts) == count
