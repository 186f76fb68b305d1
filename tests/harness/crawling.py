"""Somebody who means ill: follows every link, fills every form with hostile words, and looks at what each page made of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

import httpx

from tests.harness.pages import Reading

EVIL = "evil"
"""What every hostile word holds, and what no name of ours holds."""
WORDS = (
    "</title>\"'><evil-tag onevil=1>{{{{7*1429571}}}}{word}",
    "javascript:\"'><evil-tag onevil=1>{{{{7*1429571}}}}{word}",
)
"""Out of a value, out of a text, into an address, into a template: short enough for every field."""
RECKONED = "10006997"
Fields = dict[str, list[str]]
Files = dict[str, tuple[str, bytes]]
LEADS = ("href", "src", "action", "formaction", "data", "xlink:href")
SCRIPTED = re.compile(r"\s*(?:javascript|data|vbscript):", re.IGNORECASE)
LEAVES = ("/leave", "/sign-out", "/sign-in", "/static/", "/kk/", "/ru/")
"""Addresses that end the visit, files that are the same for everybody, and the same pages in other languages."""
ENDED = "/complaint/sent/"
"""A receipt that is gone once it was confirmed; the page that says so still links to it in other languages."""
PLACES = re.compile(
    r"\d{4}-\d{6}-\d|[0-9a-f]{16,}|(?<=/)\d+(?=/|$)|KZ-\w+|F-\d+|(?<=/procedures/)\w+(?=$|/mermaid)|(?<=/tables/)\w+|(?<=writing/new/)\w+"
)
"""References, ids and units in an address: pages of one kind differ by them."""
GIVEN = {"day": "3", "month": "11", "year": "2026"}


def kind_of(address: str) -> str:
    """The same for all pages that one handler draws from the same questions."""
    parts = urlsplit(address)
    asked = sorted({each.partition("=")[0] for each in parts.query.split("&") if each})
    return f"{PLACES.sub('*', parts.path)}?{'&'.join(asked)}"


def check(response: httpx.Response, tree: Element | None) -> None:
    """No hostile word became anything but a word. Raises: AssertionError with the place."""
    where = f"{response.request.method} {response.request.url} {response.status_code}"
    assert response.status_code < 500, where
    assert not [name for name in response.headers if EVIL in name], where
    assert tree is None or f"<{EVIL}" not in response.text, (
        where
    )  # the tree below takes a page for as sound as it should be
    for each in () if tree is None else tree.iter():
        assert EVIL not in str(each.tag), (where, each.tag)
        assert not [name for name in each.attrib if EVIL in name], (where, each.attrib)
        assert not [name for name in LEADS if SCRIPTED.match(each.get(name, ""))], (where, each.attrib)
        said = each.text or ""
        assert each.tag not in {"script", "style"} or EVIL not in said, (where, said)
        assert RECKONED not in said.replace("7*1429571", ""), (where, said)


@dataclass(frozen=True)
class Filled:
    """A form with something in every field: on which page, and where to it goes."""

    page: str
    address: str
    fields: Fields
    files: Files


@dataclass
class Crawler:
    """One person's browser on its way through all pages that it finds a link to.

    *named* is in each of this person's hostile words, so that it is seen who was told them.
    """

    client: httpx.Client
    named: str
    within: tuple[str, ...]
    """Addresses of which kinds are looked at."""
    seen: dict[str, str] = field(default_factory=dict)
    """The first address of each kind."""
    answered: set[str] = field(default_factory=set)
    """Forms that were sent, by kind."""
    pages: dict[str, str] = field(default_factory=dict)
    """By kind: everything on the page, as it was read last."""
    forms: list[Filled] = field(default_factory=list)
    """Those that wait."""
    sent: list[Filled] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=count)

    def hostile(self) -> str:
        """Other words each time, in turn."""
        number = next(self.number)
        return WORDS[number % len(WORDS)].format(word=f"{self.named}{number}")

    def crawl(self, *addresses: str) -> None:
        """Follow links until there is no page of a new kind; forms are noted, not sent. No link leads nowhere."""
        waiting = list(addresses)
        while waiting:
            address = waiting.pop()
            kind = kind_of(address)
            if kind in self.seen or not self.goes(address):
                continue
            self.seen[kind] = address
            got = self.client.get(address, follow_redirects=True)
            assert got.status_code < 400 or ENDED in address, (got.status_code, address)
            waiting += self.look(got, kind)

    def goes(self, address: str) -> bool:
        path = urlsplit(address).path
        return path.startswith(self.within) and not any(each in path for each in LEAVES)

    def look(self, response: httpx.Response, kind: str) -> list[str]:
        """Read what came and note its forms; gives the addresses of ours that it leads to."""
        if not response.text or not response.headers.get("content-type", "").startswith("text/html"):
            check(response, None)
            return []
        tree, here = Reading(response.text).tree, str(response.url)
        check(response, tree)
        self.pages[kind] = " ".join(tree.itertext())
        asked = list(self.note_forms(tree, here))
        found = [urljoin(here, each.get("href", "")) for each in tree.iter("a")]
        ours = urlsplit(here).netloc
        return asked + [each.partition("#")[0] for each in found if urlsplit(each).netloc == ours]

    def note_forms(self, tree: Element, here: str) -> Iterator[str]:
        """Forms of a new kind wait to be sent; gives the addresses of those that ask by an address."""
        for form in tree.iter("form"):
            address = urljoin(here, form.get("action") or "")
            method = (form.get("method") or "get").lower()
            names = sorted({each.attrib["name"] for each in form.iter() if "name" in each.attrib})
            kind = f"{method} {kind_of(address)} {names}"
            if kind in self.answered or not self.goes(address):
                continue
            self.answered.add(kind)
            filled = self.fill(form)
            if method == "get":
                yield f"{address.partition('?')[0]}?{urlencode(filled[0], doseq=True)}"
            else:
                self.forms.append(Filled(here, address, *filled))

    def fill(self, form: Element) -> tuple[Fields, Files]:
        """Every field as a person can fill it: hostile words wherever words go, else the last that is offered."""
        fields: Fields = {}
        files: Files = {}
        for each in form.iter():
            name, kind = each.get("name"), each.get("type", "text")
            if name is None or kind in {"submit", "button"}:
                continue
            if kind == "hidden":
                fields.setdefault(name, []).append(each.get("value", ""))
            elif kind == "file":
                files[name] = (f"{self.hostile().replace('/', '')}.txt", b"Nothing.")
            elif kind in {"radio", "checkbox"}:
                fields[name] = [each.get("value", "on")]
            elif each.tag == "select":
                fields[name] = [one.get("value", "") for one in each.iter("option")][-1:]
            elif each.tag in {"input", "textarea"}:
                part = GIVEN.get(name.rpartition("-")[2])
                fields[name] = ["2026-11-03" if kind == "date" else part or self.hostile()]
        return fields, files

    def send(self, form: Filled, token: str | None = None) -> httpx.Response:
        """Send it as it was filled, or with another *token*."""
        fields = dict(form.fields) if token is None else {**form.fields, "csrf": [token]}
        return self.client.post(form.address, data=fields, files=form.files or None, follow_redirects=False)

    def send_forms(self) -> set[int]:
        """Send every form that waits, and those that come up on the way; gives the statuses."""
        statuses = set[int]()
        while self.forms:
            form = self.anew(self.forms.pop(0))
            self.sent.append(form)
            response = self.send(form)
            statuses.add(response.status_code)
            on = self.look(response, f"after {kind_of(form.address)}")
            if response.status_code == 303:
                on = [urljoin(form.page, response.headers["location"])]
            self.crawl(*on)
        return statuses

    def anew(self, form: Filled) -> Filled:
        """What the page hides in the form now, so that it is not refused for what was done since; the rest as it was filled."""
        got = self.client.get(form.page, follow_redirects=True)
        if got.status_code != 200 or not got.headers["content-type"].startswith("text/html"):
            return form
        for one in Reading(got.text).tree.iter("form"):
            if urljoin(form.page, one.get("action") or "") == form.address:
                inputs = [each for each in one.iter("input") if each.get("type") == "hidden"]
                return replace(
                    form, fields=form.fields | {each.get("name", ""): [each.get("value", "")] for each in inputs}
                )
        return form

    @property
    def token(self) -> str:
        """What this person's own forms have."""
        return next(one.fields["csrf"][0] for one in [*self.sent, *self.forms] if "csrf" in one.fields)
