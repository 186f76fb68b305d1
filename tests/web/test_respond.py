"""The bodies' page: in by link and PIN, an answer with files, and nothing else by it."""

import re

import pytest
from litestar.testing import TestClient

from cases.records import BodyLink, Evidence
from cases.settings import Settings
from cases.vault.links import MOST_WRONG
from tests.builders import House
from tests.harness.app import app_of
from tests.harness.bodies import ASKED, ask_body
from tests.harness.handling import OFFICER, TO_INQUIRY, damages, open_file, records, walk
from tests.web.desk_browser import Browser, open_browser


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
def body(house: House, settings: Settings) -> Browser:
    """Somebody at the asked body, with a browser of their own."""
    return Browser(TestClient(app_of(house, settings), base_url="http://desk.test"))


def test_from_the_officers_page_to_the_bodys_answer_and_back(house: House, settings: Settings, body: Browser) -> None:
    reference = house.file(respondent_may_know="without_name").reference
    walk(house, reference, (*TO_INQUIRY, ASKED))
    desk = open_browser(house, settings, OFFICER)
    desk.get(f"/desk/cases/{reference}/bodies/2")
    assert "Who was on duty that day?" in desk.text  # the words of the request, for the officer to go through
    assert "did not agree to be named" in desk.text
    desk.submit("/bodies/2", text="Who was on duty on 3 November?", address="not an address")
    assert desk.page.status_code == 422
    desk.submit("/bodies/2", text="Who was on duty on 3 November?", address="office@moe.example.kz")
    token = re.search(r"/respond/([a-z2-7]{32})", desk.page.text)
    pin = re.search(r"<span>(\d{4})</span> <span>(\d{4})</span>", desk.page.text)
    assert token is not None
    assert pin is not None
    assert body.client.get(f"/respond/{token[1]}", follow_redirects=False).headers["location"].endswith(token[1])
    body.get(f"/respond/{token[1]}")
    body.submit("", pin="11111111")
    assert body.page.status_code == 422
    assert "Who was on duty" not in body.text
    body.submit("", pin=f" {pin[1]}-{pin[2]}")
    assert body.page.url.path == "/en/respond/request"
    assert "Who was on duty on 3 November?" in body.text
    assert "15 working days are left" in body.text
    assert reference not in body.page.text
    body.get("/respond/acts/record_answer")
    body.submit("", answer="")
    assert "Enter an answer" in body.text
    body.submit("", answer="Nobody was.")
    assert body.page.url.path.startswith("/en/respond/sent/")
    assert "Nobody was." in body.text
    assert re.search(r"\b[0-9a-f]{64}\b", body.text)
    desk.get(f"/desk/cases/{reference}/bodies/2")
    assert "The body itself, through its link" in desk.text
    assert "Nobody was." in desk.text
    desk.submit("/words", text="And the day after?")
    body.get("/respond/request")
    assert "And the day after?" in body.text
    desk.submit("/withdraw")
    body.get("/respond/request")
    assert body.page.url.path == "/en/respond"
    assert damages(house) == []


def enter(house: House, body: Browser) -> str:
    reference = house.file().reference
    link = ask_body(house, reference)
    body.get(f"/respond/{link.token}")
    body.submit("", pin=link.pin)
    return reference


def test_a_file_goes_into_the_case_and_does_not_come_back(house: House, body: Browser) -> None:
    reference = enter(house, body)
    body.get("/respond/files")
    token = next(each.get("value") for each in body.form("/respond/files").iter("input") if each.get("name") == "csrf")
    content = b"\xd0\x9e\xd1\x82\xd0\xb2\xd0\xb5\xd1\x82 \xd1\x88\xd0\xba\xd0\xbe\xd0\xbb\xd1\x8b.\n" * 200_000
    page = body.client.post(
        "/en/respond/files",
        data={"csrf": token},
        files={"file": ("answer.txt", content), "more": ("evil.txt", b"\x00\x01\x02")},
    )
    assert page.status_code == 422
    assert "evil.txt" in page.text
    body.get("/respond/request")
    assert "answer.txt" in body.text
    (file,) = open_file(house, reference).files
    assert (file.name, file.size, file.from_body) == ("answer.txt", len(content), True)
    assert not re.search(r'href="[^"]*files/\d', body.page.text)
    assert damages(house) == []
    assert len(records(house, Evidence)) == 1


