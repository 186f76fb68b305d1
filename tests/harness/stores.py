"""What lies in a store, by name, for tests that look at it, harm it or lay something beside it."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from cases.settings import Settings
from tests.harness.s3_server import BUCKET, KEY, Bucket, s3_server, write_secret

Objects = MutableMapping[str, bytes]
PREFIX = "arasha/files"


class FolderObjects(Objects):
    """The files of a folder as objects."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def __setitem__(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def __delitem__(self, name: str) -> None:
        (self.folder / name).unlink()

    def __iter__(self) -> Iterator[str]:
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return iter(sorted(str(path.relative_to(self.folder)) for path in paths))

    def __len__(self) -> int:
        return len(list(iter(self)))


class BucketObjects(Objects):
    """What lies in the bucket below its folder."""

    def __init__(self, bucket: Bucket) -> None:
        self.objects = bucket.objects

    def __getitem__(self, name: str) -> bytes:
        return self.objects[f"{PREFIX}/{name}"]

    def __setitem__(self, name: str, content: bytes) -> None:
        self.objects[f"{PREFIX}/{name}"] = content

    def __delitem__(self, name: str) -> None:
        del self.objects[f"{PREFIX}/{name}"]

    def __iter__(self) -> Iterator[str]:
        assert all(name.startswith(f"{PREFIX}/") for name in self.objects)
        return iter(sorted(name.removeprefix(f"{PREFIX}/") for name in self.objects))

    def __len__(self) -> int:
        return len(self.objects)


def in_bucket(settings: Settings, bucket: Bucket, folder: Path) -> Settings:
    """*settings* with a running S3 store in place of a folder; *folder* takes the file of its secret key."""
    return replace(
        settings,
        evidence=f"s3://{BUCKET}/{PREFIX}",
        evidence_endpoint=bucket.address,
        evidence_key=KEY,
        evidence_secret=str(write_secret(folder)),
    )


@contextmanager
def kept_in_folder(settings: Settings) -> Iterator[tuple[Settings, Objects]]:
    """The store of an institution on one machine."""
    yield settings, FolderObjects(settings.data / "evidence")


@contextmanager
def kept_in_bucket(settings: Settings, folder: Path) -> Iterator[tuple[Settings, Objects]]:
    """The store of an institution on several machines; every request must have been signed as it should be."""
    with s3_server() as bucket:
        bucket.page = 3
        yield in_bucket(settings, bucket, folder), BucketObjects(bucket)
        assert bucket.turned_away == []
