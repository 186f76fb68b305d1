"""The secrets' folder: pepper and signing keys, apart from data, database and backups (design 04 §4.2)."""

import os
import re
from pathlib import Path

import msgspec

from cases.errors import OldSecrets, SecretsExist, SecretsInsideData, SecretsMissing, SecretsUnreadable
from cases.vault.directory import DirectoryKey, DirectoryPublic, new_directory_key
from cases.vault.pepper import Pepper, new_pepper
from cases.vault.signatures import SigningKey, VerifyingKey, new_signing_key
from cases.vault.stretching import CODE_COST, STAFF_COST, Cost

PEPPER, DIRECTORY, PINNED = "pepper", "directory-key", "directory-key.public"
ANCHOR, PROOF = "anchor-key", "proof-key"
"""Signing keys for eyes outside: of the daily anchors, and of proofs of filing."""
PUBLIC = ".public"
"""What is added to the name of a signing key's file for that of its public half, which anybody may copy."""

PEPPER_FILE = re.compile(
    r"arasha pepper 1\n(?P<secret>[0-9a-f ]+)\ncodes: (?P<code_kib>\d+) KiB, (?P<code_passes>\d+) passes\n"
    r"staff: (?P<staff_kib>\d+) KiB, (?P<staff_passes>\d+) passes\n"
)
"""Short enough to print on its own sheet and to type again; the Argon2 costs are needed as much as the secret."""


class Secrets(msgspec.Struct, frozen=True):
    """What an institution's processes know beside the database. *pinned* decides which keys are sealed to."""

    pepper: Pepper
    directory: DirectoryKey
    pinned: DirectoryPublic
    anchor: SigningKey
    proof: SigningKey


def new_secrets(*, code_cost: Cost = CODE_COST, staff_cost: Cost = STAFF_COST) -> Secrets:
    """Fresh secrets in memory. Cheaper costs are for tests and the demonstration only."""
    directory = new_directory_key()
    pepper = new_pepper(code_cost=code_cost, staff_cost=staff_cost)
    return Secrets(pepper, directory, directory.public, new_signing_key(), new_signing_key())


def make_secrets(folder: Path, *, data: Path, code_cost: Cost = CODE_COST, staff_cost: Cost = STAFF_COST) -> Secrets:
    """Fresh secrets, written to *folder*: once for an institution, readable by its owner only.

    Raises: SecretsInsideData; SecretsExist, and then nothing was written over.
    """
    if folder.resolve().is_relative_to(data.resolve()):
        raise SecretsInsideData(folder)
    if any((folder / name).exists() for name in (PEPPER, DIRECTORY, PINNED, ANCHOR, PROOF)):
        raise SecretsExist(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secrets = new_secrets(code_cost=code_cost, staff_cost=staff_cost)
    write_once(folder / DIRECTORY, f"{secrets.directory.raw.hex()}\n")
    write_once(folder / PINNED, f"{secrets.pinned.raw.hex()}\n")
    write_signing_key(folder / ANCHOR, secrets.anchor)
    write_signing_key(folder / PROOF, secrets.proof)
    write_once(folder / PEPPER, pepper_sheet(secrets.pepper))
    return secrets


def complete_secrets(folder: Path) -> bool:
    """Make the signing keys that a folder of an earlier version lacks; whether there were any. What is there stays."""
    lacking = [name for name in (ANCHOR, PROOF) if (folder / PEPPER).exists() and not (folder / name).exists()]
    for name in lacking:
        (folder / f"{name}{PUBLIC}").unlink(missing_ok=True)  # of a run that was cut off: it signed nothing yet
        write_signing_key(folder / name, new_signing_key())
    return bool(lacking)


def read_secrets(folder: Path) -> Secrets:
    """The secrets of an institution.

    Raises: SecretsMissing, SecretsUnreadable (with the path, never the content); OldSecrets (see `complete_secrets`).
    """
    pepper = read_pepper_sheet(read(folder / PEPPER), path=folder / PEPPER)
    directory = DirectoryKey(read_hex(folder / DIRECTORY))
    pinned = DirectoryPublic(read_hex(folder / PINNED))
    if directory.public != pinned:
        raise SecretsUnreadable(folder / PINNED)
    return Secrets(pepper, directory, pinned, read_signing_key(folder / ANCHOR), read_signing_key(folder / PROOF))


def read_verifying_key(folder: Path, name: str) -> VerifyingKey | None:
    """The public half of a signing key, for who checks and has no business with the private one; None without its file.

    Raises: SecretsUnreadable.
    """
    path = folder / f"{name}{PUBLIC}"
    return VerifyingKey(read_hex(path)) if path.exists() else None


def read_signing_key(path: Path) -> SigningKey:
    """A signing key whose public half lies beside it. Raises: OldSecrets, SecretsMissing, SecretsUnreadable."""
    if not path.exists():
        raise OldSecrets(path.parent)
    key, beside = SigningKey(read_hex(path)), path.with_name(path.name + PUBLIC)
    if key.public.raw != read_hex(beside):
        raise SecretsUnreadable(beside)
    return key


def write_signing_key(path: Path, key: SigningKey) -> None:
    """The public half first: a private one without it would look like a folder that is whole."""
    write_once(path.with_name(path.name + PUBLIC), f"{key.public.raw.hex()}\n")
    write_once(path, f"{key.raw.hex()}\n")


def pepper_sheet(pepper: Pepper) -> str:
    """The pepper as it stands in its file, and on the sheet that `arasha init` prints."""
    digits = pepper.secret.hex()
    groups = " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
    code, staff = pepper.code_cost, pepper.staff_cost
    return (
        f"arasha pepper 1\n{groups}\n"
        f"codes: {code.memory_kib} KiB, {code.passes} passes\n"
        f"staff: {staff.memory_kib} KiB, {staff.passes} passes\n"
    )


def read_pepper_sheet(text: str, *, path: Path) -> Pepper:
    """The pepper of a sheet. Raises: SecretsUnreadable with *path*."""
    found = PEPPER_FILE.fullmatch(text)
    if not found:
        raise SecretsUnreadable(path)
    try:
        secret = bytes.fromhex(found["secret"])
        code_cost = Cost(int(found["code_kib"]), int(found["code_passes"]))
        staff_cost = Cost(int(found["staff_kib"]), int(found["staff_passes"]))
    except ValueError:
        raise SecretsUnreadable(path) from None
    if len(secret) != 32:
        raise SecretsUnreadable(path)
    return Pepper(secret, code_cost, staff_cost)


def read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise SecretsMissing(path) from None
    except (OSError, UnicodeDecodeError):
        raise SecretsUnreadable(path) from None


def read_hex(path: Path) -> bytes:
    try:
        raw = bytes.fromhex(read(path))
    except ValueError:
        raise SecretsUnreadable(path) from None
    if len(raw) != 32:
        raise SecretsUnreadable(path)
    return raw


def write_once(path: Path, text: str) -> None:
    """A new file that only its owner reads, on the disk before this returns. Raises: FileExistsError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
