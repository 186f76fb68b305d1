import pytest

from cases.errors import CannotOpen, Misplaced
from cases.vault.keys import encrypt, new_key
from cases.vault.sealing import open_record, open_sealed, padded_length, seal, seal_record

KIB = 1024


@pytest.mark.parametrize(
    ("length", "padded"),
    [
        (0, KIB),
        (KIB - 1, KIB),
        (KIB, 4 * KIB),
        (4 * KIB - 1, 4 * KIB),
        (4 * KIB, 16 * KIB),
        (16 * KIB - 1, 16 * KIB),
        (16 * KIB, 32 * KIB),
        (32 * KIB, 48 * KIB),
        (1024 * KIB - 1, 1024 * KIB),
    ],
)
def test_words_are_padded_in_the_stated_steps(length: int, padded: int) -> None:
    assert padded_length(length) == padded
    key = new_key()
    assert len(key.open(seal(b"x" * length, key.public))) == padded


@pytest.mark.parametrize(
    "plain",
    [b"", b"words", b"\0" * KIB, b"\x80", b"words\x80" + b"\0" * 10, b"words\x80more".ljust(KIB, b"\0"), b"x" * KIB],
)
def test_a_foreign_age_file_without_our_padding_is_refused(plain: bytes) -> None:
    key = new_key()
    with pytest.raises(CannotOpen):
        open_sealed(encrypt(plain, [key.public]), key)


def test_every_single_changed_byte_is_refused() -> None:
    key = new_key()
    payload = seal("Менің атым құпия".encode(), key.public)
    for place in range(len(payload)):
        altered = bytearray(payload)
        altered[place] ^= 1 + place % 255
        with pytest.raises(CannotOpen):
            open_sealed(bytes(altered), key)


def test_a_cut_or_lengthened_payload_is_refused() -> None:
    key = new_key()
    payload = seal(b"words", key.public)
    for damaged in (b"", payload[:-1], payload[: len(payload) // 2], payload + b"\0", payload + payload):
        with pytest.raises(CannotOpen):
            open_sealed(damaged, key)


def test_a_record_opens_in_its_own_place() -> None:
    key = new_key()
    value = {"name": "Әлия", "phones": ["+7 701 000 00 00"], "alone": True, "age": 34, "until": None}
    payload = seal_record(value, key.public, case=7, slot="admit.reason", sequence=3)
    assert open_record(payload, key, case=7, slot="admit.reason", sequence=3) == value


@pytest.mark.parametrize(("case", "slot", "sequence"), [(8, "note", 3), (7, "admit.reason", 3), (7, "note", 4)])
def test_a_record_moved_to_another_place_is_refused(case: int, slot: str, sequence: int) -> None:
    key = new_key()
    payload = seal_record({"text": "words"}, key.public, case=7, slot="note", sequence=3)
    with pytest.raises(Misplaced) as moved:
        open_record(payload, key, case=case, slot=slot, sequence=sequence)
    assert (moved.value.case, moved.value.slot, moved.value.sequence) == (case, slot, sequence)


@pytest.mark.parametrize(
    "words", [b"", b"[]", b'{"case":7}', b'{"case":"7","slot":"note","sequence":3,"value":{}}', b"\xff"]
)
def test_sealed_words_that_are_no_record_are_refused(words: bytes) -> None:
    key = new_key()
    with pytest.raises(CannotOpen):
        open_record(seal(words, key.public), key, case=7, slot="note", sequence=3)


def test_errors_carry_nothing_of_what_was_sealed() -> None:
    key = new_key()
    payload = seal_record({"text": "planted secret"}, key.public, case=7, slot="note", sequence=3)
    with pytest.raises(Misplaced) as moved:
        open_record(payload, key, case=8, slot="note", sequence=3)
    with pytest.raises(CannotOpen) as closed:
        open_record(payload, new_key(), case=7, slot="note", sequence=3)
    for refused in (moved, closed):
        assert "planted" not in repr(refused.value) + str(refused.value) + repr(refused.value.__context__)
