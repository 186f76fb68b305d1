"""The one writer of SQLite: use cases share a transaction, and none of them suffers for another."""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from threading import Event

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from cases.records import DeskRow, Unit
from cases.settings import Settings
from cases.transactions.engines import TransactionLost, open_sqlite
from cases.transactions.running import ATTEMPTS, RunAgain
from cases.transactions.writer import BATCH, Writer

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

Work = Callable[[Session], str]
speaker: ContextVar[str] = ContextVar("speaker", default="nobody")


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = open_sqlite(settings, connections=1, writing=True)
    yield engine
    engine.dispose()


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    writer = Writer(engine)
    yield writer
    writer.close()


def adding(code: str) -> Work:
    def work(session: Session) -> str:
        session.add(Unit(code=code, kind="region"))
        return code

    return work


def run_together(writer: Writer, *works: Work) -> list[str | BaseException]:
    """What each came to when all of them waited for the same batch."""
    begun, go_on = Event(), Event()

    def hold(_: Session) -> str:
        begun.set()
        go_on.wait()
        return "held"

    first = writer.submit(hold)
    begun.wait()
    answers = [writer.submit(work) for work in works]
    go_on.set()
    first.result()
    return [answer.exception() or answer.result() for answer in answers]


def codes(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.scalars(select(Unit.code)))


def test_those_who_wait_together_share_one_transaction(writer: Writer, engine: Engine) -> None:
    begun: list[str] = []

    def note(session: Session) -> str:
        begun.append(str(session.connection().get_transaction()))
        return "noted"

    assert run_together(writer, *[note] * 5) == ["noted"] * 5
    assert len(set(begun)) == 1


def test_more_than_a_batch_of_them_are_all_kept(writer: Writer, engine: Engine) -> None:
    wanted = [f"U{number:03}" for number in range(BATCH * 2 + 1)]
    assert run_together(writer, *map(adding, wanted)) == wanted
    assert codes(engine) == wanted


def test_a_use_case_that_fails_loses_only_itself(writer: Writer, engine: Engine) -> None:
    def fail(session: Session) -> str:
        adding("LOST")(session)
        session.flush()
        raise ValueError("not today")

    first, failed, last = run_together(writer, adding("A"), fail, adding("B"))
    assert (first, last) == ("A", "B")
    assert isinstance(failed, ValueError)
    assert codes(engine) == ["A", "B"]


def test_a_use_case_that_breaks_a_constraint_loses_only_itself(writer: Writer, engine: Engine) -> None:
    _, failed, _ = run_together(writer, adding("A"), adding("A"), adding("B"))
    assert isinstance(failed, IntegrityError)
    assert codes(engine) == ["A", "B"]


def test_a_commit_that_fails_is_the_culprits_alone(writer: Writer, engine: Engine) -> None:
    """A reference to a case that is not there, checked at COMMIT, makes the whole batch fail."""

    def leave_an_orphan(session: Session) -> str:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        session.execute(
            text("INSERT INTO unit_keys (unit, epoch, public_key, signature, since) VALUES ('NONE', 1, '', '', 0)")
        )
        return "orphan"

    first, failed, last = run_together(writer, adding("A"), leave_an_orphan, adding("B"))
    assert (first, last) == ("A", "B")
    assert isinstance(failed, IntegrityError)
    assert codes(engine) == ["A", "B"]
    assert writer.write(adding("C")) == "C"


def end_by_sqlite(session: Session) -> str:
    """A statement that fails and takes the transaction with it, as a full disk does."""
    session.execute(text("INSERT INTO units (code, kind, epoch) VALUES ('TWICE', 'region', 1)"))
    session.execute(text("INSERT OR ROLLBACK INTO units (code, kind, epoch) VALUES ('TWICE', 'region', 1)"))
    return "unreachable"


def test_a_transaction_that_sqlite_ends_fails_the_culprit_alone(writer: Writer, engine: Engine) -> None:
    first, failed, last = run_together(writer, adding("A"), end_by_sqlite, adding("B"))
    assert (first, last) == ("A", "B")
    assert isinstance(failed, IntegrityError)
    assert codes(engine) == ["A", "B"]


