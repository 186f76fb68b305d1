"""Nothing of anybody in a log: secrets planted through every surface, errors of every kind, one real server process."""

import ast
import base64
import json
import logging
import re
import socket
import sqlite3
import sys
import threading
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from cases import logs
from cases.settings import Settings
from tests.builders import ORDINARY, House
from tests.harness.serving import served
from tests.web.public_visitor import Visitor
from web.serving import server_options

MARK = "Қызғалдақ-7731-zmeyka"
NAME, PHRASE, CODE, ADDRESS = "Ыстықбай Сағадат", f"Менің құпиям {MARK}", "4815 1623 4227 9081 4710", "203.0.113.199"
SECRETS = (MARK, NAME, CODE, CODE.replace(" ", ""), ADDRESS, "correct-horse-9981", "paper-7731.pdf", "zmeyka")


def spellings(secret: str) -> set[str]:
    """How a value may be written in a line: as it is, percent-encoded, escaped, in base64 or hex."""
    raw = secret.encode()
    return {
        secret, quote(secret), ascii(secret)[1:-1], raw.hex(), base64.b64encode(raw).decode().rstrip("=")[:-1],
        repr(raw)[2:-1],
    }  # fmt: skip


def found_in(text: str) -> list[str]:
    return [secret for secret in SECRETS for spelling in spellings(secret) if spelling.lower() in text.lower()]


def raw_request(address: str, request: bytes) -> None:
    """Bytes that no client library would send."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(request)
        line.recv(100)


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What this process would log, with everything put back afterwards."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level, sys.excepthook, threading.excepthook, sys.unraisablehook)
    for name in ("uvicorn", "uvicorn.error", "asyncio"):  # as an earlier test's server may have set them up
        library = logging.getLogger(name)
        library.setLevel(logging.NOTSET)
        library.handlers.clear()
        library.propagate = True
    out = StringIO()
    logs.begin_logging(out)
    yield out
    root.handlers[:], root.level, sys.excepthook, threading.excepthook, sys.unraisablehook = before
    logging.raiseExceptions = True
    logs.log.out = None


def test_no_log_line_of_a_server_holds_anything_of_anybody(
    house: House, settings: Settings, lines: StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        served(house, settings, **server_options(settings)) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        told = {
            "x-forwarded-for": ADDRESS,
            "referer": f"https://{MARK.encode().hex()}.example/",
            "user-agent": "zmeyka",
        }
        client.headers.update(told)
        visitor = Visitor(client)
        for path in (
            f"/kk/{quote(MARK)}",
            f"/kk/complaint/{quote(MARK)}/check",
            f"/en/?q={quote(MARK)}",
            f"/api/v1/{quote(NAME)}",
        ):
            client.get(path)
        visitor.send({**ORDINARY, "story": [PHRASE]})
        visitor.get("/mailbox")
        visitor.submit({"code": [CODE]})
        visitor.get("/desk/sign-in")
        visitor.submit(
            {"username": [NAME], "passphrase": ["correct-horse-9981"], "code": ["123456"]}, action="/desk/sign-in"
        )
        client.post("/api/v1/complaints", content=PHRASE.encode(), headers={"idempotency-key": "zmeyka-" * 4})
        client.post("/en/complaint", content=b"\xff\xfe" + PHRASE.encode())
        client.post("/en/mailbox/files", data={"csrf": MARK}, files={"files": ("paper-7731.pdf", PHRASE.encode())})
        nonsense = f"arasha={MARK.encode().hex()}; arasha-box={base64.b64encode(MARK.encode()).decode()}"
        client.get("/en/mailbox", headers={"cookie": nonsense})
        client.get("/en/desk", headers={"cookie": nonsense})
        raw_request(address, b"GET /" + MARK.encode() + b" HTTP/1.1\r\nhost: x\r\n\r\n")
        raw_request(address, b"zmeyka zmeyka zmeyka\r\n\r\n")
        raw_request(address, b"POST /en/mailbox HTTP/1.1\r\nhost: x\r\ncontent-length: zmeyka\r\n\r\n")
        visitor.get("/complaint")
        with sqlite3.connect(settings.data / "arasha.sqlite", timeout=20) as broken:
            broken.execute("DROP TABLE held")  # from here on every form fails on our side
        broken.close()
        visitor.submit({"danger_24h": ["no"], "story": [PHRASE]})
        assert visitor.page.status_code == 500
        incident = re.search(r"\d{8}", visitor.text)
    printed = capfd.readouterr()
    text = lines.getvalue() + printed.out + printed.err
    assert found_in(text) == []
    assert incident is not None
    assert incident[0] in text  # the log says that, and where in the code
    assert "OperationalError" in text
    for word in ("INSERT", "SELECT", "127.0.0.1:", "Traceback", "GET /"):
        assert word not in text, text


def test_whoever_reports_an_error_says_kinds_and_places_alone(lines: StringIO) -> None:
    def fail() -> None:
        try:
            print(dict[str, str]()[PHRASE])
        except KeyError as cause:
            raise ValueError(MARK) from cause

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        fail()
    except ValueError as error:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
        logging.getLogger("asyncio").exception(f"Task failed: {MARK}, %s", NAME)  # noqa: G004
        sys.excepthook(type(error), error, error.__traceback__)
    logs.log.error("unexpected", incident="12345678", story=PHRASE, kinds=["ValueError"], address=ADDRESS)
    text = lines.getvalue()
    assert found_in(text) == []
    told = [json.loads(line) for line in text.splitlines()]
    assert [line.get("kinds") for line in told].count(["ValueError", "KeyError"]) == 4
    assert {tuple(sorted(line)) for line in told} == {
        ("event", "kinds", "level", "places", "timestamp", "where"),
        ("event", "incident", "kinds", "level", "timestamp"),
    }
    assert "Exception in ASGI application" in text
    assert "12345678" in text
    assert "story" not in text


def fields_logged() -> set[str]:
    """Names under which our own code logs something."""
    calls = [
        node
        for path in [*Path("cases").rglob("*.py"), *Path("web").rglob("*.py")]
        if "log." in (text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
    ]
    return {
        str(each.arg) for call in calls if call.func.value.id == "log" for each in call.keywords  # type: ignore[attr-defined]
    }  # fmt: skip


def test_every_field_that_our_code_logs_is_on_the_list_and_no_other_is() -> None:
    used = fields_logged()
    assert used <= logs.FIELDS
    assert {"event", "level", "timestamp", "where"} | used >= logs.FIELDS
