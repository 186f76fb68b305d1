"""How the bytes of long requests come in: straight from the network, with one copy on their way to who reads them.

The server's own protocol is given a quarter of a mebibyte at a time, copied; its parser copies that, and then it is added to a
buffer and taken out of it as bytes once more. But once the headers are read, a body whose length they say needs no parser: so
many bytes follow. For a film of a gigabyte the copies and the many small steps were half of what its receiving cost.
"""

from asyncio import BufferedProtocol

import httptools
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PIECE = 512 * 1024
"""Most bytes that are read at a time."""


class LongBodies(HttpToolsProtocol):
    """One connection. *left*: bytes of a body of said length that are still to come; 0 while the parser is to read."""

    left = 0

    def on_headers_complete(self) -> None:
        """The parser has read a request's headers, and refused those that say two lengths or a length and chunks."""
        super().on_headers_complete()
        if not self.parser.should_upgrade():
            self.left = sum(int(value) for name, value in self.headers if name == b"content-length")

    def on_body(self, body: bytes) -> None:
        """What the parser found of a body: what came together with its headers, or in chunks."""
        if not self.left:
            super().on_body(body)
            return
        self.left -= len(body)
        self.hand_on(body)

    def data_received(self, data: bytes) -> None:
        """What the network brings while the parser reads; the rest of a body goes past it."""
        super().data_received(data)
        if self.left and not self.transport.is_closing():
            self.transport.set_protocol(Rest(self))

    def take(self, body: bytes) -> None:
        """The next bytes of a body; after its last a new parser reads what follows."""
        self._unset_keepalive_if_required()
        self.left -= len(body)
        self.hand_on(body)
        if not self.left:
            self.transport.set_protocol(self)
            self.parser = httptools.HttpRequestParser(self)
            self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
            self.on_message_complete()

    def hand_on(self, body: bytes) -> None:
        """Give *body* to the request that is read now; nothing more is read from the network until it was taken."""
        cycle = self.cycle
        if cycle.response_complete:
            return
        cycle.body = cycle.body + body if cycle.body else body  # type: ignore[assignment]  # as bytes it is taken uncopied
        if len(cycle.body) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()
        cycle.message_event.set()


class Rest(BufferedProtocol):
    """Stands at the network for a connection until the body that it reads is there, and never takes a byte more."""

    def __init__(self, connection: LongBodies) -> None:
        self.connection = connection
        self.tray = memoryview(bytearray(min(PIECE, connection.left)))
        self.connection_lost = connection.connection_lost  # type: ignore[method-assign]
        self.eof_received = connection.eof_received  # type: ignore[method-assign]
        self.pause_writing = connection.pause_writing  # type: ignore[method-assign]
        self.resume_writing = connection.resume_writing  # type: ignore[method-assign]

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where the network's next bytes go."""
        return self.tray[: self.connection.left]

    def buffer_updated(self, nbytes: int) -> None:
        """So many bytes have come."""
        self.connection.take(bytes(self.tray[:nbytes]))