def test_nothing_is_written_after_sqlite_has_ended_the_transaction(writer: Writer, engine: Engine) -> None:
    """Statements would go through one by one, each committed at once."""

    def go_on_regardless(session: Session) -> str:
        with pytest.raises(IntegrityError):
            end_by_sqlite(session)
        with pytest.raises(TransactionLost):
            session.connection().execute(text("INSERT INTO units (code, kind, epoch) VALUES ('LATE', 'region', 1)"))
        return "done"

    first, failed, last = run_together(writer, adding("A"), go_on_regardless, adding("B"))
    assert (first, last) == ("A", "B")
    assert isinstance(failed, TransactionLost)
    assert codes(engine) == ["A", "B"]


def test_a_connection_that_was_used_without_transactions_has_them_again(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(select(Unit.code))
    with engine.connect() as connection, connection.begin() as transaction:
        with connection.begin_nested():
            connection.execute(text("INSERT INTO units (code, kind, epoch) VALUES ('A', 'region', 1)"))
        transaction.rollback()
    assert codes(engine) == []


def test_a_use_case_sees_the_context_of_its_caller(writer: Writer) -> None:
    def ask(_: Session) -> str:
        name = speaker.get()
        speaker.set("changed")
        return name

    speaker.set("Aigerim")
    assert writer.write(ask) == "Aigerim"
    assert speaker.get() == "Aigerim"


def test_a_use_case_is_run_again_when_it_asks_for_it(writer: Writer, engine: Engine) -> None:
    codes_to_try = iter(["A", "B", "C"])

    def add_a_free_one(session: Session) -> str:
        code = next(codes_to_try)
        adding(f"{code}-draft")(session)
        session.flush()
        if code != "C":
            raise RunAgain
        return code

    assert run_together(writer, adding("A"), add_a_free_one) == ["A", "C"]
    assert codes(engine) == ["A", "C-draft"]


def test_a_use_case_that_always_asks_again_is_given_up(writer: Writer) -> None:
    runs: list[int] = []

    def never_content(_: Session) -> str:
        runs.append(1)
        raise RunAgain

    with pytest.raises(RunAgain):
        writer.write(never_content)
    assert len(runs) == ATTEMPTS


def test_a_database_held_by_a_stranger_is_an_error_and_not_the_end(writer: Writer, settings: Settings) -> None:
    """A shell that holds the lock makes all who wait fail after the busy timeout; the next one goes through."""
    writer.write(lambda session: session.execute(text("PRAGMA busy_timeout = 1")).close())
    stranger = open_sqlite(settings, connections=1, writing=True)
    with stranger.begin(), pytest.raises(OperationalError, match="locked"):
        writer.write(adding("A"))
    stranger.dispose()
    assert writer.write(adding("A")) == "A"


def test_what_a_use_case_has_read_cannot_grow_stale_before_it_writes(writer: Writer, settings: Settings) -> None:
    """Were the lock taken at the first INSERT only, somebody else's write before it would make that fail at once."""
    stranger = open_sqlite(settings, connections=1, writing=True)
    with stranger.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")

    def read_and_write(session: Session) -> str:
        assert session.scalars(select(Unit.code)).all() == []
        with pytest.raises(OperationalError, match="locked"), stranger.begin() as connection:
            connection.execute(text("INSERT INTO units (code, kind, epoch) VALUES ('B', 'region', 1)"))
        return adding("A")(session)

    assert writer.write(read_and_write) == "A"
    stranger.dispose()


def test_closing_lets_those_who_wait_finish(writer: Writer, engine: Engine) -> None:
    assert run_together(writer, adding("A"), adding("B")) == ["A", "B"]
    writer.close()
    writer.close()
    with pytest.raises(RuntimeError, match="closed"):
        writer.write(adding("C"))
    assert codes(engine) == ["A", "B"]


def test_every_connection_keeps_the_promises_of_the_folder(engine: Engine) -> None:
    with engine.connect() as connection:
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PROMISES}
    assert asked == PROMISES


PROMISES = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "trusted_schema": 0}


def test_desk_rows_lie_in_the_order_of_the_queue(engine: Engine) -> None:
    with engine.connect() as connection:
        made = connection.scalar(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": DeskRow.__tablename__}
        )
    assert str(made).rstrip().endswith("WITHOUT ROWID")
