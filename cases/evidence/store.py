"""Where sealed files lie: a folder or an S3 store behind one interface (`objects.py`), which alone knows paths."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

import msgspec

from cases.errors import PartMissing, StoreDown
from cases.evidence import disk
from cases.evidence.bucket import Bucket, open_bucket
from cases.evidence.objects import Files, InBucket, Objects
from cases.settings import Settings


class Store(msgspec.Struct, frozen=True):
    """Objects under opaque names; each is whole or not there, because it is written beside its place and moved there."""

    objects: Objects
    folder: Path | None
    """Where the objects are files, so that they can be made to last through a loss of power."""

    def lay(self, name: str, tray: memoryview, length: int) -> None:
        """Lay down the first *length* bytes of a tray as one object. Raises: StoreDown."""
        with told():
            self.objects.lay(name, tray, length)

    def get(self, name: str) -> bytes:
        """An object's bytes. Raises: PartMissing, StoreDown."""
        with told():
            try:
                return self.objects.get(name)
            except FileNotFoundError:
                raise PartMissing from None

    def names(self, place: str) -> list[str]:
        """Names of all objects of one file, in order. Raises: StoreDown."""
        with told():
            return sorted(self.objects.names(place))

    def places(self) -> Iterator[str]:
        """Every file's folder that there is anything in. Raises: StoreDown."""
        with told():
            for shelf in self.objects.folders(""):
                yield from self.objects.folders(shelf)

    def remove(self, place: str) -> None:
        """Remove everything of one file; what is gone already is no error. Raises: StoreDown."""
        names = self.names(place)
        with told():
            if names:
                self.objects.delete(names)
            if self.folder is not None:  # what a killed process was writing has no name yet
                rmtree(self.folder / place, ignore_errors=True)

    def settle(self, names: Iterable[str]) -> None:
        """Return once the named objects are on the disk; other stores have done so when they answer. Raises: StoreDown."""
        if self.folder is None:
            return
        with told():
            disk.settle(self.folder, names)


@contextmanager
def told() -> Iterator[None]:
    """What the store's own errors mean to us. Its messages hold paths and addresses, which are nobody's business."""
    try:
        yield
    except errors_of_stores():
        raise StoreDown from None


def errors_of_stores() -> tuple[type[Exception], ...]:
    """What a folder raises, and a bucket's library where anybody has imported it."""
    library = sys.modules.get("obstore.exceptions")
    return (OSError,) if library is None else (OSError, library.BaseError)


def open_store(settings: Settings) -> Store:
    """The store that *settings* name: `evidence` in the data folder, another folder, or `s3://bucket/folder`.

    Raises: StoreDown, BadSetting.
    """
    where = settings.evidence
    with told():
        if "://" in where:
            return Store(InBucket(open_bucket(evidence_bucket(settings))), None)
        folder = Path(where) if where else settings.data / "evidence"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Store(Files(folder), folder)


def evidence_bucket(settings: Settings) -> Bucket:
    """The bucket of ARASHA_EVIDENCE."""
    return Bucket(
        settings.evidence, settings.evidence_endpoint, settings.evidence_region, settings.evidence_key,
        settings.evidence_secret, named="ARASHA_EVIDENCE", with_prefix="ARASHA_EVIDENCE",
    )  # fmt: skip


def new_place() -> str:
    """A random folder for one file, on one of 256 shelves so that no folder grows too large."""
    name = token_hex(16)
    return f"{name[:2]}/{name}"


def part_name(place: str, number: int, seal: bytes) -> str:
    """Where a part lies: in order of the file, and never twice under one name with other bytes."""
    return f"{place}/{number:05d}-{seal[:8].hex()}.age"
