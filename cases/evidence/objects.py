"""Objects under names with slashes, as a store has them: files of a folder, or what lies in a bucket (obstore).

A folder is read here and not by obstore, whose library takes 5 MiB of every process that has it.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from cases.evidence import disk

if TYPE_CHECKING:  # who has no bucket never imports it
    from obstore.store import ObjectStore


class Objects(Protocol):
    """What a store asks of the place where its objects lie. Raises everywhere: OSError, or the bucket's own errors."""

    def lay(self, name: str, tray: memoryview, length: int) -> None:
        """Lay down the first *length* bytes of a tray as one object: it is whole or not there."""

    def get(self, name: str) -> bytes:
        """Raises: FileNotFoundError where there is no such object."""

    def names(self, under: str) -> Iterator[str]:
        """Every object in the folder *under*, in no order; none where there is no such folder."""

    def folders(self, under: str) -> Iterator[str]:
        """The folders right in the folder *under*; those of all where it is empty."""

    def delete(self, names: list[str]) -> None:
        """What is gone already is no error."""


class Files(msgspec.Struct, frozen=True):
    """Files of a folder. One that is still being written has a `#` in its name, and is no object yet."""

    folder: Path

    def lay(self, name: str, tray: memoryview, length: int) -> None:
        disk.write_whole(self.folder / name, tray, length)

    def get(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def names(self, under: str) -> Iterator[str]:
        for place, _, files in os.walk(self.folder / under, onerror=unless_missing):
            within = Path(place).relative_to(self.folder)
            yield from (str(within / name) for name in files if disk.UNFINISHED not in name)

    def folders(self, under: str) -> Iterator[str]:
        try:
            with os.scandir(self.folder / under) as found:
                yield from (str(Path(under) / each.name) for each in found if each.is_dir())
        except FileNotFoundError:
            return

    def delete(self, names: list[str]) -> None:
        for name in names:
            (self.folder / name).unlink(missing_ok=True)


def unless_missing(error: OSError) -> None:
    """Raises: OSError, but for a folder that is not there."""
    if not isinstance(error, FileNotFoundError):
        raise error


class InBucket(msgspec.Struct, frozen=True):
    """What lies in a bucket."""

    bucket: "ObjectStore"

    def lay(self, name: str, tray: memoryview, length: int) -> None:
        # A copy: a line that hangs may hold on to it when the tray is in use again.
        self.bucket.put(name, bytes(tray[:length]), use_multipart=False)

    def get(self, name: str) -> bytes:
        return self.bucket.get(name).bytes().to_bytes()

    def names(self, under: str) -> Iterator[str]:
        yield from (str(each["path"]) for batch in self.bucket.list(f"{under}/") for each in batch)

    def folders(self, under: str) -> Iterator[str]:
        yield from self.bucket.list_with_delimiter(f"{under}/" if under else None)["common_prefixes"]

    def delete(self, names: list[str]) -> None:
        self.bucket.delete(names)
