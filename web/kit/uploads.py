"""Files into a case, by either way: a plain form that is read as it arrives, or parts that a script sends one by one."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import anyio
import msgspec
from litestar import Request, Response
from litestar.concurrency import sync_to_thread

from cases.errors import FileInfected, FileRefused, ScannerDown, StoreDown, UploadBroken, UploadGone
from cases.evidence import receiving
from cases.evidence.names import clean_name
from cases.evidence.padding import PART
from cases.evidence.receiving import Desk, Stream
from web.kit.file_words import refusal_of
from web.kit.forms import Form, FormError, FormForged, FormTooLarge, FormUnreadable
from web.kit.multipart import Body, Event, FieldRead, FileBegun, FileEnded, read_events
from web.kit.pages import open_page
from web.kit.tokens import is_ours

TOKEN = "x-csrf-token"  # noqa: S105 - the name of a header
CHECKED = (
    "the token is the form's first field, read before any file: the ordinary reader would keep the files in memory"
)
LONGEST_NAME = 255
AT_ONCE = 2
"""Parts of one file that are being sealed while the next is collected."""
PROBLEMS = (FileRefused, FileInfected, ScannerDown, StoreDown)
"""What is told beside a file, while the others of the form go on."""


@dataclass
class Taken:
    """What became of a form with files: names of those that are with us, and why others are not."""

    names: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    """(name, words) by file."""


class Arrival:
    """One file of a form: a part is collected while the one before it is sealed and stored in another thread."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.collected, self.filled = bytearray(PART), 0
        self.sealing: deque[tuple[asyncio.Task[None], bytearray]] = deque()

    @classmethod
    async def begin(cls, desk: Desk, name: str, stream: type[Stream] = Stream) -> "Arrival":
        awaited = await sync_to_thread(receiving.begin, desk, name, None)
        return cls(stream(desk, awaited))

    async def take(self, piece: memoryview) -> None:
        """The next bytes. Raises: what taking in an earlier part came to."""
        self.stream.hear(piece)
        while piece:
            if self.filled == PART:  # only now is it known not to be the last
                await self.hand_on()
            taken = min(PART - self.filled, len(piece))
            self.collected[self.filled : self.filled + taken] = piece[:taken]
            self.filled += taken
            piece = piece[taken:]

    async def hand_on(self) -> None:
        """Have the part that was collected sealed, and collect the next one where an earlier one lay."""
        part, number = self.collected, self.stream.next_number(PART)
        self.sealing.append((asyncio.ensure_future(sync_to_thread(self.stream.seal, number, part)), part))
        if len(self.sealing) <= AT_ONCE:
            self.collected = bytearray(PART)
        else:
            await asyncio.wait([self.sealing[0][0]])  # unlike awaiting it, this does not end it when we are ended
            sealed, self.collected = self.sealing.popleft()
            sealed.result()
        self.filled = 0

    async def settle(self) -> None:
        """Wait for the parts that are being sealed. Raises: what became of the first that was not."""
        waiting, self.sealing = [sealed for sealed, _ in self.sealing], deque()
        for outcome in await asyncio.gather(*waiting, return_exceptions=True):
            if outcome is not None:
                raise outcome

    async def end(self) -> None:
        """All bytes were taken. Raises: FileRefused, FileInfected, ScannerDown, StoreDown."""
        await self.settle()
        if self.filled:
            del self.collected[self.filled :]
            await sync_to_thread(self.stream.add, self.collected, last=True)
        await sync_to_thread(self.stream.finish)

    async def drop(self) -> None:
        """Nothing of it stays, also when the browser is gone and this request is being ended."""
        with anyio.CancelScope(shield=True):
            with suppress(Exception):
                await self.settle()
            await sync_to_thread(receiving.drop, self.stream.desk, self.stream.awaited)


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


@dataclass(frozen=True)
class SmallFile:
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


def shown(given: str) -> str:
    """A browser's name of a file as pages may show it."""
    return clean_name(given[-LONGEST_NAME:])


# What the script asks, one request a part. Answers are JSON; texts in them are in the page's language.


def begin(request: Request, desk: Desk, name: str, size: str, mark: str) -> Response[bytes]:  # type: ignore[type-arg]
    """Announce a file: its id, how large a part is, and how many parts are there already."""
    if not size.isascii() or not size.isdecimal() or len(size) > 15:
        raise FormUnreadable("size")

    def work() -> dict[str, object]:
        awaited = receiving.begin(desk, name[-LONGEST_NAME:], int(size), mark[:64])
        return {"upload": str(awaited.id), "part": PART, "there": len(awaited.parts)}

    return told(request, work)


async def take_part(request: Request, open_desk: Callable[[], Desk], upload: str, number: int) -> Response[bytes]:  # type: ignore[type-arg]
    """One part as the body of a request. Raises: FormForged, FormTooLarge, FormUnreadable."""
    body, part = Body(request), bytearray()
    if not is_ours(request, request.headers.get(TOKEN, "")):
        await body.drain()
        raise FormForged
    async for chunk in body.chunks():
        part += chunk
        if len(part) > PART:
            await body.drain()
            raise FormTooLarge

    def work() -> dict[str, object]:
        desk = open_desk()
        receiving.take_part(desk, receiving.resume(desk, upload_id(upload)), number, part)
        return {"there": number + 1}

    return await sync_to_thread(told, request, work)


def finish(request: Request, desk: Desk, upload: str) -> Response[bytes]:  # type: ignore[type-arg]
    """All parts are there: the file is looked at and taken in."""

    def work() -> dict[str, object]:
        receiving.finish(desk, upload_id(upload))
        return {"done": True}

    return told(request, work)


def told(request: Request, work: Callable[[], dict[str, object]]) -> Response[bytes]:  # type: ignore[type-arg]
    """What came of it as JSON: 409 with the number that is due, 410 for a file to begin anew, 422 with words for the person."""
    open_page(request)
    try:
        return as_json(work(), 200)
    except UploadBroken as broken:
        return as_json({"there": broken.expected}, 409)
    except UploadGone:
        return as_json({"gone": True}, 410)
    except PROBLEMS as problem:
        return as_json({"problem": refusal_of(problem)}, 503 if isinstance(problem, StoreDown) else 422)


def as_json(value: dict[str, object], status: int) -> Response[bytes]:
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")


def upload_id(text: str) -> int:
    """The id that a script sends back; 0, which none has, for what is not one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
