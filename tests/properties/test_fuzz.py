"""Whatever comes over the wire: never a fault of ours, never a word about our insides, nothing half-written."""

from contextlib import suppress
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from litestar.testing import TestClient

from cases.errors import BadCode, CannotOpen, PackFault
from cases.packs.jurisdiction import load_pack, read_folder
from cases.settings import PACKS, Settings
from cases.vault import cookies
from cases.vault.codes import parse_code
from cases.vault.keys import Key, new_key
from cases.vault.sealing import open_sealed, seal
from tests.builders import House
from tests.harness.app import app_of
from tests.harness.handling import count_rows
from tests.web.public_visitor import Visitor

KEPT = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
few = examples(max_examples=25, suppress_health_check=KEPT)
on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
INSIDES = ("Traceback", "sqlalchemy", "site-packages", "litestar", "msgspec", "IntegrityError", ".py")
FORMS = (
    "/kk/complaint", "/ru/mailbox", "/en/desk/sign-in", "/en/desk/join", "/en/desk/join/account", "/en/desk/new-key", "/kk/leave",
    "/en/mailbox/close", "/en/proof", "/en/complaint/1/check", "/en/complaint/sent/1", "/en/mailbox/files",
    "/api/v1/complaints", "/api/v1/mailbox",
)  # fmt: skip
HEADERS = (
    "cookie", "accept-language", "x-forwarded-for", "authorization", "x-mailbox", "if-match", "range", "host",
    "accept-encoding", "sec-fetch-site", "content-type", "idempotency-key",
)  # fmt: skip
PAGES = (
    "/", "/kk/", "/en/mailbox/read", "/en/desk", "/api/v1/mailbox", "/static/arasha.css", "/en/complaint",
)  # fmt: skip
PATTERNS = (
    "/kk/{}", "/en/complaint/{}/check", "/en/complaint/sent/{}", "/en/desk/cases/{}", "/en/mailbox/acts/{}/x",
    "/static/{}", "/api/v1/cases/{}", "/en/?q={}", "/en/desk?after={}",
)  # fmt: skip
# Bytes that parsers stumble over, beside whatever hypothesis thinks of.
ugly = st.sampled_from(
    [
        b"",
        b"\x00",
        b"\xff\xfe",
        b"%",
        b"%zz",
        b"&&==",
        b"\r\n",
        b"a" * 5000,
        "ﷺ".encode() * 300,
        b"\xed\xa0\x80",
        b"1" * 40,
        b"-1",
        b"[" * 3000,
    ]
) | st.binary(max_size=200)
header_text = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=120)


def check(response: Any) -> None:
    """Refused or taken, but never broken."""
    where = f"{response.request.method} {response.request.url} {response.status_code}"
    assert response.status_code < 500, where
    assert not [word for word in INSIDES if word in response.text], where


@pytest.fixture
def client(house: House, settings: Settings) -> TestClient[Any]:
    return TestClient(app_of(house, settings), base_url="http://public.test", raise_server_exceptions=True)


def token(client: TestClient[Any]) -> str:
    """A sound form token, so that what comes with it is read."""
    visitor = Visitor(client)
    visitor.get("/mailbox")
    return str(visitor.filled({})[1]["csrf"][0])


@on_sqlite
@few
@given(
    path=st.sampled_from(FORMS), name=ugly, value=ugly, kind=st.sampled_from(["form", "form", "json", "part", "odd"])
)
@example(path="/api/v1/complaints", name=b"\xed\xa0\x80", value=b"", kind="json")  # half a surrogate
def test_forms_of_any_bytes(client: TestClient[Any], path: str, name: bytes, value: bytes, kind: str) -> None:
    csrf = token(client).encode()
    boundary = b"b0undary"
    body, media = {
        "form": (b"csrf=" + csrf + b"&" + name + b"=" + value, "application/x-www-form-urlencoded"),
        "json": (b'{"answers": {"' + name + b'": ' + value + b"}}", "application/json"),
        "part": (
            b'--%b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n%b\r\n--%b\r\n'
            b'Content-Disposition: form-data; name="files"; filename="%b"\r\n\r\n%b\r\n--%b--'
            % (boundary, csrf, boundary, name, value, boundary),
            "multipart/form-data; boundary=b0undary",
        ),
        "odd": (value, "multipart/form-data; boundary=" + quote_from_bytes(name[:60])),
    }[kind]  # fmt: skip
    headers = {"content-type": media, "idempotency-key": "k" * 20}
    check(client.post(path, content=body, headers=headers, follow_redirects=False))


@on_sqlite
@few
@given(code=st.text(max_size=60) | st.from_regex(r"([0-9]{4} ){4}[0-9]{4}", fullmatch=True), csrf=st.text(max_size=80))
def test_codes_and_tokens_of_any_text(client: TestClient[Any], code: str, csrf: str) -> None:
    with suppress(BadCode):
        parse_code(code)
    encoded = code.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    for sent in (token(client), csrf.encode("utf-8", "surrogatepass").decode("utf-8", "replace")):
        check(client.post("/en/mailbox", data={"code": encoded, "csrf": sent}, follow_redirects=False))


@on_sqlite
@few
@given(
    value=header_text,
    name=st.sampled_from(HEADERS),
    path=st.sampled_from(PAGES),
)  # fmt: skip
def test_headers_and_cookies_of_any_text(client: TestClient[Any], value: str, name: str, path: str) -> None:
    jars = [f"{cookie}={value.replace(';', '')}" for cookie in ("arasha", "arasha-box", "arasha-form")]
    for headers in ({name: value or "x"}, *({"cookie": jar} for jar in jars)):
        check(client.get(path, headers=headers, follow_redirects=False))


