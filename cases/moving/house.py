"""`arasha move-to`: the whole way, which can be cut off anywhere and gone on with, and is proven at its end."""

from collections.abc import Callable, Iterator

import msgspec

from cases.backups.places import write_lasting
from cases.backups.putting import put_file
from cases.database import Database
from cases.errors import BadSetting, NotAnArashaFolder
from cases.evidence.store import Store, open_store
from cases.evidence.sweeping import verify_files
from cases.moving import marks, rows
from cases.packs import packs
from cases.secrets_folder import ANCHOR, DIRECTORY, read_verifying_key
from cases.settings import Settings
from cases.shred_store import ShredStore
from cases.transactions.engines import open_postgresql
from cases.vault.directory import DirectoryPublic
from cases.vault.shredding import ShredSecret
from cases.verifying.damages import Damage, Fault
from cases.verifying.recounting import recount
from cases.verifying.whole import verify
from cases.viewer import System

Told = Callable[[str, int, int], None]


class Moved(msgspec.Struct, frozen=True):
    """What came over, and what is not as it was: with any damage the folder stays the house."""

    rows: int
    parts: int
    """Parts of files that this run copied."""
    went_on: bool
    """Whether an earlier run had begun."""
    damages: tuple[Damage, ...]


def move_house(source: Settings, target: Settings, *, told: Told = lambda *_: None) -> Moved:
    """Copy the institution of the folder *source* to *target*, prove it, and leave the folder marked as left.

    No server may run on the folder meanwhile, and none opens the target before its end. Killed anywhere, the next run goes on.
    Raises: BadSetting, FolderInUse, TargetNotEmpty, MovedAway, NotAnArashaFolder, StoreDown, NoRoom; as `Database.open`.
    """
    if not source.embedded or target.embedded or source.practice:
        raise BadSetting(
            "ARASHA_DATABASE", "…", "a real institution in a folder, and postgresql+psycopg://… to move to"
        )
    with Database.open(source) as here:
        if here.read(packs.published, viewer=System()) is None:
            raise NotAnArashaFolder(source.data)
        house = here.read(marks.whose, viewer=System())
        engine = open_postgresql(target)
        try:
            went_on = marks.begin_target(target, engine, house)
            total = 0
            for table in rows.tables():
                wanted = here.read(rows.count, table, viewer=System())
                rows.copy_table(
                    lambda after, table=table: here.read(rows.some_rows, table, after=after, viewer=System()),  # type: ignore[misc]
                    engine, table, total=wanted, told=told,
                )  # fmt: skip
                total += wanted
            parts = copy_files(open_store(source), open_store(target), told) if moves_files(source, target) else 0
            copy_secrets(source, target)
            marks.end_target(engine)
            damages = tuple(prove(here, target))
            if damages:
                marks.reopen_target(engine, house)
            else:
                write_lasting(source.data / marks.MOVED_TO, b"PostgreSQL\n")
        finally:
            engine.dispose()
    return Moved(total, parts, went_on, damages)


def moves_files(source: Settings, target: Settings) -> bool:
    """Whether files go elsewhere than where they are."""
    return (source.evidence, source.evidence_endpoint) != (target.evidence, target.evidence_endpoint)


def copy_files(ours: Store, theirs: Store, told: Told) -> int:
    """Every part that is not there yet, whatever names it; gives how many. Raises: StoreDown, NoRoom."""
    copied = 0
    for place in ours.places():
        there = set(theirs.names(place))
        for name in ours.names(place):
            if name not in there:
                put_file(theirs, name, ours.get(name))
                copied += 1
        told("files", copied, copied)
    return copied


def copy_secrets(source: Settings, target: Settings) -> None:
    """The shred secrets, where the target keeps them elsewhere."""
    if source.shred_database == target.shred_database and source.data == target.data:
        return
    ours, theirs = ShredStore.open(source, writing=False), ShredStore.open(target)
    try:
        every = ours.everything()
        lacking = theirs.missing(every)
        theirs.put_back((ShredSecret(one, every[one][0]), every[one][1]) for one in lacking)
    finally:
        ours.close()
        theirs.close()


def prove(here: Database, target: Settings) -> Iterator[Damage]:
    """Every table whose rows are not those of the folder, and what `verify` and `verify-files` find in the new place."""
    anchor, pinned = (read_verifying_key(target.secrets, name) for name in (ANCHOR, DIRECTORY))
    before = here.read(rows.digest_here, viewer=System())
    with Database.open(target, writing=False) as there:
        after = there.read(rows.digest_here, viewer=System())
        for table, digest in before.items():
            if after[table] != digest:
                yield Damage(
                    "move", 0, digest[0], Fault.MISCOUNTED if digest[0] != after[table][0] else Fault.CHANGED, table
                )
        lines = DirectoryPublic(pinned.raw) if pinned else None
        yield from there.read(verify, viewer=System(), anchor=anchor, pinned=lines)
        yield from there.read(recount, viewer=System())
        yield from verify_files(there, open_store(target))
