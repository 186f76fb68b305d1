"""Reading and writing through `Database`, the same on both databases."""

import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from contextvars import ContextVar
from secrets import token_hex
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from cases.database import Database, RunAgain
from cases.records import Unit
from cases.settings import Settings
from cases.transactions.retrying import SHARED_ATTEMPTS
from cases.transactions.running import ATTEMPTS
from cases.vault.keyring import Keyring
from cases.viewer import Officer, System, Viewer

THREADS = 8
EACH = 200
only_postgresql = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
speaker: ContextVar[str] = ContextVar("speaker", default="nobody")


def add_unit(session: Session, code: str, *, viewer: Viewer) -> str:
    session.add(Unit(code=code, kind="region"))
    session.flush()
    return f"{code} by {viewer.actor}"


def list_units(session: Session, *, viewer: Viewer) -> list[str]:
    return list(session.scalars(select(Unit.code).order_by(Unit.code)))


def add_unit_and_fail(session: Session, code: str, *, viewer: Viewer) -> str:
    add_unit(session, code, viewer=viewer)
    raise ValueError("not today")


def units(database: Database) -> list[str]:
    return database.read(list_units, viewer=System())


def test_what_a_use_case_writes_is_there_for_the_next_reader(database: Database) -> None:
    assert database.write(add_unit, "KZ-75", viewer=System()) == "KZ-75 by system"
    assert units(database) == ["KZ-75"]


def test_a_use_case_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ValueError, match="not today"):
        database.write(add_unit_and_fail, "KZ-75", viewer=System())
    assert units(database) == []


def test_a_broken_constraint_says_nothing_of_the_values(database: Database) -> None:
    secret = token_hex()
    database.write(add_unit, secret, viewer=System())
    with pytest.raises(IntegrityError) as caught:
        database.write(add_unit, secret, viewer=System())
    assert "unique" in str(caught.value).lower()
    assert secret not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("statement", ["COMMIT", "  commit;", "END", "ROLLBACK", "BEGIN"])
def test_a_use_case_cannot_end_the_transaction_by_a_statement(database: Database, statement: str) -> None:
    def meddle(session: Session, *, viewer: Viewer) -> None:
        add_unit(session, "KZ-75", viewer=viewer)
        session.execute(text(statement))

    with pytest.raises(RuntimeError, match="the database does"):
        database.write(meddle, viewer=System())
    assert units(database) == []


@pytest.mark.parametrize("meddle", [Session.commit, Session.rollback], ids=["commit", "rollback"])
def test_a_use_case_cannot_end_the_transaction_by_its_session(
    database: Database, meddle: Callable[[Session], None]
) -> None:
    def use_case(session: Session, *, viewer: Viewer) -> None:
        add_unit(session, "KZ-75", viewer=viewer)
        getattr(session, meddle.__name__)()

    with pytest.raises(RuntimeError, match="a use case never"):
        database.write(use_case, viewer=System())
    assert units(database) == []


def test_a_use_case_may_take_back_a_part_of_its_own(database: Database) -> None:
    def try_twice(session: Session, *, viewer: Viewer) -> None:
        add_unit(session, "A", viewer=viewer)
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text("INSERT INTO units (code, kind, epoch) VALUES ('A', 'region', 1)"))
        add_unit(session, "B", viewer=viewer)

    database.write(try_twice, viewer=System())
    assert units(database) == ["A", "B"]


@pytest.mark.parametrize("outer", ["read", "write"])
@pytest.mark.parametrize("inner", ["read", "write"])
def test_the_database_refuses_to_be_asked_from_inside(database: Database, outer: str, inner: str) -> None:
    def ask_again(session: Session, *, viewer: Viewer) -> None:
        getattr(database, inner)(list_units, viewer=viewer)

    with pytest.raises(RuntimeError, match=f"{inner} inside {outer}"):
        getattr(database, outer)(ask_again, viewer=System())
    assert units(database) == []


def test_nobody_reads_or_writes_without_saying_who_asks(database: Database) -> None:
    with pytest.raises(TypeError, match="who is asking"):
        database.write(add_unit, "KZ-75", viewer=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="who is asking"):
        database.read(list_units)  # type: ignore[call-arg]


def test_a_use_case_sees_the_context_of_its_caller_and_does_not_change_it(database: Database) -> None:
    def ask(session: Session, *, viewer: Viewer) -> str:
        return speaker.get()

    token = speaker.set("Aigerim")
    assert database.write(ask, viewer=System()) == "Aigerim"
    speaker.reset(token)


def test_a_query_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        database.read(add_unit, "KZ-75", viewer=System())
    assert units(database) == []


