"""Form tokens: HMAC over a fresh nonce and the visitor's name.

No row and no double submit; a new token on each page, so that the length of a compressed page tells nothing.
"""

import base64
import hashlib
import hmac
import secrets

from litestar.connection import ASGIConnection

from web.kit.cookies import Visitor, visitor_of

NONCE, OFFICER = 16, 8
NOBODY = 0


def make_token(key: bytes, visitor: Visitor, officer_id: int = NOBODY) -> str:
    """A token that only forms shown to this visitor carry; it says which officer they were shown to, if to one."""
    begin = secrets.token_bytes(NONCE) + officer_id.to_bytes(OFFICER, "big")
    return base64.urlsafe_b64encode(begin + _mac(key, begin, visitor)).decode()


def _mac(key: bytes, begin: bytes, visitor: Visitor) -> bytes:
    return hmac.new(key, b"form" + begin + visitor.name, hashlib.sha256).digest()


def officer_of(token: str) -> int | None:
    """The id of the officer whom a form was shown to, of a token that fits."""
    return int.from_bytes(base64.urlsafe_b64decode(token.encode())[NONCE : NONCE + OFFICER], "big") or None


def token_fits(key: bytes, visitor: Visitor | None, token: str) -> bool:
    """Whether the token was made for this visitor, in constant time."""
    try:
        content = base64.urlsafe_b64decode(token.encode())
    except ValueError:
        return False
    begin, mac = content[: NONCE + OFFICER], content[NONCE + OFFICER :]
    return visitor is not None and hmac.compare_digest(mac, _mac(key, begin, visitor))


def is_ours(connection: ASGIConnection, token: str) -> bool:  # type: ignore[type-arg]
    """Whether a form was made here, for this visitor; not by another site, nor on another visit."""
    from_elsewhere = connection.headers.get("sec-fetch-site", "same-origin") in {"cross-site", "same-site"}
    return not from_elsewhere and token_fits(connection.app.state.form_key, visitor_of(connection), token)
