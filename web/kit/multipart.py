"""Forms with files, read as they arrive: a field, the beginning of a file, its bytes, its end. Nothing is kept of a file here."""

from collections import deque
from collections.abc import AsyncIterator

import msgspec
from litestar import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from web.kit.forms import FormUnreadable

LONGEST_VALUE = 2_000
MOST_PARTS = 400
"""Fields and files of one form."""
MOST_DRAINED = 256 * 1024 * 1024


class FieldRead(msgspec.Struct, frozen=True):
    """A field that is no file, whole."""

    name: str
    value: str


class FileBegun(msgspec.Struct, frozen=True):
    """From here on come the bytes of a file; *name* is what the browser says, not to be believed."""

    field: str
    name: str


class FileEnded(msgspec.Struct, frozen=True):
    """All bytes of the file that was begun have come."""


Event = FieldRead | FileBegun | FileEnded | memoryview


class Body:
    """A request's bytes as they arrive; it knows whether there are more, so that what is left can be thrown away."""

    def __init__(self, request: Request) -> None:  # type: ignore[type-arg]
        self.request = request
        self.ended = False

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes, as the network brings them. Raises: FormUnreadable when the browser is gone before the end."""
        while not self.ended:
            event = await self.request.receive()
            if event["type"] != "http.request":
                self.ended = True
                raise FormUnreadable("gone")
            self.ended = not event.get("more_body", False)
            if event["body"]:
                yield event["body"]

    async def drain(self) -> None:
        """Take what is left and throw it away: a browser shows our page only when its whole form was taken."""
        size = 0
        try:
            async for chunk in self.chunks():
                size += len(chunk)
                if size > MOST_DRAINED:
                    return
        except FormUnreadable:
            return


async def read_events(body: Body) -> AsyncIterator[Event]:
    """What the form holds, in its order, while it arrives; the bytes of a file in pieces as the network brings them.

    Raises: FormUnreadable for what is no such form, for one that is cut off before its end, and when the browser is gone.
    """
    kind, options = parse_options_header(body.request.headers.get("content-type"))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise FormUnreadable("type")
    reader = Reader(boundary)
    try:
        async for chunk in body.chunks():
            reader.take(chunk)
            while reader.events:
                yield reader.events.popleft()
    except FormParserError as error:
        raise FormUnreadable("multipart") from error
    if not reader.ended:
        raise FormUnreadable("cut")


class Reader:
    """Turns the parser's callbacks into events."""

    def __init__(self, boundary: bytes) -> None:
        self.events: deque[Event] = deque()
        self.ended = False
        self.parts = 0
        self.header, self.header_value = bytearray(), bytearray()
        self.disposition = ""
        self.field, self.in_file = "", False
        self.value = bytearray()
        try:
            self.parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self.begin,
                    "on_header_field": self.take_header,
                    "on_header_value": self.take_header_value,
                    "on_header_end": self.end_header,
                    "on_headers_finished": self.end_headers,
                    "on_part_data": self.take_data,
                    "on_part_end": self.end_part,
                    "on_end": self.end,
                },
            )
        except FormParserError as error:
            raise FormUnreadable("boundary") from error

    def take(self, chunk: bytes) -> None:
        """The next bytes of the body. Raises: FormParserError, FormUnreadable."""
        if chunk and self.parser.write(chunk) != len(chunk):
            raise FormUnreadable("multipart")

    def begin(self) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise FormUnreadable("fields")
        self.disposition, self.field, self.in_file = "", "", False
        self.value.clear()

    def take_header(self, data: bytes, start: int, end: int) -> None:
        self.header += data[start:end]

    def take_header_value(self, data: bytes, start: int, end: int) -> None:
        self.header_value += data[start:end]

    def end_header(self) -> None:
        if self.header.lower() == b"content-disposition":
            # Browsers write names in the page's letters, UTF-8; the parser takes the bytes one by one.
            self.disposition = self.header_value.decode("latin-1")
        self.header.clear()
        self.header_value.clear()

    def end_headers(self) -> None:
        _, options = parse_options_header(self.disposition)
        self.field = options.get(b"name", b"").decode("utf-8", "replace")
        file_name = options.get(b"filename")
        if file_name is not None:
            self.in_file = True
            self.events.append(FileBegun(self.field, file_name.decode("utf-8", "replace")))

    def take_data(self, data: bytes, start: int, end: int) -> None:
        if self.in_file:
            self.events.append(memoryview(data)[start:end])
        elif len(self.value) + end - start > LONGEST_VALUE:
            raise FormUnreadable("value")
        else:
            self.value += data[start:end]

    def end_part(self) -> None:
        if self.in_file:
            self.events.append(FileEnded())
        else:
            self.events.append(FieldRead(self.field, self.value.decode("utf-8", "replace")))

    def end(self) -> None:
        self.ended = True
