"""E-mail by SMTP (RFC 5321), encrypted on the way: TLS from the first byte, or STARTTLS that must succeed."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

import msgspec

from cases.sending.channel import PATIENCE, GivenUp, Message, TryLater
from cases.sending.loopback import is_loopback

Security = Literal["tls", "starttls", "none"]
PORTS = {"smtps": 465, "smtp": 587}
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""Plain mailboxes only: no comments, no quotes, nothing that a header could break on."""


class MailServer(msgspec.Struct, frozen=True):
    """Where mail is handed over."""

    host: str
    port: int
    security: Security
    username: str = ""
    password: Path | None = None
    """File of the password: read for every message, so that a renewed one counts at once."""


def read_server(address: str, *, password: Path | None = None) -> MailServer:
    """A server from `smtps://user@host:port` or `smtp://…` (STARTTLS). Raises: ValueError.

    Mail goes unencrypted to this machine only (`smtp://127.0.0.1`), where a relay of the institution's own may listen.
    """
    found = urlsplit(address)
    if found.scheme not in PORTS or not found.hostname or found.path not in ("", "/") or found.query or found.fragment:
        raise ValueError("not an address of a mail server")
    if found.password is not None:
        raise ValueError("a password stands in a file of its own")
    security: Security = "tls" if found.scheme == "smtps" else "none" if is_loopback(found.hostname) else "starttls"
    return MailServer(
        host=found.hostname,
        port=found.port or PORTS[found.scheme],
        security=security,
        username=unquote(found.username or ""),
        password=password,
    )


@dataclass(frozen=True)
class Mail:
    """The channel `email`. A new connection for each message: alarms are few, and an old connection may be dead."""

    server: MailServer
    sender: str
    trust: ssl.SSLContext | None = field(default=None, repr=False)
    """Whose certificates are believed; the machine's own list when None."""

    def send(self, message: Message) -> None:
        """Hand over. Raises: TryLater, GivenUp."""
        try:
            connection = self._connected()
            try:
                connection.send_message(letter(message, self.sender), self.sender, [message.to])
            finally:
                with suppress(OSError, smtplib.SMTPException):  # what was taken is taken, however the parting goes
                    connection.quit()
                connection.close()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise refused(max(codes, default=550), "recipient") from None
        except smtplib.SMTPResponseException as error:
            # A wrong password or a refused sender is mended at the server or in the settings: it is worth trying again.
            kind = type(error).__name__
            raise refused(error.smtp_code if isinstance(error, smtplib.SMTPDataError) else 450, kind) from None
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater(type(error).__name__) from None

    def _connected(self) -> smtplib.SMTP:
        server, name = self.server, self.sender.rpartition("@")[2]
        trust = self.trust or ssl.create_default_context()
        connection: smtplib.SMTP
        if server.security == "tls":
            connection = smtplib.SMTP_SSL(server.host, server.port, name, timeout=PATIENCE, context=trust)
        else:
            connection = smtplib.SMTP(server.host, server.port, name, timeout=PATIENCE)
        try:
            if server.security == "starttls":
                connection.starttls(context=trust)
            if server.username:
                connection.login(server.username, read_password(server))
        except BaseException:
            connection.close()
            raise
        return connection


def read_password(server: MailServer) -> str:
    return server.password.read_text(encoding="utf-8").strip() if server.password else ""


def refused(code: int, kind: str) -> TryLater | GivenUp:
    """RFC 5321 §4.2.1: 5yz is for good, 4yz for now."""
    return GivenUp(f"{kind} {code}") if code >= 500 else TryLater(f"{kind} {code}")


def letter(message: Message, sender: str) -> EmailMessage:
    """The whole e-mail: the same words as subject and body, the link below them, and no header that is not needed."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(addr_spec=sender)
    mail["To"] = Address(addr_spec=message.to)
    mail["Subject"] = " · ".join(message.text.splitlines())
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{sha256(message.id.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer from an absent officer's machine
    mail.set_content("\n\n".join(filter(None, (message.text, message.link))), cte="base64")
    return mail
