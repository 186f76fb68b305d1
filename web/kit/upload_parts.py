"""A file that a script sends, one request a part. Answers are JSON, and texts in them are in the page's language."""

from collections.abc import Callable

import msgspec
from litestar import Request, Response
from litestar.concurrency import sync_to_thread

from cases.errors import StoreDown, UploadBroken, UploadGone
from cases.evidence import receiving
from cases.evidence.padding import PART
from cases.evidence.receiving import Desk
from web.kit.arrivals import LONGEST_NAME, PROBLEMS
from web.kit.file_words import refusal_of
from web.kit.forms import FormForged, FormTooLarge, FormUnreadable
from web.kit.multipart import Body
from web.kit.pages import open_page
from web.kit.tokens import is_ours

TOKEN = "x-csrf-token"  # noqa: S105 - the name of a header


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
