"""Form tokens: HMAC over a fresh nonce and the visitor's name.

No row and no double submit; a new token on each page, so that the length of a compressed page tells nothing.
"""

import base64
import hashlib
import hmac
import secrets

from litestar.connection import ASGIConnection

from web.kit.cookies import Visitor, visitor_of


def make_token(key: bytes, visitor: Visitor) -> str:
    """A token that only forms shown to this visitor carry."""
    nonce = secrets.token_bytes(16)
    return base64.urlsafe_b64encode(nonce + _mac(key, nonce, visitor)).decode()


def _mac(key: bytes, nonce: bytes, visitor: Visitor) -> bytes:
    return hmac.new(key, b"form" + nonce + visitor.name, hashlib.sha256).digest()


def token_fits(key: bytes, visitor: Visitor | None, token: str) -> bool:
    """Whether the token was made for this visitor, in constant time."""
    try:
        content = base64.urlsafe_b64decode(token.encode())
    except ValueError:
        return False
    return visitor is not None and hmac.compare_digest(content[16:], _mac(key, content[:16], visitor))


def is_ours(connection: ASGIConnection, token: str) -> bool:  # type: ignore[type-arg]
    """Whether a form was made here, for this visitor; not by another site, nor on another visit."""
    from_elsewhere = connection.headers.get("sec-fetch-site", "same-origin") in {"cross-site", "same-site"}
    return not from_elsewhere and token_fits(connection.app.state.form_key, visitor_of(connection), token)
