"""Files through the pages: by a plain form and part by part, in both surfaces; whatever arrives, no page breaks."""

import socket
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from cases.evidence.padding import PART
from cases.journals.journal import read_body
from cases.records import Evidence, EvidenceCopy, Reading, Upload
from cases.settings import Settings
from tests.builders import House
from tests.harness.files import NOTE, archive, lying, photo
from tests.harness.handling import case_of, damages, records
from tests.harness.serving import served
from tests.web.desk_browser import Browser, open_browser
from tests.web.public_visitor import Visitor, arrive

FILES = "/en/mailbox/files"
File = tuple[str, bytes]


@pytest.fixture
def visitor(house: House, settings: Settings) -> Visitor:
    """Somebody at their open mailbox, before the page for files."""
    visitor = arrive(house, settings)
    receipt = house.file(language="en")
    assert receipt.code is not None
    visitor.enter(receipt.code)
    visitor.get("/mailbox/files")
    return visitor


def token_of(page: Visitor | Browser) -> str:
    tokens = [each.get("value", "") for each in page.tree.iter("input") if each.get("name") == "csrf"]
    return tokens[-1]


def send(page: Visitor | Browser, files: Sequence[File], *, address: str = FILES, token: str | None = None) -> None:
    """Press the button of the plain form, as a browser without scripts sends it: the token first, then the files."""
    parts: list[tuple[str, Any]] = [("csrf", (None, token_of(page) if token is None else token))]
    parts += [("file", (name, content, "application/octet-stream")) for name, content in files]
    page.read(page.client.post(address, files=parts, follow_redirects=True))


def raw(boundary: str, token: str, *files: File) -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n'.encode()
    for name, content in files:
        head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        head += content + b"\r\n"
    return head + f"--{boundary}--\r\n".encode()


def post_raw(page: Visitor, body: bytes, kind: str = "multipart/form-data; boundary=xx") -> None:
    page.read(page.client.post(FILES, content=body, headers={"content-type": kind}, follow_redirects=True))


def test_several_files_are_sent_at_once_without_scripts_and_come_back_as_they_were(
    visitor: Visitor, house: House, settings: Settings
) -> None:
    send(visitor, [("Мой снимок.jpg", photo()), ("../../жазба\u202egpj.txt", NOTE)])
    assert "Your files are with us" in visitor.text
    assert "Мой снимок.jpg" in visitor.text
    (link,) = (each for each in visitor.links() if visitor.text_of(each).endswith(".txt"))
    answer = visitor.client.get(link)
    assert answer.content == NOTE
    assert answer.headers["content-disposition"].startswith("attachment; filename=\"_____gpj.txt\"; filename*=UTF-8''")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-length"] == str(len(NOTE))
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    visitor.get("/mailbox/read")
    assert "Мой снимок.jpg" in visitor.text
    assert damages(house) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "There is nothing in this file"),
        ("tool.jpg", b"MZ" + bytes(300), "cannot take this kind"),
        ("page.html", b"<!doctype html><p>x", "cannot take this kind"),
        ("both.jpg", photo() + archive(a__txt=NOTE), "two kinds of file"),
        ("bomb.zip", archive(a__txt=bytes(30_000_000)), "unpack to far more"),
    ],
)
def test_a_file_that_is_not_taken_is_told_beside_the_form_and_the_others_stay(
    visitor: Visitor, house: House, settings: Settings, *, name: str, content: bytes, words: str
) -> None:
    send(visitor, [("before.txt", NOTE), (name, content), ("after.txt", NOTE)])
    assert visitor.page.status_code == 422
    assert words in visitor.text
    assert name in visitor.text
    assert visitor.title.startswith("Error")
    assert len(records(house, Evidence)) == len(lying(settings)) == 2
    assert not records(house, Upload)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_page_speaks_every_language(house: House, settings: Settings, language: str) -> None:
    visitor = arrive(house, settings, language=language)
    receipt = house.file(language=language)
    visitor.enter(receipt.code or "")
    visitor.get("/mailbox/files")
    send(visitor, [("x.exe", b"MZ" + bytes(99))], address=f"/{language}/mailbox/files")
    assert visitor.page.status_code == 422
    assert "ZIP" in visitor.text
    assert "file" not in visitor.text.replace("x.exe", "").lower().split()


def test_a_form_without_a_file_asks_for_one(visitor: Visitor, house: House) -> None:
    send(visitor, [("", b"")])
    assert visitor.page.status_code == 422
    assert "Choose at least one file" in visitor.text


