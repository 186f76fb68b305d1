"""Signatures of S3 requests (AWS Signature Version 4), checked as a store does it: what is not signed is not served."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import digest as hmac_digest
from urllib.parse import parse_qsl, quote, unquote

KEY, SECRET = "arasha", "a secret key that only these tests know"
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/s3/aws4_request, ?"
    r"SignedHeaders=(?P<signed>[^,]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)
ALWAYS_SIGNED = {"host", "x-amz-date", "x-amz-content-sha256"}
SKEW = timedelta(minutes=15)


def fault_of(method: str, target: str, headers: Mapping[str, str], body: bytes) -> str | None:
    """The S3 error code for a request that was not signed with our secret key as it stands here, or None."""
    found = AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    if found is None or found["key"] != KEY:
        return "InvalidAccessKeyId"
    signed = found["signed"].split(";")
    stamp = headers.get("x-amz-date", "")
    if ALWAYS_SIGNED - set(signed) or not stamp.startswith(found["day"]):
        return "AccessDenied"
    when = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if abs(datetime.now(UTC) - when) > SKEW:
        return "RequestTimeTooSkewed"
    content = headers.get("x-amz-content-sha256", "")
    if content != sha256(body).hexdigest():
        return "XAmzContentSHA256Mismatch"
    path, _, query = target.partition("?")
    canonical = "\n".join(
        [method, quote(unquote(path), safe="/~"), canonical_query(query)]
        + [f"{name}:{' '.join(headers.get(name, '').split())}" for name in signed]
        + ["", ";".join(signed), content]
    )
    scope = f"{found['day']}/{found['region']}/s3/aws4_request"
    wanted = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    key = b"AWS4" + SECRET.encode()
    for step in scope.split("/"):
        key = hmac_digest(key, step.encode(), "sha256")
    right = hmac_digest(key, wanted.encode(), "sha256").hex()
    return None if compare_digest(right, found["signature"]) else "SignatureDoesNotMatch"


def canonical_query(query: str) -> str:
    pairs = sorted(
        (quote(name, safe="~"), quote(value, safe="~")) for name, value in parse_qsl(query, keep_blank_values=True)
    )
    return "&".join(f"{name}={value}" for name, value in pairs)
