"""What a file is by its bytes: libmagic says, the allow-list admits, and the file's own structure must agree.

Names and types that a browser sends are never believed. Nothing is unpacked here: archives are read as far as their table of
contents, pictures and papers are opened in the sandbox only.
"""

import struct
from io import BytesIO
from threading import Lock
from zipfile import BadZipFile, LargeZipFile, ZipFile

from cases.errors import FileRefused
from cases.evidence.kinds import BY_TYPE, KINDS, NEVER_ZIP, PACKED, Kind

HEAD = 64 * 1024
"""How much of a file's beginning is looked at."""
MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?php", b"<iframe", b"<body", b"<?xml")
MOST_UNPACKED = 8 * 1024**3
MOST_RATIO = 300
"""A table of contents that promises more than this many times the archive is a bomb; videos and pictures hardly shrink."""
MOST_NAMES = 50_000
END_OF_ZIP = b"PK\x05\x06"
END_RECORD = 22
ENTRY_OF_ZIP = b"PK\x01\x02"
_reading = Lock()


def sniff(head: bytes) -> Kind:
    """The kind of the file that begins with *head*. Raises: FileRefused: `empty`, `kind`, `mixed`."""
    if not head:
        raise FileRefused("empty")
    head = head[:HEAD]
    kind = BY_TYPE.get(libmagic_type(head).lower()) or by_structure(head)
    if kind is None:
        raise FileRefused("kind")
    if kind.starts and not any(head[at : at + len(mark)] == mark for at, mark in kind.starts):
        raise FileRefused("kind")
    if kind.group in {"text", "letter"}:
        check_text(head)
    elif any(mark in head[:1024].lower() for mark in MARKUP) and kind.group in {"picture", "sound", "archive"}:
        raise FileRefused("mixed")
    return kind


def libmagic_type(head: bytes) -> str:
    """What libmagic calls it. One look at a time, and its database is let go of again: 6 MiB, opened in 3 ms."""
    import magic  # noqa: PLC0415 - finds and opens the C library, which only whoever sends a file needs

    with _reading:
        try:
            return str(magic.Magic(mime=True).from_buffer(head))
        except magic.MagicException:
            return ""


def by_structure(head: bytes) -> Kind | None:
    """Kinds that libmagic misses: HEIC and voice recordings of newer telephones, office papers with an unusual order."""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}:
            return KINDS["heic"]
        if brand in {b"M4A ", b"M4B "}:
            return KINDS["m4a"]
        return KINDS["3gp"] if brand[:3] == b"3gp" else KINDS["mp4"]
    if head[:4] == b"PK\x03\x04":
        return KINDS["zip"]
    if head[:3] == b"ID3":
        return KINDS["mp3"]
    return None


def check_text(head: bytes) -> None:
    """Text is UTF-8 or UTF-16 or an older Cyrillic one: no bytes that only programs use, no page with code in it."""
    if any(mark in head.lower() for mark in MARKUP):
        raise FileRefused("kind")
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if head[:2] not in {b"\xff\xfe", b"\xfe\xff"} and b"\0" in plain:
        raise FileRefused("kind")


def check_tail(kind: Kind, tail: bytes, *, length: int) -> None:
    """Look at how the file ends: archives promise no more than they may, nothing else is an archive as well.

    *tail*: the last bytes of the file, as many as are at hand (a part or more where the file has them). Raises: FileRefused:
    `mixed`, `bomb`, `broken`.
    """
    if kind.name in PACKED:
        check_contents(kind, tail, length=length)
    elif kind.name in NEVER_ZIP and ends_as_zip(tail):
        raise FileRefused("mixed")


def ends_as_zip(tail: bytes) -> bool:
    """Whether an unpacking program would find an archive here: an end record, and the table of contents it speaks of.

    Programs forgive bytes that follow the end record, so those do not make a picture of it.
    """
    at = tail.rfind(END_OF_ZIP)
    while at >= 0:
        record = tail[at : at + END_RECORD]
        disks, here, entries, size = record[4:8], record[8:10], record[10:12], int.from_bytes(record[12:16], "little")
        if len(record) == END_RECORD and disks == bytes(4) and here == entries != bytes(2):
            before = at - size
            if before < 0 or tail[before:].startswith(ENTRY_OF_ZIP):  # below 0 it begins before what is at hand
                return True
        at = tail.rfind(END_OF_ZIP, 0, at)
    return False


def check_contents(kind: Kind, tail: bytes, *, length: int) -> None:
    try:
        with ZipFile(BytesIO(tail)) as archive:
            entries = archive.infolist()
    except (BadZipFile, LargeZipFile, NotImplementedError, ValueError, OSError, EOFError, struct.error, RecursionError):
        raise FileRefused("broken") from None
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > MOST_NAMES
        or unpacked > max(MOST_UNPACKED, 4 * length)
        or unpacked > MOST_RATIO * max(length, 64 * 1024)
    ):
        raise FileRefused("bomb")
    names = {entry.filename for entry in entries}
    if kind.group in {"document", "table"} and names.isdisjoint({"[Content_Types].xml", "mimetype"}):
        raise FileRefused("broken")
