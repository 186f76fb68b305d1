"""A bucket that speaks the S3 protocol, described by settings: its address, its keys, how long it is waited for."""

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from cases.errors import BadSetting
from cases.settings import secret_file

if TYPE_CHECKING:  # these are not there when the program runs
    from obstore.store import ClientConfig, ObjectStore, RetryConfig, S3Config

TRIES = 3
PATIENCE = timedelta(seconds=20)
"""How long a request is tried anew: somebody waits for the answer, and a browser sends a part again by itself."""


class Bucket(msgspec.Struct, frozen=True):
    """What the settings say of a bucket: its address and how it is spoken to, and the names of those settings."""

    where: str
    """s3://bucket/folder"""
    endpoint: str
    region: str
    key: str
    secret: str
    """File of the secret key."""
    named: str
    """The setting that says where."""
    with_prefix: str
    """What the names of the other settings begin with."""

    def meets(self, other: "Bucket") -> bool:
        """Whether one lies inside of the other."""
        one, two = (f"{each.where.rstrip('/')}/" for each in (self, other))
        return self.endpoint == other.endpoint and (one.startswith(two) or two.startswith(one))


def open_bucket(bucket: Bucket) -> "ObjectStore":
    """The bucket and folder that settings name. Nothing is asked of it yet. Raises: BadSetting.

    Every request is signed over the hash of its body, so a store takes nothing that was changed on the way. An endpoint is
    spoken to without TLS only where its address says so; what lies there is sealed in any case.
    """
    where, endpoint = urlsplit(bucket.where), urlsplit(bucket.endpoint)
    if where.scheme != "s3" or not where.netloc or where.query or where.username:
        shown = "…" if where.username else bucket.where
        raise BadSetting(bucket.named, shown, "a folder or s3://bucket/folder")
    if bucket.endpoint and (endpoint.scheme not in {"https", "http"} or not endpoint.hostname):
        raise BadSetting(f"{bucket.with_prefix}_ENDPOINT", bucket.endpoint, "https://host")
    from obstore.store import S3Store  # noqa: PLC0415 - 5 MiB, for who has a bucket

    waiting: RetryConfig = {"max_retries": TRIES, "retry_timeout": PATIENCE}
    client: ClientConfig = {
        "connect_timeout": timedelta(seconds=5),
        "timeout": PATIENCE,
        "allow_http": endpoint.scheme == "http",
    }
    config: S3Config = {"region": bucket.region, **credentials(bucket)}
    if bucket.endpoint:
        config["endpoint"] = bucket.endpoint
    folder = where.path.strip("/") or None
    return S3Store(where.netloc, prefix=folder, config=config, client_options=client, retry_config=waiting)


def credentials(bucket: Bucket) -> "S3Config":
    """The access key and its secret from their file; none where the machine itself has a role. Raises: BadSetting."""
    path = secret_file(f"{bucket.with_prefix}_SECRET", bucket.secret)
    if path is None and not bucket.key:
        return {}
    if path is None or not bucket.key:
        wanted = f"an access key beside {bucket.with_prefix}_SECRET"
        raise BadSetting(f"{bucket.with_prefix}_KEY", bucket.key, wanted)
    return {"access_key_id": bucket.key, "secret_access_key": path.read_text().strip()}
