"""The API for programs of officers: the same acts as on the page, problem details for everything that cannot be done."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from secrets import token_hex
from typing import Any

import httpx
import pytest

from cases.database import Database
from cases.packs.jurisdiction import Pack, load_pack
from cases.records import Reading
from cases.settings import Settings
from tests.builders import House, found_house, kazakhstan
from tests.harness.handling import damages, journal_of, records, snapshot
from tests.harness.json_schema import is_valid
from tests.harness.kinds import on_both
from tests.web.desk_browser import Browser, open_browser
from tests.web.test_desk_acting import NEW_ACT
from web.api.openapi import PROBLEM_SCHEMA

TRIAGE = {"issues": ["wages"]}


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now)


@pytest.fixture
def reference(house: House) -> str:
    return house.file(language="ru").reference


@pytest.fixture
def browser(house: House, settings: Settings) -> Browser:
    return open_browser(house, settings, "caseworker.39")


def ask(browser: Browser, path: str, *, language: str = "en") -> httpx.Response:
    return browser.client.get(f"/api/v1{path}", headers={"accept-language": language})


def send(
    browser: Browser, path: str, answers: Any, *, version: int | None = 0, key: str | None = None, language: str = "en",
    **changed: str,
) -> httpx.Response:  # fmt: skip
    """Send an act as a program does: token, key, version; *changed* headers go above them (`_` is `-`)."""
    headers = {
        "x-csrf-token": ask(browser, "/token").json()["token"],
        "idempotency-key": key or token_hex(),
        "content-type": "application/json",
        "accept-language": language,
    } | ({} if version is None else {"if-match": f'"{version}"'})
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    content = answers if isinstance(answers, bytes) else json.dumps(answers).encode()
    return browser.client.post(f"/api/v1{path}", content=content, headers=headers)


def act_of(browser: Browser, reference: str, name: str, *, number: int = 1) -> Mapping[str, Any]:
    case = ask(browser, f"/cases/{reference}").json()
    (proceeding,) = [each for each in case["proceedings"] if each["number"] == number]
    (act,) = [each for each in proceeding["acts"] if each["name"] == name]
    found: Mapping[str, Any] = act
    return found


def problem_of(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem that was told, in the shape that our document promises."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert is_valid(PROBLEM_SCHEMA, problem)
    assert problem["status"] == status
    return problem


def address(reference: str, act: str) -> str:
    return f"/cases/{reference}/proceedings/1/acts/{act}"


@on_both
def test_a_program_sees_what_may_be_done_and_does_it(house: House, browser: Browser, reference: str) -> None:
    seen = ask(browser, f"/cases/{reference}")
    assert (seen.status_code, seen.headers["etag"]) == (200, '"0"')
    assert seen.json()["facts"]["track"] == "harassment"
    assert act_of(browser, reference, "register")["possible"] is True
    done = send(browser, address(reference, "register"), {})
    assert (done.status_code, done.json()) == (
        200,
        {"reference": reference, "proceeding": 1, "stage": "registered", "waits": False},
    )
    triage = act_of(browser, reference, "triage")
    assert is_valid(triage["answers"], TRIAGE)
    version = int(done.headers["etag"].strip('"'))
    assert send(browser, address(reference, "triage"), TRIAGE, version=version).json()["stage"] != "registered"
    assert [each.act for each in journal_of(house, reference)][-2:] == ["complaint.register", "complaint.triage"]
    assert damages(house) == []


def test_a_program_reads_who_is_in_a_case_and_that_is_written_down(
    house: House, browser: Browser, reference: str
) -> None:
    browser.get(f"/desk/cases/{reference}/parties")
    browser.submit(f"{reference}/parties", name="Zhuldyz Omarova", contact="Through her sister", roles=["witness"])
    readings = len(records(house, Reading))
    found = ask(browser, f"/cases/{reference}/parties").json()
    (witness,) = [one for one in found if one["name"]]
    assert (witness["name"], witness["contact"]) == ("Zhuldyz Omarova", "Through her sister")
    assert [role["role"] for role in witness["roles"]] == ["witness"]
    assert len(records(house, Reading)) == readings + 1
    assert ask(browser, f"/cases/{reference}").json()["outcomes"] == []


def test_the_same_key_again_gives_the_first_answer_and_does_nothing(
    house: House, browser: Browser, reference: str
) -> None:
    key = token_hex()
    first = send(browser, address(reference, "register"), {}, key=key)
    before = snapshot(house)
    assert send(browser, address(reference, "register"), {}, key=key).json() == first.json()
    assert snapshot(house) == before


def test_a_program_that_saw_an_older_case_is_told_so(house: House, browser: Browser, reference: str) -> None:
    send(browser, address(reference, "register"), {})
    problem_of(send(browser, address(reference, "triage"), TRIAGE, version=0), 412)
    problem_of(send(browser, address(reference, "triage"), TRIAGE, version=None), 428)


def test_each_wrong_answer_is_named_in_the_callers_language(house: House, browser: Browser, reference: str) -> None:
    send(browser, address(reference, "register"), {})
    before = snapshot(house)
    told = {}
    for language in ("kk", "ru", "en"):
        wrong = {"issues": ["no_such"], "colour": "blue"}
        problem = problem_of(send(browser, address(reference, "triage"), wrong, version=1, language=language), 422)
        assert {each["field"] for each in problem["errors"]} >= {"colour"}
        told[language] = problem["errors"][0]["detail"]
    assert len(set(told.values())) == 3
    problem = problem_of(send(browser, address(reference, "triage"), {"issues": "wages"}, version=1), 422)
    assert [(each["field"], each["code"]) for each in problem["errors"]] == [("issues", "wrong_type")]
    assert snapshot(house) == before


def test_an_act_that_is_not_possible_says_why(browser: Browser, reference: str) -> None:
    problem = problem_of(send(browser, address(reference, "close"), {}), 409)
    assert problem["reason"] == "not_at_this_stage"
    assert problem["detail"] == "Not at this stage."
    assert problem_of(send(browser, address(reference, "fly"), {}), 409)["reason"] == "unknown_act"


BAD_BODIES = (
    b"",
    b"{",
    b"[]",
    b'"words"',
    b"null",
    b"\xff\xfe",
    b'{"a":' * 5_000,
    b'{"\\ud800": 1}',
    b'{"a": NaN}',
    b'{"a": Infinity}',
    b"{}trailing",
)
STRANGE: tuple[Any, ...] = (10**30, {"deep": {}}, [[]], None, "\x00", "\u202e")


def test_a_body_that_cannot_be_read_is_a_problem_and_changes_nothing(
    house: House, browser: Browser, reference: str
) -> None:
    before = snapshot(house)
    for body in BAD_BODIES:
        problem_of(send(browser, address(reference, "register"), body), 400)
    problem_of(send(browser, address(reference, "register"), b'{"a": "' + b"x" * 1_100_000 + b'"}'), 413)
    problem_of(send(browser, address(reference, "register"), {}, content_type="text/plain"), 400)
    problem_of(send(browser, address(reference, "register"), {}, key="short"), 400)
    problem_of(send(browser, address(reference, "register"), {str(each): 1 for each in range(600)}), 400)
    for value in STRANGE:
        assert send(browser, address(reference, "register"), {"a": value}).status_code in {200, 422}
        assert send(browser, address(reference, "close"), {"reason": value}).status_code in {409, 422, 412}
    assert [each.act for each in journal_of(house, reference)].count("complaint.register") <= 1
    assert {name for name, rows in snapshot(house).items() if rows != before[name]} <= {
        "journal", "cases", "clocks", "proceedings", "desk_rows", "measures", "tally_changes", "letters", "notices",
    }  # fmt: skip


def test_a_forged_token_or_another_site_is_refused(house: House, browser: Browser, reference: str) -> None:
    before = snapshot(house)
    problem_of(send(browser, address(reference, "register"), {}, x_csrf_token="forged"), 403)
    problem_of(send(browser, address(reference, "register"), {}, sec_fetch_site="cross-site"), 403)
    assert snapshot(house) == before


def test_nobody_gets_in_without_a_session_and_no_case_of_others_is_shown(
    house: House, settings: Settings, reference: str
) -> None:
    stranger = open_browser(house, settings)
    for path in ("/procedures", "/staff/openapi.json", "/token", f"/cases/{reference}"):
        problem_of(ask(stranger, path), 401)
    other = open_browser(house, settings, "caseworker.75")
    problem_of(ask(other, f"/cases/{reference}"), 404)
    problem_of(send(other, address(reference, "register"), {}), 404)
    for path in ("/cases/x", "/cases/2026-000000-0", "/nothing", "/procedures/none", "/cases/%00"):
        problem_of(ask(other, path), 404)
    problem_of(other.client.put("/api/v1/procedures"), 405)


@cache
def pack_with_a_new_act() -> Pack:
    files = dict(kazakhstan().files)
    head, anywhere, rest = files["procedures/complaint.yaml"].partition("\nanywhere:")
    return load_pack({**files, "procedures/complaint.yaml": head + anywhere + NEW_ACT.rstrip() + rest})


def test_an_act_that_is_new_in_a_procedure_file_works_at_once(house: House, settings: Settings) -> None:
    house.pack = pack_with_a_new_act()
    reference = house.file().reference
    browser = open_browser(house, settings, "caseworker.39")
    schema = act_of(browser, reference, "call_back")["answers"]
    assert schema["required"] == ["agreed"]
    assert schema["properties"]["weather"]["x-labels"] == {"kk": "Ауа райы", "ru": "Погода", "en": "Weather"}
    assert "complaint.call_back" in ask(browser, "/staff/openapi.json").json()["components"]["schemas"]
    listed = ask(browser, "/procedures/complaint").json()["stages"][0]["acts"]
    assert "call_back" in {each["name"] for each in listed}
    problem = problem_of(send(browser, address(reference, "call_back"), {"weather": "fair"}), 422)
    assert [(each["field"], each["code"]) for each in problem["errors"]] == [("agreed", "required")]
    answers = {"agreed": "2026-11-24", "weather": "fair"}
    assert is_valid(schema, answers)
    assert send(browser, address(reference, "call_back"), answers).status_code == 200
    browser.get(f"/desk/cases/{reference}")
    assert "Weather Fair" in browser.text


def test_every_procedure_is_listed_and_shown(house: House, browser: Browser) -> None:
    listed = ask(browser, "/procedures").json()
    assert {each["name"] for each in listed} == house.pack.procedures.keys()
    for each in listed:
        shown = ask(browser, f"/procedures/{each['name']}").json()
        assert {stage["name"] for stage in shown["stages"]} == house.pack.procedures[each["name"]].stages.keys()
