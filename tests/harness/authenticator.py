"""A passkey without a browser: makes and signs as WebAuthn level 2 says (ES256, no attestation), for one address."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One passkey of whoever holds it."""

    origin: str = "http://localhost"
    host: str = "localhost"
    handle: bytes = field(default_factory=lambda: token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    count: int = 0

    def make(self, asked: str) -> str:
        """The answer to a page that asks for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        held = bytes(16) + len(self.handle).to_bytes(2, "big") + self.handle + cbor2.dumps(public)
        attested = {"fmt": "none", "attStmt": {}, "authData": self.data(ATTESTED) + held}
        said = self.client_data("webauthn.create", asked)
        return self.answer(clientDataJSON=said, attestationObject=cbor2.dumps(attested))

    def show(self, asked: str) -> str:
        """The answer to a page that asks for a passkey it knows nothing of."""
        self.count += 1
        said, data = self.client_data("webauthn.get", asked), self.data()
        signature = self.key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self.answer(clientDataJSON=said, authenticatorData=data, signature=signature)

    def data(self, flags: int = 0) -> bytes:
        head = sha256(self.host.encode()).digest()
        return head + bytes([PRESENT | VERIFIED | flags]) + self.count.to_bytes(4, "big")

    def client_data(self, kind: str, asked: str) -> bytes:
        return json.dumps({"type": kind, "challenge": json.loads(asked)["challenge"], "origin": self.origin}).encode()

    def answer(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.handle)
        content: dict[str, Any] = {one: bytes_to_base64url(value) for one, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": content})