def test_a_form_that_is_cut_forged_or_none_is_told_calmly_and_keeps_nothing_by_half(
    visitor: Visitor, house: House, settings: Settings
) -> None:
    token = token_of(visitor)
    whole = raw("xx", token, ("a.txt", NOTE), ("b.txt", NOTE * 100))
    for body, kind, status in (
        (whole[:-200], "multipart/form-data; boundary=xx", 400),
        (whole, "multipart/form-data; boundary=yy", 400),
        (whole, "multipart/form-data", 400),
        (whole, "application/x-www-form-urlencoded", 400),
        (raw("xx", "forged", ("a.txt", NOTE)), "multipart/form-data; boundary=xx", 403),
        (raw("xx", token)[:0], "multipart/form-data; boundary=xx", 400),
        (whole.replace(b"csrf", b"else"), "multipart/form-data; boundary=xx", 403),
    ):
        post_raw(visitor, body, kind)
        assert visitor.page.status_code == status, (kind, visitor.text)
    assert not records(house, Upload)
    kept = records(house, Evidence)
    assert len(kept) <= 1  # the first file of the form that was cut in its second one was whole
    assert len(lying(settings)) == len(kept)


@given_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_bytes_arrive_as_a_form_no_page_breaks(
    visitor: Visitor, house: House, settings: Settings, data: st.DataObject
) -> None:
    whole = raw("xx", token_of(visitor), ("a.txt", NOTE), ("b\x00c.jpg", photo()))
    at = data.draw(st.integers(0, len(whole)))
    harmed = whole[:at] + data.draw(st.binary(max_size=30)) + whole[at + data.draw(st.integers(0, 40)) :]
    answer = visitor.client.post(
        FILES, content=harmed, headers={"content-type": "multipart/form-data; boundary=xx"}, follow_redirects=False
    )
    assert answer.status_code < 500
    assert not records(house, Upload)


def test_a_script_sends_a_file_part_by_part_and_goes_on_after_a_break(
    visitor: Visitor, house: House, settings: Settings
) -> None:
    content, token = b"RIFF....WAVEfmt " + bytes(PART + 1000), token_of(visitor)
    fields = {"csrf": token, "name": "talk.wav", "size": str(len(content)), "mark": "1"}

    def part(number: int, upload: str, *, size: int = PART, with_token: str = token) -> Any:
        return visitor.client.post(
            f"{FILES}/parts/{upload}/{number}",
            content=content[number * PART : number * PART + size],
            headers={"x-csrf-token": with_token},
        )

    begun = visitor.client.post(f"{FILES}/begin", data=fields).json()
    assert (begun["part"], begun["there"]) == (PART, 0)
    upload = begun["upload"]
    assert part(0, upload, with_token="forged").status_code == 403
    assert part(0, upload).json() == {"there": 1}
    assert part(0, upload).json() == {"there": 1}
    assert part(1, upload, size=10).status_code == 409
    assert part(1, "123").status_code == 410
    house.clock.move(minutes=20)
    assert visitor.client.post(f"{FILES}/begin", data=fields).json() == {**begun, "there": 1}
    assert visitor.client.post(f"{FILES}/finish", data={"csrf": token, "upload": upload}).status_code == 409
    assert part(1, upload).json() == {"there": 2}
    house.clock.move(minutes=20)  # the mailbox stays open while parts come
    for _ in range(2):
        assert visitor.client.post(f"{FILES}/finish", data={"csrf": token, "upload": upload}).json() == {"done": True}
    assert len(records(house, Evidence)) == 1
    visitor.get("/mailbox/files")
    assert visitor.client.get(visitor.links()[-1]).content == content


def test_a_script_is_told_why_a_file_is_not_taken(visitor: Visitor, house: House, settings: Settings) -> None:
    token = token_of(visitor)
    for size in ("0", "99999999999"):
        told = visitor.client.post(f"{FILES}/begin", data={"csrf": token, "name": "x", "size": size, "mark": "1"})
        assert told.status_code == 422
        assert told.json()["problem"]
    assert visitor.client.post(f"{FILES}/begin", data={"csrf": token, "name": "x", "size": "-1"}).status_code == 400
    begun = visitor.client.post(
        f"{FILES}/begin", data={"csrf": token, "name": "x.jpg", "size": "5", "mark": "1"}
    ).json()
    told = visitor.client.post(
        f"{FILES}/parts/{begun['upload']}/0", content=b"MZ\0\0\0", headers={"x-csrf-token": token}
    )
    assert "cannot take this kind" in told.json()["problem"]
    assert not records(house, Upload)
    assert lying(settings) == []


