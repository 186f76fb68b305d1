"""Statements that are put together once: the same rows, errors and savepoints as SQLAlchemy's own way gives."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import Outbox, Statistic
from cases.records.base import new_id
from cases.records.prepared import ask, ask_ahead, ask_one, change, savepoint, together, unwaited
from cases.records.rows import insert_rows, table_of, update_row
from cases.transactions.engines import TransactionLost, driver
from cases.viewer import System, Viewer

messages = table_of(Outbox)
BY_KEY = select(*messages.c).where(messages.c.key == bindparam("key"))
FIRST_TWO = select(messages.c.key).order_by(messages.c.due, messages.c.key).limit(2)
SENT = update(messages).where(messages.c.key == bindparam("message")).values(done_at=bindparam("now"), failure=None)
FORGET = delete(messages).where(messages.c.key == bindparam("message"))


def message(key: str, due: datetime) -> dict[str, Any]:
    """`attempts` is left to the table."""
    return {"id": new_id(), "key": key, "due": due, "kind": "sms", "payload": {"сөз": ["қ", None, 7]}}


def add(session: Session, *keys: str, due: datetime) -> None:
    insert_rows(session, Outbox, *(message(key, due) for key in keys))


def keys_of(database: Database) -> list[str]:
    def look(session: Session, *, viewer: Viewer) -> list[str]:
        return list(session.scalars(select(Outbox.key).order_by(Outbox.key)))

    return database.read(look, viewer=System())


@pytest.mark.parametrize("how_many", [1, 3, 9])
def test_rows_come_back_as_sqlalchemy_reads_them(database: Database, now: datetime, how_many: int) -> None:
    def write(session: Session, *, viewer: Viewer) -> None:
        add(session, *map(str, range(how_many)), due=now)
        change(session, SENT, *({"message": str(key), "now": now + timedelta(days=key)} for key in range(how_many)))
        update_row(session, Outbox, {"key": "0"}, {"attempts": 2, "claimed_until": now})

    def read(session: Session, *, viewer: Viewer) -> tuple[list[Any], list[Any]]:
        keys = [str(key) for key in range(how_many)]
        own = [tuple(session.connection().execute(BY_KEY, {"key": key}).one()) for key in keys]
        return own, [tuple(ask_one(session, BY_KEY, {"key": key})) for key in keys]

    database.write(write, viewer=System())
    own, ours = database.read(read, viewer=System())
    assert own == ours
    first = dict(zip(messages.c.keys(), ours[0], strict=True))
    assert first["payload"] == {"сөз": ["қ", None, 7]}
    assert (first["due"], first["claimed_until"], first["done_at"], first["attempts"]) == (now, now, now, 2)


def test_what_a_statement_brings_itself_and_names_of_columns_are_kept(database: Database, now: datetime) -> None:
    def use(session: Session, *, viewer: Viewer) -> tuple[list[str], object]:
        add(session, "c", "a", "b", due=now)
        change(session, FORGET, {"message": "b"})
        return [row.key for row in ask(session, FIRST_TWO, {})], ask_one(session, BY_KEY, {"key": "b"})

    assert database.write(use, viewer=System()) == (["a", "c"], None)


def test_what_is_asked_ahead_is_what_is_asked_and_grows_old_with_the_first_change(
    database: Database, now: datetime
) -> None:
    def use(session: Session, *, viewer: Viewer) -> list[Any]:
        add(session, "a", "b", due=now)
        ask_ahead(session, [(FIRST_TWO, {}), (BY_KEY, {"key": "a"})])
        found: list[Any] = [[row.key for row in ask(session, FIRST_TWO, {})]]
        found += [ask_one(session, BY_KEY, {"key": key}) for key in ("b", "a", "a")]
        ask_ahead(session, [(FIRST_TWO, {}), (BY_KEY, {"key": "b"})])
        change(session, FORGET, {"message": "b"})
        return [*found, [row.key for row in ask(session, FIRST_TWO, {})], ask_one(session, BY_KEY, {"key": "b"})]

    two, other, asked, again, one, gone = database.write(use, viewer=System())
    assert (two, one, gone) == (["a", "b"], ["a"], None)
    assert other.key == "b", "asked with other values than ahead"
    assert (asked.key, asked) == ("a", again)


def test_what_is_asked_ahead_in_vain_is_an_error_as_ever(database: Database) -> None:
    nothing = select(func.json_extract_nothing(messages.c.key))

    def use(session: Session, *, viewer: Viewer) -> object:
        ask_ahead(session, [(FIRST_TWO, {}), (nothing, {})])
        return ask(session, nothing, {})

    with pytest.raises(DBAPIError):
        database.read(use, viewer=System())


def test_a_broken_rule_is_an_integrity_error_that_tells_no_values(database: Database, now: datetime) -> None:
    def twice(session: Session, *, viewer: Viewer) -> None:
        add(session, "the only one", due=now)
        add(session, "the only one", due=now)

    with pytest.raises(IntegrityError) as caught:
        database.write(twice, viewer=System())
    assert "the only one" not in str(caught.value)
    assert keys_of(database) == []


def test_a_savepoint_takes_back_what_was_written_in_it_and_no_more(database: Database, now: datetime) -> None:
    def fail(session: Session) -> None:
        with session.begin_nested():
            add(session, "within", due=now)
            add(session, "before", due=now)

    def use(session: Session, *, viewer: Viewer) -> None:
        add(session, "before", due=now)
        with pytest.raises(IntegrityError):
            fail(session)
        with session.begin_nested():
            add(session, "another", due=now)
        add(session, "after", due=now)

    database.write(use, viewer=System())
    assert keys_of(database) == ["after", "another", "before"]


def test_what_fails_together_leaves_nothing_and_the_session_knows_it(database: Database, now: datetime) -> None:
    """A record that was written before it failed is read anew: else the same change would be none the second time."""

    def fail(session: Session, record: Outbox) -> None:
        with savepoint(session):
            add(session, "inside", due=now)
            record.attempts = 1
            session.flush()
            add(session, "outside", due=now)

    def use(session: Session, *, viewer: Viewer) -> int:
        with savepoint(session):
            add(session, "outside", due=now)
        record = session.scalars(select(Outbox)).one()
        with pytest.raises(IntegrityError):
            fail(session, record)
        before = record.attempts
        record.attempts = 1
        return before

    def kept(session: Session, *, viewer: Viewer) -> list[int]:
        return list(session.scalars(select(Outbox.attempts)))

    assert database.write(use, viewer=System()) == 0
    assert keys_of(database) == ["outside"]
    assert database.read(kept, viewer=System()) == [1]


def test_what_was_sent_without_waiting_is_there_for_who_asks(database: Database, now: datetime) -> None:
    def use(session: Session, *, viewer: Viewer) -> list[str]:
        with unwaited(session):
            add(session, "a", due=now)
            add(session, *"bcdefghij", due=now)
            change(session, FORGET, {"message": "a"}, {"message": "c"})
            seen = [row.key for row in ask(session, FIRST_TWO, {})]
            add(session, "k", due=now)
        return seen

    assert database.write(use, viewer=System()) == ["b", "d"]
    assert keys_of(database) == [*"bdefghijk"]


@pytest.mark.parametrize("asked_after", [False, True])
def test_what_was_sent_without_waiting_is_refused_as_a_whole(
    database: Database, now: datetime, *, asked_after: bool
) -> None:
    def fail(session: Session) -> None:
        with savepoint(session), unwaited(session):
            add(session, "first", due=now)
            add(session, "before", due=now)
            add(session, "after it", due=now)
            if asked_after:
                ask(session, FIRST_TWO, {})

    def use(session: Session, *, viewer: Viewer) -> None:
        add(session, "before", due=now)
        with pytest.raises(IntegrityError) as caught:
            fail(session)
        assert "before" not in str(caught.value)
        add(session, "afterwards", due=now)

    database.write(use, viewer=System())
    assert keys_of(database) == ["afterwards", "before"]


def test_rows_that_are_sent_together_are_there_for_who_asks_and_at_the_end(database: Database, now: datetime) -> None:
    def use(session: Session, *, viewer: Viewer) -> list[str]:
        with together(session):
            add(session, "a", due=now)
            add(session, "b", "c", due=now)
            facts = {"age": "18-29"}
            insert_rows(
                session, Statistic, {"id": new_id(), "quarter": "2026Q4", "unit": "KZ-39", "track": "x", "facts": facts}
            )
            seen = [row.key for row in ask(session, FIRST_TWO, {})]
            add(session, *"defghijklm", due=now)
            change(session, FORGET, {"message": "a"})
            add(session, "n", due=now)
        return seen

    assert database.write(use, viewer=System()) == ["a", "b"]
    assert keys_of(database) == [*"bcdefghijklmn"]
    assert database.read(counted, viewer=System()) == 1


def counted(session: Session, *, viewer: Viewer) -> int:
    return session.scalars(select(func.count()).select_from(Statistic)).one()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_rows_that_are_sent_together_are_one_statement(database: Database, now: datetime) -> None:
    """What none of them shows is there before the end, and all of it after."""

    def use(session: Session, *, viewer: Viewer) -> list[int]:
        seen = []
        cursor = session.connection().connection.cursor()
        with together(session):
            for keys in ("a", "bc", "d"):
                add(session, *keys, due=now)
                cursor.execute("SELECT count(*) FROM outbox")
                seen.append(cursor.fetchone()[0])  # type: ignore[index]
        return seen

    assert database.write(use, viewer=System()) == [0, 0, 0]
    assert keys_of(database) == [*"abcd"]


def test_what_was_sent_together_is_refused_as_a_whole(database: Database, now: datetime) -> None:
    def fail(session: Session) -> None:
        with savepoint(session), together(session):
            add(session, "first", due=now)
            add(session, "before", "after it", due=now)

    def use(session: Session, *, viewer: Viewer) -> None:
        add(session, "before", due=now)
        with pytest.raises(IntegrityError) as caught:
            fail(session)
        assert "before" not in str(caught.value)
        add(session, "afterwards", due=now)

    database.write(use, viewer=System())
    assert keys_of(database) == ["afterwards", "before"]


def test_statements_whose_text_depends_on_their_values_are_refused(database: Database) -> None:
    some = select(messages.c.id).where(messages.c.key.in_(bindparam("keys", expanding=True)))

    def use(session: Session, *, viewer: Viewer) -> None:
        with pytest.raises(TypeError):
            ask(session, some, {"keys": ["a"]})

    database.read(use, viewer=System())


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_nothing_goes_on_once_sqlite_has_ended_the_transaction(database: Database, now: datetime) -> None:
    def use(session: Session, *, viewer: Viewer) -> None:
        add(session, "before", due=now)
        driver(session.connection()).rollback()
        change(session, insert(messages), message("committed at once", now) | {"attempts": 0})

    with pytest.raises(TransactionLost):
        database.write(use, viewer=System())
    assert keys_of(database) == []