def test_an_officer_opens_what_a_body_sent(house: House, settings: Settings, body: Browser) -> None:
    reference = enter(house, body)
    body.get("/respond/files")
    token = next(each.get("value") for each in body.form("/respond/files").iter("input") if each.get("name") == "csrf")
    body.client.post("/en/respond/files", data={"csrf": token}, files={"file": ("answer.txt", "Иә.\n".encode())})
    desk = open_browser(house, settings, OFFICER)
    desk.get(f"/desk/cases/{reference}")
    assert "From the body that was asked" in desk.text
    (file,) = records(house, Evidence)
    assert desk.client.get(f"/en/desk/cases/{reference}/files/{file.id}/original").content == "Иә.\n".encode()


def test_what_was_written_is_not_lost_when_the_page_closes_itself(house: House, body: Browser) -> None:
    enter(house, body)
    body.get("/respond/acts/record_answer")
    house.clock.move(hours=2)
    body.submit("", answer="All that we found out in two hours.")
    assert body.page.status_code == 403
    assert "All that we found out in two hours." in body.text
    assert "Open the address from our letter again" in body.text


def test_tokens_and_pins_of_any_shape_are_answered_calmly(house: House, body: Browser) -> None:
    link = ask_body(house, house.file().reference)
    strange = (
        "",
        "a",
        "a" * 32,
        "A" * 32,
        link.token[:-1],
        f"{link.token}x",
        "%00",
        "../desk",
        "request%2F..",
        "ә" * 40,
        "'--",
        "7" * 500,
    )
    pins = ("", "1", "12345678", "1234567890", "ә", "１２３４５６７８", "-1", "' or 1=1", "0" * 5000, "\x00")
    body.get(f"/respond/{link.token}")
    csrf = next(each.get("value") for each in body.form("").iter("input") if each.get("name") == "csrf")
    for token in strange:
        shown = body.client.get(f"/en/respond/{token}")
        assert shown.status_code in {200, 404}, token
    for number, pin in enumerate(pins):
        for token in (link.token, strange[number % len(strange)] or "z"):
            got = body.client.post(f"/en/respond/{token}", data={"csrf": csrf, "pin": pin})
            assert got.status_code in {404, 405, 422}, (token, pin, got.status_code)
    (row,) = records(house, BodyLink)
    assert row.wrong <= MOST_WRONG


def test_a_guesser_waits_longer_and_longer_and_the_page_tells_nothing_of_links(house: House, body: Browser) -> None:
    link = ask_body(house, house.file().reference)
    seen = set()
    for token in (link.token, "b" * 32):
        body.get(f"/respond/{token}")
        body.submit("", pin="00000000" if link.pin != "00000000" else "11111111")
        assert body.page.status_code == 422
        seen.add(re.sub(r'value="[^"]*"', "", body.page.text.replace(token, "")))
        assert body.page.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in body.page.headers["x-robots-tag"]
    assert len(seen) == 1


def test_a_bodys_cookie_opens_nothing_that_nobody_could_open(house: House, settings: Settings, body: Browser) -> None:
    """Every address of the application, with a body's open link: beyond its own page it is anybody."""
    reference = enter(house, body)
    nobody = TestClient(body.client.app, base_url="http://desk.test")
    fill = {"{reference}": reference, "{number}": "2", "{token}": "a" * 32}
    for route in body.client.app.routes:
        path = re.sub(r":\w+\}", "}", route.path).replace("{language}", "en")
        if not path.startswith("/en/") or path.startswith("/en/respond/") or "GET" not in route.methods:
            continue
        for name, value in fill.items():
            path = path.replace(name, value)
        path = re.sub(r"\{\w+\}", "1", path)
        as_body, as_nobody = (one.get(path, follow_redirects=False) for one in (body.client, nobody))
        assert (as_body.status_code, as_body.headers.get("location")) == (
            as_nobody.status_code,
            as_nobody.headers.get("location"),
        ), path
        assert as_body.status_code < 500, path
