"""Static files, read once at start: each has its content's hash in its name, so a browser may keep it for ever."""

import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from web.kit.stylesheet import compose

FOLDER = Path(__file__).parent / "static"
PREFIX = "/static/"
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
# Name in pages → file. What is not listed is not served.
FILES = {
    "arasha.js": "arasha.js",
    "admin.css": "admin.css",
    "desk.js": "desk.js",
    "desk.css": "desk.css",
    "duty.js": "duty.js",
    "keeping.js": "keeping.js",
    "passkeys.js": "passkeys.js",
    "queue.js": "queue.js",
    "reports.css": "reports.css",
    "respond.css": "respond.css",
    "public.css": "public.css",
    "upload.js": "upload.js",
    "work.js": "work.js",
    "files.css": "files.css",
    "govuk-frontend.js": "vendor/govuk-frontend/govuk-frontend.min.js",
    "htmx.js": "vendor/htmx/htmx.min.js",
    "noto-sans-400.woff2": "fonts/noto-sans-400.woff2",
    "noto-sans-700.woff2": "fonts/noto-sans-700.woff2",
    "mark.svg": "mark.svg",
}


class StaticFile(msgspec.Struct, frozen=True):
    """One file as it goes over the wire; `packed` is its gzip form where that is smaller."""

    content_type: str
    plain: bytes
    packed: bytes | None


class Statics(msgspec.Struct, frozen=True, eq=False):
    """All static files by served name, and the address of each by its name in pages."""

    files: Mapping[str, StaticFile]
    addresses: Mapping[str, str]

    def address(self, name: str) -> str:
        """Where pages link a file. KeyError for one that does not exist: a mistake in a template."""
        return self.addresses[name]


def load_statics(colours: Mapping[str, str]) -> Statics:
    """Everything read, joined, hashed and compressed, with the pack's colours as custom properties in the stylesheet."""
    return _load(tuple(sorted(colours.items())))


@cache
def _load(colours: tuple[tuple[str, str], ...]) -> Statics:
    contents = {name: (FOLDER / path).read_bytes() for name, path in FILES.items()}
    addresses = {name: PREFIX + _hashed(name, content) for name, content in contents.items()}
    own = (FOLDER / "arasha.css").read_text(encoding="utf-8")
    for name in ("noto-sans-400.woff2", "noto-sans-700.woff2"):
        own = own.replace(f"url({name})", f"url({addresses[name]})")
    upstream = (FOLDER / "vendor/govuk-frontend/govuk-frontend.min.css").read_text(encoding="utf-8")
    sheet = (compose(upstream, own) + house_colours(dict(colours))).encode()
    contents["arasha.css"] = sheet
    addresses["arasha.css"] = PREFIX + _hashed("arasha.css", sheet)
    files = {addresses[name].removeprefix(PREFIX): _file(name, content) for name, content in contents.items()}
    return Statics(files, addresses)


def house_colours(colours: Mapping[str, str]) -> str:
    """The institution's own colours over the defaults; names that the stylesheet does not know are left out."""
    known = {name: value for name, value in colours.items() if name in {"ink", "accent", "attention", "danger"}}
    return ":root{" + "".join(f"--{name}:{value};" for name, value in known.items()) + "}" if known else ""


def _hashed(name: str, content: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"


def _file(name: str, content: bytes) -> StaticFile:
    packed = gzip.compress(content, 9, mtime=0)
    return StaticFile(TYPES[Path(name).suffix], content, packed if len(packed) < 0.9 * len(content) else None)
