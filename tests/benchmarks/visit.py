"""One connection that keeps its cookies, and costs nearly nothing beside what it measures."""

from collections.abc import Mapping
from gzip import decompress
from http.client import HTTPConnection, HTTPResponse
from re import findall
from statistics import median
from time import process_time
from urllib.parse import urlencode, urlsplit

from tests.builders import ORDINARY

TIMES = 60


class Visit:
    """*source*: the address that a proxy would name as the visitor's."""

    def __init__(self, address: str, *, source: str = "127.0.0.1") -> None:
        self.connection = HTTPConnection(urlsplit(address).netloc)
        self.heads = {"accept-encoding": "gzip", "x-forwarded-for": source}
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, fields: Mapping[str, object] | None = None) -> tuple[HTTPResponse, str]:
        """GET, or POST with *fields*; the answer and its text."""
        heads = {**self.heads, "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is None:
            self.connection.request("GET", path, headers=heads)
        else:
            heads["content-type"] = "application/x-www-form-urlencoded"
            self.connection.request("POST", path, urlencode(fields, doseq=True), heads)
        answer = self.connection.getresponse()
        body = answer.read()
        text = (decompress(body) if answer.getheader("content-encoding") == "gzip" else body).decode()
        for set_cookie in answer.headers.get_all("set-cookie") or ():
            name, _, value = set_cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, text

    def time(self, path: str) -> float:
        """Median milliseconds of computing for one page, its asking included: what it takes where nobody else computes."""
        taken = []
        for _ in range(TIMES):
            started = process_time()
            answer, _ = self.ask(path)
            taken.append((process_time() - started) * 1000)
            if answer.status != 200:
                raise LookupError((path, answer.status))
        return median(taken[TIMES // 10 :])


def of_page(text: str) -> dict[str, object]:
    """Those of the ordinary answers that the page asks for."""
    return {name: values for name, values in ORDINARY.items() if f'name="{name}"' in text}


def token_in(text: str) -> str:
    """The form token of a page."""
    return str(findall(r'name="csrf" value="([^"]+)"', text)[-1])
