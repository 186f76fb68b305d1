"""Every address of the application asked for by everybody: what each gets, as the table in docs/access.md has it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from anyio.from_thread import BlockingPortal
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient

from cases.circle import walls
from cases.database import Database
from cases.doors import signing_in
from cases.filing.filing import Receipt
from cases.records import Letter
from cases.settings import Settings
from tests.builders import PASSPHRASE, House, found_house
from tests.harness.app import app_of
from tests.harness.files import desk_of, hand_in, photo
from tests.harness.handling import case_of, enter, records

DOORS = frozenset({"/en/desk/sign-in", "/en/mailbox", "/en/respond"})
ENTERS, DOOR, REFUSED, NOTHING = "+", "d", "x", "0"
UNKNOWN = "2026-000000-4"
"""A reference as ours are, that no case has."""
PEOPLE: Mapping[str, str | None] = {
    "nobody": None,
    "code": "",
    "intake": "intake.39",
    "own": "caseworker.39",
    "decides": "representative.39",
    "kept out": "kept.out",
    "other": "caseworker.75",
    "other decides": "representative.75",
    "head": "supervisor.ho",
    "commissioner": "commissioner.ho",
    "integrity": "integrity.in",
    "npm": "npm.np",
    "auditor": "auditor.ho",
    "administrator": "admin.ho",
}
"""Columns of the table: name → username; "" is the complainant of the ordinary case."""
NEWCOMERS = (
    ("intake.39", "KZ-39", "intake"),
    ("kept.out", "KZ-39", "caseworker"),
    ("commissioner.ho", "KZ-HO", "commissioner"),
    ("npm.np", "KZ-NP", "npm"),
    ("admin.ho", "KZ-HO", "administrator"),
)
OTHERS = {
    "box": "1",
    "number": "1", "act": "triage", "code": "KZ-39", "draft": "00" * 16, "upload": "00" * 16, "name": "complaint",
    "integration": "1", "invitation": "1", "absence": "1", "register": "bodies",
    "change": "1", "proposal": "1", "task": "1", "token": "1", "view": "1",
    "quarter": "2026-3", "size": "ordinary", "track": "harassment", "tongue": "ru",
}  # fmt: skip
"""What stands for parameters that name nothing of a case."""
ALIKE = {"kept out": "own", "other": "own", "other decides": "decides"}
"""Who is let in as somebody else is where an address names nothing."""
ROOT = "/"
CASES = tuple(
    f"/desk/cases/{{reference}}/{what}"
    for what in ("files/{file}/original", "files/{file}/cleaned", "files/{file}/thumbnail", "letters/{letter}")
)
"""Addresses of what belongs to a case."""
CLOSED = (b"You are signed out", b"Open your mailbox", b"This page has closed itself")
SHUT = (b"This page is not open to you",)
TOKEN = re.compile(rb'name="csrf" value="([^"]+)"')
FRESH = re.compile(rb'(name="(?:csrf|key|mark)" value="|data-token=")[^"]*"')
"""What is new on every page: tokens and keys of forms."""


@dataclass(frozen=True)
class Got:
    """One answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Somebody:
    """One column: what opens doors to this person, and the token of their forms. Every visit begins with the same cookies.

    It speaks ASGI itself: a test client would start a thread and a loop for each of some three thousand visits. The one loop
    has a thread of its own, because a browser that a test before has opened keeps a loop in this one.
    """

    def __init__(self, app: Litestar, loop: BlockingPortal, cookies: Mapping[str, str], token: str) -> None:
        self.app, self.loop, self.token = app, loop, token
        self.box = cookies.get("arasha-box", "")
        self.cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def ask(self, method: str, path: str, *, token: bool) -> Got:
        """Send nothing but what every form has, and the form's token or none."""
        shown = self.token if token else ""
        headers = {"host": "desk.test", "cookie": self.cookie, "x-csrf-token": shown, "accept-language": "en"}
        headers["content-type"], body = "application/x-www-form-urlencoded", urlencode({"csrf": shown, "key": "0" * 32})
        if path.startswith("/api/"):
            headers |= {"x-mailbox": self.box, "idempotency-key": "0123456789abcdef", "if-match": '"1"'}
            headers["content-type"], body = "application/json", "{}"
        elif path.endswith("/files"):
            headers["content-type"] = "multipart/form-data; boundary=line"
            body = f'--line\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{shown}\r\n--line--\r\n'
        return self.loop.call(self.speak, method, path, headers, b"" if method == "GET" else body.encode())

    async def speak(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Got:
        sent = [{"type": "http.request", "body": body, "more_body": False}]
        started: dict[str, Any] = {}
        pieces = list[bytes]()

        async def receive() -> Any:
            return sent.pop() if sent else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            started.update(message)
            pieces.append(message.get("body", b""))

        address, _, query = path.partition("?")
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope: Any = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": address, "raw_path": address.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [*raw, (b"content-length", str(len(body)).encode())], "server": ("desk.test", 80),
            "client": ("192.0.2.1", 50_000), "state": {},
        }  # fmt: skip
        await self.app(scope, receive, send)
        given = {name.decode(): value.decode() for name, value in started["headers"]}
        return Got(started["status"], given, b"".join(pieces))


