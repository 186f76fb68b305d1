"""Files into a case by a plain form, which is read as it arrives; `upload_parts` is the way of a script."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import msgspec
from litestar import Request
from litestar.concurrency import sync_to_thread

from cases.evidence.receiving import Desk, Stream
from web.i18n import gettext
from web.kit.arrivals import LONGEST_NAME, PROBLEMS, Arrival, shown
from web.kit.file_words import refusal_of
from web.kit.forms import Form, FormError, FormForged
from web.kit.multipart import Body, Event, FieldRead, FileBegun, FileEnded, read_events
from web.kit.pages import open_page
from web.kit.tokens import is_ours

CHECKED = (
    "the token is the form's first field, read before any file: the ordinary reader would keep the files in memory"
)


class Taken(msgspec.Struct):
    """What became of a form with files: names of those that are with us, and why others are not."""

    names: list[str] = msgspec.field(default_factory=list)
    problems: list[tuple[str, str]] = msgspec.field(default_factory=list)
    """(name, words) by file."""

    def told(self) -> list[tuple[str, str]]:
        """What is said beside the form: why files are not with us, or that none was chosen."""
        if self.problems or self.names:
            return list(self.problems)
        return [("", gettext("Choose at least one file"))]


async def take_form(
    request: Request,  # type: ignore[type-arg]
    open_desk: Callable[[], Desk],
    *,
    stream: type[Stream] = Stream,
) -> Taken:
    """Read a form of files to its end; each is taken whole or not at all, and one that is refused stops no other.

    *stream*: how a file is taken in.

    Raises: FormForged when the token does not come first, FormUnreadable for a form that is cut off; files that were whole
    before that stay.
    """
    open_page(request)  # what is told of a file is in the page's language
    form, body = FormOfFiles(request, open_desk, stream), Body(request)
    try:
        async for event in read_events(body):
            await form.follow(event)
    except FormError:
        await body.drain()
        raise
    finally:
        await form.give_up()
    if form.desk is None:
        raise FormForged
    return form.taken


class SmallFile(msgspec.Struct, frozen=True):
    """A file that is read in memory. *key*: the form's own, so that one sent twice is done once."""

    content: bytes
    key: str


async def take_small_file(request: Request, *, most: int) -> SmallFile:  # type: ignore[type-arg]
    """Read a form with one file into memory; of a longer one what is over *most* is cut off but for one byte, which tells.

    Raises: FormForged when the token does not come first, FormUnreadable for a form that is cut off or has no key.
    """
    body, content, fields = Body(request), bytearray(), dict[str, str]()
    try:
        async for event in read_events(body):
            match event:
                case FieldRead():
                    fields[event.name] = event.value
                case memoryview() if len(content) <= most:
                    content += event[: most + 1 - len(content)]
                case FileBegun() if not is_ours(request, fields.get("csrf", "")):
                    raise FormForged
    except FormError:
        await body.drain()
        raise
    if not is_ours(request, fields.get("csrf", "")):
        raise FormForged
    return SmallFile(bytes(content), Form({}, fields.get("key", "")).submission.hex())


async def take_body(request: Request, desk: Desk, given: str) -> str:  # type: ignore[type-arg]
    """Take in the request's whole body as one file; gives the name that it has here. It is kept whole or not at all.

    Raises: FormUnreadable for a body that is cut off; FileRefused, FileInfected, ScannerDown, StoreDown.
    """
    arrival = await Arrival.begin(desk, given[-LONGEST_NAME:])
    body = Body(request)
    try:
        async for piece in body.chunks():
            await arrival.take(memoryview(piece))
        await arrival.end()
    except BaseException:
        await arrival.drop()
        with suppress(FormError):
            await body.drain()
        raise
    return shown(given)


class FormOfFiles:
    """A form on its way: the desk is opened by its token, then file after file goes in."""

    def __init__(self, request: Request, open_desk: Callable[[], Desk], stream: type[Stream]) -> None:  # type: ignore[type-arg]
        self.request, self.open_desk, self.stream = request, open_desk, stream
        self.desk: Desk | None = None
        self.arrival: Arrival | None = None
        self.name = ""
        self.taken = Taken()

    async def follow(self, event: Event) -> None:
        """One event of the form. Raises: FormForged."""
        match event:
            case FieldRead(name="csrf"):
                if not is_ours(self.request, event.value):
                    raise FormForged
                self.desk = await sync_to_thread(self.open_desk)
            case FileBegun():
                await self.begin(event.name)
            case FileEnded() if self.arrival is not None:
                if await self.step(self.arrival.end()):
                    self.taken.names.append(self.name)
                    self.arrival = None
            case memoryview() if self.arrival is not None:
                await self.step(self.arrival.take(event))

    async def begin(self, given: str) -> None:
        if self.desk is None:
            raise FormForged
        if not given:  # what a browser sends where no file was chosen
            return
        self.name = shown(given)
        try:
            self.arrival = await Arrival.begin(self.desk, given[-LONGEST_NAME:], self.stream)
        except PROBLEMS as problem:
            self.taken.problems.append((self.name, refusal_of(problem)))

    async def step(self, doing: Awaitable[None]) -> bool:
        """Go on with the file; what is wrong with it is noted, nothing of it stays, and the form goes on without it."""
        try:
            await doing
        except PROBLEMS as problem:
            self.taken.problems.append((self.name, refusal_of(problem)))
            await self.give_up()
            return False
        return True

    async def give_up(self) -> None:
        """Drop the file that did not come to its end, if there is one."""
        if self.arrival is not None:
            arrival, self.arrival = self.arrival, None
            await arrival.drop()
