"""Listen, or watch sign language: recordings of a page, on demand; a browser asks for the stretch that it plays."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Stream

from cases.recordings import laying
from cases.recordings.plan import LISTEN, Recording
from web.kit.downloads import one_by_one
from web.kit.given import GivenPack
from web.kit.pages import open_page
from web.security import Access

KEPT: Final = "public, max-age=31536000, immutable"
RANGE: Final = re.compile(r"bytes=([0-9]{0,12})-([0-9]{0,12})")
MINUTE: Final = 60


class Played(msgspec.Struct, frozen=True):
    """A recording as its page shows it."""

    address: str
    media: str
    captions: str | None
    spoken: bool
    length: str
    """Minutes and seconds."""
    words: str


def recordings_of(request: Request, page: str) -> Sequence[Played]:  # type: ignore[type-arg]
    """What can be played on a page, in its language; of what is named but was not laid there, nothing."""
    state = request.app.state
    named: tuple[Recording, ...] = state.shelf.pack.recordings
    if not named:
        return ()
    language = open_page(request).language
    return [
        Played(
            address=f"/recordings/{one.name}",
            media=one.media,
            captions=f"/recordings/{one.sha256}.vtt" if one.captions else None,
            spoken=one.kind == LISTEN,
            length=f"{one.seconds // MINUTE}:{one.seconds % MINUTE:02}",
            words=one.words,
        )
        for one in named
        if (one.page, one.language) == (page, language) and laying.find(one, state.settings) is not None
    ]


@get("/recordings/{name:str}", access=Access.ANYONE, sync_to_thread=True)
def play(request: Request, pack: GivenPack, name: FromPath[str]) -> Response[bytes] | Stream:  # type: ignore[type-arg]
    """A sound or film, whole or the stretch that was asked for; or the captions of one."""
    for one in pack.recordings:
        if one.captions and name == f"{one.sha256}.vtt":
            return Response(pack.files[one.captions].encode(), media_type="text/vtt", headers={"cache-control": KEPT})
        path = laying.find(one, request.app.state.settings) if name == one.name else None
        if path is not None:
            return stretch_of(path, one.media, request.headers.get("range", ""))
    raise NotFoundException


def stretch_of(path: Path, media: str, asked: str) -> Response[bytes] | Stream:
    """The file, or the stretch of it that a range header asks for (RFC 9110 §14); what cannot be read asks for the whole."""
    size = path.stat().st_size
    headers = {"cache-control": KEPT, "accept-ranges": "bytes"}
    found = stretch(asked, size)
    if found is None:
        headers["content-range"] = f"bytes */{size}"
        return Response(b"", status_code=416, headers=headers, media_type=media)
    start, end = found
    partial = found != (0, size)
    if partial:
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
    pieces = laying.pieces(path, start, end - start)
    headers["content-length"] = str(end - start)
    stream = one_by_one(next(pieces, b""), pieces)
    return Stream(stream, status_code=206 if partial else 200, media_type=media, headers=headers)


def stretch(asked: str, size: int) -> tuple[int, int] | None:
    """First byte, and the one after the last; None for a stretch that lies behind the end."""
    found = RANGE.fullmatch(asked.strip())
    if found is None or not (found[1] or found[2]):
        return 0, size
    if not found[1]:
        return (max(0, size - int(found[2])), size) if int(found[2]) else None
    start, end = int(found[1]), min(int(found[2]) + 1, size) if found[2] else size
    if start >= size:
        return None
    return (start, end) if start < end else (0, size)


routes = [play]
