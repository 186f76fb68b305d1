"""Whatever is stored of what was done, said and decided by, and of who may read it: one change, and `arasha verify` finds it."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from secrets import randbits
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, SmallInteger, String, delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases import casefile, mailbox
from cases.anchoring.making import anchor_day
from cases.circle import walls
from cases.records import Pack as PackRow
from cases.records.base import Base, Day, Moment
from cases.settings import Settings
from cases.unit_keys import recovering
from cases.unit_keys.renewing import ask_renewal
from cases.verifying.damages import Damage
from cases.verifying.recounting import recount
from cases.verifying.whole import verify
from cases.viewer import System, Viewer
from tests.builders import House
from tests.harness.circles import signed_in
from tests.harness.files import desk_of, hand_in
from tests.harness.handling import CHIEF, OFFICER, TO_DECISION, TO_INQUIRY, Act, enter, open_file, walk
from tests.harness.keys import enter as enter_unit
from tests.harness.keys import renew

VAULT = (
    "journal", "readings", "institution_journal", "anchors", "anchored_heads", "packs", "calendar_versions",
    "calendar_days", "sealed_words", "messages", "letters", "complaints", "evidence", "file_keys", "wraps", "mailboxes",
    "mailbox_wraps", "exclusions", "cases", "units", "unit_keys", "unit_memberships", "officers",
    "recovery_keys", "recovery_wraps", "renewals", "measures",
)  # fmt: skip
"""Tables of the journal, of sealed words, of wraps, of the directory and of what is worked by."""
NOT_HELD = {
    # Numbers that only tell rows apart; nothing names them.
    "sealed_words.id", "messages.id", "letters.id", "wraps.id", "renewals.id",
    # When a mark was set that changes nothing: a page looked at, a code used a second time, tries counted.
    "messages.read_at", "letters.told_at", "officers.totp_used", "officers.failures", "officers.locked_until",
    # Words about people that open nothing.
    "officers.name", "officers.languages",
    # Of a share, its beginning: whose it is, for whom and by which key is bound into it.
    "mailbox_wraps.since",
    # A case's own row repeats facts for the queue; recounting holds its numbers. Its statistics pointer only counts.
    *(f"cases.{name}" for name in (
        "reference", "kind", "track", "region", "facility", "stage", "stage_since", "open", "urgency", "unread", "pin", "aside",
        "ball", "ball_since", "handler_id", "language", "received_at", "next_due", "heard_at", "facts", "statistic", "pack",
        "version",
    )),
}  # fmt: skip
"""Columns whose change opens nothing, hides nothing and is found by nobody."""
MAY_GO = {"mailbox_wraps", "anchors"}
"""Tables whose last row can go without a trace: a share is missed by who reads it; of the newest anchor witnesses know."""
TABLES = Base.metadata.tables
AT_ONCE = 40
"""Columns that one run looks at, by lot: all of them take half a minute."""
FROM_NOTHING: dict[type, Any] = {
    LargeBinary: b"x", String: "x", Moment: datetime(2026, 1, 1, tzinfo=UTC), Day: date(2026, 1, 1), Integer: None,
    BigInteger: None, SmallInteger: None, Boolean: True,
}  # fmt: skip
"""What is put where nothing stood, by the type of the column."""
PLACES = [
    (table, column.name)
    for table in VAULT
    for column in TABLES[table].columns
    if f"{table}.{column.name}" not in NOT_HELD
]


class Restored(Exception):
    """Raised at the end of a look, so that the next one finds everything whole."""


@pytest.fixture
def lived_in(house: House, settings: Settings) -> House:
    """Cases with words of every kind, files, readings, a wall, a share, a new unit key, and a day's anchor over all of it."""
    house.employ("colleague.39", "KZ-39", "caseworker")
    for username in (OFFICER, CHIEF, "colleague.39", "supervisor.ho", "caseworker.ho"):
        signed_in(house, username)
    cases = [house.file() for _ in range(3)]
    for receipt, steps in zip(cases, (TO_INQUIRY, TO_DECISION, TO_INQUIRY), strict=True):
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
    walled, lead, joined = (one.reference for one in cases)
    walk(house, joined, [Act("join", answers={"other": lead}), Act("confirm:join", CHIEF)])
    walls.raise_wall(
        house.database, walled, [house.officer(OFFICER).id], "His brother.", handling="same", version=None, key="a wall",
        pack=house.pack, viewer=house.officer(CHIEF), at=house.clock(),
    )  # fmt: skip
    house.database.write(keep_sheets, house, viewer=System())
    renew(house, enter_unit(house, "representative.75"))
    house.database.write(ask_renewal, "KZ-75", "left", viewer=System(), at=house.clock())
    anchor_day(house.database, pack=house.pack, key=house.secrets.anchor, at=house.clock())
    return house


