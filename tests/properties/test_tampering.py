"""Whatever is stored of what was done, said and decided by: one byte of it changed, and `arasha verify` finds it."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases import casefile, mailbox
from cases.anchoring.making import anchor_day
from cases.damages import Damage
from cases.records import Pack as PackRow
from cases.recounting import recount
from cases.settings import Settings
from cases.verifying import verify
from cases.viewer import System, Viewer
from tests.builders import House
from tests.harness.files import desk_of, hand_in
from tests.harness.handling import OFFICER, TO_DECISION, TO_INQUIRY, enter, open_file, walk

BYTES = {
    "journal": ("body", "hash", "previous"),
    "readings": ("body", "hash", "previous"),
    "institution_journal": ("body", "hash", "previous"),
    "sealed_words": ("payload",),
    "messages": ("payload",),
    "letters": ("payload",),
    "complaints": ("filing",),
    "evidence": ("sealed", "digests"),
    "wraps": ("wrap",),
    "mailboxes": ("code_wrap", "file_wrap"),
    "cases": ("nickname",),
    "unit_keys": ("signature",),
    "unit_memberships": ("wrap",),
    "officers": ("signature",),
    "anchors": ("body", "hash", "signature"),
    "anchored_heads": ("hash",),
}
WORDS = {
    "journal": ("act", "act_key", "actor"),
    "readings": ("actor",),
    "institution_journal": ("act", "actor"),
    "sealed_words": ("slot",),
    "file_keys": ("public_key",),
    "mailboxes": ("public_key",),
    "unit_keys": ("public_key",),
    "officers": ("public_key",),
    "calendar_versions": ("actor", "opens"),
    "packs": ("name",),
}
NUMBERS = {
    "journal": ("at", "sequence"),
    "readings": ("at", "sequence"),
    "sealed_words": ("sequence",),
    "messages": ("sequence",),
    "letters": ("sequence",),
    "wraps": ("shred",),
    "mailboxes": ("shred",),
    "measures": ("urgency", "day"),
    "calendar_days": ("day",),
    "calendar_versions": ("known_until", "since"),
    "anchors": ("at", "day"),
    "anchored_heads": ("sequence",),
}
PLACES = [(table, column) for kind in (BYTES, WORDS, NUMBERS) for table, columns in kind.items() for column in columns]


class Restored(Exception):
    """Raised at the end of a look, so that the next one finds everything whole."""


@pytest.fixture
def lived_in(house: House, settings: Settings) -> House:
    """Two cases with words of every kind, files, readings, and a day's anchor over all of it."""
    for steps in (TO_INQUIRY, TO_DECISION):
        receipt = house.file()
        viewer = enter(house, receipt)
        house.database.write(
            mailbox.write_message, "Wait.", pack=house.pack, key=receipt.reference, viewer=viewer, at=house.clock()
        )
        hand_in(desk_of(house, settings, viewer), b"What I saw.")
        walk(house, receipt.reference, steps)
        house.database.write(
            casefile.rename, receipt.reference, "the teacher", viewer=house.officer(OFFICER), at=house.clock()
        )
        open_file(house, receipt.reference)
    anchor_day(house.database, pack=house.pack, key=house.secrets.anchor, at=house.clock())
    return house


def look(session: Session, house: House, *, viewer: Viewer) -> list[Damage]:
    anchor, pinned = house.secrets.anchor.public, house.secrets.pinned
    return [
        *verify(session, viewer=viewer, anchor=anchor, pinned=pinned),
        *recount(session, viewer=viewer, known=[house.pack]),
    ]


def test_one_changed_byte_anywhere_is_found(lived_in: House) -> None:
    house = lived_in
    assert house.database.read(look, house, viewer=System()) == []

    @examples(
        max_examples=80, database=None, deadline=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(
        where=st.sampled_from(PLACES), row=st.integers(0, 50), byte=st.integers(0, 5_000), change=st.integers(1, 255)
    )
    def change_one(where: tuple[str, str], row: int, byte: int, change: int) -> None:
        with pytest.raises(Restored) as caught:
            house.database.write(damage_and_look, house, where, (row, byte, change), viewer=System())
        done, found = caught.value.args
        assert bool(found) == done, (where, row, byte, change)

    change_one()


def damage_and_look(
    session: Session, house: House, where: tuple[str, str], what: tuple[int, int, int], *, viewer: Viewer
) -> None:
    (table, column), (row, byte, change) = where, what
    session.flush()
    if session.connection().dialect.name == "sqlite":
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
    key = KEYS.get(table, ("id",))
    rows = session.execute(
        text(f"SELECT {', '.join(key)}, {column} AS old FROM {table} ORDER BY {', '.join(key)}")
    ).all()
    *found, old = rows[row % len(rows)]
    new = changed(old, byte, change)
    if old is None or new == old:
        raise Restored(False, [])
    named = " AND ".join(f"{name} = :{name}" for name in key)
    values = dict(zip(key, found, strict=True))
    session.execute(text(f"UPDATE {table} SET {column} = :new_value WHERE {named}"), {**values, "new_value": new})
    session.expire_all()
    raise Restored(True, look(session, house, viewer=viewer))


KEYS = {
    "journal": ("case_id", "sequence"),
    "readings": ("case_id", "sequence"),
    "institution_journal": ("sequence",),
    "mailboxes": ("complaint_id",),
    "file_keys": ("case_id", "epoch"),
    "unit_keys": ("unit", "epoch"),
    "unit_memberships": ("unit", "epoch", "officer_id"),
    "calendar_versions": ("version",),
    "calendar_days": ("version", "day"),
    "packs": ("hash",),
    "measures": ("case_id", "spell"),
    "anchors": ("number",),
    "anchored_heads": ("anchor", "chain", "key"),
}


def changed(old: Any, byte: int, change: int) -> Any:
    """*old* with one byte, letter or number another."""
    match old:
        case bytes() | memoryview():
            held = bytes(old)
            here = byte % len(held)
            return held[:here] + bytes([held[here] ^ change]) + held[here + 1 :]
        case str():
            here = byte % len(old)
            return old[:here] + chr(97 + (ord(old[here]) + change) % 26) + old[here + 1 :]
        case int():
            return old + 1_000 + change if old < 2**60 else old - change
    return old


def test_a_changed_file_of_a_published_pack_is_found(lived_in: House) -> None:
    """Its hash is its name, and the anchor holds what it said: also when both are changed together."""

    def change(session: Session, *, viewer: Viewer) -> None:
        row = session.query(PackRow).one()
        row.files = {**row.files, "retention.yaml": row.files["retention.yaml"].replace("25 years", "1 year")}
        session.flush()
        raise Restored(look(session, lived_in, viewer=viewer))

    with pytest.raises(Restored) as caught:
        lived_in.database.write(change, viewer=System())
    assert [(one.chain, one.what) for one in caught.value.args[0]] == [("packs", "changed")]