def test_a_query_sees_one_moment(database: Database) -> None:
    seen, written = Event(), Event()

    def look_twice(session: Session, *, viewer: Viewer) -> tuple[list[str], list[str]]:
        before = list_units(session, viewer=viewer)
        seen.set()
        written.wait()
        return before, list_units(session, viewer=viewer)

    with ThreadPoolExecutor() as pool:
        looking = pool.submit(database.read, look_twice, viewer=System())
        seen.wait()
        database.write(add_unit, "KZ-75", viewer=System())
        written.set()
        assert looking.result() == ([], [])


def test_readers_do_not_wait_for_writers(database: Database) -> None:
    """With one write under way and more waiting than there are handler threads, a page is still shown."""
    begun, go_on = Event(), Event()

    def dawdle(session: Session, code: str, *, viewer: Viewer) -> str:
        begun.set()
        go_on.wait()
        return add_unit(session, code, viewer=viewer)

    with ThreadPoolExecutor(20) as pool:
        writing = [pool.submit(database.write, dawdle, "SLOW", viewer=System())]
        begun.wait()
        writing += [pool.submit(database.write, add_unit, f"U{number}", viewer=System()) for number in range(4)]
        assert "SLOW" not in units(database)
        go_on.set()
    assert all(answer.result() for answer in writing)
    assert units(database) == ["SLOW", "U0", "U1", "U2", "U3"]


def test_many_threads_lose_nothing_and_fail_alone(database: Database) -> None:
    """Eight threads with two hundred use cases each, every tenth of which fails."""

    def work(thread: int) -> list[str]:
        kept = []
        for number in range(EACH):
            code = f"{thread}-{number:03}"
            if number % 10 == 9:
                with pytest.raises(ValueError, match="not today"):
                    database.write(add_unit_and_fail, code, viewer=System())
            else:
                database.write(add_unit, code, viewer=System())
                kept.append(code)
        return kept

    with ThreadPoolExecutor(THREADS) as pool:
        kept = [code for codes in pool.map(work, range(THREADS)) for code in codes]
    assert len(kept) == THREADS * EACH * 9 // 10
    assert units(database) == sorted(kept)


def test_what_a_use_case_has_read_still_holds_when_it_commits(database: Database) -> None:
    """Each counts the units and adds the next number: two that counted the same would collide or leave a gap."""

    def add_next(session: Session, *, viewer: Viewer) -> str:
        count = session.scalar(select(func.count()).select_from(Unit))
        return add_unit(session, f"{count:03}", viewer=viewer)

    def work(_: int) -> None:
        for _ in range(5):
            database.write(add_next, viewer=System())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert units(database) == [f"{number:03}" for number in range(20)]


def test_a_use_case_is_run_again_when_its_random_choice_was_taken(database: Database) -> None:
    choices = iter(["A", "A", "B"])

    def add_a_free_one(session: Session, *, viewer: Viewer) -> str:
        code = next(choices)
        if session.get(Unit, code):
            raise RunAgain
        return add_unit(session, code, viewer=viewer)

    database.write(add_a_free_one, viewer=System())
    database.write(add_a_free_one, viewer=System())
    assert units(database) == ["A", "B"]


def test_a_use_case_that_never_finds_a_free_one_is_given_up(database: Database) -> None:
    runs: list[int] = []

    def never_content(session: Session, *, viewer: Viewer) -> None:
        runs.append(1)
        raise RunAgain

    with pytest.raises(RunAgain):
        database.write(never_content, viewer=System())
    assert len(runs) == ATTEMPTS


@only_postgresql
def test_the_loser_of_a_race_is_run_again_and_sees_the_winner(database: Database) -> None:
    """Both see the place empty; one takes it, the other is run again and finds it taken."""
    both_have_looked = Barrier(2)
    looks: list[int] = []

    def take_the_place(session: Session, *, viewer: Viewer) -> str:
        taken = session.get(Unit, "PLACE") is not None
        looks.append(1)
        if len(looks) <= 2:
            both_have_looked.wait()
        return "taken" if taken else add_unit(session, "PLACE", viewer=viewer)

    with ThreadPoolExecutor(2) as pool:
        racing = [pool.submit(database.write, take_the_place, viewer=System()) for _ in range(2)]
    assert sorted(answer.result() for answer in racing) == ["PLACE by system", "taken"]
    assert len(looks) == 3


