"""The API for programs of others: what a form would send, filed once, followed by the code."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

import httpx
import pytest

from cases.database import Database
from cases.doors import integrations
from cases.settings import Settings
from cases.viewer import System
from tests.builders import House, found_house
from tests.harness.handling import case_of, damages, snapshot
from tests.harness.json_schema import is_valid
from tests.harness.kinds import on_both
from tests.web.desk_browser import open_browser
from tests.web.test_api import problem_of
from web.api.openapi_public import MAILBOX_SCHEMA, RECEIPT

STORY = "Бізге үш ай жалақы төленбеді, сұрасақ қорқытады."
ANSWERS = {
    "danger_24h": "no", "filed_by": "self", "track": "business", "story": STORY, "region": "KZ-39", "contact_route": "code_only",
    "shared_phone": "no", "body_kind": "private", "about_us": "no", "identity": "named", "consents": ["processing"],
}  # fmt: skip


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    return found_house(database, at=now)


@pytest.fixture
def client(house: House, settings: Settings) -> httpx.Client:
    return open_browser(house, settings).client


def send(
    client: httpx.Client, path: str, body: Any, *, key: str | None = None, language: str = "en", **headers: str
) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"idempotency-key": key or token_hex(), "content-type": "application/json", "accept-language": language}
    return client.post(
        f"/api/v1{path}", content=content, headers=sent | {name.replace("_", "-"): it for name, it in headers.items()}
    )


def file(client: httpx.Client, answers: Mapping[str, Any] = ANSWERS, **headers: str) -> httpx.Response:
    body = {"questionnaire": "core", "language": "kk", "answers": answers}
    return send(client, "/complaints", body, **headers)


@on_both
def test_a_program_reads_the_questionnaire_files_a_complaint_and_follows_it(house: House, client: httpx.Client) -> None:
    listed = client.get("/api/v1/questionnaires").json()
    (core,) = [each for each in listed if each["files_a_complaint"]]
    asked = client.get(f"/api/v1/questionnaires/{core['name']}", headers={"accept-language": "kk"}).json()
    assert is_valid(asked["answers"], ANSWERS)
    assert {"danger_24h", "story"} <= {each["name"] for page in asked["pages"] for each in page["questions"]}

    filed = file(client)
    assert filed.status_code == 201
    assert is_valid(RECEIPT, filed.json())
    receipt = filed.json()
    assert receipt["unit"]["code"] == "KZ-39"
    opened = send(client, "/mailbox", {"code": receipt["code"]}).json()
    inside = {"x_mailbox": opened["mailbox"]}
    assert send(client, "/mailbox/messages", {"text": "Тағы бір күн өтті."}, **inside).status_code == 201
    assert send(client, "/mailbox/answers", {"respondent_name": "«Ақтас» ЖШС"}, **inside).status_code == 201
    name = "%D1%81%D1%83%D1%80%D0%B5%D1%82.txt"
    kept = client.post(
        "/api/v1/mailbox/files",
        content="табель".encode(),
        headers={"x-mailbox": opened["mailbox"], "x-file-name": name},
    )
    assert (kept.status_code, kept.json()) == (201, {"name": "сурет.txt"})
    seen = client.get("/api/v1/mailbox", headers={"x-mailbox": opened["mailbox"], "accept-language": "en"}).json()
    assert {name: seen[name] for name in MAILBOX_SCHEMA["required"]}
    assert (seen["reference"], seen["open"], seen["due"]) == (receipt["reference"], True, receipt["due"])
    assert "Тағы бір күн өтті." in [each["text"] for each in seen["messages"]]
    assert [each["name"] for each in seen["files"]] == ["сурет.txt"]
    assert damages(house) == []


def test_an_answer_that_was_lost_is_given_again_and_nothing_is_filed_twice(house: House, client: httpx.Client) -> None:
    key = token_hex()
    first = file(client, key=key)
    before = snapshot(house)
    assert file(client, key=key).json() == first.json()
    assert file(client, key=key).status_code == 201
    assert snapshot(house) == before


def test_one_key_never_hands_over_the_receipt_of_other_answers(house: House, client: httpx.Client) -> None:
    key = token_hex()
    first = file(client, key=key).json()
    other = problem_of(file(client, {**ANSWERS, "story": "Another story."}, key=key), 409)
    assert first["code"] not in json.dumps(other)
    house.clock.move(hours=2)
    late = problem_of(file(client, key=key), 409)
    assert first["code"] not in json.dumps(late)


def test_each_wrong_member_is_named_in_the_callers_language(house: House, client: httpx.Client) -> None:
    before = snapshot(house)
    wrong = {**ANSWERS, "story": "", "region": "KZ-99", "nothing": "x", "consents": "processing"}
    problem = problem_of(file(client, wrong, language="ru"), 422)
    assert {each["field"] for each in problem["errors"]} == {"nothing", "consents"}
    del wrong["nothing"], wrong["consents"]
    problem = problem_of(file(client, wrong, language="ru"), 422)
    assert {"story", "region", "consents"} == {each["field"] for each in problem["errors"]}
    outside = problem_of(send(client, "/complaints", {"questionnaire": "other", "language": "de", "more": 1}), 422)
    assert {each["field"] for each in outside["errors"]} == {"questionnaire", "language", "more", "answers"}
    for body in (b"[]", b"{", b"\xff", b'{"answers": 1}', json.dumps({"answers": {"story": "x" * 5_000_000}}).encode()):
        assert 400 <= send(client, "/complaints", body).status_code < 500
    assert snapshot(house) == before


def test_a_mailbox_opens_by_nothing_but_its_code(client: httpx.Client) -> None:
    file(client)
    for code in ("1234 5678 9012 3456 7890", "", 7, None):
        problem_of(send(client, "/mailbox", {"code": code}), 404)
    for headers in ({}, {"x-mailbox": "nonsense"}, {"cookie": "arasha-box=nonsense"}):
        problem_of(client.get("/api/v1/mailbox", headers=headers), 401)


def test_a_token_opens_what_its_scopes_name_until_it_is_ended(house: House, client: httpx.Client) -> None:
    at = house.clock()
    token = house.database.write(
        integrations.make, name="Терминал", channel="terminal", scopes=["complaints"], viewer=System(), at=at
    )
    filed = file(client, authorization=f"Bearer {token}")
    assert case_of(house, filed.json()["reference"]).facts["channel"] == "terminal"
    problem_of(send(client, "/mailbox", {"code": "x"}, authorization=f"Bearer {token}"), 403)
    for given in (f"Bearer {token}x", "Basic abc", "Bearer "):
        problem_of(file(client, authorization=given), 401)
    (one,) = house.database.read(integrations.listed, viewer=System())
    house.database.write(integrations.end, one.id, viewer=System(), at=at + timedelta(minutes=1))
    problem_of(file(client, authorization=f"Bearer {token}"), 401)
