"""Batches of made-up complaints, prepared in order by a second process while the ones before them are written."""

from collections.abc import Generator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection

from cases import jurisdiction
from cases.database import Database
from cases.demonstration.preparing import Made, Wanted, make_batch, read_tales
from cases.jurisdiction import Pack
from cases.secrets_folder import Secrets, read_secrets
from cases.settings import Settings
from cases.shred_store import ShredStore


def make_ahead(
    database: Database, pack: Pack, secrets: Secrets, batches: Sequence[Wanted], *, settings: Settings
) -> Generator[list[Made], None, None]:
    """Every batch in order. The first is made here while the second process starts; a single one needs none.

    What comes over the pipe is as sealed as what is stored: private keys refuse to be pickled.
    """
    if len(batches) < 2:
        yield from (make_batch(database, pack, secrets, only, tales=read_tales()) for only in batches)
        return
    first, *others = batches
    spawning = get_context("spawn")  # a fork would copy the writer's lock and not its thread
    receiving, sending = spawning.Pipe(duplex=False)
    process = spawning.Process(target=send_batches, args=(sending, settings, others), daemon=True)
    process.start()
    sending.close()  # so that the end of the process is seen here as the end of the pipe
    try:
        yield make_batch(database, pack, secrets, first, tales=read_tales())
        for _ in others:
            yield receiving.recv()
    finally:
        receiving.close()  # who still sends finds nobody there, and ends
        process.join()


def send_batches(sending: Connection, settings: Settings, batches: Sequence[Wanted]) -> None:
    """What the second process does, until all are sent or nobody takes them any more."""
    try:
        pack = jurisdiction.load_pack(jurisdiction.read_folder(settings.pack))
        secrets, tales = read_secrets(settings.secrets), read_tales()
        with Database.open(settings, writing=False) as database:
            # A filing's secret is durable before the filing is written, and the store takes many processes.
            database.shred = ShredStore.open(settings)
            for wanted in batches:
                sending.send(make_batch(database, pack, secrets, wanted, tales=tales))
    except (BrokenPipeError, KeyboardInterrupt):
        return
    finally:
        sending.close()
