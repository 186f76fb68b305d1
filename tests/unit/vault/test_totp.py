from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest

from cases.errors import CannotOpen
from cases.vault.pepper import new_pepper
from cases.vault.totp import address, code_at, match_step, new_totp_secret, open_totp, seal_totp, step_of

RFC_SECRET = b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238 appendix B, SHA-1, the last six of its eight digits."""
    assert code_at(RFC_SECRET, datetime.fromtimestamp(seconds, UTC)) == code


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_code_is_taken_one_step_early_or_late(shift: int) -> None:
    code = code_at(RFC_SECRET, NOW + timedelta(seconds=30 * shift))
    assert match_step(RFC_SECRET, code, NOW) == step_of(NOW) + shift


@pytest.mark.parametrize("shift", [-2, 2])
def test_a_code_two_steps_off_is_not_taken(shift: int) -> None:
    assert match_step(RFC_SECRET, code_at(RFC_SECRET, NOW + timedelta(seconds=30 * shift)), NOW) is None


def test_a_code_is_read_with_a_blank_in_it() -> None:
    code = code_at(RFC_SECRET, NOW)
    assert match_step(RFC_SECRET, f" {code[:3]} {code[3:]}", NOW) == step_of(NOW)


@pytest.mark.parametrize("typed", ["", "0", "abcdef", "1234567", "\ud800", "9" * 5_000_000])
def test_what_is_no_code_matches_nothing(typed: str) -> None:
    assert match_step(RFC_SECRET, typed, NOW) is None


def test_a_secret_opens_for_its_officer_only() -> None:
    pepper, secret = new_pepper(), new_totp_secret()
    sealed = seal_totp(secret, pepper, officer_id=1)
    assert open_totp(sealed, pepper, officer_id=1) == secret
    for other_pepper, officer_id in ((pepper, 2), (new_pepper(), 1)):
        with pytest.raises(CannotOpen):
            open_totp(sealed, other_pepper, officer_id=officer_id)


def test_a_new_secret_has_160_bits() -> None:
    assert len(new_totp_secret()) * 5 == 160


def test_the_address_for_the_app_names_the_institution() -> None:
    shown = address(RFC_SECRET, username="aigerim", institution="Омбудсман")
    assert shown.startswith("otpauth://totp/")
    assert RFC_SECRET in shown
