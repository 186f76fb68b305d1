"""The API against its own document: whatever a program sends, an answer that was declared, in the form that was declared."""

import json
from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from cases.settings import Settings
from tests.builders import House
from tests.harness.openapi import ANY_TEXT, Drawing, Operation, operations_of
from tests.web.desk_browser import open_browser
from tests.web.test_api import problem_of
from tests.web.test_api_intake import ANSWERS, file

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
some = examples(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
CODE = "1234 5678 9012 3456 7890"
WRONG: Mapping[str, Any] = {
    "a number": 7,
    "a list in a list": [["x"]],
    "an object": {"a": 1},
    "no such choice": "no such",
}
"""What an answer of text, of choices or of yes and no never is; of text the last is good."""


class Program:
    """Somebody's program with a complaint of its own, and an officer's with a case: what their addresses may name."""

    def __init__(self, house: House, settings: Settings) -> None:
        many = replace(settings, filings_free=100_000, filings_bulk=100_000)
        self.client = open_browser(house, many, "caseworker.39").client
        filed = file(self.client).json()
        self.reference, self.code = filed["reference"], filed["code"]
        self.token = self.client.get("/api/v1/token").json()["token"]
        self.drawing = Drawing()
        self.public = operations_of(self.client.get("/api/v1/openapi.json").json())
        self.staff = operations_of(self.client.get("/api/v1/staff/openapi.json").json())
        opened = self.client.post("/api/v1/mailbox", json={"code": self.code}, headers={"idempotency-key": token_hex()})
        self.mailbox = opened.json()["mailbox"]
        self.known: Mapping[str, list[str]] = {
            "name": ["core", "complaint"], "reference": [self.reference], "number": ["1"], "x-mailbox": [self.mailbox],
            "x-csrf-token": [self.token], "x-file-name": ["a.txt"], "if-match": ['"0"', '"1"'],
            "act": ["register", "triage", "close", "withdraw"],
        }  # fmt: skip

    def draw(self, operation: Operation, data: st.DataObject) -> httpx.Response:
        """One request to *operation*: sound, or wrong here and there."""
        path, headers = operation.path, {"accept-language": "en"}
        for each in operation.parameters:
            right = (
                st.sampled_from(self.known[each["name"]])
                if each["name"] in self.known
                else self.drawing.sound(each["schema"])
            )
            value = data.draw(right if data.draw(st.integers(0, 4)) else ANY_TEXT.map(lambda text: text[:200]))
            if each["in"] == "path":
                path = path.replace(f"{{{each['name']}}}", quote(value, safe="") or "x")
            elif data.draw(st.integers(0, 9)):
                headers[each["name"]] = quote(value, safe=" !\"'()*+,-./:;<=>?@[]_`{|}~")
        sent = b""
        if operation.media == "application/json":
            shape = data.draw(st.sampled_from(operation.bodies))
            body = (
                self.drawing.nearly(shape, data) if data.draw(st.booleans()) else data.draw(self.drawing.sound(shape))
            )
            if isinstance(body, dict) and "code" in body and data.draw(st.booleans()):
                body["code"] = self.code
            sent = json.dumps(body).encode()
            headers["content-type"] = "application/json"
        elif operation.media:
            sent = data.draw(st.binary(max_size=60))
            headers["content-type"] = operation.media
        return self.client.request(
            operation.method.upper(), f"/api/v1{path}", content=sent, headers=headers, follow_redirects=False
        )


@pytest.fixture
def program(house: House, settings: Settings) -> Program:
    return Program(house, settings)


@pytest.mark.parametrize("part", ["public", "staff"])
@some
@given(data=st.data())
def test_every_answer_is_one_that_the_document_declares(program: Program, part: str, data: st.DataObject) -> None:
    for operation in getattr(program, part):
        operation.check(program.draw(operation, data))


@some
@given(name=st.sampled_from(sorted(ANSWERS)), wrong=st.sampled_from(sorted(WRONG)))
def test_a_wrong_answer_is_named_and_nothing_else(program: Program, name: str, wrong: str) -> None:
    if isinstance(ANSWERS[name], str) and wrong == "no such choice" and name == "story":
        return
    problem = problem_of(file(program.client, {**ANSWERS, name: WRONG[wrong]}), 422)
    assert [each["field"] for each in problem["errors"]] == [name]
