import stat
from pathlib import Path

import pytest

from cases.errors import OldSecrets, SecretsExist, SecretsInsideData, SecretsMissing, SecretsUnreadable
from cases.secrets_folder import (
    ANCHOR,
    DIRECTORY,
    PEPPER,
    PINNED,
    PROOF,
    complete_secrets,
    make_secrets,
    pepper_sheet,
    read_secrets,
    read_verifying_key,
)
from cases.vault.stretching import CODE_COST, Cost

CHEAP = Cost(memory_kib=8, passes=1)


def test_what_was_made_reads_back(tmp_path: Path) -> None:
    made = make_secrets(tmp_path / "secrets", data=tmp_path / "data", staff_cost=CHEAP)
    assert read_secrets(tmp_path / "secrets") == made
    assert made.pepper.code_cost == CODE_COST
    assert made.pepper.staff_cost == CHEAP


def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    make_secrets(tmp_path / "secrets", data=tmp_path / "data")
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    for name in (PEPPER, DIRECTORY, PINNED, ANCHOR, PROOF):
        assert stat.S_IMODE((tmp_path / "secrets" / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("inside", [".", "secrets", "a/../secrets"])
def test_a_folder_inside_the_data_is_refused(tmp_path: Path, inside: str) -> None:
    data = tmp_path / "data"
    with pytest.raises(SecretsInsideData):
        make_secrets(data / inside, data=data)
    assert not data.exists()


def test_secrets_are_never_written_over(tmp_path: Path) -> None:
    made = make_secrets(tmp_path / "secrets", data=tmp_path / "data")
    with pytest.raises(SecretsExist):
        make_secrets(tmp_path / "secrets", data=tmp_path / "data")
    assert read_secrets(tmp_path / "secrets") == made


@pytest.mark.parametrize("name", [PEPPER, DIRECTORY, PINNED])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    make_secrets(tmp_path, data=tmp_path / "data")
    (tmp_path / name).unlink()
    with pytest.raises(SecretsMissing) as missing:
        read_secrets(tmp_path)
    assert missing.value.path == tmp_path / name


@pytest.mark.parametrize("name", [PEPPER, DIRECTORY, PINNED])
@pytest.mark.parametrize("content", [b"", b"nonsense", b"00", b"\xff\xfe", b"arasha pepper 1\nabcd\n"])
def test_a_damaged_file_is_named_and_its_content_is_not_shown(tmp_path: Path, name: str, content: bytes) -> None:
    make_secrets(tmp_path, data=tmp_path / "data")
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SecretsUnreadable) as unreadable:
        read_secrets(tmp_path)
    assert unreadable.value.path == tmp_path / name
    assert "abcd" not in repr(unreadable.value)


def test_a_pinned_key_that_is_not_the_directorys_is_refused(tmp_path: Path) -> None:
    make_secrets(tmp_path, data=tmp_path / "data")
    (tmp_path / PINNED).write_text("00" * 32)
    with pytest.raises(SecretsUnreadable):
        read_secrets(tmp_path)


def test_a_cost_out_of_bounds_is_refused(tmp_path: Path) -> None:
    made = make_secrets(tmp_path, data=tmp_path / "data", code_cost=CHEAP)
    sheet = pepper_sheet(made.pepper).replace("codes: 8 KiB", "codes: 99999999 KiB")
    (tmp_path / PEPPER).write_text(sheet)
    with pytest.raises(SecretsUnreadable):
        read_secrets(tmp_path)


def test_a_pepper_of_another_length_is_refused(tmp_path: Path) -> None:
    made = make_secrets(tmp_path, data=tmp_path / "data")
    first, second, *rest = pepper_sheet(made.pepper).splitlines(keepends=True)
    (tmp_path / PEPPER).write_text("".join([first, second[5:], *rest]))
    with pytest.raises(SecretsUnreadable):
        read_secrets(tmp_path)


def test_the_representation_shows_no_secret(tmp_path: Path) -> None:
    made = make_secrets(tmp_path / "secrets", data=tmp_path / "data")
    shown = repr(made)
    for secret in (made.pepper.secret, made.directory.raw):
        assert secret.hex() not in shown
        assert repr(secret) not in shown


def test_a_folder_of_an_earlier_version_gets_the_signing_keys_that_it_lacks_and_keeps_the_rest(tmp_path: Path) -> None:
    made = make_secrets(tmp_path, data=tmp_path / "data")
    for name in (ANCHOR, f"{ANCHOR}.public", PROOF):  # the last one: a run that was cut off between its two files
        (tmp_path / name).unlink()
    with pytest.raises(OldSecrets):
        read_secrets(tmp_path)
    assert complete_secrets(tmp_path)
    completed = read_secrets(tmp_path)
    assert (completed.pepper, completed.directory) == (made.pepper, made.directory)
    assert read_verifying_key(tmp_path, ANCHOR) == completed.anchor.public
    assert not complete_secrets(tmp_path)
    assert read_secrets(tmp_path) == completed


def test_a_public_half_that_belongs_to_another_key_is_refused(tmp_path: Path) -> None:
    make_secrets(tmp_path, data=tmp_path / "data")
    (tmp_path / f"{PROOF}.public").write_text("00" * 32)
    with pytest.raises(SecretsUnreadable):
        read_secrets(tmp_path)
