"""One hash over many: a Merkle tree (RFC 6962, section 2.1), built from a stream without holding it in memory."""

from collections.abc import Iterable
from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"
"""First byte of what is hashed, so that no inner node can be passed off as a leaf."""


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The root over *leaves* in their order; SHA-256 of nothing where there are none."""
    peaks: list[tuple[int, bytes]] = []
    """Roots of whole subtrees, the largest first, each with its height."""
    for words in leaves:
        height, hashed = 0, sha256(LEAF + words).digest()
        while peaks and peaks[-1][0] == height:
            hashed = sha256(NODE + peaks.pop()[1] + hashed).digest()
            height += 1
        peaks.append((height, hashed))
    if not peaks:
        return sha256().digest()
    root = peaks.pop()[1]
    while peaks:
        root = sha256(NODE + peaks.pop()[1] + root).digest()
    return root
