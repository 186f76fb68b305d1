"""The API against its own document: whatever a program sends, an answer that was declared, in the form that was declared."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from msgspec.structs import replace

from cases.doors import integrations
from cases.settings import Settings
from cases.viewer import System
from tests.builders import House
from tests.harness.by_document import Driven, drive
from tests.harness.crowds import session_of
from tests.harness.serving import served
from tests.web.desk_browser import open_browser
from tests.web.test_api import problem_of
from tests.web.test_api_intake import ANSWERS, file

FULL = bool(os.environ.get("FULL"))
EXAMPLES = 30 if FULL else 5
LONG = ("recordAct",) if FULL else ("recordAct", "addAnswers")
"""Their bodies are of any act and of any questionnaire: thousands of edges, of acts more than minutes are enough for."""
ORDINARY: Sequence[str] = ["2xx", "401", "403", "404", "409", "412", "422", "429"]
SINGLE: list[Mapping[str, Any]] = [
    *({"include-operation-id": name, "phases": {"coverage": {"enabled": False}}} for name in LONG),
    *(
        {
            "include-operation-id": name,
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ORDINARY},
                "negative_data_rejection": {"enabled": name == "addFile"},
            },
        }
        for name in ("fileComplaint", "addAnswers", "recordAct", "addFile")
    ),
]
"""Answers to questions and files. No schema can say which questions are asked at all, which act is allowed now and which kinds of
files are taken; and the reader of answers takes more than the schema says: blanks for no answer, codes twice, anything to what is
not asked (`tests/web/test_api_schemas.py` says what)."""
WRONG: Mapping[str, Any] = {
    "a number": 7,
    "a list in a list": [["x"]],
    "an object": {"a": 1},
    "no such choice": "no such",
}
"""What an answer of text, of choices or of yes and no never is; of text the last is good."""


@dataclass
class Programs:
    """A served house, and what its programs know: somebody's, with a complaint of its own; an officer's, with a case."""

    house: House
    address: str

    def __post_init__(self) -> None:
        with httpx.Client(base_url=self.address) as client:
            filed = file(client).json()
            sent = {"code": filed["code"]}
            opened = client.post("/api/v1/mailbox", json=sent, headers={"idempotency-key": token_hex()}).json()
            self.cookie = {"cookie": f"arasha={session_of(self.house, 'caseworker.39')}"}
            answer = client.get("/api/v1/token", headers=self.cookie)
        self.cookie["cookie"] += "".join(f"; {name}={value}" for name, value in answer.cookies.items())
        self.outside = {"header.x-mailbox": [opened["mailbox"]], "path.name": ["core", "about"]}
        self.inside = {
            "path.reference": [filed["reference"]], "path.name": ["complaint"], "header.x-csrf-token": [answer.json()["token"]],
            "header.if-match": ['"0"', '"1"'], "path.act": ["register", "triage", "close", "withdraw"],
        }  # fmt: skip

    def token(self) -> Mapping[str, str]:
        made = self.house.database.write(
            integrations.make, name="Терминал", channel="terminal", scopes=integrations.SCOPES, viewer=System(),
            at=self.house.clock(),
        )  # fmt: skip
        return {"authorization": f"Bearer {made}"}


@pytest.fixture
def client(house: House, settings: Settings) -> httpx.Client:
    return open_browser(house, unhindered(settings)).client


def unhindered(settings: Settings) -> Settings:
    """*settings* of a house where much may come from one connection."""
    return replace(settings, filings_free=100_000, filings_bulk=100_000)


@pytest.fixture
def programs(house: House, settings: Settings) -> Iterator[Programs]:
    with served(house, unhindered(settings)) as address:
        yield Programs(house, address)


@pytest.mark.parametrize("who", ["anybody", "a program with a token", "an officer"])
def test_every_answer_is_one_that_the_document_declares(programs: Programs, kind: str, who: str) -> None:
    boundaries = FULL or (kind == "sqlite" and who != "a program with a token")
    driven = drive_as(who, programs, boundaries=boundaries)
    assert not driven.findings, "\n\n".join(f"{where}\n{told}" for where, told in driven.findings.items())
    if boundaries:
        assert driven.undone <= {"recordAct"}, "what was never done well says nothing of how it answers then"


def drive_as(who: str, programs: Programs, *, boundaries: bool) -> Driven:
    if who == "an officer":
        return drive(
            f"{programs.address}/api/v1", "/staff/openapi.json", headers=programs.cookie, known=programs.inside,
            examples=EXAMPLES, boundaries=boundaries, single=SINGLE,
        )  # fmt: skip
    headers = programs.token() if who == "a program with a token" else {"accept-language": "ru"}
    return drive(
        f"{programs.address}/api/v1", "/openapi.json", headers=headers, known=programs.outside, examples=EXAMPLES,
        boundaries=boundaries, single=SINGLE,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@examples(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(ANSWERS)), wrong=st.sampled_from(sorted(WRONG)))
def test_a_wrong_answer_is_named_and_nothing_else(client: httpx.Client, name: str, wrong: str) -> None:
    if wrong == "no such choice" and name == "story":
        return
    problem = problem_of(file(client, {**ANSWERS, name: WRONG[wrong]}), 422)
    assert [each["field"] for each in problem["errors"]] == [name]
