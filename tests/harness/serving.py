"""The real application on a loopback port of its own, in this process, so that a test can move its clock."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvicorn

from cases.settings import Settings
from tests.builders import House
from tests.harness.app import app_of
from web.long_bodies import LongBodies


class Server(uvicorn.Server):
    """A server in a thread: signals belong to the test runner."""

    def install_signal_handlers(self) -> None:
        """Leave them alone."""


@contextmanager
def served(house: House, settings: Settings, **options: Any) -> Iterator[str]:
    """The address of the house's pages, served until the block ends; *options* of the server, where a test needs its own."""
    app = app_of(house, settings)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    wanted: dict[str, Any] = {"http": LongBodies} | (
        options or {"access_log": False, "log_level": "error", "lifespan": "on"}
    )
    server = Server(uvicorn.Config(app, **wanted))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
