"""The words of a filing with the nonces that a proof commits to them by: the part of an export that a program checks."""

import msgspec

from cases.errors import BadProof


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that was filed: its canonical bytes as text, and the nonce, hexadecimal."""

    text: str
    opening: str

    @property
    def words(self) -> bytes:
        return self.text.encode()

    @property
    def nonce(self) -> bytes:
        return bytes.fromhex(self.opening)


def write_words(everything: list[tuple[bytes, bytes]]) -> bytes:
    """The file over (words, nonce) of each thing that was filed, in the order of the proof."""
    held = [Words(words.decode(), nonce.hex()) for words, nonce in everything]
    return msgspec.json.format(msgspec.json.encode(held), indent=1) + b"\n"


def read_words(content: bytes) -> list[Words]:
    """Raises: BadProof for a file that is none of these."""
    try:
        held = msgspec.json.decode(content, type=list[Words])
        for each in held:
            bytes.fromhex(each.opening)
    except (msgspec.MsgspecError, ValueError):
        raise BadProof("shape") from None
    return held
