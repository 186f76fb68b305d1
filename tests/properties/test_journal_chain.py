"""Whatever one byte of a chain is changed to, it is found."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.database import Database
from cases.journals import journal
from cases.settings import Settings
from cases.verifying.whole import Damage, verify
from cases.viewer import System, Viewer
from tests.harness.chains import add_chain

LENGTH = 4
NOW = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
BYTES = ("body", "previous", "hash")
WORDS = ("actor", "act", "act_key")
NUMBERS = ("sequence", "at", "version", "case_id")


class Restored(Exception):
    """Raised at the end of a look, so that the next one finds the chain whole."""


@pytest.fixture(scope="module")
def chain(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Damage]]:
    """A function that damages a whole chain by one statement and says what is found, leaving the chain whole."""
    folder = tmp_path_factory.mktemp("chain")
    here = Settings(data=folder / "data", secrets=folder / "secrets")
    here.data.mkdir()
    (here.data / "arasha.sqlite").write_bytes(migrated_file.read_bytes())
    database = Database.open(here)
    database.write(add_chain, length=LENGTH, at=NOW, viewer=System())

    def look(session: Session, column: str, sequence: int, change: Callable[..., object], *, viewer: Viewer) -> None:
        where = {"sequence": sequence}
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        old = session.execute(text(f"SELECT {column} FROM journal WHERE sequence = :sequence"), where).scalar_one()
        new = change(old)
        session.execute(text(f"UPDATE journal SET {column} = :new WHERE sequence = :sequence"), {**where, "new": new})
        raise Restored(old == new, verify(session, viewer=viewer))

    def damage(column: str, sequence: int, change: Callable[..., object]) -> list[Damage]:
        with pytest.raises(Restored) as caught:
            database.write(look, column, sequence, change, viewer=System())
        same, found = caught.value.args
        assert same == (found == [])
        return list(found)

    return damage


sequences = st.integers(1, LENGTH)
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(column=st.sampled_from(BYTES), sequence=sequences, place=st.integers(0, 10_000), bits=st.integers(1, 255))
@settings(deadline=None)
def test_any_changed_byte_is_found(
    chain: Callable[..., list[Damage]], column: str, sequence: int, place: int, bits: int
) -> None:
    def flip(old: bytes) -> bytes:
        here = place % len(old)
        return old[:here] + bytes([old[here] ^ bits]) + old[here + 1 :]

    assert sequence in {damage.sequence for damage in chain(column, sequence, flip)}


@given(column=st.sampled_from(BYTES), sequence=sequences, cut=st.integers(1, 40), put=st.binary(max_size=3))
@settings(deadline=None)
def test_bytes_cut_off_or_put_on_are_found(
    chain: Callable[..., list[Damage]], column: str, sequence: int, cut: int, put: bytes
) -> None:
    assert chain(column, sequence, lambda old: old[:-cut])
    chain(column, sequence, lambda old: old + put)


@given(
    column=st.sampled_from(WORDS),
    sequence=sequences,
    word=words,
)
@settings(deadline=None)
def test_any_other_word_is_found(chain: Callable[..., list[Damage]], column: str, sequence: int, word: str) -> None:
    chain(column, sequence, lambda _: word)


@given(column=st.sampled_from(NUMBERS), sequence=sequences, number=st.integers(-(2**40), 2**40))
@settings(deadline=None)
def test_any_other_number_is_found(chain: Callable[..., list[Damage]], column: str, sequence: int, number: int) -> None:
    chain(column, sequence, lambda old: number if number not in range(1, LENGTH + 1) else old)


@given(column=st.sampled_from((*BYTES, *WORDS, *NUMBERS)), sequence=sequences)
@settings(deadline=None)
def test_a_value_of_another_type_is_found(chain: Callable[..., list[Damage]], column: str, sequence: int) -> None:
    """SQLite stores any type in any column."""
    assert chain(column, sequence, lambda old: f"{old}!")
    assert chain(column, sequence, lambda _: b"\xff")
    assert chain(column, sequence, lambda _: 7)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    )
)
def test_canonical_bytes_do_not_hang_on_the_order_of_keys(value: object) -> None:
    assert journal.canonical({"value": turned(value), "a": 1}) == journal.canonical({"a": 1, "value": value})


def turned(value: object) -> object:
    """The same value with every dictionary filled from its last key to its first."""
    if isinstance(value, dict):
        return {key: turned(inner) for key, inner in reversed(value.items())}
    return [turned(inner) for inner in value] if isinstance(value, list) else value
