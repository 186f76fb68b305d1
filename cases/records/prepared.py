"""Statements that every act runs: put together once for each database, then handed to its driver as they are.

SQLAlchemy spends about 90 µs on a statement that it knows already, SQLite 10 µs on running it, and an act runs a dozen.
What a statement says, and what its types make of the values, still comes from SQLAlchemy; only its way from there to the
cursor is shorter. Errors go back through it, so that `cases/transactions/` sees what it always sees.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NoReturn

from sqlalchemy import Connection, Insert, Select
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.sql.dml import UpdateBase

from cases.records.gathered import Gathered
from cases.records.statements import Prepared, Values, plain, prepare
from cases.transactions.engines import TransactionLost

CONNECTION: Final = "connection of a transaction"
GATHERED: Final = "inserts that wait"
AHEAD: Final = "answers that came ahead"

SAVEPOINT: Final = plain("SAVEPOINT together")
ROLL_BACK: Final = plain("ROLLBACK TO SAVEPOINT together")
RELEASE: Final = plain("RELEASE SAVEPOINT together")


def ask(session: Session, statement: Select[Any], values: Values) -> list[Any]:
    """All rows that *statement*, a constant, gives for *values*, as named tuples. It has no `IN` whose length is open.

    Nothing that waits in the session is written first. Raises: as `Connection.execute`.
    """
    ahead: dict[Select[Any], tuple[Values, list[Any]]] | None = session.info.get(AHEAD)
    if ahead and statement in ahead and ahead[statement][0] == values:
        return ahead.pop(statement)[1]
    send_gathered(session)
    connection = connection_of(session)
    prepared = prepare(statement, connection.dialect, tuple(values))
    answers = run(connection, prepared, prepared.bind(values))
    return [prepared.read(answer) for answer in answers]


def ask_ahead(session: Session, questions: Sequence[tuple[Select[Any], Values]]) -> None:
    """Ask what is going to be asked anyway, all of it in one go: `ask` finds the answers here, each once (PostgreSQL's pipeline).

    For who asks a dozen small things of one case: going to the server and back takes longer than any of them. SQLite has no way
    to go, and is asked when it is wanted. The first `change` makes them old: whatever is left is asked again.
    """
    connection = connection_of(session)
    if connection.dialect.name != "postgresql":
        return
    send_gathered(session)
    asked, cursors = [prepare(one, connection.dialect, tuple(values)) for one, values in questions], []
    try:
        with connection.connection.dbapi_connection.pipeline():  # type: ignore[union-attr]
            for prepared, (_, values) in zip(asked, questions, strict=True):
                cursors.append(cursor_of(connection))
                cursors[-1].execute(prepared.text, prepared.bind(values))
        session.info[AHEAD] = {
            statement: (values, [prepared.read(answer) for answer in cursor.fetchall()])
            for prepared, cursor, (statement, values) in zip(asked, cursors, questions, strict=True)
        }
    except connection.dialect.loaded_dbapi.Error as error:
        pass_on(connection, error, "", ())
    finally:
        for cursor in cursors:
            cursor.close()


def ask_each(session: Session, statement: Select[Any], values: Values) -> Iterator[Any]:
    """As `ask`, but each row is made only when it is wanted: for who takes the first few of many. Read it to its end at once."""
    send_gathered(session)
    connection = connection_of(session)
    prepared = prepare(statement, connection.dialect, tuple(values))
    return map(prepared.read, run(connection, prepared, prepared.bind(values)))


def ask_one(session: Session, statement: Select[Any], values: Values) -> Any:
    """The first row that *statement* gives, or None. See `ask`."""
    return next(iter(ask(session, statement, values)), None)


def change_one(session: Session, statement: UpdateBase, values: Values) -> Any:
    """As `change`, of a statement that returns columns: the row that it did something to, or None. Waits for the answer."""
    session.info.pop(AHEAD, None)
    send_gathered(session)
    connection = connection_of(session)
    prepared = prepare(statement, connection.dialect, tuple(values))
    answers = run(connection, prepared, prepared.bind(values))
    return prepared.read(answers[0]) if answers else None


def change(session: Session, statement: UpdateBase, *rows: Values) -> None:
    """Insert, update or delete by *statement*, a constant, once for each of *rows*, which name the same values.

    Raises: as `Connection.execute`.
    """
    session.info.pop(AHEAD, None)
    connection = connection_of(session)
    prepared = prepare(statement, connection.dialect, tuple(rows[0]))
    bound = [prepared.bind(row) for row in rows]
    gathered: Gathered | None = session.info.get(GATHERED)
    if gathered is not None and isinstance(statement, Insert):
        gathered.inserts.append((prepared.text, bound))
        return
    send_gathered(session)
    run(connection, prepared, bound[0] if len(bound) == 1 else bound, many=len(bound) > 1)


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """Let go of everything that was written inside when it fails, and of what the session knows; else keep it.

    As `Session.begin_nested`, for what is written by `change`: a sixth of the cost, which fifty alarms pay together.
    """
    session.flush()
    connection = connection_of(session)
    run(connection, SAVEPOINT, ())
    try:
        yield
        session.flush()
    except BaseException:
        session.expire_all()
        run(connection, ROLL_BACK, ())
        run(connection, RELEASE, ())
        raise
    run(connection, RELEASE, ())


@contextmanager
def unwaited(session: Session) -> Iterator[None]:
    """Send what `change` writes inside without waiting for an answer to each (PostgreSQL's pipeline); SQLite waits for nothing.

    The server writes while the next rows are put together. What one of them is refused for is raised by the next `ask` or at the
    end; nothing that was sent after it was done. Inside, only `change`, `change_one` and `ask` may be used.
    """
    session.flush()
    connection = connection_of(session)
    if connection.dialect.name != "postgresql":
        yield
        return
    try:
        with connection.connection.dbapi_connection.pipeline():  # type: ignore[union-attr]
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        pass_on(connection, error, "", ())


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Send what is inserted inside as one statement (PostgreSQL); SQLite, which has no line to send along, inserts it at once.

    It is sent at the end, or before anything else is asked or changed. What one row is refused for is raised then, and nothing
    of it is written. Inside, only `change`, `change_one` and `ask` may be used.
    """
    session.flush()
    if connection_of(session).dialect.name != "postgresql":
        yield
        return
    session.info[GATHERED] = Gathered()
    try:
        yield
        send_gathered(session)
    finally:
        del session.info[GATHERED]


def send_gathered(session: Session) -> None:
    """Send the inserts that wait, where any do."""
    gathered: Gathered | None = session.info.get(GATHERED)
    if gathered is None or not gathered.inserts:
        return
    connection, (text, values) = connection_of(session), gathered.take()
    try:
        with cursor_of(connection) as cursor:
            cursor.execute(text, values)
    except connection.dialect.loaded_dbapi.Error as error:
        pass_on(connection, error, text, values)


def connection_of(session: Session) -> Connection:
    """The session's connection, asked for once a transaction or savepoint: beginning one may be put off until then."""
    within = session.get_nested_transaction() or session.get_transaction()
    known: tuple[SessionTransaction, Connection] | None = session.info.get(CONNECTION)
    if known is not None and known[0] is within and session.is_active:
        return known[1]
    connection = session.connection()
    session.info[CONNECTION] = (session.get_nested_transaction() or session.get_transaction(), connection)
    return connection


def run(connection: Connection, prepared: Prepared, parameters: Any, *, many: bool = False) -> Sequence[Any]:
    driver = connection.connection
    if connection.dialect.name == "sqlite" and not driver.dbapi_connection.in_transaction:  # type: ignore[union-attr]
        raise TransactionLost
    cursor = cursor_of(connection)
    try:
        if many:
            cursor.executemany(prepared.text, parameters)
        else:
            cursor.execute(prepared.text, parameters)
        return cursor.fetchall() if prepared.answers else ()
    except connection.dialect.loaded_dbapi.Error as error:
        pass_on(connection, error, prepared.text, parameters, cursor)
    finally:
        cursor.close()


def cursor_of(connection: Connection) -> Any:
    """The driver's cursor that takes a statement as the server does: psycopg's own looks through its text for names of values."""
    driver, dialect = connection.connection, connection.dialect
    return dialect.loaded_dbapi.RawCursor(driver.dbapi_connection) if dialect.name == "postgresql" else driver.cursor()


def pass_on(connection: Connection, error: Exception, text: str, parameters: Any, cursor: Any = None) -> NoReturn:
    """The one door by which a driver's error becomes SQLAlchemy's, listeners are told and a dead connection is dropped."""
    connection._handle_dbapi_exception(error, text, parameters, cursor, None)  # noqa: SLF001