def keep_sheets(session: Session, house: House, *, viewer: System) -> None:
    keys = {1: house.keyring.units["KZ-75", 1]}
    new = recovering.make_recovery("KZ-75", keys, number=1, threshold=2, sheets=3, directory=house.secrets.directory)
    recovering.keep_recovery(session, new, viewer=viewer, at=house.clock())


def look(session: Session, house: House, *, viewer: Viewer) -> list[Damage]:
    anchor, pinned = house.secrets.anchor.public, house.secrets.pinned
    return [
        *verify(session, viewer=viewer, anchor=anchor, pinned=pinned),
        *recount(session, viewer=viewer, known=[house.pack]),
    ]


def test_any_column_of_any_row_that_is_changed_is_found(lived_in: House) -> None:
    house = lived_in
    assert house.database.read(look, house, viewer=System()) == []

    seed = randbits(32)
    lots = Random(seed)
    for where in lots.sample(PLACES, AT_ONCE):
        what = (lots.randrange(50), lots.randrange(5_000), lots.randint(1, 255))
        with pytest.raises(Restored) as caught:
            house.database.write(damage_and_look, house, where, what, viewer=System())
        done, found = caught.value.args
        assert bool(found) == done, (where, what, seed)


def test_any_row_that_is_taken_away_is_found(lived_in: House) -> None:
    for table in VAULT:
        with pytest.raises(Restored) as caught:
            lived_in.database.write(remove_and_look, lived_in, table, viewer=System())
        assert caught.value.args[0] or table in MAY_GO, table


def damage_and_look(
    session: Session, house: House, where: tuple[str, str], what: tuple[int, int, int], *, viewer: Viewer
) -> None:
    (name, column), (row, byte, change) = where, what
    table = TABLES[name]
    keys = list(table.primary_key)
    rows = past_the_program(session).execute(select(*keys, table.c[column].label("old")).order_by(*keys)).all()
    *found, old = rows[row % len(rows)]
    new = changed(old, byte, change, type(table.c[column].type))
    if new == old:
        raise Restored(False, [])
    there = [key == value for key, value in zip(keys, found, strict=True)]
    try:
        session.execute(update(table).where(*there).values({column: new}))
    except IntegrityError:  # the database itself knows better
        raise Restored(False, []) from None
    session.expire_all()
    raise Restored(True, look(session, house, viewer=viewer))


def remove_and_look(session: Session, house: House, name: str, *, viewer: Viewer) -> None:
    table = TABLES[name]
    keys = list(table.primary_key)
    *_, last = past_the_program(session).execute(select(*keys).order_by(*keys))
    session.execute(delete(table).where(*(key == value for key, value in zip(keys, last, strict=True))))
    session.expire_all()
    raise Restored(look(session, house, viewer=viewer))


def past_the_program(session: Session) -> Session:
    """With what somebody who holds the database can do: no foreign key holds them up."""
    sqlite = session.connection().dialect.name == "sqlite"
    session.execute(
        text("PRAGMA defer_foreign_keys = ON" if sqlite else "SET LOCAL session_replication_role = replica")
    )
    return session


def changed(old: Any, byte: int, change: int, of: type) -> Any:  # noqa: PLR0911 - one line a type
    """*old* with one byte, letter or number another."""
    match old:
        case None:
            return FROM_NOTHING[of] or change
        case bytes() | memoryview():
            held = bytes(old)
            here = byte % len(held)
            return held[:here] + bytes([held[here] ^ change]) + held[here + 1 :]
        case str():
            here = byte % len(old)
            return old[:here] + chr(97 + (ord(old[here]) + change) % 26) + old[here + 1 :]
        case bool():
            return not old
        case datetime() | date():
            return old + timedelta(days=change)
        case int():
            return old + 1_000 + change if old < 10_000 else old - change
        case list():
            return [*old, change]
        case dict():
            return {**old, "more": change}
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
