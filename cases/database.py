"""The door to the rows: a use case is handed to `write`, a query to `read`, and both are told who is asking."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from types import TracebackType
from typing import Any, Concatenate, Final, ParamSpec, Protocol, Self, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, Select, Text, bindparam, func
from sqlalchemy.orm import Session

from cases import seen_keys
from cases.folder import hold_folder
from cases.records.prepared import run
from cases.records.statements import prepare
from cases.schema import check_schema, upgrade
from cases.seen_keys import SeenKeys
from cases.settings import Settings
from cases.shred_store import INFO, ShredStore
from cases.transactions.engines import open_postgresql, open_sqlite
from cases.transactions.retrying import WRITERS, write_again
from cases.transactions.running import RunAgain, UseCaseSession, refuse_inside, running
from cases.transactions.second_wall import AS_IT_CAME, reads_as, say
from cases.transactions.writer import Writer
from cases.viewer import Body, Complainant, Integration, Nobody, Officer, System, Viewer

__all__ = ["Database", "RunAgain", "upgrade"]

P = ParamSpec("P")
T = TypeVar("T")


class Write(Protocol):
    """Runs one piece of work in a transaction of its own; returns when it is durable."""

    def __call__(self, work: Callable[[Session], T], /) -> T: ...


class Beside(msgspec.Struct, frozen=True):
    """What belongs to a database and lies apart from it."""

    shred: ShredStore
    seen: SeenKeys


class Database:
    """One open database of one process. Safe to use from any number of threads."""

    def __init__(self, reader: Engine, write: Write, claim: Write, beside: Beside, close: Callable[[], None]) -> None:
        self._reader = reader
        self._write = write
        self._claim = claim
        self.shred = beside.shred
        """The store of shred secrets; inside a use case `shred_store.store_of` gives the same."""
        self.seen = beside.seen
        """Which key of each unit was seen here last: a use case asks `seen_keys.seen_by`."""
        self.close = close

    @classmethod
    def open(cls, settings: Settings, *, writing: bool = True) -> Self:
        """Open what *settings* name.

        With *writing* off (`verify`, `backup`) a running server is no hindrance, and `write` is refused.

        Raises: FolderInUse; OldFolder, NewerFolder or NotAnArashaFolder where the tables are not of the program's own
        version (see `upgrade`).
        """
        with ExitStack() as opened:
            if settings.embedded:
                reader, write, claim = open_embedded(settings, opened, writing=writing)
            else:
                reader, write, claim = open_server(settings, opened, writing=writing)
            shred = ShredStore.open(settings, writing=writing)
            opened.callback(shred.close)
            return cls(reader, write, claim, Beside(shred, SeenKeys(settings.secrets)), opened.pop_all().close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, use_case: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `use_case(session, *args, viewer=viewer, **kwargs)` in one transaction; return its value once durable.

        The use case may be run more than once (a neighbour's failed batch, two that collide), so it does nothing but
        read and write rows: what is slow or has effects elsewhere (Argon2, sealing, sending) happens before or after.
        It ends no transaction. It sees the caller's context variables. `RunAgain` from it starts it again.

        Raises: what the use case raised, and then nothing of it is kept; RuntimeError inside another `write` or `read`.
        """
        return self._write(self._ready(use_case, *args, **kwargs))

    def claim(self, use_case: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`, for workers: *use_case* locks the rows that it takes (`FOR UPDATE SKIP LOCKED`) and works on them alone.

        On PostgreSQL it is REPEATABLE READ: two workers that look for what is due always read what the other is about to
        change, so that SERIALIZABLE would let one of them begin again every time. Whoever changes a case changes its row,
        and of two that do, one is run again: taking the case's row is enough.
        """
        return self._claim(self._ready(use_case, *args, **kwargs))

    def write_own(self, use_case: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`, for what rests on no rows but those that it changes: a visitor's own draft, a count of tries.

        On PostgreSQL it is REPEATABLE READ, which begins again when somebody else changed one of these rows. SERIALIZABLE
        would watch for more than there is to lose: it marks the pages of an index that were looked at, on small tables all
        there is, and of eight visitors who keep a page at once one in five began again.
        """
        return self._claim(self._ready(use_case, *args, **kwargs))

    def read(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `query(session, *args, viewer=viewer, **kwargs)` on one unchanging moment of the data; return its value.

        Never waits for a writer. On PostgreSQL an officer of one office is shown no row of another, whatever the query asks
        (`transactions/second_wall.py`). Raises: what the query raised; RuntimeError inside another `read` or `write`; the
        database's own error where the query tries to write.
        """
        return self._read(SAY_VIEWER, query, *args, **kwargs)

    def read_often(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `read`, for pages that officers open all day: PostgreSQL plans their statements once a connection.

        For statements that are longer planned than run: row-level security makes ten searches of one. The server would go on
        planning them anew, because it thinks that the values could make a plan better by more than planning costs.
        """
        return self._read(SAY_OFTEN, query, *args, **kwargs)

    def read_across(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `read`, for the few queries that count over cases which have moved on to another office since.

        They stand behind the code's own filter alone: `tests/database/test_second_wall.py` lists who calls this.
        """
        return self._read(SAY_ACROSS, query, *args, **kwargs)

    def _read(
        self, saying: Select[Any], query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        viewer = who_asks(kwargs)
        refuse_inside("read")
        # Ends by COMMIT, though nothing was written: with a ROLLBACK the driver forgets which statements the server has planned.
        with running("read"), self._reader.begin() as connection:
            tell_database(connection, viewer, saying)
            with UseCaseSession(connection, savepoint=False) as session:
                session.info |= {INFO: self.shred, seen_keys.INFO: self.seen}
                return query(session, *args, **kwargs)

    def _ready(
        self, use_case: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Callable[[Session], T]:
        """The use case as the writer runs it, told who is asking. Raises: RuntimeError inside another `write` or `read`."""
        viewer = who_asks(kwargs)
        refuse_inside("write")

        def work(session: Session) -> T:
            with running("write"):
                tell_database(session.connection(), viewer, SAY_WRITER)
                session.info |= {INFO: self.shred, seen_keys.INFO: self.seen}
                return use_case(session, *args, **kwargs)

        return work


def open_embedded(settings: Settings, opened: ExitStack, *, writing: bool) -> tuple[Engine, Write, Write]:
    """SQLite: the folder's lock, a connection a handler thread for reading, the writer thread with its own."""
    if writing and settings.data.is_dir():
        opened.enter_context(hold_folder(settings.data))
    reader = open_sqlite(settings, connections=settings.threads + 2, writing=False)
    opened.callback(reader.dispose)
    check_schema(settings, reader)
    if not writing:
        return reader, refuse_writing, refuse_writing
    engine = open_sqlite(settings, connections=1, writing=True)
    opened.callback(engine.dispose)
    writer = Writer(engine)
    opened.callback(writer.close)
    return reader, writer.write, writer.write


def open_server(settings: Settings, opened: ExitStack, *, writing: bool) -> tuple[Engine, Write, Write]:
    """PostgreSQL: one pool; what kind of transaction a connection runs is decided when it is taken out."""
    engine = open_postgresql(settings)
    opened.callback(engine.dispose)
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    check_schema(settings, reader)
    if not writing:
        return reader, refuse_writing, refuse_writing
    write = partial(write_again, engine.execution_options(isolation_level="SERIALIZABLE"))
    return reader, write, partial(write_again, engine.execution_options(isolation_level="REPEATABLE READ"))


def refuse_writing(_: Callable[[Session], Any], /) -> Any:
    raise RuntimeError("the database was opened for reading only")


def who_asks(kwargs: Mapping[str, object]) -> Viewer:
    """The viewer that every use case and query is given by name. Raises: TypeError."""
    viewer = kwargs.get("viewer")
    if not isinstance(viewer, Nobody | System | Complainant | Body | Integration | Officer):
        raise TypeError("say who is asking: viewer=…")
    return viewer


def tell_database(connection: Connection, viewer: Viewer, saying: Select[Any]) -> None:
    """Tell PostgreSQL who is asking, until the transaction ends: row-level security reads it there.

    Of who only reads, and is held to no office, there is nothing to tell: what was said of another ended with their transaction.
    """
    if connection.dialect.name != "postgresql":
        return
    told = reads_as(viewer)
    if saying is not SAY_VIEWER or told["role"] != AS_IT_CAME:
        prepared = prepare(saying, connection.dialect, tuple(told))
        run(connection, prepared, prepared.bind(told))


ROLE: Final = bindparam("role", type_=Text())
SAY_VIEWER: Final = say(func.set_config("role", ROLE, True))
SAY_OFTEN: Final = say(
    func.set_config("role", ROLE, True), func.set_config("plan_cache_mode", "force_generic_plan", True)
)
SAY_ACROSS: Final = say(ROLE, func.set_config("plan_cache_mode", "force_custom_plan", True))
"""As SAY_VIEWER, and held to no office. What counts over a country is planned for its values, which take a day or ten years."""
SAY_WRITER: Final = say(ROLE, func.pg_advisory_xact_lock_shared(WRITERS))
"""As SAY_VIEWER, beside all who write but one that has to be `retrying.alone`, and held to no office: see `second_wall`."""
