"""Proof of filing: signed on request, the same whenever it is drawn, checked without the house."""

from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from cases import mailbox
from cases.errors import BadProof
from cases.journals.journal import canonical
from cases.mailbox.view import find_complaint
from cases.proofs.drawing import draw_statements, everything_filed
from cases.proofs.statement import BEFORE_ALL, VERSION, Statement, check_proof, proves_words, sign_statements
from cases.proofs.words import write_words
from cases.records import Entry
from cases.vault.signatures import new_signing_key
from cases.viewer import Complainant
from tests.builders import House
from tests.harness.handling import case_of, damages, enter, records
from web.cli import main


def draw(house: House, viewer: Complainant) -> bytes:
    statements = house.database.read(draw_statements, "en", pack=house.pack, viewer=viewer)
    return sign_statements(statements, key=house.secrets.proof, about="a proof")


def say(house: House, viewer: Complainant, text: str) -> None:
    house.database.write(mailbox.write_message, text, pack=house.pack, key=text, viewer=viewer, at=house.clock())


def words_of(house: House, viewer: Complainant) -> list[tuple[bytes, bytes]]:
    def read(session: Session, *, viewer: Complainant) -> list[tuple[bytes, bytes]]:
        complaint, case = find_complaint(session, viewer)
        return [(one.words, one.nonce) for one in everything_filed(session, complaint, case, viewer=viewer)]

    return house.database.read(read, viewer=viewer)


def test_a_proof_says_number_moment_and_unit_and_binds_words_and_journal(house: House) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    proof = check_proof(draw(house, viewer), key=house.secrets.proof.public)
    (entry,) = records(house, Entry, case_id=case_of(house, receipt.reference).id)
    first = proof.first
    assert (first.number, first.received, first.unit) == (receipt.reference, "2026-11-23T09:30+05:00", "Kostanay")
    assert (first.entry, first.pack, first.previous) == (entry.hash.hex(), house.pack.hash, BEFORE_ALL)
    ((words, nonce),) = words_of(house, viewer)
    assert b"grabbing my hand" in words
    assert proves_words(first, nonce=nonce, words=words)
    assert not proves_words(first, nonce=nonce, words=words.replace(b"hand", b"foot"))
    assert first.commitment != sha256(words).hexdigest()


def test_of_an_anonymous_filing_only_the_day_is_proved(house: House) -> None:
    receipt = house.file(identity="anonymous")
    proof = check_proof(draw(house, enter(house, receipt)), key=house.secrets.proof.public)
    assert proof.first.received == "2026-11-23"


def test_what_is_added_is_signed_and_chained_and_the_old_proof_stays_valid(house: House) -> None:
    viewer = enter(house, house.file())
    old = draw(house, viewer)
    house.clock.move(days=1)
    say(house, viewer, "There was a second time.")
    assert damages(house) == []
    new = draw(house, viewer)
    key = house.secrets.proof.public
    assert check_proof(old, key=key).statements == check_proof(new, key=key).statements[:1]
    assert [one.kind for one in check_proof(new, key=key).statements] == ["filing", "message"]
    assert draw(house, viewer) == new


def test_nothing_of_a_proof_is_stored(house: House) -> None:
    viewer = enter(house, house.file())
    content = draw(house, viewer)
    signature = msgspec.json.decode(content)["proof"][0]["signature"]
    assert signature
    assert all(bytes.fromhex(signature) not in entry.body for entry in records(house, Entry))


def test_the_command_checks_a_proof_and_its_words_without_the_house(house: House, tmp_path: Path) -> None:
    viewer = enter(house, house.file())
    file, words = tmp_path / "paper.json", tmp_path / "words.json"
    file.write_bytes(draw(house, viewer))
    words.write_bytes(write_words(words_of(house, viewer)))
    key = house.secrets.proof.public.raw.hex()
    good = CliRunner().invoke(main, ["verify-proof", str(file), "--key", key, "--words", str(words)])
    assert (good.exit_code, "The words are those that were filed." in good.output) == (0, True)
    words.write_bytes(words.read_bytes().replace(b"hand", b"foot"))
    other = CliRunner().invoke(main, ["verify-proof", str(file), "--key", key, "--words", str(words)])
    assert (other.exit_code, "the words are others" in other.output) == (2, True)
    wrong = CliRunner().invoke(main, ["verify-proof", str(file), "--key", "00" * 32])
    assert wrong.exit_code == 2


KEY = new_signing_key()
SAID = [
    Statement(
        version=VERSION, institution="I", number="2026-481516-3", sequence=number, kind="filing" if number == 1 else "added",
        received="2026-11-23", unit="Kostanay", pack="0" * 64, commitment="1" * 64, entry="2" * 64, previous=BEFORE_ALL,
    )
    for number in (1, 2, 3)
]  # fmt: skip
WHOLE = sign_statements(SAID, key=KEY, about="a proof")


@given(place=st.integers(0, len(WHOLE) - 1), bits=st.integers(1, 255))
@hypothesis_settings(max_examples=200)
def test_whatever_byte_of_a_proof_is_changed_it_never_proves_another_thing(place: int, bits: int) -> None:
    changed = WHOLE[:place] + bytes([WHOLE[place] ^ bits]) + WHOLE[place + 1 :]
    try:
        proof = check_proof(changed, key=KEY.public)
    except BadProof:
        return
    assert proof == check_proof(WHOLE, key=KEY.public)  # the byte stood outside of what is signed


@pytest.mark.parametrize("lines", [[0, 2], [1, 2], [1], [0, 0], [0, 2, 1], []])
def test_lines_that_were_left_out_or_moved_are_found(lines: list[int]) -> None:
    file = msgspec.json.decode(WHOLE)
    with pytest.raises(BadProof) as bad:
        check_proof(canonical({**file, "proof": [file["proof"][line] for line in lines]}), key=KEY.public)
    assert bad.value.reason == "chain"


@given(st.text() | st.binary())
def test_nonsense_is_no_proof(text: str | bytes) -> None:
    with pytest.raises(BadProof):
        check_proof(text, key=KEY.public)
