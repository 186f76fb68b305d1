"""SQL compiled once a test process: each test on SQLite opens an engine of its own, and would compile all statements anew."""

from collections.abc import Callable
from functools import wraps

from sqlalchemy import Engine

MOST = 5_000
"""Statements that are kept: above what all tests together run."""


def compiling_once(create_engine: Callable[..., Engine]) -> Callable[..., Engine]:
    """*create_engine*, whose SQLite engines speak through one dialect: the compiled statements are known by it."""
    known: dict[str, Engine] = {}

    @wraps(create_engine)
    def create(*args: object, **options: object) -> Engine:
        engine = create_engine(*args, **options, query_cache_size=MOST)
        if engine.dialect.name == "sqlite":
            first = known.setdefault("sqlite", engine)
            engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        return engine

    return create
