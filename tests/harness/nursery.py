"""Processes that are born quickly, to be killed: forked from one that has read the program and the pack already."""

from collections.abc import Callable
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from socket import socket
from threading import Thread
from time import sleep

import uvicorn

from cases.alarms import due as alarms
from cases.calendars.recounting import recount_batch
from cases.database import Database
from cases.packs import packs
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.sending.post import Post, open_mail, send_once
from cases.settings import Settings
from cases.vault.pepper import Pepper
from cases.vault.post import post_key
from cases.viewer import System
from tests.builders import Clock, House, kazakhstan
from tests.harness.app import app_of
from web.long_bodies import LongBodies

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__, "tests.harness.forked"])
BETWEEN_ROUNDS_S = 0.05
PACK = kazakhstan()
"""Read once by the process that all others are forked from."""


def bear_worker(settings: Settings, pepper: Pepper, at: datetime) -> tuple[BaseProcess, Connection]:
    """Start a worker of its own process, whose clock stands *at* a moment, and wait until it has opened the house.

    It does what is due, calendar, alarms and mail, until nothing is left, says `done` over the connection, and ends.
    """
    here, there = CONTEXT.Pipe()
    process = CONTEXT.Process(target=work_off, args=(settings, pepper, at, there))
    process.start()
    there.close()
    here.recv()
    return process, here


def bear_server(settings: Settings, secrets: Secrets, listening: socket, at: datetime) -> BaseProcess:
    """Start a web process of its own whose clock stands *at* a moment, and wait until it has opened the house.

    It takes connections from *listening*, which outlives it: who calls while nobody is there is heard by the next one. Where
    the settings say so it is the worker too.
    """
    here, there = CONTEXT.Pipe()
    process = CONTEXT.Process(target=serve_house, args=(settings, secrets, listening, at, there), daemon=True)
    process.start()
    there.close()
    here.recv()
    return process


def serve_house(settings: Settings, secrets: Secrets, listening: socket, at: datetime, there: Connection) -> None:
    """The life of such a process: until it is killed."""
    with Database.open(settings) as database:
        app = app_of(House(database, PACK, secrets, Clock(at)), settings)
        if settings.worker:
            Thread(target=work_on, args=(settings, secrets.pepper, database, at), daemon=True).start()
        there.send("open")
        options = uvicorn.Config(app, http=LongBodies, access_log=False, log_level="error", lifespan="on")
        uvicorn.Server(options).run([listening])


def work_on(settings: Settings, pepper: Pepper, database: Database, at: datetime) -> None:
    """What is due, again and again."""
    post = Post(post_key(pepper), {"email": open_mail(settings)})
    while True:
        for each in BATCHES:
            each(database, PACK, post, at)
        sleep(BETWEEN_ROUNDS_S)  # it is killed in the end


def work_off(settings: Settings, pepper: Pepper, at: datetime, there: Connection) -> None:
    """The life of such a process."""
    with Database.open(settings) as database:
        pack = database.read(packs.published, viewer=System(), known=PACK) or PACK
        post = Post(post_key(pepper), {"email": open_mail(settings)})
        there.send("open")
        while sum(each(database, pack, post, at) for each in BATCHES):
            pass
    there.send("done")


def follow_calendar(database: Database, pack: Pack, _: Post, at: datetime) -> int:
    return database.claim(recount_batch, pack=pack, viewer=System(), at=at)


def ring_alarms(database: Database, pack: Pack, _: Post, at: datetime) -> int:
    return database.claim(alarms.fire_due, pack=pack, viewer=System(), at=at)


def send_mail(database: Database, pack: Pack, post: Post, at: datetime) -> int:
    return send_once(database, pack, post, clock=lambda: at)


BATCHES: tuple[Callable[[Database, Pack, Post, datetime], int], ...] = (follow_calendar, ring_alarms, send_mail)
"""What a worker and its post do in turn, a transaction or a batch of letters each."""