@dataclass(frozen=True)
class Walked:
    """A house with one ordinary and one walled case of the same unit, and everybody at its doors."""

    house: House
    settings: Settings
    app: Litestar
    people: Mapping[str, Somebody]
    ids: Mapping[str, str]
    """By name of a parameter: what stands in an address for it, of the ordinary case where it is something of a case."""
    of_walled: Mapping[str, str]
    """The same, of the walled case."""
    unknown: dict[tuple[str, str, str], tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    """By person, method and address: what was said of a case that there is not, asked once for both cases."""


def open_house(database: Database, settings: Settings, at: datetime, loop: BlockingPortal) -> Walked:
    """Two cases in Kostanay with a file and a letter each, one of them walled against one officer of that office."""
    house = found_house(database, at=at)
    for username, unit, role in NEWCOMERS:
        house.employ(username, unit, role)
    app = app_of(house, settings)
    receipts = [house.file(), house.file(story="About the colleague.")]
    files = [hand_in(desk_of(house, settings, enter(house, one)), photo()) for one in receipts]
    for one in receipts:
        house.act(one.reference, "register", by="caseworker.39")
    wall_off(house, receipts[1].reference, by="representative.39", out="kept.out")
    letters = [records(house, Letter, case_id=case_of(house, one.reference).id)[0].id for one in receipts]
    ordinary, walled = (
        {"reference": receipts[place].reference, "file": str(files[place]), "letter": str(letters[place])}
        for place in (0, 1)
    )
    person = str(house.officer("kept.out").id)
    people = {name: arrive(house, app, loop, receipts[0], username) for name, username in PEOPLE.items()}
    return Walked(house, settings, app, people, {**OTHERS, **ordinary, "officer": person}, walled)


def wall_off(house: House, reference: str, *, by: str, out: str) -> None:
    walls.raise_wall(
        house.database, reference, [house.officer(out).id], "Kin.", handling="same", version=None,
        key=f"wall {reference}", pack=house.pack, viewer=house.officer(by), at=house.clock(),
    )  # fmt: skip


def arrive(house: House, app: Litestar, loop: BlockingPortal, receipt: Receipt, username: str | None) -> Somebody:
    """In through the doors that this person has."""
    client = TestClient(app, base_url="http://desk.test")
    client.get("/en/complaint")
    shown = client.get("/en/mailbox")
    if username == "":
        client.post("/en/mailbox", data={"csrf": token_on(shown), "code": receipt.code}, follow_redirects=False)
        shown = client.get("/en/mailbox/message")
    elif username:
        signed_in = signing_in.sign_in(
            house.database, username=username, passphrase=PASSPHRASE, code=house.totp(username), secrets=house.secrets,
            at=house.clock(),
        )  # fmt: skip
        client.cookies.set("arasha", signed_in.cookie)
    return Somebody(app, loop, dict(client.cookies), token_on(shown))


def token_on(page: httpx.Response) -> str:
    found = TOKEN.search(page.content)
    assert found is not None, page.text
    return found[1].decode()


def routes_of(app: Litestar) -> Iterator[tuple[str, str]]:
    """Method and address of every handler, once: those of pages without their language."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler):
                for method in sorted(str(each) for each in handler.http_methods):
                    if method != "OPTIONS":
                        yield method, re.sub(r":\w+\}", "}", route.path).removeprefix("/{language}")


def rows_of(walked: Walked) -> Iterator[tuple[str, str, str]]:
    """Every row of the table: method, address, and of which case where it names one."""
    for method, path in routes_of(walked.app):
        for case in ("ordinary", "walled") if "{reference}" in path else ("",):
            yield method, path, case


def address(walked: Walked, path: str, case: str, **other: str) -> str:
    """The address with something in the place of each parameter: of the named case, or what is given."""
    ids = {**walked.ids, **(walked.of_walled if case == "walled" else {}), **other}
    filled = re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], path)
    alone = path.startswith(("/api/", "/static/", "/health/", "/metrics", "/favicon")) or path == ROOT
    return filled if alone else f"/en{filled}".rstrip("/")


def cells(walked: Walked, method: str, path: str, case: str) -> str:
    """What everybody gets at one address, one letter for each."""
    found: dict[str, str] = {}
    for who in PEOPLE:
        alike = ALIKE.get(who) if "{" not in path else None
        found[who] = found[alike] if alike else cell(walked, who, method, path, case)
    return "".join(found.values())


def cell(walked: Walked, who: str, method: str, path: str, case: str) -> str:
    """What one person gets at one address.

    Where the address names a case the form has its token: who gets nothing gets the same bytes as for a case that there
    is not. Elsewhere it has none, so that it shows who is let in and changes nothing.
    """
    somebody, asked = walked.people[who], address(walked, path, case)
    got = somebody.ask(method, asked, token=bool(case))
    told = telling(got, method)
    if told == NOTHING and case:
        place = (who, method, address(walked, path, case, reference=UNKNOWN))
        if place not in walked.unknown:
            walked.unknown[place] = blank(somebody.ask(method, place[2], token=True), place[2])
        assert blank(got, asked) == walked.unknown[place], (who, method, path, case)
    return told


def telling(got: Got, method: str) -> str:
    """Which letter an answer is."""
    assert got.status < 500, got
    door = got.status == 303 and got.headers["location"].partition("?")[0] in DOORS
    closed = got.status == 403 and any(words in got.body for words in CLOSED)
    if (method == "GET" and door) or closed or got.status == 401:
        return DOOR
    if got.status == 403 and any(words in got.body for words in SHUT):
        return REFUSED
    return NOTHING if got.status == 404 else ENTERS


def blank(got: Got, asked: str) -> tuple[int, dict[str, str], bytes]:
    """An answer without what is new on every page, and without the address that was asked for."""
    headers = {name: value for name, value in got.headers.items() if name not in {"set-cookie", "content-length"}}
    body = FRESH.sub(b"", got.body)
    for language in ("kk", "ru", "en"):
        body = body.replace(re.sub("^/en/", f"/{language}/", asked).encode(), b"")
    return got.status, headers, body


def written(rows: Mapping[tuple[str, str, str], str]) -> str:
    """Rows as the document has them."""
    head = f"| | {' | '.join(PEOPLE)} |\n|---|{':-:|' * len(PEOPLE)}\n"
    return head + "".join(f"| {named(*row)} | {' | '.join(letters)} |\n" for row, letters in rows.items())


def named(method: str, path: str, case: str) -> str:
    """The first column of a row."""
    return f"`{method} {'/' if path == ROOT else path or '/LANGUAGE'}`{f' {case}' if case else ''}"


def declared(document: str) -> dict[str, str]:
    """Rows of the document: what stands in the first column → cells, one letter for each person."""
    rows = [each.strip("|\n ").split("|") for each in document.splitlines() if each.startswith("| `")]
    return {first.strip(): "".join(one.strip() for one in rest) for first, *rest in rows}