def test_an_officer_adds_a_file_and_colleagues_of_the_circle_alone_can_open_it(
    house: House, settings: Settings
) -> None:
    receipt = house.file()
    address = f"/en/desk/cases/{receipt.reference}/files"
    officer = open_browser(house, settings, "caseworker.39")
    officer.get(f"/desk/cases/{receipt.reference}/files")
    send(officer, [("Bericht.pdf", b"%PDF-1.4\n%%EOF\n")], address=address)
    assert "The files are in the case" in officer.text
    officer.get(f"/desk/cases/{receipt.reference}")
    assert "Bericht.pdf" in officer.text
    assert "File added" in officer.text
    (row,) = records(house, Evidence)
    original = f"{address}/{row.id}/original"
    assert officer.client.get(original).content == b"%PDF-1.4\n%%EOF\n"
    for other in ("caseworker.75", "auditor.ho"):
        stranger = open_browser(house, settings, other)
        for path in (address, original):
            assert stranger.client.get(path).status_code in {403, 404}
    visitor = arrive(house, settings)
    visitor.enter(receipt.code or "")
    assert visitor.client.get(f"{FILES}/{row.id}").status_code == 404
    assert "Bericht" not in visitor.text
    assert {"read": "original", "evidence": row.id} in read_of(house, receipt.reference)


def read_of(house: House, reference: str) -> list[dict[str, Any]]:
    rows = records(house, Reading, case_id=case_of(house, reference).id)
    return [read_body(row) for row in rows]


def test_officers_are_given_a_cleaned_copy_and_a_thumbnail_made_once(house: House, settings: Settings) -> None:
    receipt = house.file()
    address = f"/en/desk/cases/{receipt.reference}/files"
    officer = open_browser(house, settings, "caseworker.39")
    officer.get(f"/desk/cases/{receipt.reference}/files")
    locked = b"%PDF-1.4\nnothing that opens"
    send(
        officer,
        [("IMG_1.png", photo(author="Aigerim", form="PNG")), ("a.pdf", locked), ("talk.txt", NOTE)],
        address=address,
    )

    shown = [each.get("src", "") for each in officer.tree.iter("img") if "/thumbnail" in each.get("src", "")]
    picture, paper = (each.removesuffix("/thumbnail") for each in shown)
    cleaned = officer.client.get(f"{picture}/cleaned")
    assert b"Aigerim" in officer.client.get(f"{picture}/original").content
    assert b"Aigerim" not in cleaned.content
    assert cleaned.headers["content-type"] == "image/png"
    assert cleaned.headers["content-disposition"].startswith('attachment; filename="IMG_1.png"')
    assert officer.client.get(f"{picture}/thumbnail").headers["content-type"] == "image/jpeg"
    made = lying(settings)
    assert officer.client.get(f"{picture}/cleaned").content == cleaned.content
    assert lying(settings) == made
    for _ in range(2):  # the second time it is known that none can be made
        answer = officer.client.get(f"{paper}/cleaned")
        assert (answer.status_code, "no cleaned copy" in answer.text) == (404, True)
    assert officer.text.count("Not cleaned") == 1
    assert len(records(house, EvidenceCopy)) == 3
    assert not records(house, Upload)


def test_a_store_that_takes_nothing_is_told_calmly(visitor: Visitor, house: House, settings: Settings) -> None:
    folder = settings.data / "evidence"
    folder.rmdir()
    folder.write_bytes(b"not a folder")
    send(visitor, [("a.txt", NOTE)])
    assert visitor.page.status_code == 422
    assert "could not be stored" in visitor.text
    assert not records(house, Evidence)


def test_a_browser_that_goes_away_in_the_middle_leaves_nothing(house: House, settings: Settings) -> None:
    visitor = arrive(house, settings)
    with served(house, settings) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        visitor.client = httpx.Client(base_url=address)
        visitor.enter(house.file().code or "")
        visitor.get("/mailbox/files")
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())
        body = raw("xx", token_of(visitor), ("talk.wav", b"RIFF....WAVEfmt " + bytes(3 * PART)))
        head = f"POST {FILES} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nContent-Length: {len(body)}\r\n"
        with socket.create_connection((host, int(port))) as line:
            line.sendall(
                f"{head}Content-Type: multipart/form-data; boundary=xx\r\n\r\n".encode() + body[: 2 * PART + 5]
            )
            wait(visitor, lambda: bool(lying(settings)))
        wait(visitor, lambda: not records(house, Upload))
        visitor.client.close()
    assert lying(settings) == []
    assert not records(house, Evidence)


def wait(visitor: Visitor, done: Callable[[], bool]) -> None:
    """Look at the page until it is done: the server works meanwhile."""
    for _ in range(2000):
        if done():
            return
        visitor.get("/mailbox/files")
    raise AssertionError("it does not come to its end")


def test_a_phone_sends_what_its_camera_and_recorder_make_by_the_plain_form(visitor: Visitor, house: House) -> None:
    pickers = [each for each in visitor.main.iter("input") if each.get("type") == "file"]
    assert [(each.get("accept"), each.get("capture")) for each in pickers] == [
        (None, None), ("image/*", "environment"), ("video/*", "environment"), ("audio/*", "user"),
    ]  # fmt: skip
    assert {each.get("name") for each in pickers} == {"file"}
    send(visitor, [("", b""), ("image.jpg", photo()), ("", b""), ("", b"")])
    assert len(records(house, Evidence)) == 1
    assert "Your files are with us" in visitor.text
