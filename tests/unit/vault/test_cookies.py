import pytest

from cases.errors import CannotOpen
from cases.vault.cookies import new_secret, open_draft, open_small, pack, seal_draft, seal_small, unpack
from cases.vault.sealing import KIB


def test_what_was_sealed_opens_under_the_same_secret_and_label() -> None:
    secret, value = new_secret(), {"story": "Менің оқиғам", "people": 3, "page": None}
    assert open_small(secret, "session 1", seal_small(secret, "session 1", value)) == value


def test_another_secret_or_label_opens_nothing() -> None:
    secret = new_secret()
    payload = seal_small(secret, "session 1", "words")
    for other_secret, label in ((new_secret(), "session 1"), (secret, "session 2"), (secret, "draft 1")):
        with pytest.raises(CannotOpen):
            open_small(other_secret, label, payload)


def test_every_single_changed_byte_is_refused() -> None:
    secret = new_secret()
    payload = seal_small(secret, "session 1", "words")
    for place in range(len(payload)):
        altered = bytearray(payload)
        altered[place] ^= 1 + place % 255
        with pytest.raises(CannotOpen):
            open_small(secret, "session 1", bytes(altered))


@pytest.mark.parametrize("length", [0, 1, 12, 13, 28])
def test_a_cut_payload_is_refused(length: int) -> None:
    secret = new_secret()
    with pytest.raises(CannotOpen):
        open_small(secret, "session 1", seal_small(secret, "session 1", "words")[:length])


def test_the_length_of_a_draft_shows_only_in_steps() -> None:
    secret = new_secret()
    short, longer = (len(seal_draft(secret, 1, {"story": "x" * count}).sealed) for count in (1, 900))
    assert short == longer < 2 * KIB


def test_a_draft_opens_with_its_cookie() -> None:
    secret, value = new_secret(), {"page": "place", "answers": {"story": ["Ұзақ әңгіме"]}}
    draft = seal_draft(secret, 41, value)
    assert open_draft(secret, 41, draft.wrapped_key, draft.sealed) == value


def test_two_tabs_of_one_cookie_are_two_drafts() -> None:
    secret = new_secret()
    first, second = seal_draft(secret, 1, "first"), seal_draft(secret, 2, "second")
    for draft_id, wrapped_key, sealed in (
        (2, first.wrapped_key, first.sealed),
        (1, second.wrapped_key, first.sealed),
        (1, first.wrapped_key, second.sealed),
    ):
        with pytest.raises(CannotOpen):
            open_draft(secret, draft_id, wrapped_key, sealed)


def test_a_draft_whose_wrap_was_deleted_stays_closed() -> None:
    secret = new_secret()
    draft = seal_draft(secret, 1, "words")
    with pytest.raises(CannotOpen):
        open_draft(secret, 1, None, draft.sealed)


def test_saving_a_draft_again_makes_the_earlier_wrap_useless() -> None:
    secret = new_secret()
    before, after = seal_draft(secret, 1, "before"), seal_draft(secret, 1, "after")
    with pytest.raises(CannotOpen):
        open_draft(secret, 1, before.wrapped_key, after.sealed)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_cookie_value_reads_back(count: int) -> None:
    parts = tuple(new_secret() for _ in range(count))
    assert unpack(pack(*parts), count) == parts


@pytest.mark.parametrize(
    "text", ["", "A", "!!!!", "ә" * 10, "A" * 5_000_000, pack(bytes(32)), pack(bytes(32), bytes(32)) + "=", "\ud800"]
)
def test_nonsense_in_a_cookie_is_refused(text: str) -> None:
    with pytest.raises(CannotOpen):
        unpack(text, 2)


def test_a_cookie_value_has_one_spelling() -> None:
    text = pack(bytes(32))
    with pytest.raises(CannotOpen):
        unpack(text[:-1] + "B", 1)


def test_a_draft_hides_in_its_representation() -> None:
    assert repr(seal_draft(new_secret(), 1, "words")) == "SealedDraft()"
