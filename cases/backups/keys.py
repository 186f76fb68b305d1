"""The backup key: its public half on the server, its private half on paper or a stick in a safe, and nowhere else."""

import os
from pathlib import Path

import pyrage

from cases.errors import BadBackupKey, CannotOpen
from cases.vault.keys import Key, PublicKey, new_key


def read_public(path: Path) -> PublicKey:
    """The public half in a file, `age1…` on a line of its own. Raises: BadBackupKey, also for a private half on a server."""
    lines = read_lines(path)
    if len(lines) != 1:
        raise BadBackupKey(path)
    try:
        return str(pyrage.x25519.Recipient.from_str(lines[0]))
    except pyrage.RecipientError:
        raise BadBackupKey(path) from None


def read_private(path: Path) -> Key:
    """The private half in a file, as `age-keygen` writes it too. Raises: BadBackupKey."""
    lines = read_lines(path)
    if len(lines) != 1:
        raise BadBackupKey(path)
    try:
        return Key.load(lines[0].encode())
    except CannotOpen:
        raise BadBackupKey(path) from None


def read_lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise BadBackupKey(path) from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def write_pair(path: Path) -> PublicKey:
    """A fresh key into *path*, for its owner alone, as an identity of the `age` tool; gives its public half.

    Raises: FileExistsError.
    """
    key = new_key()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"# public key: {key.public}\n{key.dump().decode()}\n")
    return key.public
