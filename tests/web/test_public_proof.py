"""The pages of a proof of filing: offered with a warning, given as file and PDF, checked by anybody."""

import httpx
import pytest

from cases.records import Complaint
from cases.settings import Settings
from tests.builders import House
from tests.harness.handling import count_rows
from tests.web.public_visitor import Visitor, arrive


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_from_the_receipt_to_the_proof_and_to_the_page_that_checks_it(
    house: House, settings: Settings, language: str
) -> None:
    visitor = arrive(house, settings, language=language)
    visitor.send()
    visitor.submit(action="/proof")
    assert visitor.page.url.path == f"/{language}/mailbox/proof"
    paper, file = (visitor.client.get(link) for link in visitor.links() if "/mailbox/proof/" in link)
    assert paper.headers["content-disposition"] == 'attachment; filename="paper.pdf"'
    assert paper.content.startswith(b"%PDF-")
    assert b"pdfuaid:part" in paper.content
    assert file.headers["content-disposition"] == 'attachment; filename="paper.json"'
    before = count_rows(house)
    by_file = check(visitor, files={"file": ("paper.json", file.content)})
    assert (by_file.status_code, "2026-" in by_file.text) == (200, True)
    assert house.secrets.proof.public.raw.hex() in by_file.text
    by_text = check(visitor, data={"text": file.text})
    assert by_text.status_code == 200
    forged = check(visitor, data={"text": file.text.replace("2026-11-23", "2026-11-22")})
    assert forged.status_code == 422
    assert count_rows(house) == before


def check(visitor: Visitor, **sent: object) -> httpx.Response:
    return visitor.client.post(f"/{visitor.language}/proof", **sent)  # type: ignore[arg-type]


def test_what_is_no_proof_gets_a_calm_answer(house: House, settings: Settings) -> None:
    visitor = arrive(house, settings)
    client, address = visitor.client, "/en/proof"
    multipart = "multipart/form-data; boundary=x"
    bodies: list[tuple[bytes, str, int]] = [
        (b"", "application/x-www-form-urlencoded", 422),
        (b"text=%ff", "application/x-www-form-urlencoded", 400),
        (b'--x\r\ncontent-disposition: form-data; name="file"\r\n\r\n\xff\xfe\r\n--x--\r\n', multipart, 422),
        (b'--x\r\ncontent-disposition: form-data; name="file"\r\n\r\n{"proof"', multipart, 400),
        (b"nothing of the kind", multipart, 400),
        (b"", "multipart/form-data", 400),
    ]
    for body, kind, status in bodies:
        answer = client.post(address, content=body, headers={"content-type": kind})
        assert (answer.status_code, body) == (status, body)
        assert "Traceback" not in answer.text
    assert count_rows(house)[Complaint.__tablename__] == 0


def test_the_proof_is_only_for_who_opened_the_mailbox(house: House, settings: Settings) -> None:
    visitor = arrive(house, settings)
    for address in ("/mailbox/proof", "/mailbox/proof/file", "/mailbox/proof/paper"):
        assert "/mailbox" in visitor.get(address).url.path
        assert "proof" not in visitor.page.headers.get("content-disposition", "")
        assert "signature" not in visitor.page.text
