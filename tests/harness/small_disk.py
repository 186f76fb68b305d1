"""A PostgreSQL server whose rows lie on a disk that is soon full; no right of root is needed for it.

The server is started where it sees a small file system of its own, mounted for it and its children alone (`unshare`, of Debian's
util-linux): that goes with the server, however it ends. Its log of changes lies elsewhere, as on a server with a disk for each.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.errors import DiskFull

from cases.database import Database
from cases.settings import Settings
from tests.benchmarks.houses import cluster_apart
from tests.builders import House, found_house
from tests.harness.postgres import TEMPLATE, Cluster, run, server_account

SIZE: Final = "28m"
"""A new house takes some 12 MiB of it."""
ALONE: Final = ("unshare", "--user", "--map-current-user", "--keep-caps", "--mount")
NAME: Final = "small"


@contextmanager
def house_on_a_small_disk(*, at: datetime) -> Iterator[tuple[House, Settings, Cluster]]:
    """A founded house, its settings and its server."""
    with cluster_apart() as (cluster, folder):
        disk = cluster.folder / NAME
        run(cluster.folder, "pg_ctl", "stop", "--pgdata", str(cluster.folder), "--wait")
        disk.mkdir(mode=0o700)
        account = server_account()
        os.chown(disk, account.pw_uid, account.pw_gid)
        mount = f'mount -t tmpfs -o size={SIZE},mode=0700 {NAME} "$0" && exec "$@"'
        cluster.start_again(inside=(*ALONE, "sh", "-c", mount, str(disk)))
        with cluster.connect("postgres") as connection:
            for words in ("CREATE TABLESPACE {0} LOCATION {1}", "CREATE DATABASE {0} TEMPLATE {2} TABLESPACE {0}"):
                connection.execute(
                    sql.SQL(words).format(sql.Identifier(NAME), sql.Literal(str(disk)), sql.Identifier(TEMPLATE))
                )
        settings = cluster.settings(NAME, folder)
        with Database.open(settings) as database:
            yield found_house(database, at=at), settings, cluster


@contextmanager
def full(cluster: Cluster) -> Iterator[None]:
    """No room on that disk until the block ends: what has room within its own pages goes on, nothing grows."""
    with cluster.connect(NAME) as connection:
        connection.execute("CREATE TABLE filler (words text)")
        connection.execute("ALTER TABLE filler ALTER words SET STORAGE PLAIN")
        for rows in (500, 1):
            fill(connection, rows)
        yield
        connection.execute("DROP TABLE filler")


def fill(connection: psycopg.Connection[Any], rows: int) -> None:
    while True:
        try:
            connection.execute("INSERT INTO filler SELECT repeat('x', 7000) FROM generate_series(1, %s)", [rows])
        except DiskFull:
            return
