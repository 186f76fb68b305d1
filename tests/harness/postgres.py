"""One PostgreSQL server a test run, started by the first test that needs it and shared by all test processes."""

import fcntl
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from cases.schema import upgrade
from cases.settings import Settings

OLDEST = 15
PORT = 5432
"""Only part of the socket's name: the server listens on no network address."""
TEMPLATE = "arasha_template"
OPTIONS_FILE = "started-with"
OPTIONS = (
    "-c listen_addresses=''",
    "-c max_connections=200",
    "-c deadlock_timeout=50ms",
    "-c timezone=UTC",
)
FLEETING = (
    "-c fsync=off",
    "-c synchronous_commit=off",
    "-c full_page_writes=off",
    "-c wal_level=minimal",
    "-c max_wal_senders=0",
    "-c jit=off",
)
"""Of tests: nothing there outlives the run. What is measured is as durable as in a house."""


class MissingPostgresqlError(Exception):
    """The tests need a PostgreSQL server of version 15 or newer: on Debian, the package `postgresql`."""


@dataclass(frozen=True)
class Cluster:
    """A running server. Its socket's folder belongs to the one account that may connect."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}&port={PORT}"

    def settings(self, database: str, folder: Path) -> Settings:
        """Settings of a process that uses *database* and keeps its files in *folder*."""
        return Settings(data=folder / "data", secrets=folder / "secrets", database=self.url(database))

    def connect(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.folder), port=PORT, user="postgres", dbname=database, autocommit=True)

    def create(self, database: str, *, template: str) -> None:
        with self.connect("postgres") as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template))
            )

    def crash(self) -> None:
        """Stop the server as if it had died: nothing is written back, who is connected is cut off."""
        self._control("stop", "--mode=immediate")

    def start_again(self, *, inside: Sequence[str] = ()) -> None:
        """Start it as it was started; it recovers what was committed, and answers when this returns.

        *inside*: a command that runs what follows it, somewhere else than we are.
        """
        self._control(
            "start",
            "--silent",
            "--log",
            str(self.folder / "log"),
            "-o",
            (self.folder / OPTIONS_FILE).read_text(),
            inside=inside,
        )

    def _control(self, *words: str, inside: Sequence[str] = ()) -> None:
        run(self.folder, "pg_ctl", *words, "--pgdata", str(self.folder), "--wait", inside=inside)

    def drop(self, database: str) -> None:
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


def share_cluster(run: Path, *, durable: bool = False) -> Cluster:
    """The cluster of the test run whose folder is *run*; who comes first starts it.

    *durable*: a commit is on the disk, as in a house. Raises: MissingPostgresqlError.
    """
    cluster = Cluster(run / "cluster")
    ready = run / "ready"
    with one_at_a_time(run / "starting"):
        if not ready.exists():
            start(cluster.folder, durable=durable)
            cluster.create(TEMPLATE, template="template0")
            upgrade(cluster.settings(TEMPLATE, run))
            ready.touch()
    return cluster


def start(folder: Path, *, durable: bool) -> None:
    """Make and start a server in *folder*."""
    folder.mkdir(mode=0o700)
    account = server_account()
    os.chown(folder, account.pw_uid, account.pw_gid)
    kind = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    run(folder, "initdb", "--pgdata", str(folder), *kind, "--no-sync", "--no-instructions")
    (folder / OPTIONS_FILE).write_text(
        " ".join(
            [*OPTIONS, *(() if durable else FLEETING), f"-c unix_socket_directories='{folder}'", f"-c port={PORT}"]
        )
    )
    Cluster(folder).start_again()


def run(folder: Path, program: str, *words: str, inside: Sequence[str] = ()) -> None:
    """Run one of the server's programs as the server's account, *inside* another command where one is given."""
    as_account: Mapping[str, Any] = {"cwd": folder, "stdin": subprocess.DEVNULL}
    if os.geteuid() == 0:
        account = server_account()
        as_account = {**as_account, "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    subprocess.run(
        [*inside, str(find_binaries() / program), *words], check=True, stdout=subprocess.DEVNULL, **as_account
    )


def server_account() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root, so root lends it the account `nobody`."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def find_binaries() -> Path:
    """The folder of the newest installed server's programs. Debian keeps them apart by version and off the PATH."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    newest = max(folders, key=version, default=None)
    if newest is None or version(newest) < OLDEST:
        raise MissingPostgresqlError(
            f"no PostgreSQL server of version {OLDEST} or newer found: install the Debian package postgresql"
        )
    return newest


def version(binaries: Path) -> int:
    answer = subprocess.run([binaries / "initdb", "--version"], capture_output=True, check=True, text=True).stdout
    number = re.search(r"\d+", answer)
    return int(number.group()) if number else 0


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Keep the other test processes out of the block."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
