"""JSON answers, and errors as problem details (RFC 9457) in the caller's language."""

import re
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import MethodNotAllowedException

from cases import errors as domain
from web.api.reading import KeyMissing, VersionMissing
from web.errors import words_of
from web.i18n import N_, gettext
from web.kit import current
from web.kit.pages import open_page
from web.kit.problems import problem_words
from web.kit.refusals import refusal_words

Json = Response[bytes]
PROBLEM: Final = "application/problem+json"
STATUS: Final[dict[type[Exception], int]] = {
    domain.SignedOut: 401,
    domain.InvalidAnswers: 422,
    domain.ChangedMeanwhile: 412,
    KeyMissing: 400,
    VersionMissing: 428,
}
"""Where the API says it otherwise than a page does."""
DETAILS: Final[dict[type[Exception], str]] = {
    KeyMissing: N_("Send a header Idempotency-Key of 16 to 64 letters, digits, hyphens or underscores."),
    domain.TollOpen: N_(
        "Very much comes from your connection. Send the same again after %(seconds)s seconds with the toll in a header X-Toll. "
        "A number in X-Work replaces the wait if the SHA-256 of “toll:number” begins with %(bits)s zero bits."
    ),
    VersionMissing: N_("Send a header If-Match with the version of the case that you saw."),
}


def begin(request: Request) -> None:  # type: ignore[type-arg]
    """Speak in the language that `Accept-Language` asks for."""
    current.begin(open_page(request))


def answer(value: Any, *, version: int | None = None, status: int = 200) -> Json:
    """*value* as JSON; *version* of the case as its ETag."""
    headers = {"vary": "accept-language"} | ({"etag": f'"{version}"'} if version is not None else {})
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json", headers=headers)


def problem(request: Request, error: Exception) -> Json:  # type: ignore[type-arg]
    """An error of the API. Says what happened and what to do, each wrong field by name, and nothing of the code."""
    begin(request)
    words = words_of(request, error)
    status = STATUS.get(type(error), words.status)
    body: dict[str, Any] = {
        "type": f"urn:arasha:{kebab(type(error).__name__)}" if status < 500 else "about:blank",
        "title": words.title,
        "status": status,
        "detail": details_of(error) or f"{words.happened} {words.todo}",
    }
    if isinstance(error, domain.InvalidAnswers):
        body["errors"] = [
            {"field": name, "code": each.code, "detail": problem_words(each)} for name, each in error.problems.items()
        ]
    if isinstance(error, domain.ActRefused):
        body |= {"reason": error.refusal.reason, "detail": refusal_words(error.refusal)}
    headers: dict[str, str] = {}
    if isinstance(error, MethodNotAllowedException):
        headers |= error.headers or {}
    if isinstance(error, domain.TollOpen):
        body |= {"toll": error.token, "seconds": error.seconds, "bits": error.bits}
        headers["retry-after"] = str(error.seconds)
    return Response(msgspec.json.encode(body), status_code=status, media_type=PROBLEM, headers=headers)


def details_of(error: Exception) -> str:
    """What a program is to do about it; nothing where it reads what a page says."""
    if type(error) not in DETAILS:
        return ""
    facts = {"seconds": error.seconds, "bits": error.bits} if isinstance(error, domain.TollOpen) else {}
    return gettext(DETAILS[type(error)], **{name: str(number) for name, number in facts.items()})


def kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
