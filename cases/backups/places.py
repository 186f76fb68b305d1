"""Where backups lie: a folder or a bucket that speaks S3. What is written there is whole or not there, and lasts."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from cases.errors import FolderInUse, NoRoom
from cases.evidence.bucket import Bucket, open_bucket
from cases.evidence.store import told as told_of_store
from cases.folder import make_folder
from cases.settings import Settings

if TYPE_CHECKING:  # who has no bucket never imports it
    from obstore.store import ObjectStore

FULL: Final = {ENOSPC, EDQUOT, EFBIG}
UNFINISHED: Final = "#"
LONGEST: Final = timedelta(days=2)
"""No run takes longer. Nothing younger is removed: it may be of a run that lost its hold on the house as the database went."""


class Place(Protocol):
    """Files under names with slashes."""

    @property
    def shown(self) -> str:
        """What an operator knows it by."""

    @contextmanager
    def hold(self) -> Iterator[None]:
        """The place for one run, as far as it can keep others out. Raises: FolderInUse, NoRoom, OSError."""

    def names(self, under: str) -> list[str]:
        """What lies whole below *under*, in order; nothing where there is no such place. Raises: StoreDown."""

    def removable(self, under: str, *, at: datetime) -> list[str]:
        """The names below *under* that no other run which goes on *at* this moment has laid. Raises: StoreDown."""

    def read(self, name: str) -> bytes:
        """Raises: FileNotFoundError; OSError, StoreDown."""

    def write(self, name: str, content: bytes | bytearray) -> None:
        """Raises: NoRoom, OSError, StoreDown."""

    def remove(self, names: Iterable[str]) -> None:
        """What is gone already is no error. Raises: OSError, StoreDown."""


class FolderPlace(msgspec.Struct, frozen=True):
    """A folder, which a lock keeps for one run: the kernel lets go of it however that ends."""

    path: Path

    @property
    def shown(self) -> str:
        return str(self.path)

    @contextmanager
    def hold(self) -> Iterator[None]:
        with told(self.path):
            make_folder(self.path)
            with (self.path / "lock").open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise FolderInUse(self.path) from None
                for half in self.path.rglob(f"*{UNFINISHED}*"):  # of a run that was killed
                    half.unlink(missing_ok=True)
                yield

    def names(self, under: str) -> list[str]:
        files = (path for path in (self.path / under).rglob("*") if UNFINISHED not in path.name and path.is_file())
        return sorted(path.relative_to(self.path).as_posix() for path in files)

    def removable(self, under: str, *, at: datetime) -> list[str]:
        """All of them: whoever asks holds the folder."""
        return self.names(under)

    def read(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def write(self, name: str, content: bytes | bytearray) -> None:
        with told(self.path):
            write_lasting(self.path / name, content)

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            (self.path / name).unlink(missing_ok=True)


@dataclass(frozen=True)
class BucketPlace:
    """A bucket. It has no lock of its own: one run of a house at a time (`one_run.py`) is what keeps others out."""

    shown: str
    objects: "ObjectStore" = field(repr=False)

    @contextmanager
    def hold(self) -> Iterator[None]:
        yield

    def names(self, under: str) -> list[str]:
        return [name for name, _ in self.listed(under)]

    def removable(self, under: str, *, at: datetime) -> list[str]:
        return [name for name, laid in self.listed(under) if at - laid > LONGEST]

    def listed(self, under: str) -> list[tuple[str, datetime]]:
        """Names in order, each with the moment at which it was laid, by the store's clock."""
        with told_of_store():
            every = (each for batch in self.objects.list(f"{under}/") for each in batch)
            return sorted((str(each["path"]), each["last_modified"]) for each in every)

    def read(self, name: str) -> bytes:
        with told_of_store():
            try:
                return self.objects.get(name).bytes().to_bytes()
            except FileNotFoundError:
                pass
        raise FileNotFoundError(name)

    def write(self, name: str, content: bytes | bytearray) -> None:
        with told_of_store():
            self.objects.put(name, bytes(content), use_multipart=False)

    def remove(self, names: Iterable[str]) -> None:
        gone = list(names)
        with told_of_store():
            if gone:
                self.objects.delete(gone)


def backup_place(settings: Settings) -> Place:
    """The place of ARASHA_BACKUP. Nothing is asked of it yet. Raises: BadSetting."""
    return place_of(settings, settings.backup)


def place_of(settings: Settings, where: str) -> Place:
    """The folder *where*, or the bucket s3://bucket/folder, spoken to as ARASHA_BACKUP_STORE_… say. Raises: BadSetting."""
    if not is_bucket(where):
        return FolderPlace(Path(where))
    return BucketPlace(where, open_bucket(bucket_of(settings, where)))


def is_bucket(where: str) -> bool:
    return "://" in where


def bucket_of(settings: Settings, where: str) -> Bucket:
    return Bucket(
        where, settings.backup_store_endpoint, settings.backup_store_region, settings.backup_store_key,
        settings.backup_store_secret, named="ARASHA_BACKUP", with_prefix="ARASHA_BACKUP_STORE",
    )  # fmt: skip


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """What a full disk means to us. Raises: NoRoom."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom(folder) from None
        raise


def write_lasting(path: Path, content: bytes | bytearray) -> None:
    """A file that is whole and survives a loss of power once this returns, or is not there. Raises: OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}{UNFINISHED}{token_hex(4)}")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise
    above = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(above)
    finally:
        os.close(above)
