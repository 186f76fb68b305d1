"""A zip file made while it is given out: nothing of it is ever whole in memory or on a disk."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo


class Outlet(RawIOBase):
    """What ZipFile writes into: a place that forgets what was taken from it, and where one cannot go back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken


def zip_stream(entries: Iterable[tuple[str, Iterator[bytes], bool]], *, at: datetime) -> Iterator[bytes]:
    """The zip over *entries*: name, pieces, and whether to pack it closer. All bear the day *at*, no other moment."""
    outlet = Outlet()
    with ZipFile(outlet, "w") as archive:
        for name, pieces, packed in entries:
            about = ZipInfo(name, date_time=(at.year, at.month, at.day, 0, 0, 0))
            about.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
            with archive.open(about, "w", force_zip64=True) as into:
                for piece in pieces:
                    into.write(piece)
                    if taken := outlet.take():
                        yield taken
            if taken := outlet.take():
                yield taken
    yield outlet.take()
