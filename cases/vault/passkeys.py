"""Passkeys (WebAuthn level 2): a second factor that no false page can ask for, because the browser signs where it stands.

A challenge is not kept anywhere: it tells by itself when it was made, what for, and that it is ours. It is good for ten
minutes, and an officer's passkey answers none that is not newer than the last one it answered.

The library is imported by whoever comes with a passkey: with the certificates of makers that it knows it takes a tenth of a
second and 8 MiB.
"""

import hmac
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import msgspec

from cases.errors import PasskeyRefused
from cases.vault.pepper import Pepper

LASTS = timedelta(minutes=10)
TIME, RANDOM, MARK = 8, 16, 16
LARGEST = 20_000
"""Characters of what a browser brings."""
SIGN_IN = "sign-in"


class Party(msgspec.Struct, frozen=True):
    """Whom a passkey is for: the institution's host and the address that its pages are opened at."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True)
class NewPasskey:
    """What an authenticator made: *handle* finds it, *public_key* (COSE) checks what it signs."""

    handle: bytes
    public_key: bytes = field(repr=False)
    count: int


class Shown(msgspec.Struct, frozen=True):
    """An answer that the passkey *handle* gave to a challenge of that time. Its counter stands at *count* now."""

    handle: bytes
    asked_at: datetime
    count: int


def make_challenge(pepper: Pepper, purpose: str, at: datetime) -> bytes:
    """Forty bytes: the second, sixteen random ones, and our mark for that *purpose*."""
    body = int(at.timestamp()).to_bytes(TIME, "big") + token_bytes(RANDOM)
    return body + mark(pepper, purpose, body)


def asked_at(pepper: Pepper, purpose: str, challenge: bytes, at: datetime) -> datetime:
    """When we made that challenge. Raises: PasskeyRefused for one that is not ours, of another purpose, or too old."""
    body, marked = challenge[: TIME + RANDOM], challenge[TIME + RANDOM :]
    if not hmac.compare_digest(mark(pepper, purpose, body), marked):
        raise PasskeyRefused
    made = datetime.fromtimestamp(int.from_bytes(body[:TIME], "big"), UTC)
    if not timedelta() <= at - made.astimezone(at.tzinfo) < LASTS:
        raise PasskeyRefused
    return made


def mark(pepper: Pepper, purpose: str, body: bytes) -> bytes:
    return hmac.digest(pepper.key("passkey challenges"), purpose.encode() + b"\x00" + body, sha256)[:MARK]


def ask_new(
    pepper: Pepper, party: Party, *, officer_id: int, username: str, name: str, known: list[bytes], at: datetime
) -> str:
    """What a browser is asked with to make a passkey for this officer (JSON). *known*: handles of those there are.

    It must be one that the authenticator finds by itself: the sign-in page knows no names and lists no passkeys.
    """
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers.structs import (  # noqa: PLC0415
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = webauthn.generate_registration_options(
        rp_id=party.host,
        rp_name=party.name,
        user_id=hmac.digest(pepper.key("passkey users"), str(officer_id).encode(), sha256),
        user_name=username,
        user_display_name=name,
        challenge=make_challenge(pepper, enrolment(officer_id), at),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return webauthn.options_to_json(options)


def ask_any(pepper: Pepper, party: Party, *, at: datetime) -> str:
    """What a browser is asked with at the door, before it is known who stands there (JSON)."""
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415

    options = webauthn.generate_authentication_options(
        rp_id=party.host,
        challenge=make_challenge(pepper, SIGN_IN, at),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return webauthn.options_to_json(options)


def check_new(pepper: Pepper, party: Party, answer: str, *, officer_id: int, at: datetime) -> NewPasskey:
    """What the authenticator made. Raises: PasskeyRefused."""
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    credential = read_answer(answer)
    challenge = challenge_of(credential)
    asked_at(pepper, enrolment(officer_id), challenge, at)
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyRefused from None
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count)


def check_shown(
    pepper: Pepper, party: Party, answer: str, *, public_key: bytes, count: int, handle: bytes, at: datetime
) -> Shown:
    """That the passkey of *public_key* answered our challenge at our address. Raises: PasskeyRefused."""
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    credential = read_answer(answer)
    challenge = challenge_of(credential)
    asked = asked_at(pepper, SIGN_IN, challenge, at)
    try:
        proved = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyRefused from None
    return Shown(handle, asked, proved.new_sign_count)


def handle_of(answer: str) -> bytes:
    """The handle that an answer names. Raises: PasskeyRefused."""
    try:
        return base64url_to_bytes(read_answer(answer)["rawId"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise PasskeyRefused from None


def base64url_to_bytes(text: str) -> bytes:
    """Bytes of base64url without its padding, as browsers write them (WebAuthn §3). Raises: ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def read_answer(answer: str) -> dict[str, Any]:
    if len(answer) > LARGEST:
        raise PasskeyRefused
    try:
        return msgspec.json.decode(answer, type=dict[str, Any])
    except (msgspec.MsgspecError, ValueError):
        raise PasskeyRefused from None


def challenge_of(credential: dict[str, Any]) -> bytes:
    """The challenge that the browser says it answered. Raises: PasskeyRefused."""
    try:
        said = msgspec.json.decode(base64url_to_bytes(credential["response"]["clientDataJSON"]), type=dict[str, Any])
        return base64url_to_bytes(said["challenge"])
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError, AttributeError):
        raise PasskeyRefused from None


def enrolment(officer_id: int) -> str:
    """A challenge for one officer's new passkey is none for another's."""
    return f"enrol {officer_id}"
