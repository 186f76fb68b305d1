"""What lies in a place of backups: blobs, whole or not there, each named by the hash of its own bytes, laid once and shared."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from hmac import digest as hmac_digest
from typing import Final

from cases.backups.listing import NAME, SNAPSHOTS, list_snapshots
from cases.backups.places import Place
from cases.errors import BackupDamaged
from cases.vault.keys import Key, PublicKey
from cases.vault.streams import seal_stream

BLOBS = "blobs"
NAMES = ".names"
"""Beside each backup, in the clear: which blobs it needs, so that others can go without the key."""
SUFFIX = ".age"
SUM: Final = "= "
"""What the last line of such a list begins with: the hashes of the lines before it and of the backup's own bytes."""


@dataclass
class Shelves:
    """The blobs of one place. *naming*: key of the names, so that they tell nothing of what is in them."""

    place: Place
    public: PublicKey
    naming: bytes = field(repr=False)
    known: dict[str, str] = field(default_factory=dict)
    """Name of what is in a blob → name of the blob."""
    laid: int = 0
    """Bytes that this run has written."""

    def keep(self, label: str, plain: bytes) -> str:
        """Lay *plain* down unless it is there already; gives the blob's name. *label*: of what it is, so that kinds never meet.

        Raises: NoRoom, OSError, StoreDown.
        """
        name = hmac_digest(self.naming, label.encode() + b"\0" + plain, "sha256").hex()[:40]
        return self.known.get(name) or self.lay(name, plain)

    def keep_named(self, label: str, plain: bytes) -> str:
        """As `keep`, for what never changes under its own name: known by the *label* alone."""
        return self.lay(self.name_of(label), plain)

    def find(self, label: str) -> str | None:
        """The blob of something that never changes under its own name; None where it was not laid yet."""
        return self.known.get(self.name_of(label))

    def name_of(self, label: str) -> str:
        return hmac_digest(self.naming, b"named\0" + label.encode(), "sha256").hex()[:40]

    def lay(self, name: str, plain: bytes) -> str:
        sealed = seal_stream(plain, self.public)
        blob = f"{name[:2]}/{name}-{shortened(sealed)}{SUFFIX}"
        self.place.write(f"{BLOBS}/{blob}", sealed)
        self.known[name] = blob
        self.laid += len(sealed)
        return blob

    def finish(self, name: str, sealed: bytes, blobs: Iterable[str]) -> None:
        """Write the backup itself, last of all: until then there is none. Raises: NoRoom, OSError, StoreDown."""
        needed = "".join(f"{blob}\n" for blob in sorted(set(blobs)))
        summed = f"{SUM}{shortened(needed.encode())} {shortened(sealed)}\n"
        self.place.write(f"{SNAPSHOTS}/{name}{NAMES}", f"{needed}{summed}".encode())
        self.place.write(f"{SNAPSHOTS}/{name}", sealed)


@contextmanager
def hold_shelves(place: Place, *, public: PublicKey, naming: bytes) -> Iterator[Shelves]:
    """The blobs of *place* for one run. Raises: FolderInUse, NoRoom, OSError, StoreDown."""
    with place.hold():
        yield Shelves(place, public, naming, known_in(place))


def known_in(place: Place) -> dict[str, str]:
    """What lies there: name of what is in a blob → name of the blob."""
    blobs = (name.removeprefix(f"{BLOBS}/") for name in place.names(BLOBS))
    return {blob.rpartition("/")[2].partition("-")[0]: blob for blob in blobs}


def read_blob(place: Place, blob: str, key: Key | None = None) -> bytes:
    """A blob's bytes as they lie there, or opened with *key*. Raises: BackupDamaged for one that is missing or not whole."""
    try:
        sealed = place.read(f"{BLOBS}/{blob}")
    except OSError:
        raise BackupDamaged(blob) from None
    if shortened(sealed) != blob.removesuffix(SUFFIX).rpartition("-")[2]:
        raise BackupDamaged(blob)
    return sealed if key is None else key.open(sealed)


def needed_by(place: Place, name: str) -> set[str]:
    """The blobs that a backup needs. Raises: BackupDamaged."""
    return read_list(place, name)[0]


def read_list(place: Place, name: str) -> tuple[set[str], str]:
    """The blobs that a backup needs, and the hash of its own bytes. Raises: BackupDamaged for a list that is missing or torn."""
    try:
        text = place.read(f"{SNAPSHOTS}/{name}{NAMES}").decode("ascii")
    except (OSError, UnicodeDecodeError):
        raise BackupDamaged(f"{name}{NAMES}") from None
    needed, _, summed = text.rpartition(SUM)
    of_list, _, of_sealed = summed.removesuffix("\n").partition(" ")
    if of_list != shortened(needed.encode()):
        raise BackupDamaged(f"{name}{NAMES}")
    return set(needed.split()), of_sealed


def shortened(content: bytes | bytearray) -> str:
    return sha256(content).hexdigest()[:32]


def check_shelves(place: Place) -> Iterator[str]:
    """Backups, and blobs of any of them, that are missing or not as they were written. Needs no key.

    Raises: BackupDamaged, StoreDown.
    """
    wanted: set[str] = set()
    for name in list_snapshots(place):
        needed, of_sealed = read_list(place, name)
        wanted |= needed
        if shortened(place.read(f"{SNAPSHOTS}/{name}")) != of_sealed:
            yield name
    for blob in sorted(wanted):
        try:
            read_blob(place, blob)
        except BackupDamaged:
            yield blob


def forget_older(place: Place, keep: Iterable[str], *, at: datetime) -> int:
    """Remove every backup but those to *keep*, then the blobs that none of these needs; gives how many backups went."""
    kept = set(keep)
    needed = {f"{BLOBS}/{blob}" for name in kept for blob in needed_by(place, name)}
    gone = [name for name in list_snapshots(place) if name not in kept]
    place.remove(f"{SNAPSHOTS}/{name}" for name in gone)
    lists = (name.rpartition("/")[2] for name in place.removable(SNAPSHOTS, at=at) if name.endswith(NAMES))
    place.remove(f"{SNAPSHOTS}/{name}" for name in lists if is_list_of_none(name, kept))
    place.remove(name for name in place.removable(BLOBS, at=at) if name not in needed)
    return len(gone)


def is_list_of_none(name: str, kept: set[str]) -> bool:
    """Whether the file of that *name* lists what a backup needs that is none any more, or never was."""
    of = name.removesuffix(NAMES)
    return NAME.fullmatch(of) is not None and of not in kept
