"""A second process that files and lives a share of the cases, in a house like the first one, and hands over their rows.

The use cases of a second writer are as real as those of the first; only their rows are written twice.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection

from msgspec.structs import replace
from sqlalchemy.orm import Session

from cases.database import Database, upgrade
from cases.demonstration.batches import House, Lived, few_collections, live_batches
from cases.demonstration.bringing import bring_over, keys_in, rows_beside
from cases.demonstration.people import Account
from cases.demonstration.preparing import Wanted
from cases.doors import sessions, signing_in
from cases.errors import SignInRefused
from cases.packs import jurisdiction
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets, read_secrets
from cases.settings import Settings
from cases.shred_store import ShredStore
from cases.vault import totp
from cases.vault.keyring import Keyring
from cases.vault.keys import Key
from cases.viewer import Nobody, Officer, System, Viewer

SECOND = "demo-second"
"""Folder of the second house, in the data folder; it goes when its rows have been brought over."""


class Abreast:
    """The second process as the first one hears it: a word of each batch, then rows, then None."""

    def __init__(self, receiving: Connection) -> None:
        self._receiving = receiving
        self._over = False

    def hear(self, database: Database, *, wait: bool) -> Iterator[Lived]:
        """What it has told by now, or with *wait* until it is done. Rows are written, and what is told of cases is given."""
        while not self._over and (wait or self._receiving.poll()):
            told = self._receiving.recv()
            if told is None:
                self._over = True
            elif isinstance(told, Lived):
                yield told
            else:
                database.write(bring_over, [told], viewer=System())


@contextmanager
def live_abreast(settings: Settings, accounts: Sequence[Account], batches: Sequence[Wanted]) -> Iterator[Abreast]:
    """Let a second process live *batches*; whatever it has not handed over by the end of the context is lost with it.

    What comes over the pipe is as sealed as what is stored: private keys refuse to be pickled, so that it opens the officers'
    keys with their passphrases, as they do themselves.
    """
    spawning = get_context("spawn")  # a fork would copy the writer's lock and not its thread
    receiving, sending = spawning.Pipe(duplex=False)
    process = spawning.Process(target=live_share, args=(sending, settings, list(accounts), list(batches)), daemon=True)
    process.start()
    sending.close()  # so that the end of the process is seen here as the end of the pipe
    try:
        yield Abreast(receiving)
    finally:
        receiving.close()
        process.terminate()
        process.join()
        shutil.rmtree(settings.data / SECOND, ignore_errors=True)


def live_share(sending: Connection, settings: Settings, accounts: Sequence[Account], batches: Sequence[Wanted]) -> None:
    """What the second process does: found a house like the first one, live its share, hand over what has come to be."""
    own = replace(settings, data=settings.data / SECOND, database="", shred_database="")
    pack = jurisdiction.load_pack(jurisdiction.read_folder(settings.pack))
    secrets = read_secrets(settings.secrets)
    upgrade(own)
    # Nobody listens any more, or somebody pressed Ctrl-C: it ends, and says nothing of its own.
    with (
        suppress(BrokenPipeError, KeyboardInterrupt),
        closing(sending),
        Database.open(own) as database,
        few_collections(),
    ):
        with Database.open(settings, writing=False) as first:
            database.write(bring_over, first.read(rows_beside, viewer=System()), viewer=System())
        # A filing's secret is durable before the filing is written; there is one store, and it takes many processes.
        database.shred.close()
        database.shred = ShredStore.open(settings)
        standing = database.read(keys_in, viewer=System())
        officers = [open_ring(database, account, secrets, pack=pack, at=batches[0].until) for account in accounts]
        for lived in live_batches(House(database, pack, secrets, officers), batches):
            sending.send(lived)
        for rows in database.read(rows_beside, standing, viewer=System()):
            sending.send(rows)
        sending.send(None)


def open_ring(database: Database, account: Account, secrets: Secrets, *, pack: Pack, at: datetime) -> Officer:
    """The officer of *account* with the keys of their own unit, opened by their passphrase."""
    found = database.read(signing_in.find_account, account.username, secrets.pepper, viewer=Nobody())
    proof = signing_in.prove(found, account.password, totp.code_at(account.totp_secret, at), secrets.pepper, at=at)
    if proof.officer_id is None or proof.key is None:
        raise SignInRefused
    keys = database.read(keys_of, proof.officer_id, proof.key, viewer=Nobody())
    ring = Keyring(units={place: key for place, key in keys.items() if place[0] == account.unit})
    return Officer(
        proof.officer_id, account.username, account.name, account.unit, frozenset(account.roles), account.languages,
        ring, secrets.pinned,
    )  # fmt: skip


def keys_of(session: Session, officer_id: int, key: Key, *, viewer: Viewer) -> Mapping[tuple[str, int], Key]:
    return sessions.unit_keys(session, officer_id, key)
