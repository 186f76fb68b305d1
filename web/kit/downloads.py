"""Files out of a case: as attachments of a safe type, opened and sent a part at a time."""

from collections.abc import AsyncIterator, Iterator

from litestar.concurrency import sync_to_thread
from litestar.response import Stream

from cases.evidence.names import disposition

# Whatever a browser makes of the bytes, it runs nothing and knows nothing of our pages.
SANDBOXED = "default-src 'none'; sandbox"


def send_bytes(pieces: Iterator[bytes], *, name: str, media: str, size: int) -> Stream:
    """An answer that gives *pieces* out as they are opened. The first is taken here, so that its errors are still a page.

    A later one that was altered ends the connection before the size that was announced: browsers call that a failed download.
    """
    first = next(pieces, b"")
    headers = {
        "content-disposition": disposition(name),
        "content-length": str(size),
        "content-security-policy": SANDBOXED,
        "x-content-type-options": "nosniff",
    }
    return Stream(one_by_one(first, pieces), media_type=media, headers=headers)


async def one_by_one(first: bytes, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    while piece := await sync_to_thread(next, pieces, b""):
        yield piece


def send_unmeasured(pieces: Iterator[bytes], *, name: str, media: str) -> Stream:
    """As `send_bytes`, of something that is made while it goes out, so that nobody knows its size before."""
    headers = {
        "content-disposition": disposition(name),
        "content-security-policy": SANDBOXED,
        "x-content-type-options": "nosniff",
    }
    return Stream(one_by_one(next(pieces, b""), pieces), media_type=media, headers=headers)
