"""A mail server on a loopback port that keeps what it is given: real SMTP, with TLS where a test brings a certificate."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass
class MailBox:
    """What came: (sender, recipient, message). *answers*: status lines to give after DATA, one a message; then 250.

    *kept* is called once a message is in the box and before its sender hears so.
    """

    port: int = 0
    letters: list[tuple[str, str, bytes]] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    kept: Callable[[], None] = lambda: None


@contextmanager
def mail_server(*, certificate: ssl.SSLContext | None = None, at_once: bool = False) -> Iterator[MailBox]:
    """A running server; with a *certificate* it offers STARTTLS, or speaks TLS *at_once*."""
    box = MailBox()
    talk = type("Talk", (Conversation,), {"box": box, "certificate": certificate, "at_once": at_once})
    with ThreadingTCPServer(("127.0.0.1", 0), talk) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield box
        server.shutdown()
        thread.join()


class Conversation(StreamRequestHandler):
    """One connection, line by line (RFC 5321)."""

    box: MailBox
    certificate: ssl.SSLContext | None
    at_once: bool
    sender = recipient = ""

    def handle(self) -> None:
        with suppress(OSError):  # a client that does not trust the certificate hangs up
            if self.at_once:
                self.encrypt()
            self.say("220 ready")
            while line := self.rfile.readline().decode().strip():
                command = getattr(self, f"do_{line.split()[0].lower()}", None)
                if command is None:
                    self.say("250 ok")
                else:
                    command(line)

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.request.close()

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
        self.wfile.flush()

    def encrypt(self) -> None:
        assert self.certificate
        self.request = self.certificate.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")

    def do_ehlo(self, line: str) -> None:
        self.box.greetings.append(line)
        offers = self.certificate and not isinstance(self.request, ssl.SSLSocket)
        for word in ("250-here", "250 STARTTLS") if offers else ("250 here",):
            self.say(word)

    def do_starttls(self, line: str) -> None:
        if self.certificate is None:
            self.say("502 no")
            return
        self.say("220 go")
        self.encrypt()

    def do_mail(self, line: str) -> None:
        self.sender = line[len("MAIL FROM:<") :].split(">", maxsplit=1)[0]
        self.say("250 ok")

    def do_rcpt(self, line: str) -> None:
        self.recipient = line[len("RCPT TO:<") :].split(">", maxsplit=1)[0]
        self.say("550 unknown" if self.recipient.startswith("nobody@") else "250 ok")

    def do_data(self, line: str) -> None:
        self.say("354 go on")
        body = bytearray()
        while (part := self.rfile.readline()) != b".\r\n":
            body += part
        answer = self.box.answers.pop(0) if self.box.answers else "250 kept"
        if answer.startswith("250"):
            self.box.letters.append((self.sender, self.recipient, bytes(body)))
            self.box.kept()
        self.say(answer)


def certificate_for(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a fresh certificate for *name*, and a client's that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )  # fmt: skip
    file = folder / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=made.public_bytes(Encoding.PEM).decode())
