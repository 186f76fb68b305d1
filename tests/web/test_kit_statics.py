"""What goes over the wire: small, kept for ever, in our own font; and vendored files that are what their note says."""

import gzip
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from litestar import Request, get
from litestar.testing import TestClient

from cases.database import Database
from cases.settings import Settings
from tests.builders import found_house, kazakhstan
from web.app import create_app
from web.kit.pages import Page, page
from web.kit.statics import FOLDER, Statics, load_statics
from web.kit.stylesheet import compose
from web.security import Access

CLASS = re.compile(r"govuk-[A-Za-z0-9_\\!-]+")
RULED = re.compile(rf"\.({CLASS.pattern})")
FIRST_PAGE = 45_000
NEXT_PAGE = 12_000


@pytest.fixture
def statics() -> Statics:
    return load_statics(kazakhstan().institution.colours)


@get("/first", access=Access.ANYONE, sync_to_thread=True)
def first(request: Request[Any, Any, Any]) -> Page:
    words: dict[str, Any] = {
        "title": "",
        "happened": "Мәтін " * 400,
        "kept": "",
        "todo": "",
        "typed": (),
        "staff": False,
    }
    return page(request, "kit/error.html", status=200, **words)


@pytest.fixture
def client(settings: Settings, database: Database, now: datetime) -> Iterator[TestClient[Any]]:
    house = found_house(database, at=now, staffed=False)
    with TestClient(create_app(settings, database, house.pack, house.secrets, house.clock, surfaces=[first])) as client:
        yield client


def over_the_wire(client: TestClient[Any], path: str) -> int:
    """Bytes of an answer's body as a browser receives it."""
    with client.stream("GET", path) as answer:
        return sum(len(chunk) for chunk in answer.iter_raw())


def test_the_first_page_with_style_script_and_fonts_is_at_most_45_kilobytes(client: TestClient[Any]) -> None:
    html = client.get("/kk/first").text
    linked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    html_bytes = over_the_wire(client, "/kk/first")
    assert len(linked) == 5
    assert html_bytes <= NEXT_PAGE
    assert html_bytes + sum(over_the_wire(client, path) for path in linked) <= FIRST_PAGE


def test_static_files_are_kept_for_ever_under_a_name_that_changes_with_their_content(
    client: TestClient[Any], statics: Statics
) -> None:
    for name, address in statics.addresses.items():
        answer = client.get(address)
        assert "immutable" in answer.headers["cache-control"]
        assert hashlib.sha256(answer.content).hexdigest()[:12] in address, name
    assert client.get("/static/arasha.000000000000.css").status_code == 404
    assert client.get("/static/..%2f..%2farasha.css").status_code == 404


def test_a_browser_that_takes_no_gzip_gets_plain_files(client: TestClient[Any], statics: Statics) -> None:
    answer = client.get(statics.address("arasha.css"), headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.text.startswith("/* GOV.UK Frontend")


def test_the_stylesheet_names_no_foreign_font_crest_or_address(statics: Statics) -> None:
    css = statics.files[statics.address("arasha.css").removeprefix("/static/")].plain.decode()
    assert "GDS" not in css
    assert "crest" not in css
    assert "/assets/" not in css
    assert "data:" not in css
    assert set(re.findall(r"url\(([^)]*)\)", css)) == {
        statics.address("noto-sans-400.woff2"),
        statics.address("noto-sans-700.woff2"),
    }


def test_the_stylesheet_keeps_the_rules_of_what_we_draw_and_leaves_out_the_rest(statics: Statics) -> None:
    css = statics.files[statics.address("arasha.css").removeprefix("/static/")].plain.decode()
    for drawn in (
        "govuk-button",
        "govuk-radios__input",
        "govuk-error-summary",
        "govuk-summary-list",
        "govuk-skip-link",
    ):
        assert f".{drawn}" in css
    for left in ("govuk-accordion", "govuk-footer", "govuk-tabs", "govuk-cookie-banner"):
        assert f".{left}" not in css
    assert css.count("{") == css.count("}")


def test_no_page_names_a_class_whose_rules_were_left_out() -> None:
    """Whoever draws something new of GOV.UK Frontend takes it out of `stylesheet.NOT_DRAWN` or `NOT_USED`."""
    upstream = (FOLDER / "vendor/govuk-frontend/govuk-frontend.min.css").read_text(encoding="utf-8")
    ours = [path for path in FOLDER.parent.parent.rglob("*") if path.suffix in {".html", ".py"}]
    named = {name for path in ours for name in CLASS.findall(path.read_text(encoding="utf-8").replace("!", r"\!"))}
    left_out = set(RULED.findall(upstream)) - set(RULED.findall(compose(upstream, "")))
    assert "govuk-button" in named
    assert sorted(named & left_out) == []


def test_the_colours_of_the_pack_are_the_last_word() -> None:
    painted = load_statics({"accent": "#123456"})
    css = painted.files[painted.address("arasha.css").removeprefix("/static/")].plain
    assert css.decode().endswith(":root{--accent:#123456;}")


def test_vendored_files_are_what_their_note_says() -> None:
    note = (FOLDER / "vendor" / "VENDORED.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"`([\w./-]+)` \| `([0-9a-f]{64})`", note))
    here = [path for path in (FOLDER / "vendor").rglob("*") if path.suffix in {".css", ".js"}]
    here += list((FOLDER / "fonts").glob("*.woff2"))
    found = {path.relative_to(FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in here}
    assert found == stated
    for folder in ("vendor/govuk-frontend", "vendor/htmx", "fonts"):
        assert (FOLDER / folder / "LICENSE").stat().st_size > 500


def test_our_own_scripts_are_comfort_of_a_few_hundred_bytes() -> None:
    for name in ("arasha.js", "desk.js"):
        assert len(gzip.compress(Path(FOLDER / name).read_bytes())) < 1_500
