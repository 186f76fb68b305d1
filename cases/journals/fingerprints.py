"""What the journal says of a sealed payload: the hash of its stored bytes, so that an exchanged payload is found."""

from datetime import datetime
from hashlib import sha256

import msgspec

Clear = int | str | datetime | None


def fingerprint(payload: bytes | bytearray, *clear: Clear) -> bytes:
    """SHA-256 of a sealed payload as stored. Sealing is randomised, so it gives nothing away about the words.

    *clear*: what its row says beside it (whose it is, when, of which key), in the order of its table's columns: a message
    that was given another sender is as wrong as one with other words.
    """
    found = sha256(payload)
    if clear:
        said = [int(one.timestamp()) if isinstance(one, datetime) else one for one in clear]
        found.update(msgspec.json.encode(said))
    return found.digest()
