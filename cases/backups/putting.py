"""Rows and files are written where nothing is: whole, or not there."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from cases.backups.places import UNFINISHED, write_lasting
from cases.backups.taking import begin_tool
from cases.errors import ToolFailed
from cases.evidence.store import Store
from cases.evidence.trays import lent_tray
from cases.folder import make_folder
from cases.schema import database_file
from cases.settings import Settings
from cases.transactions.addresses import database_address

RESTORE: Final = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]


def put_database(settings: Settings, pieces: Iterator[bytes]) -> None:
    """The database as *pieces* say, in one go. Raises: OSError, ToolFailed, and what *pieces* raise; then nothing is there."""
    if settings.embedded:
        put_database_file(database_file(settings), pieces)
    else:
        run_restore(settings, pieces)


def put_database_file(path: Path, pieces: Iterator[bytes]) -> None:
    make_folder(path.parent)
    half = path.with_name(f"{path.name}{UNFINISHED}restoring")
    half.unlink(missing_ok=True)
    half.touch(mode=0o600)
    try:
        with half.open("ab") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        with suppress(OSError):
            half.unlink()
        raise


def run_restore(settings: Settings, pieces: Iterator[bytes]) -> None:
    """`pg_restore` in one transaction: a torn piece or a full disk leaves the database as empty as it was. Raises: ToolFailed."""
    with begin_tool("pg_restore", [*RESTORE, "--dbname="], database_address(settings)) as tool:
        assert tool.stdin is not None  # noqa: S101 - it was asked for
        try:
            for piece in pieces:
                tool.stdin.write(piece)
            tool.stdin.close()
        except BrokenPipeError:
            raise ToolFailed("pg_restore") from None
        if tool.wait():
            raise ToolFailed("pg_restore")


def put_file(store: Store, name: str, content: bytes) -> None:
    """Lay one part of a file down, lasting. Raises: StoreDown."""
    if store.folder is not None:
        write_lasting(store.folder / name, content)
        return
    with lent_tray() as tray, memoryview(tray) as whole:
        whole[: len(content)] = content
        store.lay(name, whole, len(content))
