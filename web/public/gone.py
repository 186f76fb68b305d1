"""When a form is not open in this browser (sent, too old, the cookie lost): a code brings it back, and nothing typed is lost."""

from collections.abc import Mapping

from litestar import Request
from litestar.types import ExceptionHandlersMap

from cases.errors import DraftGone
from web.errors import tell, words_of
from web.kit.forms import FormForged
from web.kit.pages import Page, open_page, page
from web.public.walking import ASKED, THEN

ELSEWHERE = frozenset({"cross-site", "same-site"})
OURS = frozenset({ASKED, THEN, "toll", "work"})
"""Fields that nobody typed."""


def ask_code(request: Request, error: Exception) -> Page:  # type: ignore[type-arg]
    """Instead of the page of a form that cannot be opened: the door, and a new form with what was typed on this page.

    What another site made the browser send is not taken up.
    """
    if request.headers.get("sec-fetch-site") in ELSEWHERE:
        return tell(request, error)
    path = open_page(request).path
    typed: Mapping[str, list[str]] = request.state.get("typed") or {}
    words = words_of(request, error)
    typed = {name: values for name, values in typed.items() if name not in OURS}
    return page(
        request,
        "public/gone.html",
        status=words.status,
        neutral=True,
        words=words,
        typed=typed,
        written=[(name, text) for name, values in typed.items() for text in values if is_written(text)],
        chosen={name: [text for text in values if not is_written(text)] for name, values in typed.items()},
        goes_to=path,
    )


def is_written(text: str) -> bool:
    """Whether it is words of somebody's own rather than a choice."""
    return " " in text.strip() or "\n" in text or len(text) > 40


GONE: ExceptionHandlersMap = {DraftGone: ask_code, FormForged: ask_code}
