"""SMS and voice calls by an HTTP gateway: one POST a message, JSON, a bearer token, an id that stays the same.

The gateway gets `{"kind": "sms" | "voice", "to": "+7…", "text": "…", "id": "…"}` with the header `Idempotency-Key: id` and
answers 2xx when it has taken the message. 408, 425, 429 and 5xx mean later; every other answer means never. A redirect is
never followed: the token goes to the address of the setting and nowhere else.
"""

import json
import socket
import ssl
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from cases.sending.channel import PATIENCE, GivenUp, Message, TryLater
from cases.sending.loopback import is_loopback, is_nowhere

LATER = frozenset({408, 425, 429})
MOST_READ = 65_536
"""Bytes of an answer that are looked at before the connection is closed."""


@dataclass(frozen=True)
class Gateway:
    """Where messages are posted to."""

    host: str
    port: int
    path: str
    tls: bool
    token: Path | None = None
    """File of the bearer token: read for every message, so that a renewed one counts at once."""
    trust: ssl.SSLContext | None = field(default=None, repr=False)


def read_gateway(address: str, *, token: Path | None = None) -> Gateway:
    """A gateway from `https://host/path`; plain `http` for this machine only. Raises: ValueError, without the address."""
    found = urlsplit(address)
    tls = found.scheme == "https"
    if not found.hostname or found.username or found.fragment or (not tls and found.scheme != "http"):
        raise ValueError("not an address of a gateway")
    if not tls and not is_loopback(found.hostname):
        raise ValueError("plain http outside of this machine")
    path = (found.path or "/") + (f"?{found.query}" if found.query else "")
    return Gateway(found.hostname, found.port or (443 if tls else 80), path, tls, token)


class Calls(msgspec.Struct, frozen=True):
    """The channels `sms` and `voice`: one gateway, told which of the two it is."""

    gateway: Gateway
    kind: Literal["sms", "voice"]

    def send(self, message: Message) -> None:
        """Hand over. Raises: TryLater, GivenUp."""
        try:
            status = self._post(message)
        except (OSError, HTTPException, UnicodeError) as error:
            raise TryLater(type(error).__name__) from None
        if 200 <= status < 300:
            return
        raise (TryLater if status in LATER or status >= 500 else GivenUp)(f"http {status}")

    def _post(self, message: Message) -> int:
        gateway = self.gateway
        stable = sha256(message.id.encode()).hexdigest()[:32]
        body = json.dumps({"kind": self.kind, "to": message.to, "text": message.text, "id": stable}, ensure_ascii=False)
        headers = {"content-type": "application/json", "accept": "application/json", "idempotency-key": stable}
        if gateway.token is not None:
            headers["authorization"] = f"Bearer {gateway.token.read_text(encoding='ascii').strip()}"
        with closing(self._connection()) as connection:
            connection.request("POST", gateway.path, body.encode(), headers)
            answer = connection.getresponse()
            answer.read(MOST_READ)
            return answer.status

    def _connection(self) -> HTTPConnection:
        """A connection to an address that was looked at: a name that leads to nobody's address is not followed."""
        gateway = self.gateway
        for *_, where in socket.getaddrinfo(gateway.host, gateway.port, type=socket.SOCK_STREAM):
            address = str(where[0])
            if is_nowhere(address) or (is_loopback(address) and not is_loopback(gateway.host)):
                raise GivenUp("address")
        if gateway.tls:
            trust = gateway.trust or ssl.create_default_context()
            return HTTPSConnection(gateway.host, gateway.port, timeout=PATIENCE, context=trust)
        return HTTPConnection(gateway.host, gateway.port, timeout=PATIENCE)
