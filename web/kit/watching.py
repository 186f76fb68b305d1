"""Who may be told figures: whoever has the token, or, where no proxy stands in front, somebody on this machine."""

from hmac import compare_digest
from ipaddress import ip_address
from pathlib import Path

from litestar.connection import ASGIConnection

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What a proxy adds to a request: with any of these it did not begin on this machine."""


def may_monitor(connection: ASGIConnection) -> bool:  # type: ignore[type-arg]
    """Whether this request may be given figures of the house.

    With ARASHA_METRICS_TOKEN only who brings that file's content as a bearer token. Without it only a request from this
    machine itself; behind TLS nobody, because a proxy here that adds no header would make everybody outside look like that.
    """
    settings = connection.app.state.settings
    if settings.metrics_token:
        given = connection.headers.get("authorization", "").removeprefix("Bearer ")
        wanted = token_in(Path(settings.metrics_token))
        return bool(wanted) and compare_digest(given.encode(), wanted.encode())
    return not settings.tls and not any(name in connection.headers for name in FORWARDED) and is_here(connection)


def token_in(path: Path) -> str:
    """What the file holds now, so that it can be exchanged without a stop; nothing where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def is_here(connection: ASGIConnection) -> bool:  # type: ignore[type-arg]
    """Whether the other end of the line is this machine."""
    if connection.client is None:
        return False
    try:
        return ip_address(connection.client.host).is_loopback
    except ValueError:
        return False
