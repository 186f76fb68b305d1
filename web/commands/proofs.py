"""`arasha verify-proof`: whether a proof of filing is what it says, on any machine that has the institution's public key."""

import os
from pathlib import Path

import click

from cases.errors import BadProof, SecretsMissing
from cases.proofs.statement import check_proof, proves_words
from cases.proofs.words import read_words
from cases.secrets_folder import PROOF, PUBLIC, read_verifying_key
from cases.settings import read_settings
from cases.vault.signatures import VerifyingKey

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(name="verify-proof")
@click.argument("file", type=EXISTING)
@click.option(
    "--key", help="The institution's public key, 64 digits as its page /proof shows them, or a file that holds it."
)
@click.option("--words", type=EXISTING, help="words.json of an export: are these the words that were filed?")
def verify_proof(file: Path, key: str | None, words: Path | None) -> None:
    """Check the proof of filing in FILE. Needs no database and no network."""
    proof = check_proof(file.read_bytes(), key=public_key(key))
    click.echo(f"{proof.first.number}: {proof.first.institution}, {proof.first.unit}")
    for each in proof.statements:
        click.echo(f"  {each.sequence}. {each.kind}, received {each.received}")
    if words is None:
        return
    held = read_words(words.read_bytes())
    for each in proof.statements:
        if each.sequence > len(held) or not proves_words(
            each, nonce=held[each.sequence - 1].nonce, words=held[each.sequence - 1].words
        ):
            raise BadProof("words")
    click.echo("The words are those that were filed.")


def public_key(given: str | None) -> VerifyingKey:
    """The key that was given, else the one in the secrets' folder. Raises: SecretsMissing; BadParameter."""
    if given is None:
        settings = read_settings(os.environ)
        found = read_verifying_key(settings.secrets, PROOF)
        if found is None:
            raise SecretsMissing(settings.secrets / f"{PROOF}{PUBLIC}")
        return found
    text = Path(given).read_text(encoding="ascii").strip() if Path(given).is_file() else given
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise click.BadParameter("a key has 64 digits, 0 to 9 and a to f")
    return VerifyingKey(raw)
