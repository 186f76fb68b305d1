"""The page being made: what templates and their macros may ask about it without being handed it."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from urllib.parse import quote, urlencode

import msgspec
from markupsafe import Markup, escape

from cases.packs.jurisdiction import Pack


class Current(msgspec.Struct, frozen=True):
    """One request's page: its language, its address without the language, its token maker and what was drawn of it."""

    language: str
    languages: Sequence[str]
    path: str
    query: str
    pack: Pack
    token: Callable[[], str]
    key: Callable[[], str]
    drawn: set[str] = msgspec.field(default_factory=set)
    repeated: dict[object, Markup] = msgspec.field(default_factory=dict)
    """What `once` drew; it ends with the page."""


PLAIN = re.compile(r"[A-Za-z0-9_.~/:-]*").fullmatch
"""What `quote` leaves as it is: nearly every path, and looked at in a tenth of the time."""
_current: ContextVar[Current] = ContextVar("page")


def current() -> Current:
    """The page being made. LookupError outside of one."""
    return _current.get()


def begin(page: Current) -> None:
    """From here on, this page is being made."""
    _current.set(page)


def url(path: str, **query: object) -> str:
    """An address of this site in the page's language; values of the query that are None are left out."""
    return address_in(current().language, path, query)


def address_in(language: str, path: str, query: Mapping[str, object] | str = "") -> str:
    """An address in one of the languages; *path* may be anything that somebody asked for."""
    asked = query if isinstance(query, str) else query_text(query)
    return f"/{language}{path if PLAIN(path) else quote(path, safe='/:')}" + (f"?{asked}" if asked else "")


def query_text(query: Mapping[str, object]) -> str:
    """*query* as an address has it, without what is None."""
    return urlencode({name: value for name, value in query.items() if value is not None}, doseq=True) if query else ""


def once(macro: Callable[..., Markup], *given: object) -> Markup:
    """What *macro* draws for these values; drawn for the first row of a page that asks, and the same for all others.

    For macros that look at nothing but their values and what is the same all over the page.
    """
    known, key = current().repeated, (macro, given)
    drawn = known.get(key)
    if drawn is None:
        drawn = known[key] = macro(*given)
    return drawn


def csrf_field() -> Markup:
    """The hidden first field of every form that is posted."""
    page = current()
    page.drawn.add("form")
    return Markup(f'<input type="hidden" name="csrf" value="{escape(page.token())}">')  # noqa: S704 - escaped


def act_key() -> Markup:
    """A hidden key by which a form that is sent twice is done once."""
    return Markup('<input type="hidden" name="key" value="{}">').format(current().key())
