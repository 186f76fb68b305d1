"""Whatever is stored of what was done, said and decided by, and of who may read it: one change, and `arasha verify` finds it."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from secrets import randbits
from typing import Any, NamedTuple

import pytest
from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, SmallInteger, String, delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases import casefile, mailbox
from cases.anchoring.making import anchor_day
from cases.anchoring.seen import Seen, remembered
from cases.circle import walls
from cases.outcomes.recording import NewOutcome, record_outcome
from cases.records import Pack as PackRow
from cases.records.base import Base, Day, Moment
from cases.reports.folding import fold
from cases.retention import deciding
from cases.secrets_folder import PEPPER
from cases.settings import Settings
from cases.unit_keys import recovering
from cases.unit_keys.renewing import ask_renewal
from cases.verifying.damages import Damage
from cases.verifying.recounting import recount
from cases.verifying.whole import verify
from cases.viewer import System, Viewer
from tests.builders import House
from tests.harness.bodies import ask_body, come_in, send
from tests.harness.circles import signed_in
from tests.harness.doors import open_doors
from tests.harness.files import desk_of, hand_in
from tests.harness.handling import CHIEF, OFFICER, TO_DECISION, TO_INQUIRY, Act, enter, open_file, walk
from tests.harness.held import EXCEPT, MAY_GO, UNHELD, VERIFIED
from tests.harness.keys import enter as enter_unit
from tests.harness.keys import renew

TABLES = Base.metadata.tables
AT_ONCE = 20
"""Columns that one run looks at on each database, by lot: all of them take half a minute."""
ELSEWHERE = {"shreddings", "official_letters", "letter_links"}
"""Tables whose rows are changed in a test of their own, beside what they are about."""
FROM_NOTHING: dict[type, Any] = {
    LargeBinary: b"x", String: "x", Moment: datetime(2026, 1, 1, tzinfo=UTC), Day: date(2026, 1, 1), Integer: None,
    BigInteger: None, SmallInteger: None, Boolean: True,
}  # fmt: skip
"""What is put where nothing stood, by the type of the column."""
PLACES = [
    (table, column.name)
    for table in VERIFIED
    if table not in ELSEWHERE
    for column in TABLES[table].columns
    if f"{table}.{column.name}" not in EXCEPT
]


class Lived(NamedTuple):
    """A house that was lived in, and the newest anchor as it is remembered beside the database."""

    house: House
    seen: Seen | None


class Restored(Exception):
    """Raised at the end of a look, so that the next one finds everything whole."""


@pytest.fixture
def lived_in(house: House, settings: Settings) -> Lived:
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
    outcome = NewOutcome(
        what="accountable",
        people=2,
        sanction="criminal",
        body="B-MOH",
        day=house.clock().date(),
        evidence="The verdict.",
    )
    house.database.write(
        record_outcome,
        lead,
        outcome,
        key="an outcome",
        pack=house.pack,
        viewer=house.officer(OFFICER),
        at=house.clock(),
    )
    asked = house.file().reference
    send(house, come_in(house, ask_body(house, asked)), answer="We have none.")
    house.database.write(keep_sheets, house, viewer=System())
    renew(house, enter_unit(house, "representative.75"))
    house.database.write(ask_renewal, "KZ-75", "left", viewer=System(), at=house.clock())
    open_doors(house)
    house.database.write(
        deciding.hold,
        walled,
        "court",
        pack=house.pack,
        key="a hold",
        viewer=house.officer("supervisor.ho"),
        at=house.clock(),
    )
    house.database.claim(fold, viewer=System())
    house.file()
    settings.secrets.mkdir(exist_ok=True)
    (settings.secrets / PEPPER).touch()
    anchor_day(house.database, pack=house.pack, key=house.secrets.anchor, at=house.clock(), kept=settings.secrets)
    return Lived(house, remembered(settings.secrets))


def keep_sheets(session: Session, house: House, *, viewer: System) -> None:
    keys = {1: house.keyring.units["KZ-75", 1]}
    new = recovering.make_recovery("KZ-75", keys, number=1, threshold=2, sheets=3, directory=house.secrets.directory)
    recovering.keep_recovery(session, new, viewer=viewer, at=house.clock())


def look(session: Session, lived: Lived, *, viewer: Viewer) -> list[Damage]:
    house = lived.house
    anchor, pinned = house.secrets.anchor.public, house.secrets.pinned
    return [
        *verify(session, viewer=viewer, anchor=anchor, pinned=pinned, seen=lived.seen),
        *recount(session, viewer=viewer, known=[house.pack]),
    ]


def test_any_column_of_any_row_that_is_changed_is_found(lived_in: Lived) -> None:
    database = lived_in.house.database
    assert database.read(look, lived_in, viewer=System()) == []

    seed = randbits(32)
    lots = Random(seed)
    for where in lots.sample(PLACES, AT_ONCE):
        what = (lots.randrange(50), lots.randrange(5_000), lots.randint(1, 255))
        with pytest.raises(Restored) as caught:
            database.write(damage_and_look, lived_in, where, what, viewer=System())
        done, found = caught.value.args
        assert bool(found) == done, (where, what, seed)


def test_every_column_there_is_is_held_or_says_why_not() -> None:
    """Whoever adds a table or a column of one that is held decides it here: `tests/harness/held.py`."""
    assert {*VERIFIED, *UNHELD} == {*TABLES}
    assert not {*VERIFIED} & {*UNHELD}
    assert {*EXCEPT} <= {f"{table}.{column.name}" for table in VERIFIED for column in TABLES[table].columns}
    assert {*MAY_GO} <= {*VERIFIED}
    assert all(len(reason) > 20 for reason in (*EXCEPT.values(), *UNHELD.values(), *MAY_GO.values()))


def test_any_row_that_is_taken_away_is_found(lived_in: Lived) -> None:
    for table in sorted({*VERIFIED} - ELSEWHERE):
        with pytest.raises(Restored) as caught:
            lived_in.house.database.write(remove_and_look, lived_in, table, viewer=System())
        assert caught.value.args[0] or table in MAY_GO, table


def damage_and_look(
    session: Session, lived: Lived, where: tuple[str, str], what: tuple[int, int, int], *, viewer: Viewer
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
    raise Restored(True, look(session, lived, viewer=viewer))


def remove_and_look(session: Session, lived: Lived, name: str, *, viewer: Viewer) -> None:
    table = TABLES[name]
    keys = list(table.primary_key)
    *_, last = past_the_program(session).execute(select(*keys).order_by(*keys))
    session.execute(delete(table).where(*(key == value for key, value in zip(keys, last, strict=True))))
    session.expire_all()
    raise Restored(look(session, lived, viewer=viewer))


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
        case "":
            return "x"
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


def test_a_changed_file_of_a_published_pack_is_found(lived_in: Lived) -> None:
    """Its hash is its name, and the anchor holds what it said: also when both are changed together."""

    def change(session: Session, *, viewer: Viewer) -> None:
        row = session.query(PackRow).one()
        row.files = {**row.files, "retention.yaml": row.files["retention.yaml"].replace("25 years", "1 year")}
        session.flush()
        raise Restored(look(session, lived_in, viewer=viewer))

    with pytest.raises(Restored) as caught:
        lived_in.house.database.write(change, viewer=System())
    assert [(one.chain, one.what) for one in caught.value.args[0]] == [("packs", "changed")]
