"""A backup is put back where nothing is yet, and proven: counts, hashes, journal, files, and what was seen here before."""

import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from cases.anchoring.seen import remembered
from cases.backups import secrets_copies
from cases.backups.facts import gather
from cases.backups.listing import SNAPSHOTS, list_snapshots
from cases.backups.manifest import Manifest, open_manifest
from cases.backups.places import Place, told
from cases.backups.putting import put_database, put_file
from cases.backups.shelves import read_blob
from cases.database import Database
from cases.errors import BackupDamaged, BackupOfAnother, NewerFolder, NoBackup, TargetNotEmpty
from cases.evidence.store import open_store
from cases.evidence.sweeping import verify_files
from cases.schema import HEAD, database_file, upgrade
from cases.secrets_folder import ANCHOR, DIRECTORY, read_verifying_key
from cases.settings import Settings
from cases.shred_store import ShredStore, store_file
from cases.transactions.engines import open_postgresql
from cases.vault.directory import DirectoryPublic
from cases.vault.keys import Key
from cases.vault.shredding import ShredSecret
from cases.vault.signatures import VerifyingKey
from cases.verifying.damages import Damage, Fault
from cases.verifying.recounting import recount
from cases.verifying.whole import verify
from cases.viewer import System


class Restored(msgspec.Struct, frozen=True):
    """What was put back, and what is wrong with it."""

    manifest: Manifest
    damages: tuple[Damage, ...]
    missing: tuple[str, ...]
    """Parts of files that the backup lacks or holds damaged."""
    secrets: int
    """Shred secrets that were put back: without any, no case opens."""
    signed: bool
    """Whether the anchor key's public half was at hand, by which backup and journal are known to be this institution's."""
    older: bool
    """Whether this machine has seen a newer end of the journal than the backup's."""


def restore_backup(
    settings: Settings, place: Place, *, key: Key, shred: Path | None, name: str | None = None
) -> Restored:
    """Put the newest backup of *place*, or the one of that *name*, to where *settings* say, and verify all of it.

    *shred*: folder of the shred secrets' backups; the copy that was made with this one is taken. Nothing is written before the
    backup was opened and every piece of its rows was found whole.
    Raises: NoBackup, CannotOpen, BackupDamaged, BackupOfAnother, NewerFolder, TargetNotEmpty, NoRoom, ToolFailed, StoreDown.
    """
    signer = read_verifying_key(settings.secrets, ANCHOR)
    found = read_manifest(place, name, key=key, signer=signer)
    if (found.kind == "sqlite") != settings.embedded:
        raise BackupOfAnother(found.kind)
    if found.head > HEAD:
        raise NewerFolder(found.head, HEAD)
    check_nothing_there(settings)
    secrets = [] if shred is None else secrets_copies.read_copy(shred, found.name, key=key)
    for blob in found.rows:
        read_blob(place, blob)
    with told(settings.data):
        put_database(settings, read_rows(place, found, key=key))
        missing = tuple(put_files(settings, place, found, key=key))
        put_secrets(settings, secrets)
    upgrade(settings)
    damages = tuple(prove(settings, found))
    seen = remembered(settings.secrets)
    older = seen is not None and (found.anchor is None or found.anchor[0] < seen.number)
    return Restored(found, damages, missing, len(secrets), signer is not None, older)


def read_manifest(place: Place, name: str | None, *, key: Key, signer: VerifyingKey | None) -> Manifest:
    names = list_snapshots(place)
    if not names or (name is not None and name not in names):
        raise NoBackup(place.shown)
    chosen = name or names[-1]
    sealed = place.read(f"{SNAPSHOTS}/{chosen}")
    return open_manifest(sealed, key=key, signer=signer, name=chosen)


def check_nothing_there(settings: Settings) -> None:
    """Raises: TargetNotEmpty, for whatever would be written over."""
    if settings.embedded and database_file(settings).exists():
        raise TargetNotEmpty(str(database_file(settings)))
    if not settings.embedded:
        engine = open_postgresql(settings)
        try:
            if inspect(engine).get_table_names():
                raise TargetNotEmpty("the database")
        finally:
            engine.dispose()
    if not settings.shred_database and store_file(settings).exists():
        raise TargetNotEmpty(str(store_file(settings)))
    if next(open_store(settings).places(), None) is not None:
        raise TargetNotEmpty(settings.evidence or str(settings.data / "evidence"))


def read_rows(place: Place, found: Manifest, *, key: Key) -> Iterator[bytes]:
    """The database as it was cut. Raises: BackupDamaged."""
    for blob in found.rows:
        try:
            yield zlib.decompress(read_blob(place, blob, key))
        except zlib.error:
            raise BackupDamaged(blob) from None


def put_files(settings: Settings, place: Place, found: Manifest, *, key: Key) -> Iterator[str]:
    """Lay every part down again; gives those that are not whole in the backup, and goes on. Raises: StoreDown, NoRoom."""
    store = open_store(settings)
    for part, blob in found.files.items():
        try:
            content = read_blob(place, blob, key)
        except BackupDamaged:
            yield part
        else:
            put_file(store, part, content)


def put_secrets(settings: Settings, secrets: list[tuple[ShredSecret, int]]) -> None:
    """Raises: TargetNotEmpty where the store has one of them already."""
    if not secrets:
        return
    store = ShredStore.open(settings)
    try:
        store.put_back(secrets)
    except IntegrityError:
        raise TargetNotEmpty("the shred store") from None
    finally:
        store.close()


def prove(settings: Settings, found: Manifest) -> Iterator[Damage]:
    """Everything that is not as the backup says that it was, and all that `verify` and `verify-files` find."""
    anchor, pinned = (read_verifying_key(settings.secrets, name) for name in (ANCHOR, DIRECTORY))
    with Database.open(settings, writing=False) as database:
        facts = database.read(gather, viewer=System())
        for table, rows in found.tables.items():
            if facts.tables.get(table) != rows:
                yield Damage("backup", 0, rows, Fault.MISCOUNTED, table)
        if facts.anchor != (None if found.anchor is None else tuple(found.anchor)):
            yield Damage("backup", 0, 0, Fault.CHANGED, "anchors")
        lines = DirectoryPublic(pinned.raw) if pinned else None
        yield from database.read(verify, viewer=System(), anchor=anchor, pinned=lines)
        yield from database.read(recount, viewer=System())
        yield from verify_files(database, open_store(settings))
