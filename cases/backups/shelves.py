"""A folder of backups: blobs that are whole or not there, each named by the hash of its own bytes, laid once and shared."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from errno import EDQUOT, EFBIG, ENOSPC
from hashlib import sha256
from hmac import digest as hmac_digest
from pathlib import Path
from secrets import token_hex

from cases.backups.listing import NAME, SNAPSHOTS, list_snapshots
from cases.errors import BackupDamaged, FolderInUse, NoRoom
from cases.folder import make_folder
from cases.vault.keys import Key, PublicKey
from cases.vault.streams import seal_stream

BLOBS = "blobs"
NAMES = ".names"
"""Beside each backup, in the clear: which blobs it needs, so that others can go without the key."""
FULL = {ENOSPC, EDQUOT, EFBIG}
SUFFIX = ".age"
UNFINISHED = "#"


@dataclass
class Shelves:
    """The blobs of one folder. *naming*: key of the names, so that they tell nothing of what is in them."""

    folder: Path
    public: PublicKey
    naming: bytes = field(repr=False)
    known: dict[str, str] = field(default_factory=dict)
    """Name of what is in a blob → name of the blob."""
    laid: int = 0
    """Bytes that this run has written."""

    def keep(self, label: str, plain: bytes) -> str:
        """Lay *plain* down unless it is there already; gives the blob's name. *label*: of what it is, so that kinds never meet.

        Raises: NoRoom, OSError.
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
        blob = f"{name[:2]}/{name}-{sha256(sealed).hexdigest()[:32]}{SUFFIX}"
        write_lasting(self.folder / BLOBS / blob, sealed)
        self.known[name] = blob
        self.laid += len(sealed)
        return blob

    def look(self) -> None:
        """Learn what is there, and remove what a killed run was writing."""
        for path in (self.folder / BLOBS).glob("??/*"):
            if UNFINISHED in path.name:
                path.unlink(missing_ok=True)
            else:
                self.known[path.name.partition("-")[0]] = f"{path.parent.name}/{path.name}"

    def finish(self, name: str, sealed: bytes, blobs: Iterable[str]) -> None:
        """Write the backup itself, last of all: until then there is none. Raises: NoRoom, OSError."""
        needed = "".join(f"{blob}\n" for blob in sorted(set(blobs)))
        write_lasting(self.folder / SNAPSHOTS / f"{name}{NAMES}", needed.encode())
        write_lasting(self.folder / SNAPSHOTS / name, sealed)


@contextmanager
def hold_shelves(folder: Path, *, public: PublicKey, naming: bytes) -> Iterator[Shelves]:
    """The blobs of *folder* for one run alone. Raises: FolderInUse, NoRoom, OSError."""
    with told(folder):
        for each in (folder, folder / BLOBS, folder / SNAPSHOTS):
            make_folder(each)
        with (folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FolderInUse(folder) from None
            shelves = Shelves(folder, public, naming)
            shelves.look()
            yield shelves


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


def read_blob(folder: Path, blob: str, key: Key | None = None) -> bytes:
    """A blob's bytes as they lie there, or opened with *key*. Raises: BackupDamaged for one that is missing or not whole."""
    try:
        sealed = (folder / BLOBS / blob).read_bytes()
    except OSError:
        raise BackupDamaged(blob) from None
    if sha256(sealed).hexdigest()[:32] != blob.removesuffix(SUFFIX).rpartition("-")[2]:
        raise BackupDamaged(blob)
    return sealed if key is None else key.open(sealed)


def needed_by(folder: Path, name: str) -> set[str]:
    """The blobs that a backup needs. Raises: BackupDamaged."""
    try:
        return set((folder / SNAPSHOTS / f"{name}{NAMES}").read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        raise BackupDamaged(f"{name}{NAMES}") from None


def check_shelves(folder: Path) -> Iterator[str]:
    """Blobs of any backup that are missing or not as they were written. Needs no key. Raises: BackupDamaged."""
    wanted: set[str] = set()
    for name in list_snapshots(folder):
        wanted |= needed_by(folder, name)
    for blob in sorted(wanted):
        try:
            read_blob(folder, blob)
        except BackupDamaged:
            yield blob


def forget_older(folder: Path, keep: Iterable[str]) -> int:
    """Remove every backup but those to *keep*, then the blobs that none of these needs; gives how many backups went."""
    kept = set(keep)
    needed = {blob for name in kept for blob in needed_by(folder, name)}
    gone = [name for name in list_snapshots(folder) if name not in kept]
    for name in gone:
        (folder / SNAPSHOTS / name).unlink()
        (folder / SNAPSHOTS / f"{name}{NAMES}").unlink(missing_ok=True)
    for path in (folder / SNAPSHOTS).glob(f"*{NAMES}"):
        if NAME.fullmatch(path.name.removesuffix(NAMES)) and path.name.removesuffix(NAMES) not in kept:
            path.unlink()
    for path in (folder / BLOBS).glob("??/*"):
        if f"{path.parent.name}/{path.name}" not in needed:
            path.unlink()
    return len(gone)