@on_sqlite
@few
@given(part=st.binary(min_size=1, max_size=60), pattern=st.sampled_from(PATTERNS))
def test_addresses_of_any_bytes(client: TestClient[Any], part: bytes, pattern: str) -> None:
    check(client.get(pattern.format(quote_from_bytes(part, safe="")), follow_redirects=False))


BEGINNINGS = (
    b"RIFF\0\0\0\0WAVEfmt ", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\xff\xd8\xff\xe0", b"MZ", b"What I saw.",
    b"\r\n--b0und",
)  # fmt: skip
"""How files begin that are taken, looked into or refused, and a boundary that is none."""
FILES = "/en/mailbox/files"


@pytest.fixture
def sender(house: House, settings: Settings) -> Visitor:
    """Somebody at their mailbox: the whole way of a file, from the form to the store, is theirs."""
    visitor = Visitor(TestClient(app_of(house, settings), base_url="http://public.test", raise_server_exceptions=True))
    visitor.get("/mailbox")
    visitor.submit({"code": house.file().code or ""})
    return visitor


def files_token(sender: Visitor) -> str:
    sender.get("/mailbox/files")
    return str(sender.filled({})[1]["csrf"][0])


@on_sqlite
@few
@given(name=ugly, begin=st.sampled_from(BEGINNINGS), rest=ugly, shape=st.tuples(st.integers(0, 40), st.integers(1, 3)))
def test_whole_files_of_any_bytes_into_a_mailbox(
    sender: Visitor, house: House, *, name: bytes, begin: bytes, rest: bytes, shape: tuple[int, int]
) -> None:
    cut, copies = shape
    head = b'--b0undary\r\nContent-Disposition: form-data; name="'
    body = head + b'csrf"\r\n\r\n%b\r\n' % files_token(sender).encode()
    body += (head + b'file"; filename="%b"\r\n\r\n%b%b\r\n' % (name, begin, rest)) * copies + b"--b0undary--\r\n"
    media = {"content-type": "multipart/form-data; boundary=b0undary"}
    for sent in (body, body[: len(body) - cut]):
        check(sender.client.post(FILES, content=sent, headers=media, follow_redirects=False))
    check(sender.client.get(FILES))
    assert count_rows(house).get("uploads", 0) == 0, "nothing half-taken stays"


@on_sqlite
@few
@given(
    name=st.text(max_size=40), size=st.integers(-1, 5_000_000).map(str) | st.text(max_size=20), part=ugly,
    number=st.integers(-1, 9),
)  # fmt: skip
def test_files_part_by_part_with_any_name_size_and_bytes(
    sender: Visitor, *, name: str, size: str, part: bytes, number: int
) -> None:
    csrf = files_token(sender)
    name, size = (one.encode("utf-8", "replace").decode() for one in (name, size))
    begun = sender.client.post(f"{FILES}/begin", data={"csrf": csrf, "name": name, "mark": name, "size": size})
    check(begun)
    upload = str(begun.json()["upload"]) if begun.status_code == 200 else name or "1"
    way = f"{FILES}/parts/{quote_from_bytes(upload.encode(), safe='')}/{number}"
    check(sender.client.post(way, content=part, headers={"x-csrf-token": csrf}))
    check(sender.client.post(f"{FILES}/finish", data={"csrf": csrf, "upload": upload}))


@on_sqlite
def test_nothing_that_was_refused_left_a_row(client: TestClient[Any], house: House) -> None:
    before = count_rows(house)
    for path in FORMS:
        for body in (b"\xff", b"csrf=x", b"a=" + b"x" * 2_000_000):
            check(client.post(path, content=body, headers={"content-type": "application/x-www-form-urlencoded"}))
    after = count_rows(house)
    assert {name for name in after if after[name] != before.get(name)} <= {"source_keys", "source_counts"}


OWNER: Key = new_key()
SEALED = seal("Менің құпиям".encode(), OWNER.public)


@examples(max_examples=150)
@given(place=st.integers(0, len(SEALED) - 1), byte=st.integers(1, 255), cut=st.integers(0, len(SEALED)))
def test_an_altered_or_cut_age_file_cannot_be_opened_and_says_nothing_else(place: int, byte: int, cut: int) -> None:
    altered = bytearray(SEALED)
    altered[place] ^= byte
    for damaged in (bytes(altered), SEALED[:cut]):
        if damaged == SEALED:
            continue
        with pytest.raises(CannotOpen):
            open_sealed(damaged, OWNER)


@examples(max_examples=150)
@given(content=st.binary(max_size=300))
def test_cookies_of_any_bytes_are_not_ours(content: bytes) -> None:
    with pytest.raises(CannotOpen):
        cookies.open_small(bytes(32), "mailbox cookie", content)


SOUND = read_folder(PACKS / "kz")


@examples(max_examples=8)
@given(data=st.data())
def test_a_pack_with_damage_anywhere_is_refused_in_words_or_loads(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(one for one in SOUND if one.endswith(".yaml"))))
    content = SOUND[name]
    place = data.draw(st.integers(0, max(0, len(content) - 1)))
    piece = data.draw(
        st.sampled_from(["", "\x00", "{", ": :", "&a *a", "\ufeff", "!!python/object:os.system x", "\n- - -\n"])
    )
    damaged = content[:place] + piece + content[place + data.draw(st.integers(0, 30)) :]
    with suppress(PackFault):
        load_pack({**SOUND, name: damaged}, proven=True)
