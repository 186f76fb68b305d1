"""Statements that every act runs: put together once for each database, then handed to its driver as they are.

SQLAlchemy spends about 90 µs on a statement that it knows already, SQLite 10 µs on running it, and an act runs a dozen.
What a statement says, and what its types make of the values, still comes from SQLAlchemy; only its way from there to the
cursor is shorter. Errors go back through it, so that `cases/retrying.py` and `cases/writer.py` see what they always see.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Insert, Select
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

from cases.engines import TransactionLost

Values = Mapping[str, Any]
Process = Callable[[Any], Any]
Statement = Select[Any] | UpdateBase


@dataclass(frozen=True, slots=True)
class Prepared:
    """One statement as one driver takes it. *names*: of its parameters in their order, each with what its type does to a value.

    *fixed*: values that the statement brings itself (a limit, a default of the table). *reads*: columns of the answer whose
    type does something to what the driver gives, and *row* puts an answer together.
    """

    text: str
    names: Sequence[tuple[str, Process | None]]
    positional: bool
    fixed: Values
    reads: Sequence[tuple[int, Process]]
    row: Callable[[Sequence[Any]], Any]

    def bind(self, given: Values) -> Any:
        """*given* as the driver takes it."""
        values = {**self.fixed, **given} if self.fixed else given
        if self.positional:
            return [values[name] if of is None else of(values[name]) for name, of in self.names]
        return {name: values[name] if of is None else of(values[name]) for name, of in self.names}

    def read(self, answer: Sequence[Any]) -> Any:
        values = list(answer)
        for place, process in self.reads:
            values[place] = process(values[place])
        return self.row(values)


KNOWN: Final[dict[tuple[Statement, str, tuple[str, ...]], Prepared]] = {}
"""By statement, database and the names that are given. Statements are constants of their modules: there are few hundred."""


def ask(session: Session, statement: Select[Any], values: Values) -> list[Any]:
    """All rows that *statement*, a constant, gives for *values*, as named tuples. It has no `IN` whose length is open.

    Nothing that waits in the session is written first. Raises: as `Connection.execute`.
    """
    connection = session.connection()
    prepared = prepare(statement, connection.dialect, tuple(values))
    answers = run(connection, prepared, prepared.bind(values))
    return [prepared.read(answer) for answer in answers]


def ask_one(session: Session, statement: Select[Any], values: Values) -> Any:
    """The first row that *statement* gives, or None. See `ask`."""
    return next(iter(ask(session, statement, values)), None)


def change(session: Session, statement: UpdateBase, *rows: Values) -> None:
    """Insert, update or delete by *statement*, a constant, once for each of *rows*, which name the same values.

    Raises: as `Connection.execute`.
    """
    connection = session.connection()
    prepared = prepare(statement, connection.dialect, tuple(rows[0]))
    bound = [prepared.bind(row) for row in rows]
    run(connection, prepared, bound[0] if len(bound) == 1 else bound, many=len(bound) > 1)


def run(connection: Connection, prepared: Prepared, parameters: Any, *, many: bool = False) -> Sequence[Any]:
    driver = connection.connection
    if connection.dialect.name == "sqlite" and not driver.dbapi_connection.in_transaction:  # type: ignore[union-attr]
        raise TransactionLost
    cursor = driver.cursor()
    try:
        if many:
            cursor.executemany(prepared.text, parameters)
        else:
            cursor.execute(prepared.text, parameters)
        return cursor.fetchall() if cursor.description else ()
    except connection.dialect.loaded_dbapi.Error as error:
        # The one door by which a driver's error becomes SQLAlchemy's, listeners are told and a dead connection is dropped.
        connection._handle_dbapi_exception(error, prepared.text, parameters, cursor, None)  # noqa: SLF001
    finally:
        cursor.close()


def prepare(statement: Statement, dialect: Dialect, names: tuple[str, ...]) -> Prepared:
    key = (statement, dialect.name, names)
    known = KNOWN.get(key)
    if known is None:
        known = KNOWN[key] = put_together(statement, dialect, names)
    return known


def put_together(statement: Statement, dialect: Dialect, names: tuple[str, ...]) -> Prepared:
    """Raises: TypeError for a statement that has to be put together anew for its values."""
    keys = None if isinstance(statement, Select) else list(names)
    compiled = statement.compile(dialect=dialect, column_keys=keys)
    if "[POSTCOMPILE" in compiled.string:
        raise TypeError("a statement whose text depends on its values")
    types = {name: bind.type for bind, name in compiled.bind_names.items()}
    order = tuple(types) if compiled.positiontup is None else compiled.positiontup
    columns = list(statement.selected_columns) if isinstance(statement, Select) else []
    return Prepared(
        text=compiled.string,
        names=[(name, binding(types[name], dialect)) for name in order],
        positional=compiled.positional,
        fixed={**compiled.params, **defaults(compiled)},
        reads=[(place, of) for place, each in enumerate(columns) if (of := reading(each.type, dialect)) is not None],
        row=namedtuple("Row", [each.key or "" for each in columns], rename=True)._make,  # type: ignore[attr-defined]  # noqa: PYI024 - by the statement
    )


def defaults(compiled: SQLCompiler) -> Values:
    """What the table's columns hold where a row does not say. Raises: TypeError for what has to be made for each row."""
    found = {}
    for column in compiled.insert_prefetch if isinstance(compiled.statement, Insert) else ():
        if column.default is None or not column.default.is_scalar:
            raise TypeError(f"{column} is made anew for each row")
        found[column.key] = column.default.arg  # type: ignore[attr-defined]
    return found


def binding(of: TypeEngine[Any], dialect: Dialect) -> Process | None:
    process: Process | None = of.dialect_impl(dialect).bind_processor(dialect)
    return process


def reading(of: TypeEngine[Any], dialect: Dialect) -> Process | None:
    process: Process | None = of.dialect_impl(dialect).result_processor(dialect, None)
    return process
