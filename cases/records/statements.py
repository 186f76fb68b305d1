"""Statements as one driver takes them: what a statement says, and what its types make of values, put together once.

See `cases/records/prepared.py`, which runs them.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from operator import itemgetter
from typing import Any, Final

import msgspec
from sqlalchemy import Dialect, Insert, LargeBinary, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Process = Callable[[Any], Any]
Statement = Select[Any] | UpdateBase


class Prepared(msgspec.Struct, frozen=True):
    """One statement as one driver takes it. *names*: of its parameters in their order, where the driver counts them.

    *pick* takes the values of *names* out of what is given. *fixed*: values that the statement brings itself (a limit, a default
    of the table). *writes*: what the types of parameters do to their values, where they do anything, by place in *names*;
    *reads*: the same of columns of the answer, by place. *row* puts an answer together.
    """

    text: str
    names: tuple[str, ...]
    counted: bool
    """The driver counts parameters; else it is told their names."""
    pick: Callable[[Values], Sequence[Any]]
    fixed: Values
    writes: Sequence[tuple[int, Process]]
    reads: Sequence[tuple[int, Process]]
    row: Callable[[Sequence[Any]], Any]
    answers: bool = False
    """It gives rows."""

    def bind(self, given: Values) -> Any:
        """*given* as the driver takes it."""
        values = list(self.pick({**self.fixed, **given} if self.fixed else given))
        for place, process in self.writes:
            values[place] = process(values[place])
        return values if self.counted else dict(zip(self.names, values, strict=True))

    def read(self, answer: Sequence[Any]) -> Any:
        if not self.reads:
            return self.row(answer)
        values = list(answer)
        for place, process in self.reads:
            values[place] = process(values[place])
        return self.row(values)


KNOWN: Final[dict[tuple[Statement, str, tuple[str, ...]], Prepared]] = {}
"""By statement, database and the names that are given. Statements are constants of their modules: there are few hundred."""


def plain(text: str) -> Prepared:
    """A statement that takes and gives nothing."""
    return Prepared(text=text, names=(), counted=True, pick=tuple, fixed={}, writes=(), reads=(), row=tuple)


def prepare(statement: Statement, dialect: Dialect, names: tuple[str, ...]) -> Prepared:
    key = (statement, dialect.name, names)
    known = KNOWN.get(key)
    if known is None:
        known = KNOWN[key] = put_together(statement, dialect, names)
    return known


def put_together(statement: Statement, dialect: Dialect, names: tuple[str, ...]) -> Prepared:
    """Raises: TypeError for a statement that has to be put together anew for its values."""
    keys = None if isinstance(statement, Select) else list(names)
    compiled = statement.compile(dialect=counting(dialect), column_keys=keys)
    if "[POSTCOMPILE" in compiled.string:
        raise TypeError("a statement whose text depends on its values")
    writes = {name: binding(bind.type, dialect) for bind, name in compiled.bind_names.items()}
    order = tuple(writes) if compiled.positiontup is None else tuple(compiled.positiontup)
    columns = list(statement.selected_columns if isinstance(statement, Select) else statement.exported_columns)
    return Prepared(
        text=compiled.string,
        names=order,
        counted=compiled.positiontup is not None,
        pick=picking(order),
        fixed={name: value for name, value in {**compiled.params, **defaults(compiled)}.items() if name not in names},
        writes=[(place, of) for place, name in enumerate(order) if (of := writes[name]) is not None],
        reads=[(place, of) for place, each in enumerate(columns) if (of := reading(each.type, dialect)) is not None],
        row=namedtuple("Row", [each.key or "" for each in columns], rename=True)._make,  # type: ignore[attr-defined]  # noqa: PYI024 - by the statement
        answers=bool(columns),
    )


def counting(dialect: Dialect) -> Dialect:
    """The same database, its values counted ($1, $2) where the server counts them and the driver would name them."""
    if dialect.name != "postgresql":
        return dialect
    counted = copy(dialect)
    counted.paramstyle, counted.positional = "numeric_dollar", True
    counted.identifier_preparer = counted.preparer(counted)  # which doubles per cent signs for a driver that names
    return counted


def picking(names: tuple[str, ...]) -> Callable[[Values], Sequence[Any]]:
    """What gives the values of *names* in their order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda given: [given[name] for name in names]


def defaults(compiled: SQLCompiler) -> Values:
    """What the table's columns hold where a row does not say. Raises: TypeError for what has to be made for each row."""
    found = {}
    for column in compiled.insert_prefetch if isinstance(compiled.statement, Insert) else ():
        if column.default is None or not column.default.is_scalar:
            raise TypeError(f"{column} is made anew for each row")
        found[column.key] = column.default.arg  # type: ignore[attr-defined]
    return found


def binding(of: TypeEngine[Any], dialect: Dialect) -> Process | None:
    """What the type does to a value on its way to the driver; bytes go to SQLite's as they are."""
    if isinstance(of, LargeBinary) and dialect.name == "sqlite":
        return None
    process: Process | None = of.dialect_impl(dialect).bind_processor(dialect)
    return process


def reading(of: TypeEngine[Any], dialect: Dialect) -> Process | None:
    process: Process | None = of.dialect_impl(dialect).result_processor(dialect, None)
    return process
