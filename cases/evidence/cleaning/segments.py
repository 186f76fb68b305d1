"""The segments of a JPEG that tell where, when and by whom it was taken, cut out without touching a pixel (ITU-T T.81)."""

APP0, APP14, APP15, COMMENT = 0xE0, 0xEE, 0xEF, 0xFE
START_OF_SCAN, END = 0xDA, 0xD9
KEPT = frozenset({APP0, APP14})
"""JFIF's sizes and Adobe's colours: without them a picture would look otherwise."""


def strip_segments(content: bytes) -> bytes:
    """*content* without its APPn and comment segments; as it was where it is no sound JPEG."""
    if content[:2] != b"\xff\xd8":
        return content
    kept, at = bytearray(content[:2]), 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker == START_OF_SCAN:
            return bytes(kept + content[at:])
        length = int.from_bytes(content[at + 2 : at + 4], "big") + 2
        told = (APP0 <= marker <= APP15 and marker not in KEPT) or marker == COMMENT
        if not told:
            kept += content[at : at + length]
        at += length
    return content
