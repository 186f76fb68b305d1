"""Browsers that cost little and press again when a line breaks: complainants and officers of fault tests and of load."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from gzip import decompress
from hashlib import sha256
from html import unescape
from http.client import HTTPConnection, HTTPException
from json import loads
from re import DOTALL, findall, search, sub
from time import monotonic, sleep
from typing import NamedTuple, Self
from urllib.parse import urlencode, urlsplit

from tests.builders import ORDINARY, PASSPHRASE, House

PATIENCE_S = 180.0
"""How long one page is asked for again and again."""
AGAIN_S = 0.02
NO_HEADS: Mapping[str, str] = {}
FORM = "application/x-www-form-urlencoded"
CHANGED = 409
CODE = r'<p class="code[^"]*"[^>]*>(.*?)</p>'
NUMBER = r"(?<!\d)20\d\d\W{1,8}\d{6}\W{1,8}\d(?!\d)"
"""A complaint's number, with the marks that keep it on one line."""


class Answered(NamedTuple):
    """*path*: where the page leads to, of a redirect."""

    status: int
    path: str
    text: str


@dataclass
class Acknowledged:
    """What somebody was told is with us: the complaint by its number and code, and files by their names."""

    reference: str
    code: str
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Caller:
    """One browser. *source*: the address that a proxy would name as its own.

    *answered* counts the pages that came, *broken* the lines that broke, *resting* the pages that asked to try again; *bad*
    holds every other answer of 500 and above. Where a line breaks or a page asks for it, it presses the same again.
    """

    address: str
    source: str = "127.0.0.1"
    language: str = "kk"
    answered: int = 0
    broken: int = 0
    resting: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def get(self, path: str) -> Answered:
        return self.send("GET", path)

    def post(self, path: str, fields: Mapping[str, object]) -> Answered:
        return self.send("POST", path, urlencode(fields, doseq=True).encode(), {"content-type": FORM})

    def get_once(self, path: str, heads: Mapping[str, str] = NO_HEADS) -> Answered:
        """A page without asking again, over a fresh line: one that has rested for seconds the server may just have closed.

        Raises: OSError, HTTPException.
        """
        self.connection.close()
        return self.ask_once("GET", path, heads=heads)

    def post_once(self, path: str, fields: Mapping[str, object]) -> Answered:
        """A form without pressing again, over a fresh line. Raises: OSError, HTTPException."""
        self.connection.close()
        return self.ask_once("POST", path, urlencode(fields, doseq=True).encode(), {"content-type": FORM})

    def send(self, method: str, path: str, body: bytes = b"", heads: Mapping[str, str] | None = None) -> Answered:
        """Ask until there is an answer that says something. Raises: TimeoutError."""
        end = monotonic() + PATIENCE_S
        while monotonic() < end:
            try:
                answered = self.ask_once(method, path, body, heads or {})
            except (OSError, HTTPException):
                self.connection.close()
                self.broken += 1
            else:
                self.answered += 1
                if answered.status != 503:
                    if answered.status >= 500:
                        self.bad.append((answered.status, path))
                    return answered
                self.resting += 1
            sleep(AGAIN_S)  # as a person waits before pressing again
        raise TimeoutError(path)

    def ask_once(self, method: str, path: str, body: bytes = b"", heads: Mapping[str, str] = NO_HEADS) -> Answered:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        told = {"accept-encoding": "gzip", "x-forwarded-for": self.source, "cookie": kept, **heads}
        self.connection.request(method, path, body or None, told)
        answer = self.connection.getresponse()
        content = answer.read()
        text = (decompress(content) if answer.getheader("content-encoding") == "gzip" else content).decode()
        for line in answer.headers.get_all("set-cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answered(answer.status, answer.getheader("location") or path, text)

    def follow(self, answered: Answered) -> Answered:
        """The page that a sent form leads to. Raises: LookupError where it was not taken."""
        if answered.status != 303:
            raise LookupError((answered.status, answered.path, words_of(answered.text)[:600]))
        return self.get(answered.path)


def words_of(text: str) -> str:
    """What stands in the main part of a page."""
    found = search(r"<main.*?</main>", text, DOTALL)
    return " ".join(unescape(sub(r"<[^>]+>", " ", found[0] if found else text)).split())


def token_in(text: str) -> str:
    return str(findall(r'name="csrf" value="([^"]+)"', text)[-1])


def complain(caller: Caller, answers: Mapping[str, object] = ORDINARY) -> Acknowledged:
    """The whole form page by page, Send, and the receipt with number and code."""
    path = f"/{caller.language}/complaint"
    page = caller.get(path)
    if page.status == 303:
        page = caller.follow(page)
    while not page.path.endswith("/check"):
        page = caller.follow(caller.post(page.path, filled(page.text, answers)))
    page = caller.follow(caller.post(page.path, {"csrf": token_in(page.text)}))
    number, code = search(NUMBER, page.text), search(CODE, page.text, DOTALL)
    if number is None or code is None:
        raise LookupError((page.path, words_of(page.text)[:600]))
    digits = "".join(filter(str.isdigit, number[0]))
    return Acknowledged(f"{digits[:4]}-{digits[4:10]}-{digits[10]}", " ".join(sub(r"<[^>]+>", "", code[1]).split()))


def filled(text: str, answers: Mapping[str, object]) -> dict[str, object]:
    """Those of *answers* that the page asks for, with its form token."""
    return {**{name: each for name, each in answers.items() if f'name="{name}"' in text}, "csrf": token_in(text)}


def enter_mailbox(caller: Caller, known: Acknowledged) -> Answered:
    """Into the mailbox by its code; gives the mailbox's page."""
    door = caller.get(f"/{caller.language}/mailbox")
    if door.status == 303:
        return caller.follow(door)
    return caller.follow(caller.post(door.path, {"csrf": token_in(door.text), "code": known.code}))


def hand_in(caller: Caller, known: Acknowledged, name: str, content: bytes) -> None:
    """A file by the way that goes on after a break, into the mailbox that is open in this browser."""
    files = f"/{caller.language}/mailbox/files"
    token = token_in(caller.get(files).text)
    mark = sha256(content).hexdigest()[:16]
    told = {"csrf": token, "name": name, "size": str(len(content)), "mark": mark}
    begun = loads(caller.post(f"{files}/begin", told).text)
    number, part = int(begun["there"]), int(begun["part"])
    while number * part < len(content):
        piece = content[number * part : (number + 1) * part]
        answer = caller.send("POST", f"{files}/parts/{begun['upload']}/{number}", piece, {"x-csrf-token": token})
        number = int(loads(answer.text)["there"])
    done = caller.post(f"{files}/finish", {"csrf": token, "upload": begun["upload"]})
    if loads(done.text) != {"done": True}:
        raise LookupError((done.status, done.text))
    known.files[name] = content


def sign_in(caller: Caller, house: House, username: str) -> Answered:
    """Through the staff's door; gives the page behind it."""
    door = caller.get(f"/{caller.language}/desk/sign-in")
    typed = {"username": username, "passphrase": PASSPHRASE, "code": house.totp(username)}
    return caller.follow(caller.post(door.path, {**typed, "csrf": token_in(door.text)}))


def act(caller: Caller, reference: str, name: str, **answers: object) -> bool:
    """Open the case and send the form of one act, hidden fields as they stand; whether the case offers it."""
    return send_form(caller, f"/{caller.language}/desk/cases/{reference}", f"/proceedings/1/{name}", **answers)


def send_form(caller: Caller, path: str, ending: str, **answers: object) -> bool:
    """Send that form of a page whose address ends so; whether there is one.

    Where somebody was quicker the page is opened again, as it says. Raises: LookupError where the form is not taken.
    """
    while (form := form_of(caller.get(path).text, ending)) is not None:
        answered = caller.post(form[0], {**hidden_in(form[1]), **answers})
        if answered.status != CHANGED:
            caller.follow(answered)
            return True
    return False


def form_of(text: str, ending: str) -> tuple[str, str] | None:
    """Address and text of a page's form whose address ends so."""
    for form in findall(r"<form.*?</form>", text, DOTALL):
        action = search(r'action="([^"?#]*)', form)
        if action is not None and action[1].endswith(ending):
            return action[1], form
    return None


def form_with(text: str, name: str) -> str:
    """The page's form that has a field of this name. Raises: LookupError."""
    for form in findall(r"<form.*?</form>", text, DOTALL):
        if f'name="{name}"' in form:
            return str(form)
    raise LookupError(name)


def hidden_in(form: str) -> dict[str, str]:
    tags = (tag for tag in findall(r"<input[^>]*>", form) if 'type="hidden"' in tag)
    return {
        unescape(name[1]): unescape(value[1])
        for tag in tags
        if (name := search(r'name="([^"]*)"', tag)) and (value := search(r'value="([^"]*)"', tag))
    }
