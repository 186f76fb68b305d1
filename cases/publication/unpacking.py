"""A pack that somebody sends as an archive: read with a limit on everything, before a line of it is understood.

A ZIP says of itself what it likes, so sizes are counted while it is unpacked. Nothing is written to a disk: names are names
of texts in memory and lead nowhere.
"""

import io
import re
import zlib
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from cases.errors import ArchiveUnreadable
from cases.packs.files import KEPT, MOST_CHARACTERS

LARGEST: Final = 4 * 1024 * 1024
"""Bytes of the archive."""
MOST_FILES: Final = 500
MOST_UNPACKED: Final = 24 * 1024 * 1024
"""Bytes of all texts together; the pack of Kazakhstan has under two million."""
NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,60}(?:[./][A-Za-z0-9_-]{1,60}){0,8}")
STORED, DEFLATED, ENCRYPTED = 0, 8, 0x1


def unpack(content: bytes) -> tuple[dict[str, str], str]:
    """Path to text of every file of a pack in the ZIP *content*, and the name of the folder that they lie in, if one.

    Raises: ArchiveUnreadable: `empty`, `large`, `broken`, `files`, `unpacked`, `name`, `letters`, `locked`.
    """
    if not content:
        raise ArchiveUnreadable("empty")
    if len(content) > LARGEST:
        raise ArchiveUnreadable("large")
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            texts = read_all(archive)
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise ArchiveUnreadable("broken") from None
    if not texts:
        raise ArchiveUnreadable("empty")
    tops = {name.partition("/")[0] for name in texts if "/" in name}
    if len(tops) != 1 or any("/" not in name for name in texts):
        return texts, ""
    (top,) = tops
    return {name.removeprefix(f"{top}/"): text for name, text in texts.items()}, top


def read_all(archive: ZipFile) -> dict[str, str]:
    listed = archive.infolist()
    if len(listed) > MOST_FILES:
        raise ArchiveUnreadable("files")
    texts: dict[str, str] = {}
    left = MOST_UNPACKED
    for info in listed:
        if info.is_dir() or not info.filename.endswith(KEPT):
            continue
        if not NAME.fullmatch(info.filename) or info.filename in texts:
            raise ArchiveUnreadable("name", info.filename[:60])
        plain = read_one(archive, info, left)
        left -= len(plain)
        try:
            texts[info.filename] = plain.decode()
        except UnicodeDecodeError:
            raise ArchiveUnreadable("letters", info.filename) from None
    return dict(sorted(texts.items()))


def read_one(archive: ZipFile, info: ZipInfo, left: int) -> bytes:
    """The file's bytes, counted as they come; what the archive says of their number is not believed."""
    if info.flag_bits & ENCRYPTED or info.compress_type not in {STORED, DEFLATED}:
        raise ArchiveUnreadable("locked", info.filename)
    most = min(left, 4 * MOST_CHARACTERS)
    with archive.open(info) as file:
        plain = file.read(most + 1)
    if len(plain) > most:
        raise ArchiveUnreadable("unpacked", info.filename)
    return plain
