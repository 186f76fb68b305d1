"""A browser without scripts for the staff's pages: follows forms as they stand, and checks each page as it reads it."""

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import httpx
from litestar.testing import TestClient

from cases.settings import Settings
from tests.builders import PASSPHRASE, House
from tests.harness.app import app_of
from tests.harness.pages import read_page


@dataclass
class Browser:
    """Keeps cookies, fills forms by the names on the page; every page must be sound HTML5 with unique ids."""

    client: TestClient[Any]
    language: str = "en"
    page: httpx.Response = field(init=False)
    tree: Element = field(init=False)

    def get(self, path: str, *, follow: bool = True) -> httpx.Response:
        return self.read(self.client.get(f"/{self.language}{path}", follow_redirects=follow))

    def submit(self, action: str, *, without: str = "", follow: bool = True, **typed: Any) -> httpx.Response:
        """Send the form whose address ends so: hidden fields as they are, *typed* over them; `__` is `-`."""
        form = self.form(action)
        hidden = [each for each in form.iter("input") if each.get("type") == "hidden"]
        fields: dict[str, Any] = {each.get("name", ""): each.get("value", "") for each in hidden}
        fields.update({name.replace("__", "-"): value for name, value in typed.items()})
        fields.pop(without, None)
        return self.post(form.get("action") or self.page.url.path, fields, follow=follow)

    def post(self, address: str, fields: dict[str, Any], *, follow: bool = True) -> httpx.Response:
        return self.read(self.client.post(address, data=fields, follow_redirects=follow))

    def read(self, response: httpx.Response) -> httpx.Response:
        self.page = response
        if response.text and response.headers["content-type"].startswith("text/html"):
            self.tree = read_page(response.text)
        return response

    def form(self, action: str) -> Element:
        forms = [each for each in self.tree.iter("form") if address_of(each).endswith(action)]
        assert forms, (action, [address_of(each) for each in self.tree.iter("form")])
        return forms[0]

    def offers(self, action: str) -> bool:
        """Whether the page has a form with an address that ends so."""
        return any(address_of(each).endswith(action) for each in self.tree.iter("form"))

    @property
    def text(self) -> str:
        """Everything that is written on the page, on one line."""
        body = self.tree.find("body")
        assert body is not None
        return " ".join(" ".join(body.itertext()).split())

    @property
    def title(self) -> str:
        return self.tree.findtext("head/title") or ""


def address_of(form: Element) -> str:
    return (form.get("action") or "").partition("?")[0]


def open_browser(house: House, settings: Settings, username: str | None = None, *, language: str = "en") -> Browser:
    """A fresh browser, with *username* signed in through the page where one is given."""
    app = app_of(house, settings)
    browser = Browser(TestClient(app, base_url="http://desk.test"), language)
    if username is not None:
        browser.get("/desk/sign-in")
        browser.submit("/desk/sign-in", username=username, passphrase=PASSPHRASE, code=house.totp(username))
        assert browser.client.cookies.get("arasha"), browser.text
    return browser
