"""Every answer of every address carries the headers of design 04 §4.7: pages, refusals, errors, downloads, static files."""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace

from cases.settings import Settings
from tests.builders import PASSPHRASE, House
from tests.harness.app import app_of
from tests.web.desk_browser import Browser
from tests.web.public_visitor import Visitor

FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "x-frame-options": "DENY",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
}
KEPT = {"/favicon.ico", "/static/{name:str}"}
"""What browsers may keep: it is the same for everybody."""
HERE = str(Path(__file__).parents[2])
INSIDES = ("Traceback", "sqlalchemy", "litestar", "site-packages", 'File "', HERE, "psycopg", "sqlite3")


def check(response: httpx.Response) -> None:
    """The headers, and nothing of our insides."""
    told = response.headers
    where = f"{response.request.method} {response.request.url.path} {response.status_code}"
    assert response.status_code < 500, where
    for name, value in FIXED.items():
        assert told[name] == value, (where, name)
    directives = {each.split()[0]: each.split()[1:] for each in told["content-security-policy"].split("; ")}
    assert directives["default-src"] == ["'none'"], where
    assert all(sources in ([], ["'none'"], ["'self'"]) for sources in directives.values()), where
    assert "unsafe" not in told["content-security-policy"]
    if "sandbox" not in directives:
        assert {directives[name][0] for name in ("base-uri", "frame-ancestors")} == {"'none'"}, where
        assert directives["form-action"] == ["'self'"], where
    assert "camera=()" in told["permissions-policy"], where
    assert "server" not in told, where
    assert "x-powered-by" not in told, where
    for each in told.get_list("set-cookie"):
        for name, morsel in SimpleCookie(each).items():
            assert name.startswith("__Host-"), where
            assert morsel["secure"], where
            assert morsel["httponly"], where
            assert (morsel["path"], morsel["domain"], morsel["samesite"]) == ("/", "", "lax"), where
    if not told.get("content-disposition") and "text" in told.get("content-type", "text"):
        assert not [word for word in INSIDES if word in response.text], where


def addresses(app: Litestar, **values: str) -> Iterator[tuple[str, str, set[str]]]:
    """Every route, once with *values* in its places: its pattern, its address, its methods. One language is enough."""
    values = {"language": "en", **values}
    for route in app.routes:
        address = route.path
        for part in getattr(route, "path_components", ()):
            if not isinstance(part, str):
                address = address.replace("{" + part.full + "}", values.get(part.name, "1"))
        methods = {str(each) for each in getattr(route, "methods", ())}
        yield route.path, address, methods - {"OPTIONS"}


def signed_in(app: Litestar, house: House, username: str) -> TestClient[Any]:
    """An officer's browser behind TLS."""
    browser = Browser(TestClient(app, base_url="https://desk.test"))
    browser.get("/desk/sign-in")
    house.clock.move(minutes=1)  # each code opens the door once
    browser.submit("/desk/sign-in", username=username, passphrase=PASSPHRASE, code=house.totp(username))
    return browser.client


@pytest.fixture
def behind_tls(settings: Settings) -> Settings:
    return replace(settings, tls=True)


def test_every_address_answers_everybody_with_all_headers(house: House, behind_tls: Settings) -> None:
    app = app_of(house, behind_tls)
    with_code = house.file()
    visitor = Visitor(TestClient(app, base_url="https://public.test"))
    visitor.enter(with_code.code or "")
    visitor.get("/complaint")
    visitor.submit({"danger_24h": ["no"]})
    values = {"reference": with_code.reference, "draft": visitor.draft, "number": "1", "act": "register"}
    nobody = TestClient(app, base_url="https://public.test")
    office = {
        "/en/desk": signed_in(app, house, "representative.39"),
        "/en/reports": signed_in(app, house, "supervisor.ho"),
        "/en/admin": signed_in(app, house, "supervisor.ho"),
        "/api/": signed_in(app, house, "caseworker.39"),
    }
    seen: set[int] = set()
    for pattern, address, methods in addresses(app, **values):
        insider = next((client for begin, client in office.items() if address.startswith(begin)), visitor.client)
        for client, method in [*((nobody, each) for each in sorted(methods)), (insider, "GET")]:
            response = client.request(method, address, follow_redirects=False)
            check(response)
            seen.add(response.status_code)
            if pattern not in KEPT:
                assert response.headers["cache-control"] == "no-store", address
    assert {200, 303, 400, 403, 404} <= seen, seen


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/nothing"), ("GET", "/kk/nothing"), ("GET", "/static/none.js"), ("DELETE", "/kk/"), ("PUT", "/kk/mailbox"),
        ("TRACE", "/"), ("POST", "/kk/mailbox"), ("POST", "/static/none.js"), ("GET", "/%ff%fe"), ("GET", "/kk/%00"),
        ("GET", "/kk/complaint/99999999999999999999999/check"), ("GET", "/api/v1/nothing"), ("POST", "/api/v1/complaints"),
        ("OPTIONS", "/kk/"), ("HEAD", "/kk/"), ("GET", "//example.org/%2e%2e"), ("GET", "/kk/../../etc/passwd"),
    ],
)  # fmt: skip
def test_what_is_not_there_or_not_so_answers_with_all_headers_too(
    house: House, behind_tls: Settings, method: str, address: str
) -> None:
    check(TestClient(app_of(house, behind_tls), base_url="https://public.test").request(method, address))


def test_without_tls_no_cookie_claims_to_be_secure_and_nothing_asks_for_tls(house: House, settings: Settings) -> None:
    visitor = Visitor(TestClient(app_of(house, settings), base_url="http://public.test"))
    visitor.get("/complaint")
    assert "strict-transport-security" not in visitor.page.headers
    assert not visitor.page.headers["set-cookie"].startswith("__Host-")


def test_leaving_from_another_site_ends_nothing_here(house: House, settings: Settings) -> None:
    visitor = Visitor(TestClient(app_of(house, settings), base_url="http://public.test"))
    visitor.enter(house.file().code or "")
    visitor.client.headers["sec-fetch-site"] = "cross-site"
    response = visitor.client.post("/en/leave", data={}, follow_redirects=False)
    assert response.status_code == 303
    assert "clear-site-data" not in response.headers
    assert "set-cookie" not in response.headers
