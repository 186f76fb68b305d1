"""The signed lines of a proof: made, written to a small file, and checked by anybody who has the institution's public key."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Literal

import msgspec

from cases.errors import BadProof
from cases.journals.journal import canonical
from cases.vault.signatures import SigningKey, VerifyingKey

VERSION = 1
SPACE = b"arasha/1/proof of filing\n"
BEFORE_ALL = bytes(32).hex()
LONGEST = 300_000
"""Characters of a proof that is looked at: a real one has some thousand."""

Kind = Literal["filing", "added", "message"]


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that was filed. Hashes are hexadecimal."""

    version: int
    institution: str
    number: str
    """The case's reference."""
    sequence: int
    """1 is the filing; what was added counts on."""
    kind: Kind
    received: str
    """Day, or day and minute with the offset from UTC; of an anonymous filing only the day is kept."""
    unit: str
    """Name of the unit that the complaint went to."""
    pack: str
    """Hash of the rules (jurisdiction pack) that were in force."""
    commitment: str
    """SHA-256 of a nonce and the words; both are in the export that the complainant can have."""
    entry: str
    """Hash of the journal entry that keeps it."""
    previous: str
    """SHA-256 of the line before; zeros for the first."""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A statement as the very text that was signed."""

    statement: str
    signature: str


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    """What this file is, for people who find it."""
    proof: list[Line]


class Proof(msgspec.Struct, frozen=True):
    """A chain of lines that one institution has signed about one complaint."""

    statements: tuple[Statement, ...]

    @property
    def first(self) -> Statement:
        return self.statements[0]


def sign_statements(statements: Sequence[Statement], *, key: SigningKey, about: str) -> bytes:
    """The proof's file over *statements*, whose `previous` are filled in here."""
    lines, previous = list[dict[str, str]](), BEFORE_ALL
    for each in statements:
        words = to_bytes(msgspec.structs.replace(each, previous=previous))
        lines.append({"statement": words.decode(), "signature": key.sign(SPACE, words).hex()})
        previous = sha256(words).hexdigest()
    return msgspec.json.format(canonical({"about": about, "proof": lines}), indent=1) + b"\n"


def check_proof(text: str | bytes, *, key: VerifyingKey) -> Proof:
    """What the file *text* proves. Raises: BadProof with what is wrong: `shape`, `signature` or `chain`."""
    try:
        lines = msgspec.json.decode(text[:LONGEST], type=File).proof
    except (msgspec.MsgspecError, ValueError):
        raise BadProof("shape") from None
    statements, previous = list[Statement](), BEFORE_ALL
    for line in lines:
        words = line.statement.encode("utf-8", "surrogatepass")
        try:
            signature = bytes.fromhex(line.signature)
        except ValueError:
            raise BadProof("shape") from None
        if not key.signed(SPACE, words, signature):
            raise BadProof("signature")
        statement = read_statement(words)
        if (statement.sequence, statement.previous) != (len(statements) + 1, previous):
            raise BadProof("chain")
        statements.append(statement)
        previous = sha256(words).hexdigest()
    if not statements or len({each.number for each in statements}) != 1:
        raise BadProof("chain")
    return Proof(tuple(statements))


def read_statement(words: bytes) -> Statement:
    try:
        return msgspec.json.decode(words, type=Statement)
    except (msgspec.MsgspecError, ValueError):
        raise BadProof("shape") from None


def to_bytes(statement: Statement) -> bytes:
    return canonical(msgspec.structs.asdict(statement))


def proves_words(statement: Statement, *, nonce: bytes, words: bytes) -> bool:
    """Whether *words* (as the export holds them) are those that were filed."""
    return sha256(nonce + words).hexdigest() == statement.commitment