@only_postgresql
def test_two_that_wait_for_each_other_are_parted(database: Database) -> None:
    both_hold_one = Barrier(2)
    runs: list[int] = []

    def rename(session: Session, first: str, second: str, *, viewer: Viewer) -> None:
        runs.append(1)
        update = text("UPDATE units SET epoch = epoch + 1 WHERE code = :code")
        session.execute(update, {"code": first})
        if len(runs) <= 2:
            both_hold_one.wait()
        session.execute(update, {"code": second})

    for code in ("A", "B"):
        database.write(add_unit, code, viewer=System())
    with ThreadPoolExecutor(2) as pool:
        answers = [
            pool.submit(database.write, rename, first, second, viewer=System())
            for first, second in (("A", "B"), ("B", "A"))
        ]
    assert [answer.result() for answer in answers] == [None, None]
    assert len(runs) > 2
    assert database.read(sum_epochs, viewer=System()) == 6


@only_postgresql
@pytest.mark.parametrize("fails", [False, True])
def test_who_always_loses_is_at_last_let_alone(database: Database, *, fails: bool) -> None:
    """Each time it has looked, another changes what it saw; left to luck it would never be done."""
    runs: list[int] = []
    others: list[Future[None]] = []
    raise_epoch = text("UPDATE units SET epoch = epoch + 1 WHERE code = 'A'")
    held = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND pid = pg_backend_pid()"
    )

    def change(session: Session, *, viewer: Viewer) -> None:
        session.execute(raise_epoch)

    def unlucky(session: Session, *, viewer: Viewer) -> None:
        runs.append(1)
        session.scalar(select(Unit.epoch))
        others.append(pool.submit(database.write, change, viewer=System()))
        if not session.scalar(held):
            others[-1].result()
        session.execute(raise_epoch)
        if fails:
            raise ValueError("not today")

    database.write(add_unit, "A", viewer=System())
    with ThreadPoolExecutor(1) as pool, pytest.raises(ValueError, match="not today") if fails else nullcontext():
        database.write(unlucky, viewer=System())
    assert len(runs) == SHARED_ATTEMPTS + 1
    assert [other.result() for other in others] == [None] * len(runs)
    assert database.read(sum_epochs, viewer=System()) == 1 + len(runs) + (not fails)


def sum_epochs(session: Session, *, viewer: Viewer) -> int:
    return session.scalar(select(func.sum(Unit.epoch))) or 0


@only_postgresql
def test_a_connection_that_is_cut_before_the_commit_is_made_anew(database: Database) -> None:
    runs: list[int] = []

    def be_cut_once(session: Session, *, viewer: Viewer) -> str:
        added = add_unit(session, "KZ-75", viewer=viewer)
        runs.append(1)
        if len(runs) == 1:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return added

    assert database.write(be_cut_once, viewer=System()) == "KZ-75 by system"
    assert len(runs) == 2
    assert units(database) == ["KZ-75"]


CUT_AT_COMMIT = """
CREATE TEMPORARY TABLE marks (mark int);
CREATE FUNCTION pg_temp.cut() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON pg_temp.marks DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION pg_temp.cut();
INSERT INTO pg_temp.marks VALUES (1);
"""


@only_postgresql
def test_a_connection_that_is_cut_in_the_commit_is_told_and_not_tried_again(database: Database) -> None:
    """Nobody knows whether it was kept: to run it again might file a complaint twice."""
    runs: list[int] = []

    def be_cut_at_commit(session: Session, *, viewer: Viewer) -> None:
        runs.append(1)
        session.connection().exec_driver_sql(CUT_AT_COMMIT)

    with pytest.raises(DBAPIError) as caught:
        database.write(be_cut_at_commit, viewer=System())
    assert caught.value.connection_invalidated
    assert len(runs) == 1
    assert units(database) == []


@only_postgresql
@pytest.mark.parametrize(("way", "afterwards"), [("read", ("", "", "postgres")), ("write", ("system", "", "postgres"))])
def test_postgresql_is_told_who_asks_until_the_transaction_ends(
    database: Database, way: str, afterwards: tuple[str, ...]
) -> None:
    def ask(session: Session, *, viewer: Viewer) -> tuple[Any, ...]:
        actor, units_, role = session.execute(
            text("SELECT current_setting('arasha.actor', true), current_setting('arasha.units', true), current_user")
        ).one()
        return actor or "", units_ or "", role

    officer = Officer(7, "aigerim", "Aigerim", "KZ-75", frozenset({"caseworker"}), ("kk",), Keyring())
    told = {"read": "arasha_web", "write": "postgres"}[way]
    assert getattr(database, way)(ask, viewer=officer) == ("officer:7", "KZ-75", told)
    assert getattr(database, way)(ask, viewer=System()) == afterwards


def test_a_database_opened_for_reading_writes_nothing(settings: Settings) -> None:
    with Database.open(settings, writing=False) as database:
        with pytest.raises(RuntimeError, match="reading only"):
            database.write(add_unit, "KZ-75", viewer=System())
        assert units(database) == []
