"""The doors, the headers, the forms and the pages about errors, on a small surface of the test's own."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import html5lib
import pytest
from jinja2 import DictLoader
from litestar import Request, Router, get, post
from litestar._kwargs import KwargsModel
from litestar.di import NamedDependency
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from cases import mailbox
from cases.database import Database
from cases.doors import signing_in
from cases.errors import AlreadySent, ChangedMeanwhile, Resting
from cases.settings import Settings
from cases.turns import HANDLERS
from cases.viewer import Complainant, Officer
from tests.builders import PASSPHRASE, House, found_house
from web.app import SURFACES, create_app
from web.kit.forms import DRAINED, LARGEST, Form
from web.kit.pages import Page, page, redirect
from web.late_reading import GOES_FIRST, Unread
from web.security import Access, OpenDoor, form_secret, new_form_secret, set_staff_cookie

LANGUAGES = ("kk", "ru", "en")
FORM = """{% extends "kit/public.html" %}{% block content %}<h1>{{ now | moment }}</h1>
<form method="post">{{ csrf_field() }}{{ act_key() }}</form>{% endblock %}"""
TEMPLATES = DictLoader({"form.html": FORM, "words.html": '{% extends "kit/public.html" %}'})
STORY = "They took my wages for three months."


@get("/words", access=Access.ANYONE, sync_to_thread=True)
def show_words(request: Request[Any, Any, Any]) -> Page:
    return page(request, "test/words.html")


@get("/token", access=Access.ANYONE, sync_to_thread=True)
def show_form(request: Request[Any, Any, Any]) -> Page:
    return page(request, "test/form.html")


@post("/token", access=Access.ANYONE, sync_to_thread=True)
def take_form(request: Request[Any, Any, Any], form: NamedDependency[Form]) -> Page:
    if form.one("how") == "fail":
        raise ZeroDivisionError(form.one("story"))
    if form.one("how") == "meanwhile":
        raise ChangedMeanwhile("2026-481516-3")
    if form.one("how") == "sent":
        raise AlreadySent("2026-481516-3")
    if form.one("how") == "rest":
        raise Resting(request.app.state.clock())
    response = redirect(request, "/token", query={"story": form.one("story"), "secret": form_secret(request).hex()})
    if form.one("how") == "rotate":
        new_form_secret(response, request)
    response.headers["x-key"] = form.submission.hex()
    return response


@get("/staff", access=Access.CASEWORK, sync_to_thread=True)
def staff_page(
    request: Request[Any, Any, Any], viewer: NamedDependency[Officer], now: NamedDependency[datetime]
) -> Page:
    assert isinstance(viewer, Officer)
    assert now == request.app.state.clock()
    return redirect(request, f"/{viewer.username}")


@post("/staff", access=Access.CASEWORK, sync_to_thread=True)
def staff_act(request: Request[Any, Any, Any], form: NamedDependency[Form]) -> Page:
    return redirect(request, "/done", query={"story": form.one("story")})


@get("/administration", access=Access.ADMINISTRATION, sync_to_thread=True)
def administration(request: Request[Any, Any, Any]) -> Page:
    return redirect(request, "/")


@get("/box/own", access=Access.COMPLAINANT, sync_to_thread=True)
def own_box(request: Request[Any, Any, Any], viewer: NamedDependency[Complainant]) -> Page:
    return redirect(request, f"/{viewer.actor}")


@post("/leave-test", access=Access.ANYONE, sync_to_thread=True, unprotected="leaving works from any page")
def leave(request: Request[Any, Any, Any], form: NamedDependency[Form]) -> Page:
    return redirect(request, "/left", query={"draft": form.one("draft")})


@get("/cookie/{value:str}", access=Access.ANYONE, sync_to_thread=True)
def give_cookie(request: Request[Any, Any, Any]) -> Page:
    response = redirect(request, "/token")
    set_staff_cookie(response, request, request.path_params["value"])
    return response


ROUTES = [show_words, show_form, take_form, staff_page, staff_act, administration, own_box, leave, give_cookie]


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    """A founded institution without staff: most doors are tried from outside."""
    return found_house(database, at=now, staffed=False)


@pytest.fixture
def client(settings: Settings, house: House) -> Iterator[TestClient[Any]]:
    app = create_app(settings, house.database, house.pack, house.secrets, house.clock, surfaces=ROUTES)
    app.state.templates.loader.mapping["test"] = TEMPLATES
    with TestClient(app, base_url="http://testserver.local") as client:
        client.follow_redirects = False
        yield client


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))


def strict(html: str) -> str:
    """The page, once a strict parser has taken it as HTML5."""
    html5lib.HTMLParser(strict=True).parse(html)
    return html


def test_every_handler_of_every_surface_declares_who_may_enter_and_checks_its_forms(
    settings: Settings, house: House
) -> None:
    app = create_app(settings, house.database, house.pack, house.secrets, house.clock)
    handlers = [handler for route in app.routes for handler in getattr(route, "route_handlers", ())]
    declared = [handler for handler in handlers if isinstance(handler.opt.get("access"), Access)]
    assert len(declared) >= len(SURFACES)
    assert {handler.handler_name for handler in handlers} - {h.handler_name for h in declared} <= {"options_handler"}


def test_every_handler_of_every_surface_can_be_read_when_it_is_asked_for(settings: Settings, house: House) -> None:
    app = create_app(settings, house.database, house.pack, house.secrets, house.clock)
    for route in (route for route in app.routes if isinstance(route, HTTPRoute)):
        unread = wanted_by(route).values()
        assert {type(each) for each in unread} == {Unread}
        assert {type(each.read) for each in unread} == {KwargsModel}
        assert {type(each) for each in wanted_by(route).values()} == {KwargsModel}


def test_a_handler_is_read_once_by_who_asks_for_it_first(client: TestClient[Any]) -> None:
    (route,) = (route for route in client.app.routes if route.path == "/{language:str}/token")
    assert type(wanted_by(route)["GET"]) is Unread
    assert client.get("/kk/token").status_code == 200
    read = wanted_by(route)["GET"]
    assert type(read) is KwargsModel
    assert client.get("/ru/token").status_code == 200
    assert wanted_by(route)["GET"] is read
    assert type(wanted_by(route)["POST"]) is Unread


def test_a_page_is_made_in_its_turn(settings: Settings, house: House) -> None:
    @get("/turn", access=Access.ANYONE, sync_to_thread=True)
    def tell_turn(request: Request[Any, Any, Any]) -> Page:
        return redirect(request, "/mine" if HANDLERS.is_mine() else "/nobodys")

    app = create_app(settings, house.database, house.pack, house.secrets, house.clock, surfaces=[tell_turn])
    with TestClient(app, base_url="http://testserver.local") as client:
        for _ in range(2):
            assert client.get("/kk/turn", follow_redirects=False).headers["location"] == "/kk/mine"
    assert not HANDLERS.is_mine()


def test_whoever_sends_a_complaint_goes_before_whoever_turns_a_page(settings: Settings, house: House) -> None:
    app = create_app(settings, house.database, house.pack, house.secrets, house.clock)
    first = {
        (method, route.path)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if GOES_FIRST in handler.opt
    }
    assert first == {
        ("POST", "/api/v1/complaints"),
        ("POST", "/{language:str}/complaint/{draft:str}/check"),
        ("POST", "/{language:str}/form/{draft:str}/check"),
    }


def wanted_by(route: HTTPRoute) -> dict[str, Any]:
    """By method: what the handler asks for, or what stands in its place."""
    return {method: wanted for method, (_, wanted) in route.route_handler_map.items()}


def test_who_may_enter_is_known_before_a_handler_was_read(settings: Settings, house: House) -> None:
    @get("/kept", sync_to_thread=True)
    def kept(request: Request[Any, Any, Any]) -> Page:
        return redirect(request, "/")

    room = Router("/room", route_handlers=[kept], opt={"access": Access.CASEWORK})
    app = create_app(settings, house.database, house.pack, house.secrets, house.clock, surfaces=[room])
    with TestClient(app, base_url="http://testserver.local") as client:
        answer = client.get("/kk/room/kept", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/kk/desk/sign-in")


def test_the_app_refuses_to_start_with_a_handler_that_does_not_say_who_may_enter(
    settings: Settings, house: House
) -> None:
    @get("/open", sync_to_thread=True)
    def nobody_thought_of_it() -> str:
        return ""

    with pytest.raises(OpenDoor, match="declares no access"):
        create_app(settings, house.database, house.pack, house.secrets, surfaces=[nobody_thought_of_it])


def test_the_app_refuses_to_start_with_a_change_that_reads_no_checked_form(settings: Settings, house: House) -> None:
    @post("/open", access=Access.ANYONE, sync_to_thread=True)
    def unchecked() -> str:
        return ""

    with pytest.raises(OpenDoor, match="takes no form"):
        create_app(settings, house.database, house.pack, house.secrets, surfaces=[unchecked])


@pytest.mark.parametrize(("asked", "expected"), [("ru-RU,ru;q=0.9", "ru"), ("de, en;q=0.5", "en"), ("", "kk")])
def test_the_first_page_is_in_the_language_of_the_browser_or_in_the_first_of_the_institution(
    client: TestClient[Any], asked: str, expected: str
) -> None:
    answer = client.get("/", headers={"accept-language": asked})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{expected}/")


def test_every_answer_forbids_inline_code_frames_and_storing(client: TestClient[Any]) -> None:
    for path in ("/", "/kk/token", "/kk/not-here", "/health/live", "/kk/staff"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_address_gets_a_page_in_the_language_of_the_address(client: TestClient[Any], language: str) -> None:
    answer = client.get(f"/{language}/not/here")
    html = strict(answer.text)
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in html
    assert f'href="/{language}/"' in html


def test_an_unknown_language_and_a_wrong_method_get_pages_and_not_bare_errors(client: TestClient[Any]) -> None:
    assert client.get("/de/token").status_code == 404
    assert client.get("/de/staff", follow_redirects=False).status_code == 404  # before anybody is led to a door
    assert "<h1" in strict(client.get("/de/token").text)
    wrong = client.put("/en/token")
    assert (wrong.status_code, "<h1" in strict(wrong.text)) == (405, True)
    assert "POST" in wrong.headers["allow"]


def test_a_form_that_was_shown_here_can_be_sent_and_keeps_every_letter(client: TestClient[Any]) -> None:
    fields = hidden(client.get("/kk/token").text)
    answer = client.post("/kk/token", data={**fields, "story": "Әлия — «ұят»\r\nіс"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/kk/token?story=%D3%98")
    assert "%0A" in answer.headers["location"]
    assert not re.search("%0D|%0A%0A", answer.headers["location"])
    assert answer.headers["x-key"] == fields["key"]


def test_only_a_page_with_a_form_leaves_a_cookie(client: TestClient[Any]) -> None:
    assert "set-cookie" not in client.get("/kk/words").headers
    cookie = client.get("/kk/token").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "set-cookie" not in client.get("/kk/token").headers


def test_two_pages_never_carry_the_same_token(client: TestClient[Any]) -> None:
    assert hidden(client.get("/kk/token").text)["csrf"] != hidden(client.get("/kk/token").text)["csrf"]


@pytest.mark.parametrize("token", ["", "forged", "A" * 64, "қ", None])
def test_a_forged_token_changes_nothing_and_gives_the_typed_words_back(
    client: TestClient[Any], token: str | None
) -> None:
    client.get("/en/token")
    data = {"story": STORY} if token is None else {"csrf": token, "story": STORY}
    answer = client.post("/en/token", data=data)
    assert answer.status_code == 403
    assert STORY in strict(answer.text)


def test_a_token_of_one_visit_does_not_open_another(client: TestClient[Any]) -> None:
    fields = hidden(client.get("/en/token").text)
    client.cookies.clear()
    client.get("/en/token")
    assert client.post("/en/token", data=fields).status_code == 403


def test_a_form_from_another_site_is_refused_even_with_a_good_token(client: TestClient[Any]) -> None:
    fields = hidden(client.get("/en/token").text)
    assert client.post("/en/token", data=fields, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_a_new_secret_leaves_other_open_forms_alone(client: TestClient[Any]) -> None:
    fields = hidden(client.get("/en/token").text)
    first = client.post("/en/token", data={**fields, "how": "rotate"}).headers["location"]
    second = client.post("/en/token", data=fields).headers["location"]
    assert "secret=" in first
    assert first != second


def test_leaving_works_from_any_page_without_a_token(client: TestClient[Any]) -> None:
    answer = client.post("/en/leave-test", data={"draft": "7"})
    assert answer.headers["location"] == "/en/left?draft=7"


def test_five_megabytes_of_text_get_a_page_that_says_so(client: TestClient[Any]) -> None:
    fields = hidden(client.get("/ru/token").text)
    answer = client.post("/ru/token", data={**fields, "story": "я" * 2_500_000})
    assert answer.status_code == 413
    assert '<html lang="ru"' in strict(answer.text)
    assert LARGEST < 5_000_000 < DRAINED


@pytest.mark.parametrize("body", [b"story=%ff%fe", b"\xff\xfe=1", b"story=\xd0", b"a&" * 3000, b"csrf=\xff"])
def test_broken_letters_and_thousands_of_fields_get_a_clear_page(client: TestClient[Any], body: bytes) -> None:
    client.get("/kk/token")
    answer = client.post("/kk/token", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 400
    strict(answer.text)


@pytest.mark.parametrize("kind_of_body", ["application/json", "multipart/form-data", "text/plain", "nonsense/;;"])
def test_what_is_not_a_form_gets_a_clear_page(client: TestClient[Any], kind_of_body: str) -> None:
    answer = client.post("/en/token", content=b'{"a": 1}', headers={"content-type": kind_of_body})
    assert answer.status_code == 400
    strict(answer.text)


def test_a_form_without_a_sound_key_gets_a_clear_page(client: TestClient[Any]) -> None:
    fields = hidden(client.get("/en/token").text)
    assert client.post("/en/token", data={"csrf": fields["csrf"], "key": "x"}).status_code == 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unexpected_error_gives_a_number_the_typed_words_and_nothing_of_the_code(
    client: TestClient[Any], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = hidden(client.get(f"/{language}/token").text)
    data = {**fields, "how": "fail", "story": STORY, "passphrase": "seven quiet storks"}
    answer = client.post(f"/{language}/token", data=data)
    html = strict(answer.text)
    incident = re.search(r"\b\d{8}\b", html)
    logged = capsys.readouterr().err
    assert answer.status_code == 500
    assert incident
    assert incident.group() in logged
    assert "ZeroDivisionError" in logged
    assert STORY not in logged
    assert STORY in html
    assert "storks" not in html
    assert "ZeroDivision" not in html
    assert "Traceback" not in html


@pytest.mark.parametrize(("how", "status", "shown"), [("meanwhile", 409, STORY), ("sent", 409, "2026-481516-3")])
def test_domain_errors_become_pages_with_their_facts(
    client: TestClient[Any], how: str, status: int, shown: str
) -> None:
    fields = hidden(client.get("/kk/token").text)
    answer = client.post("/kk/token", data={**fields, "how": how, "story": STORY})
    assert answer.status_code == status
    assert shown in strict(answer.text)


def test_a_resting_name_is_told_until_when_in_local_time(client: TestClient[Any]) -> None:
    fields = hidden(client.get("/kk/token").text)
    answer = client.post("/kk/token", data={**fields, "how": "rest"})
    assert answer.status_code == 429
    assert "23.11.2026, 09:30" in answer.text


def test_a_page_for_staff_leads_to_the_sign_in_and_back(client: TestClient[Any]) -> None:
    answer = client.get("/ru/staff")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ru/desk/sign-in?next=%2Fru%2Fstaff")
    client.get("/ru/cookie/nonsense")
    assert client.get("/ru/staff").status_code == 303


def test_a_form_sent_after_the_session_ended_gives_the_typed_words_back(client: TestClient[Any]) -> None:
    fields = hidden(client.get("/en/token").text)
    answer = client.post("/en/staff", data={**fields, "story": STORY})
    assert answer.status_code == 403
    assert STORY in strict(answer.text)


def sign_in(client: TestClient[Any], house: House, username: str) -> None:
    """Put the cookie of a real session into the client."""
    signed_in = signing_in.sign_in(
        house.database,
        username=username,
        passphrase=PASSPHRASE,
        code=house.totp(username),
        secrets=house.secrets,
        at=house.clock(),
    )
    client.cookies.set("arasha", signed_in.cookie, domain="testserver.local")


def test_an_officer_enters_what_their_role_opens_and_nothing_else(client: TestClient[Any], house: House) -> None:
    house.employ("aigul", "KZ-75", "caseworker")
    sign_in(client, house, "aigul")
    assert client.get("/kk/staff").headers["location"] == "/kk/aigul"
    refused = client.get("/kk/administration")
    assert refused.status_code == 403
    strict(refused.text)


def test_a_session_ends_when_nobody_uses_it_for_half_an_hour(client: TestClient[Any], house: House) -> None:
    house.employ("aigul", "KZ-75", "caseworker")
    sign_in(client, house, "aigul")
    house.clock.move(minutes=20)
    assert client.get("/kk/staff").headers["location"] == "/kk/aigul"
    house.clock.move(minutes=20)
    assert client.get("/kk/staff").headers["location"] == "/kk/aigul"
    house.clock.move(minutes=31)
    assert "sign-in" in client.get("/kk/staff").headers["location"]


def test_a_complainant_enters_their_mailbox_and_no_page_for_staff(client: TestClient[Any], house: House) -> None:
    receipt = house.file()
    cookie = mailbox.enter(house.database, receipt.code or "", secrets=house.secrets, at=house.clock())
    client.cookies.set("arasha-box", cookie, domain="testserver.local")
    assert client.get("/kk/box/own").headers["location"] == "/kk/complainant"
    assert "sign-in" in client.get("/kk/staff").headers["location"]


def test_a_mailbox_page_without_its_cookie_leads_to_the_door(client: TestClient[Any]) -> None:
    assert client.get("/kk/box/own").headers["location"] == "/kk/mailbox"


def test_pages_are_compressed_except_for_requests_that_another_site_caused(client: TestClient[Any]) -> None:
    plain = client.get("/en/token", headers={"sec-fetch-site": "cross-site"})
    packed = client.get("/en/token", headers={"sec-fetch-site": "same-origin"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "accept-encoding"


def test_behind_tls_cookies_are_secure_and_tied_to_the_host(settings: Settings, house: House) -> None:
    behind = Settings(data=settings.data, secrets=settings.secrets, tls=True)
    app = create_app(behind, house.database, house.pack, house.secrets, house.clock, surfaces=ROUTES)
    app.state.templates.loader.mapping["test"] = TEMPLATES
    with TestClient(app, base_url="https://testserver.local") as client:
        answer = client.get("/kk/token")
        sent = client.post("/kk/token", data=hidden(answer.text), follow_redirects=False)
    assert answer.headers["set-cookie"].startswith("__Host-arasha-form=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]
    assert sent.status_code == 303
