"""A bucket that speaks the S3 protocol, described by settings: its address, its keys, how long it is waited for."""

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from obstore.store import ObjectStore, S3Store

from cases.errors import BadSetting
from cases.settings import Settings, secret_file

if TYPE_CHECKING:  # these are not there when the program runs
    from obstore.store import ClientConfig, RetryConfig, S3Config

TRIES = 3
PATIENCE = timedelta(seconds=20)
"""How long a request is tried anew: somebody waits for the answer, and a browser sends a part again by itself."""


def open_bucket(settings: Settings) -> ObjectStore:
    """The bucket and folder of ARASHA_EVIDENCE. Nothing is asked of it yet. Raises: BadSetting.

    Every request is signed over the hash of its body, so a store takes nothing that was changed on the way. An endpoint is
    spoken to without TLS only where its address says so; what lies there is sealed in any case.
    """
    where, endpoint = urlsplit(settings.evidence), urlsplit(settings.evidence_endpoint)
    if where.scheme != "s3" or not where.netloc or where.query or where.username:
        shown = "…" if where.username else settings.evidence
        raise BadSetting("ARASHA_EVIDENCE", shown, "a folder or s3://bucket/folder")
    if settings.evidence_endpoint and (endpoint.scheme not in {"https", "http"} or not endpoint.hostname):
        raise BadSetting("ARASHA_EVIDENCE_ENDPOINT", settings.evidence_endpoint, "https://host")
    waiting: RetryConfig = {"max_retries": TRIES, "retry_timeout": PATIENCE}
    client: ClientConfig = {
        "connect_timeout": timedelta(seconds=5),
        "timeout": PATIENCE,
        "allow_http": endpoint.scheme == "http",
    }
    config: S3Config = {"region": settings.evidence_region, **credentials(settings)}
    if settings.evidence_endpoint:
        config["endpoint"] = settings.evidence_endpoint
    folder = where.path.strip("/") or None
    return S3Store(where.netloc, prefix=folder, config=config, client_options=client, retry_config=waiting)


def credentials(settings: Settings) -> "S3Config":
    """The access key and its secret from their file; none where the machine itself has a role. Raises: BadSetting."""
    path = secret_file("ARASHA_EVIDENCE_SECRET", settings.evidence_secret)
    if path is None and not settings.evidence_key:
        return {}
    if path is None or not settings.evidence_key:
        raise BadSetting("ARASHA_EVIDENCE_KEY", settings.evidence_key, "an access key beside ARASHA_EVIDENCE_SECRET")
    return {"access_key_id": settings.evidence_key, "secret_access_key": path.read_text().strip()}
