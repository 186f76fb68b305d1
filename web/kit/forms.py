"""What was typed into a form, read so that nothing in it can break us: size, letters, token."""

import unicodedata
from collections.abc import Mapping
from urllib.parse import parse_qsl

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.enums import RequestEncodingType

from cases.viewer import Officer
from web.kit.tokens import is_ours, officer_of

LARGEST = 1_000_000
# What is still read and thrown away beyond that: a browser shows our page only when its whole form was taken.
DRAINED = 32_000_000
MOST_FIELDS = 2_000


class FormError(Exception):
    """A form that cannot be read at all; the browser's own forms never are."""


class FormTooLarge(FormError):
    """More than a megabyte was typed."""


class FormUnreadable(FormError):
    """Not a form, or letters that are not UTF-8."""


class FormForged(FormError):
    """The token is missing, wrong, or from another visit."""


class Form(msgspec.Struct, frozen=True):
    """A checked form: `raw` is what was typed by field name, less token and key; lines end in LF, letters are NFC."""

    raw: Mapping[str, list[str]] = msgspec.field(default_factory=dict)
    key: str = ""

    def one(self, name: str, default: str = "") -> str:
        """The last value of a field, as browsers send one choice of several; *default* when it was not sent."""
        values = self.raw.get(name)
        return values[-1] if values else default

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return list(self.raw.get(name, ()))

    @property
    def submission(self) -> bytes:
        """The idempotency key as 16 bytes; of a form without a sound one, nothing. Raises: FormUnreadable."""
        try:
            key = bytes.fromhex(self.key)
        except ValueError:
            key = b""
        if len(key) != 16:
            raise FormUnreadable("key")
        return key


async def read_form(request: Request) -> Form:  # type: ignore[type-arg]
    """The request's form: the dependency `form` of every handler that changes something.

    What was typed is remembered on the request, so that a page about any later error can show it. Raises: FormTooLarge,
    FormUnreadable, FormForged.
    """
    body = await read_body(request)
    if request.content_type[0] not in {RequestEncodingType.URL_ENCODED.value, ""}:
        raise FormUnreadable("type")
    raw = parse(body)
    token, key = raw.pop("csrf", [""])[-1], raw.pop("key", [""])[-1]
    request.state["typed"] = raw
    if "unprotected" not in request.route_handler.opt:
        if not is_ours(request, token):
            raise FormForged
        whose = request.state["whose"] = officer_of(token)
        viewer = request.state.get("viewer")
        # A form that one officer left open is not sent in the name of the next one who signs in at that desk.
        if isinstance(viewer, Officer) and whose not in {None, viewer.id}:
            raise FormForged
    return Form(raw, key)


async def remember_typed(connection: ASGIConnection) -> None:  # type: ignore[type-arg]
    """Keep what was typed for the page about an error that came before the form was read."""
    if not isinstance(connection, Request):
        return
    try:
        await read_form(connection)
    except FormError:
        return


# Never shown back, whatever went wrong.
SECRET = frozenset({"code", "passkey", "passphrase", "password", "pin"})
UNSENT = "unsent-place"
"""Hidden field: at what address what is typed is kept when the form is not sent (`web.kit.unsent`)."""


def typed_texts(request: Request) -> list[str]:  # type: ignore[type-arg]
    """What somebody would be sorry to type again: words of their own, not choices, keys or secrets."""
    raw: Mapping[str, list[str]] = request.state.get("typed") or {}
    texts = [text.strip() for name, values in raw.items() if name not in SECRET | {UNSENT} for text in values]
    return [text for text in texts if len(text) > 40 or " " in text or "\n" in text]


def parse(body: bytes) -> dict[str, list[str]]:
    """Fields of an urlencoded body. Raises: FormUnreadable for broken UTF-8 or thousands of fields."""
    raw: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise FormUnreadable("letters") from error
    for name, value in pairs:
        text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
        raw.setdefault(name, []).append(text)
    return raw


async def read_body(request: Request) -> bytes:  # type: ignore[type-arg]
    """The request's bytes, taken to their end. Raises: FormTooLarge."""
    body = bytearray()
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= LARGEST:
            body += chunk
    if size > LARGEST:
        raise FormTooLarge
    return bytes(body)
