"""A backup is made: rows of one moment, every file that they name, and the shred secrets apart."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Final

import msgspec

from cases.backups import secrets_copies
from cases.backups.keys import read_public
from cases.backups.listing import STAMP, list_snapshots, moment_of
from cases.backups.manifest import Manifest, seal_manifest, whole_seconds
from cases.backups.one_run import hold_house
from cases.backups.places import backup_place, bucket_of, is_bucket
from cases.backups.shelves import Shelves, forget_older, hold_shelves
from cases.backups.taking import Taken, take_rows
from cases.errors import BackupMisplaced, BadSetting, PartMissing
from cases.evidence.parts import load_parts
from cases.evidence.store import Store, evidence_bucket, open_store, part_name
from cases.schema import HEAD
from cases.secrets_folder import read_secrets
from cases.settings import Settings
from cases.shred_store import ShredStore
from cases.vault.keys import PublicKey

ROWS, FILES = "rows", "file"
"""Labels of blobs."""
QUICKLY: Final = 1
"""Level of the compression: hexadecimal text halves at any."""
ATTEMPTS: Final = 3
Secret = tuple[bytes, int]


class Made(msgspec.Struct, frozen=True):
    """What one run came to."""

    name: str
    rows: int
    """Rows of all tables."""
    files: int
    """Parts of stored files."""
    laid: int
    """Bytes that were not there before."""
    secrets: int
    forgotten: int
    """Backups whose time was over."""
    lost: int
    """Secrets that rows name and nobody has: of cases that would not open again. 0 in a sound house."""


def make_backup(settings: Settings, *, at: datetime) -> Made:
    """Copy the whole house as it stands *at* this moment, while it is at work.

    Only what is new is written. Killed or out of room at any point, it leaves the backups before as they were, and what it has
    written is used by the next run. Raises: BackupMisplaced, BackupRuns, BadSetting, BadBackupKey, FolderInUse, NoRoom,
    StoreDown, ToolFailed; SecretsMissing, SecretsUnreadable; as `Database.open`.
    """
    check_places(settings)
    public = read_public(Path(settings.backup_key))
    secrets = read_secrets(settings.secrets)
    place, apart = backup_place(settings), Path(settings.backup_shred) if settings.backup_shred else None
    name = f"{whole_seconds(at):{STAMP}}-{token_hex(4)}.age"
    if apart is not None:
        secrets_copies.forget_old_copies(apart, at=at)
    naming = secrets.pepper.key("backup names")
    with hold_house(settings), hold_shelves(place, public=public, naming=naming) as shelves:
        with secrets_of(settings) as present:
            for _ in range(ATTEMPTS):
                manifest, lost = copy_all(settings, shelves, name, present, apart=apart, to=public, at=at)
                if not lost:
                    break
        sealed = seal_manifest(manifest, to=public, by=secrets.anchor)
        shelves.finish(name, sealed, [*manifest.rows, *manifest.files.values()])
        kept = [each for each in list_snapshots(place) if is_kept(each, settings, at) or each == name]
        forgotten = forget_older(place, kept, at=at)
    return Made(
        name, sum(manifest.tables.values()), len(manifest.files), shelves.laid, manifest.secrets, forgotten, lost
    )


def copy_all(
    settings: Settings,
    shelves: Shelves,
    name: str,
    present: ShredStore,
    *,
    apart: Path | None,
    to: PublicKey,
    at: datetime,
) -> tuple[Manifest, int]:
    """Lay everything down; gives what the backup says of itself, and how many secrets it lacks.

    Secrets are read before the rows and after: what rows name was made before they were written, and may be destroyed, under a
    new wall, while they are read. Both together have what this moment of the rows needs, but for a secret that came and
    went in between: then it is done again.
    """
    before = present.everything()
    facts, rows = take_rows(settings, lambda taken: (taken.facts, lay_rows(shelves, taken)))
    files, gone = lay_files(shelves, open_store(settings), facts.files)
    both: Mapping[int, Secret] = {**before, **present.everything()}
    if apart is not None:
        secrets_copies.write_copy(apart, name, both, to=to)
    manifest = Manifest(
        name=name,
        at=whole_seconds(at),
        kind="sqlite" if settings.embedded else "postgresql",
        head=HEAD,
        tables=dict(facts.tables),
        anchor=facts.anchor,
        rows=rows,
        files=files,
        gone=gone,
        secrets=len(both) if apart is not None else 0,
    )
    return manifest, len(facts.secrets - both.keys())


def lay_rows(shelves: Shelves, taken: Taken) -> list[str]:
    """Raises: NoRoom, StoreDown."""
    return [shelves.keep(ROWS, zlib.compress(piece, QUICKLY)) for piece in taken.pieces]


def lay_files(shelves: Shelves, store: Store, files: Iterable[tuple[str, bytes]]) -> tuple[dict[str, str], list[str]]:
    """Copy the parts that are not there yet; gives all by name, and those that the store lacks. Raises: NoRoom, StoreDown."""
    laid: dict[str, str] = {}
    gone: list[str] = []
    for part in part_names(files):
        label = f"{FILES} {part}"
        blob = shelves.find(label)
        if blob is None:
            try:
                content = store.get(part)
            except PartMissing:
                gone.append(part)
                continue
            blob = shelves.keep_named(label, content)
        laid[part] = blob
    return laid, gone


def part_names(files: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    for place, digests in files:
        for number, part in enumerate(load_parts(digests)):
            yield part_name(place, number, part.seal)


@contextmanager
def secrets_of(settings: Settings) -> Iterator[ShredStore]:
    store = ShredStore.open(settings, writing=False)
    try:
        yield store
    finally:
        store.close()


def is_kept(name: str, settings: Settings, at: datetime) -> bool:
    return at - moment_of(name) < timedelta(days=settings.backup_days)


def check_places(settings: Settings) -> None:
    """Backup, shred secrets' backup and data lie apart: one disk or one thief must not have two.

    Raises: BackupMisplaced; BadSetting for a bucket of shred secrets, whose versions would outlive their 35 days unseen.
    """
    if is_bucket(settings.backup_shred):
        raise BadSetting("ARASHA_BACKUP_SHRED", settings.backup_shred, "a folder")
    folders = [settings.data, settings.secrets, *(Path(each) for each in folders_of(settings))]
    places = [each.resolve() for each in folders]
    for number, one in enumerate(places):
        for other in places[number + 1 :]:
            if one == other or one.is_relative_to(other) or other.is_relative_to(one):
                raise BackupMisplaced(str(other))
    buckets = is_bucket(settings.backup) and is_bucket(settings.evidence)
    if buckets and bucket_of(settings, settings.backup).meets(evidence_bucket(settings)):
        raise BackupMisplaced(settings.evidence)


def folders_of(settings: Settings) -> list[str]:
    """The folders among the places of backups."""
    return [each for each in (settings.backup, settings.backup_shred) if each and not is_bucket(each)]
