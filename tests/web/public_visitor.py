"""Somebody at the public pages with a browser without scripts: fills forms as they stand; every page must be sound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import httpx
from litestar.testing import TestClient

from cases.settings import Settings
from tests.builders import ORDINARY, House
from tests.harness.app import app_of
from tests.harness.pages import read_page

URGENT: Mapping[str, Sequence[str]] = {
    "danger_24h": ["yes"],
    "track": ["detention"],
    "story": ["They beat him."],
    "region": ["KZ-75"],
}
Answers = Mapping[str, Sequence[str]]


@dataclass
class Visitor:
    """Keeps cookies; `page` and `tree` are the last page read."""

    client: httpx.Client
    language: str = "en"
    page: httpx.Response = field(init=False)
    tree: Element = field(init=False)

    def get(self, path: str, *, follow: bool = True) -> httpx.Response:
        address = path if path.startswith(f"/{self.language}/") else f"/{self.language}{path}"
        return self.read(self.client.get(address, follow_redirects=follow))

    def post(self, address: str, fields: Mapping[str, Any], *, follow: bool = True) -> httpx.Response:
        return self.read(self.client.post(address, data=dict(fields), follow_redirects=follow))

    def submit(self, answers: Answers | None = None, *, action: str = "", follow: bool = True) -> httpx.Response:
        """Send the form of the page, or the one whose address ends so, with *answers* to those fields that it has."""
        return self.post(*self.filled(answers or {}, action=action), follow=follow)

    def filled(self, answers: Answers, *, action: str = "") -> tuple[str, dict[str, list[str]]]:
        """Address and fields of the form as a browser would send it now, with *answers* typed in."""
        form = self.form(action)
        fields: dict[str, list[str]] = {}
        beside = [each for each in self.main.iter() if each.get("form", "-") == form.get("id")]
        for control in (*form.iter(), *beside):
            name, kind = control.get("name"), control.get("type")
            if name is None or kind in {"submit", "button"}:
                continue
            given = answers.get(name)
            if kind in {"radio", "checkbox"}:
                chosen = control.get("value") in given if given is not None else control.get("checked") is not None
                if chosen:
                    fields.setdefault(name, []).append(control.get("value", "on"))
            elif given is not None and kind != "hidden":
                fields[name] = list(given)
            elif control.tag == "select":
                fields[name] = [each.get("value", "") for each in control.iter("option") if "selected" in each.attrib]
            else:
                fields.setdefault(name, []).append(text_of(control))
        return form.get("action") or self.page.url.raw_path.decode(), fields

    def form(self, action: str = "") -> Element:
        main = self.main
        for form in main.iter("form"):
            if (form.get("action") or "").endswith(action):
                return form
        raise AssertionError([form.get("action") for form in main.iter("form")])

    def walk(self, answers: Answers = ORDINARY) -> str:
        """From an empty form to the check page, page by page; gives the draft's id."""
        self.get("/complaint")
        return self.walk_on(answers)

    def walk_on(self, answers: Answers = ORDINARY) -> str:
        """From where the form stands to its check page."""
        while not self.page.url.path.endswith("/check"):
            before = self.page.url.path
            self.submit(answers)
            assert self.page.status_code == 200, self.text
            assert self.page.url.path != before, self.text
        return self.draft

    def send(self, answers: Answers = ORDINARY) -> str:
        """A whole complaint; gives the code from the receipt's page."""
        self.walk(answers)
        self.submit()
        assert "/complaint/sent/" in self.page.url.path, self.text
        return self.code

    def enter(self, code: str) -> None:
        """Into the mailbox."""
        self.get("/mailbox")
        self.submit({"code": [code]})
        assert self.page.url.path.endswith("/mailbox/read"), self.text

    @property
    def draft(self) -> str:
        """The id in the address of a page of a draft or a receipt."""
        parts = self.page.url.path.split("/")
        return parts[4] if parts[3] == "sent" else parts[3]

    @property
    def code(self) -> str:
        """The code as eyes see it."""
        (shown,) = (each for each in self.tree.iter("p") if each.get("class") == "code")
        return " ".join("".join(shown.itertext()).split())

    @property
    def main(self) -> Element:
        (main,) = self.tree.iter("main")
        return main

    @property
    def text(self) -> str:
        """What stands in the page's main part, on one line."""
        return " ".join(" ".join(self.main.itertext()).split())

    @property
    def title(self) -> str:
        return self.tree.findtext("head/title") or ""

    @property
    def names(self) -> set[str]:
        """Names of all fields of the page."""
        return {each.attrib["name"] for each in self.main.iter() if "name" in each.attrib}

    def links(self) -> list[str]:
        return [each.get("href", "") for each in self.main.iter("a")]

    def text_of(self, href: str) -> str:
        """What stands on the link that leads there."""
        return next("".join(each.itertext()) for each in self.main.iter("a") if each.get("href") == href)

    def read(self, response: httpx.Response) -> httpx.Response:
        self.page = response
        if response.text and response.headers["content-type"].startswith("text/html"):
            self.tree = read_page(response.text)
            labels = {each.get("for") for each in self.tree.iter("label")}
            for control in self.main.iter("input"):
                named = control.get("type") == "hidden" or "aria-label" in control.attrib
                assert named or control.get("id") in labels, control.attrib
            assert sum(each.tag == "h1" for each in self.tree.iter()) == 1
        return response


def text_of(control: Element) -> str:
    """What stands in a field before anything is typed; a textarea loses the line end that it begins with."""
    return (control.text or "").removeprefix("\n") if control.tag == "textarea" else control.get("value", "")


def arrive(house: House, settings: Settings, *, language: str = "en") -> Visitor:
    """A new visitor with an empty browser."""
    app = app_of(house, settings)
    return Visitor(TestClient(app, base_url="http://public.test"), language)
