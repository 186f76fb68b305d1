"""A text that somebody pastes or uploads only to have it looked at: read in memory, checked, forgotten."""

from collections.abc import Callable

import python_multipart
from litestar import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header

from web.kit.forms import LARGEST, FormError, FormUnreadable, parse, read_body


async def read_pasted(request: Request) -> str:  # type: ignore[type-arg]
    """What the field `text` holds, else the content of the file in `file`; nothing of it touches a disk.

    For pages that change nothing, so no token is asked for. Raises: FormTooLarge (a megabyte), FormUnreadable.
    """
    body = await read_body(request)
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind == b"multipart/form-data":
        fields = read_parts(body, options.get(b"boundary", b""))
    else:
        fields = {name: values[-1].encode() for name, values in parse(body).items()}
    pasted = fields.get("text", b"").strip() or fields.get("file", b"")
    try:
        return pasted.decode()
    except UnicodeDecodeError:
        return ""


def read_parts(body: bytes, boundary: bytes) -> dict[str, bytes]:
    """Name and content of each part. Raises: FormUnreadable for a body that is cut off or no multipart at all."""
    fields: dict[str, bytes] = {}
    header, value, headers, content = bytearray(), bytearray(), dict[bytes, bytes](), bytearray()
    ended = False

    def begin_part() -> None:
        headers.clear()
        content.clear()

    def end_header() -> None:
        headers[bytes(header).lower()] = bytes(value)
        header.clear()
        value.clear()

    def end_part() -> None:
        _, options = parse_options_header(headers.get(b"content-disposition", b""))
        fields[options.get(b"name", b"").decode("utf-8", "replace")] = bytes(content)

    def end() -> None:
        nonlocal ended
        ended = True

    def gather(into: bytearray) -> Callable[[bytes, int, int], None]:
        return lambda data, start, stop: into.extend(data[start:stop])

    try:
        parser = python_multipart.MultipartParser(
            boundary,
            {
                "on_part_begin": begin_part,
                "on_header_field": gather(header),
                "on_header_value": gather(value),
                "on_header_end": end_header,
                "on_part_data": gather(content),
                "on_part_end": end_part,
                "on_end": end,
            },
            max_size=LARGEST,
        )
        parser.write(body)
        parser.finalize()
    except (MultipartParseError, ValueError, FormError):
        raise FormUnreadable("parts") from None
    if not ended:  # the parser says nothing of a body that is cut off
        raise FormUnreadable("parts")
    return fields
