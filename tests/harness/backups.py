"""A house with its secrets in their folder and somewhere to back up to, and places to put it back into."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import uuid4

from msgspec.structs import replace

from cases.backups.keys import read_private, write_pair
from cases.backups.making import Made, make_backup
from cases.backups.places import Place, backup_place
from cases.backups.restoring import Restored, restore_backup
from cases.database import Database
from cases.secrets_folder import make_secrets
from cases.settings import Settings
from cases.vault.keys import Key
from cases.worker.rounds import Signing, work_once
from tests.builders import CHEAP, House, found_house
from tests.harness.postgres import Cluster
from tests.harness.s3_server import BUCKET, KEY, Bucket, s3_server, write_secret
from tests.harness.stores import in_bucket


@dataclass
class Kept:
    """A house at work and what it is backed up with."""

    house: House
    settings: Settings
    folder: Path
    key: Key

    @property
    def backups(self) -> Path:
        return Path(self.settings.backup)

    @property
    def place(self) -> Place:
        """Where they lie, as the program speaks of it."""
        return backup_place(self.settings)

    @property
    def apart(self) -> Path:
        return Path(self.settings.backup_shred)

    def back_up(self) -> Made:
        return make_backup(self.settings, at=self.house.clock())

    def sign(self) -> None:
        """Let the worker go round once, and sign where every chain stands."""
        secrets = self.house.secrets
        signing = Signing(secrets.anchor, None, secrets.pinned, self.settings.secrets)
        work_once(self.house.database, self.house.pack, at=self.house.clock(), signing=signing)

    def restore(self, target: Settings, *, shred: bool = True, name: str | None = None) -> Restored:
        apart = self.apart if shred else None
        return restore_backup(target, self.place, key=self.key, shred=apart, name=name)


def backed_up_to(settings: Settings, bucket: Bucket, folder: Path) -> Settings:
    """*settings* with backups in a running S3 store; *folder* takes the file of its secret key."""
    return replace(
        settings,
        backup=f"s3://{BUCKET}/arasha/backups",
        backup_store_endpoint=bucket.address,
        backup_store_key=KEY,
        backup_store_secret=str(write_secret(folder)),
    )


@contextmanager
def kept_house(settings: Settings, folder: Path, *, at: datetime) -> Iterator[Kept]:
    """A founded house on *settings*, with a backup key and two places apart; beside PostgreSQL one of them is a bucket."""
    with ExitStack() as open_here:
        settings.data.mkdir(mode=0o700, exist_ok=True)
        secrets = make_secrets(settings.secrets, data=settings.data, code_cost=CHEAP, staff_cost=CHEAP)
        public = folder / "backup-key.public"
        public.write_text(f"{write_pair(folder / 'backup-key')}\n")
        if not settings.embedded:
            bucket = open_here.enter_context(s3_server())
            settings = backed_up_to(in_bucket(settings, bucket, folder), bucket, folder)
        settings = replace(
            settings,
            backup=settings.backup or str(folder / "backup"),
            backup_shred=str(folder / "apart"),
            backup_key=str(public),
        )
        database = open_here.enter_context(Database.open(settings))
        house = found_house(database, at=at, secrets=secrets)
        yield Kept(house, settings, folder, read_private(folder / "backup-key"))


@contextmanager
def another_place(kept: Kept, cluster: Cluster | None, name: str = "again") -> Iterator[Settings]:
    """Settings of a machine where nothing is but the secrets' folder; on PostgreSQL its files go into a folder."""
    place = replace(kept.settings, data=kept.folder / name / "data", evidence="")
    if cluster is None:
        yield place
        return
    database = f"arasha_{uuid4().hex}"
    cluster.create(database, template="template0")
    yield replace(place, database=cluster.url(database))
    cluster.drop(database)


def begin_and_make(settings: Settings, at: datetime, there: Connection) -> None:
    """The life of a process that makes one backup and may be killed over it; says so as it begins."""
    there.send("begun")
    make_backup(settings, at=at)
