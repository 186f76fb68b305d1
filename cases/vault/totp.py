"""Time-based one-time codes (RFC 6238): six digits, thirty seconds, SHA-1, as every authenticator app has them."""

import hmac
from datetime import datetime
from typing import cast

import pyotp

from cases.typed_digits import read_digits
from cases.vault.cookies import open_small, seal_small
from cases.vault.pepper import Pepper

STEP_SECONDS = 30
WINDOW = 1
"""Steps before and after the present one that are taken too: clocks of telephones are off, people type slowly."""


def new_totp_secret() -> str:
    """160 random bits in base 32, as RFC 4226 §4 recommends."""
    return pyotp.random_base32()


def seal_totp(secret: str, pepper: Pepper, *, officer_id: int) -> bytes:
    """A TOTP secret under the pepper, for one officer: moved to another's row it does not open."""
    return seal_small(pepper.key("totp"), f"totp {officer_id}", secret)


def open_totp(sealed: bytes, pepper: Pepper, *, officer_id: int) -> str:
    """The TOTP secret of that officer. Raises: CannotOpen."""
    return cast("str", open_small(pepper.key("totp"), f"totp {officer_id}", sealed))


def step_of(at: datetime) -> int:
    """The number of the time step that *at* (aware) is in, counted from 1970."""
    return int(at.timestamp()) // STEP_SECONDS


def code_at(secret: str, at: datetime) -> str:
    """The code that an app with *secret* shows at that time."""
    return pyotp.TOTP(secret).generate_otp(step_of(at))


def match_step(secret: str, typed: str, at: datetime) -> int | None:
    """The time step whose code was *typed*, of those near *at*, or None. Every one is tried, in constant time."""
    given = (read_digits(typed) or "").encode()
    totp, now = pyotp.TOTP(secret), step_of(at)
    matched = None
    for step in range(now - WINDOW, now + WINDOW + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), given):
            matched = step
    return matched


def address(secret: str, *, username: str, institution: str) -> str:
    """The `otpauth://` address that an app reads from a picture or a link. It holds the secret: show it once."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=institution)
