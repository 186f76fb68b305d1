"""What a process says about itself: names, kinds, numbers and places in the code, on one stream, and never a value.

Messages of exceptions, addresses of requests and arguments of others' log lines may hold what somebody wrote, their code or
where they are (design 04 §4.7). So a line of ours keeps allow-listed fields only, a line of a library only its own fixed words,
and an error its kinds and places, whoever reports it: a handler, a thread, the event loop, the interpreter. Every line is one
JSON object, whoever wrote it, so that nothing has to be guessed from it.
"""

import json
import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

FIELDS = frozenset(
    {
        "event", "level", "timestamp",
        "incident", "kind", "kinds", "places", "route", "where",
        "round", "clock", "procedure", "times", "tries", "channel", "pack",
    }
)  # fmt: skip
"""What a line may say: kinds, counts, and names out of the code and the pack."""
LONGEST_CHAIN = 5
FIXED_WORDS = frozenset({"uvicorn.error"})
"""Libraries whose lines are written as they stand in their code, without what they were filled with."""


def begin_logging(stream: TextIO | None = None) -> None:
    """Set this process's logging up; once, before anything is served."""
    out = stream or sys.stderr
    log.out = out
    handler = logging.StreamHandler(out)
    handler.setFormatter(Reticent())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # what it warns of in a pipeline it raises too
    logging.raiseExceptions = False  # what cannot be written would be printed with its arguments
    sys.excepthook = lambda _, error, trace: write(out, "interpreter", error, trace)
    threading.excepthook = lambda told: write(out, "thread", told.exc_value, told.exc_traceback)
    sys.unraisablehook = lambda told: write(out, "unraisable", told.exc_value, told.exc_traceback)
    warnings.showwarning = lambda _, category, filename, lineno, *__: tell(
        out, "warning", "warning", kinds=[category.__name__], places=[f"{last_part(filename)}:{lineno}"]
    )


class Log:
    """What our own code says: a fixed word for what happened, and fields of which only those on the list are written."""

    out: TextIO | None = None
    """Where lines go once `begin_logging` was called; before that to where errors go."""

    def warning(self, event: str, **fields: Any) -> None:
        self._say("warning", event, fields)

    def error(self, event: str, **fields: Any) -> None:
        self._say("error", event, fields)

    def _say(self, level: str, event: str, fields: Mapping[str, Any]) -> None:
        kept = {name: value for name, value in fields.items() if name in FIELDS}
        tell(self.out or sys.stderr, level, event, **kept)


log = Log()


class Reticent(logging.Formatter):
    """A library's line: who says it, how grave it is, and of an error its kinds and places."""

    def format(self, record: logging.LogRecord) -> str:
        words = str(record.msg).splitlines()[0] if record.name in FIXED_WORDS and record.msg else "library"
        error = record.exc_info[1] if record.exc_info else None
        told = {} if error is None else told_of(error)
        return as_line(record.levelname.lower(), words, where=record.name, **told)


def write(out: TextIO, where: str, error: BaseException | None, trace: TracebackType | None) -> None:
    """An error that nobody caught, without its words."""
    tell(out, "error", "uncaught", where=where, **({} if error is None else told_of(error, trace)))


def tell(out: TextIO, level: str, event: str, **fields: Any) -> None:
    out.write(as_line(level, event, **fields) + "\n")  # at once, so that two threads' lines do not mix
    out.flush()


def as_line(level: str, event: str, **fields: Any) -> str:
    """One JSON object."""
    moment = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return json.dumps({**fields, "event": event, "level": level, "timestamp": moment}, ensure_ascii=False)


def told_of(error: BaseException, trace: TracebackType | None = None) -> dict[str, list[str]]:
    """What is said of an error: its kinds and places."""
    return {"kinds": list(kinds_of(error)), "places": list(places_of(error, trace))}


def kinds_of(error: BaseException) -> Iterator[str]:
    """Kinds of an error and of what led to it."""
    one: BaseException | None = error
    for _ in range(LONGEST_CHAIN):
        if one is None:
            break
        yield type(one).__name__
        one = one.__cause__ or one.__context__


def places_of(error: BaseException, trace: TracebackType | None = None) -> Iterator[str]:
    """The places in the code that an error came by."""
    for frame in traceback.extract_tb(trace or error.__traceback__)[-8:]:
        yield f"{last_part(frame.filename)}:{frame.lineno}"


def last_part(path: str) -> str:
    return path.rpartition("/")[2]
