"""Many ids or codes as one value: `column = one of these` without a statement put together anew for each number of them."""

from collections.abc import Iterable
from typing import Any, Self

import msgspec
from sqlalchemy import ARRAY, BigInteger, Column, Dialect, String, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import Boolean, TypeDecorator, TypeEngine


class Ids(TypeDecorator[Iterable[Any]]):
    """Ids as one value: a JSON array for SQLite, an array for PostgreSQL.

    Not a text that the statement turns into an array: PostgreSQL would read it anew for each row that it looks at.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(BigInteger()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return list(value) if dialect.name == "postgresql" else msgspec.json.encode(list(value)).decode()


class Codes(Ids):
    """Codes as one value, in the same way."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())


class Among(FunctionElement[bool]):
    """Holds where *column* is one of the ids or codes that are given under *name*, however many there are."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, column: Column[Any], name: str) -> None:
        super().__init__(column, bindparam(name, type_=Codes() if isinstance(column.type, String) else Ids()))

    def self_group(self, against: OperatorType | None = None) -> Self:
        """Itself: SQLAlchemy would ask SQLite whether a condition `= 1`, and an index on *column* answers no such question."""
        return self


@compiles(Among, "sqlite")
def among_json(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, given = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({given}))"  # noqa: S608 - both are the compiler's own text


@compiles(Among, "postgresql")
def among_array(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, given = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} = ANY ({given})"
