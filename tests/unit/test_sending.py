"""What leaves the house: exactly the given words, encrypted on the way, and how a failure is told."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cases.duty.texts import text_of
from cases.errors import BadSetting
from cases.secrets_folder import new_secrets
from cases.sending.channel import GivenUp, Message, TryLater
from cases.sending.gateway import Calls, Gateway, read_gateway
from cases.sending.loopback import is_nowhere
from cases.sending.mail import Mail, MailServer, Security, read_server
from cases.sending.post import open_post
from cases.settings import Settings
from tests.builders import kazakhstan
from tests.harness.gateway_server import gateway_server
from tests.harness.mail_server import certificate_for, mail_server

WORDS = "Шұғыл 1. Ашу мерзімі: 23:30\nСрочно 1. Открыть до 23:30\nUrgent 1. Open by 23:30"
AT = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)
MAIL = Message("aigul@nhri.example", WORDS, "alert:1:2:email:3", AT)
CALL = Message("+77000000000", WORDS, "alert:1:2:sms:3", AT)


def test_an_alert_is_the_three_sentences_and_nothing_else() -> None:
    payload = {
        "officer": 1,
        "text": "alert",
        "at": 0,
        "open_by": int(datetime(2026, 11, 28, 18, 30, tzinfo=UTC).timestamp()),
    }
    assert text_of(payload, kazakhstan()) == WORDS


def test_the_whole_letter_holds_the_words_and_no_header_more_than_mail_needs() -> None:
    with mail_server() as box:
        Mail(read_server(f"smtp://127.0.0.1:{box.port}"), "duty@nhri.example").send(MAIL)
    ((sender, recipient, letter),) = box.letters
    assert (sender, recipient) == ("duty@nhri.example", "aigul@nhri.example")
    assert box.greetings == ["ehlo nhri.example"], "the machine's own name is nobody's business"
    head, _, body = letter.partition(b"\r\n\r\n")
    names = [line.split(b":")[0].decode() for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert names == [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding",
        "MIME-Version",
    ]  # fmt: skip
    assert b64decode(body).decode().splitlines() == WORDS.splitlines()
    assert head.decode().startswith("From: duty@nhri.example\r\nTo: aigul@nhri.example\r\nSubject: =?utf-8?")
    assert b"Date: Sat, 28 Nov 2026 18:00:00 +0000" in head


def test_a_letter_tried_again_is_the_same_letter_to_the_byte() -> None:
    with mail_server() as box:
        box.answers = ["451 later"]
        channel = Mail(read_server(f"smtp://127.0.0.1:{box.port}"), "duty@nhri.example")
        with pytest.raises(TryLater):
            channel.send(MAIL)
        channel.send(MAIL)
        channel.send(MAIL)
    first, second = box.letters
    assert first == second


@pytest.mark.parametrize(
    ("answer", "to", "raised"),
    [
        ("451 busy", "aigul@nhri.example", TryLater),
        ("554 no", "aigul@nhri.example", GivenUp),
        ("", "nobody@nhri.example", GivenUp),
    ],
)
def test_a_mail_server_says_later_or_never(answer: str, to: str, raised: type[Exception]) -> None:
    with mail_server() as box:
        box.answers = [answer] if answer else []
        with pytest.raises(raised) as caught:
            Mail(read_server(f"smtp://127.0.0.1:{box.port}"), "duty@nhri.example").send(Message(to, WORDS, "k", AT))
    assert to not in str(caught.value)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_goes_encrypted_to_a_server_that_shows_a_trusted_certificate(security: Security, tmp_path: Path) -> None:
    certificate, trust = certificate_for("localhost", tmp_path)
    with mail_server(certificate=certificate, at_once=security == "tls") as box:
        server = MailServer("localhost", box.port, security)
        Mail(server, "duty@nhri.example", trust).send(MAIL)
        with pytest.raises(TryLater):
            Mail(server, "duty@nhri.example").send(MAIL)
    assert len(box.letters) == 1


def test_a_server_without_encryption_gets_no_letter() -> None:
    with mail_server() as box, pytest.raises(TryLater):
        Mail(MailServer("127.0.0.1", box.port, "starttls"), "duty@nhri.example").send(MAIL)
    assert box.letters == []


def test_a_gateway_gets_one_post_with_the_words_and_an_id_that_stays(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("secret\n", encoding="ascii")
    with gateway_server() as posted:
        channel = Calls(read_gateway(posted.address, token=token), "voice")
        channel.send(CALL)
        channel.send(CALL)
    (path, headers, body), second = posted.requests
    known = json.loads(body)
    assert (path, known) == ("/messages", {"kind": "voice", "to": "+77000000000", "text": WORDS, "id": known["id"]})
    assert headers["authorization"] == "Bearer secret"
    assert headers["idempotency-key"] == known["id"]
    assert set(headers) == {
        "host", "accept-encoding", "content-type", "accept", "idempotency-key", "authorization", "content-length",
    }  # fmt: skip
    assert second == (path, headers, body)


@pytest.mark.parametrize(
    ("status", "raised"),
    [(429, TryLater), (503, TryLater), (500, TryLater), (400, GivenUp), (401, GivenUp), (307, GivenUp)],
)
def test_a_gateway_says_later_or_never_and_is_not_followed_elsewhere(status: int, raised: type[Exception]) -> None:
    with gateway_server() as posted:
        posted.answers = [status]
        with pytest.raises(raised):
            Calls(read_gateway(posted.address), "sms").send(CALL)
    assert [path for path, _, _ in posted.requests] == ["/messages"]


def test_a_gateway_that_is_down_is_tried_later() -> None:
    with pytest.raises(TryLater):
        Calls(Gateway("127.0.0.1", 9, "/", tls=False), "sms").send(CALL)


@pytest.mark.parametrize(
    "address", ["http://gateway.example/x", "ftp://a/", "https://u:p@a/", "https:///x", "file:///etc"]
)
def test_a_gateway_outside_is_asked_by_https_only(address: str) -> None:
    with pytest.raises(ValueError, match=r"address|plain"):
        read_gateway(address)


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1%eth0", "224.0.0.1", "0.0.0.0"])
def test_an_address_that_is_nobodys_is_not_posted_to(address: str) -> None:
    assert is_nowhere(address)


@pytest.mark.parametrize(
    "given",
    [
        {"smtp": "smtps://mail.example", "mail_from": "not an address"},
        {"smtp": "smtps://u:p@mail.example", "mail_from": "a@b.example"},
        {"smtp": "mail.example", "mail_from": "a@b.example"},
        {"gateway": "http://gateway.example"},
        {"gateway": "https://gateway.example", "gateway_token": "/nowhere/token"},
    ],
)
def test_a_channel_set_up_wrongly_is_refused_at_start(given: dict[str, str], tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", secrets=tmp_path / "secrets", **given)  # type: ignore[arg-type]
    with pytest.raises(BadSetting) as caught:
        open_post(settings, new_secrets())
    assert "u:p" not in str(vars(caught.value))
