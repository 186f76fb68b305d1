"""Which kinds of files are taken, how each is known by its bytes, and the safe type it is given out as."""

from collections.abc import Mapping
from typing import Literal

import msgspec

Group = Literal["picture", "video", "sound", "document", "table", "archive", "letter", "text"]


class Kind(msgspec.Struct, frozen=True):
    """One kind of file. *media* is what it is given out as; *starts*: (offset, bytes) of which one must be there."""

    name: str
    group: Group
    media: str
    endings: tuple[str, ...]
    """File endings that fit; the first is given where a name has another."""
    types: tuple[str, ...]
    """What libmagic calls it."""
    starts: tuple[tuple[int, bytes], ...] = ()
    cleaned: bool = False
    """Whether a copy without location, author and scripts can be made."""


OOXML, ODF = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
ZIP_START = ((0, b"PK\x03\x04"),)
OLE_START = ((0, bytes.fromhex("d0cf11e0a1b11ae1")),)
BOX = ((4, b"ftyp"),)
"""ISO base media files (ISO/IEC 14496-12) begin with a box of this type."""

_ALL = (
    Kind(
        "jpeg", "picture", "image/jpeg", ("jpg", "jpeg", "jpe"), ("image/jpeg",), ((0, b"\xff\xd8\xff"),), cleaned=True
    ),
    Kind("png", "picture", "image/png", ("png",), ("image/png",), ((0, b"\x89PNG\r\n\x1a\n"),), cleaned=True),
    Kind("webp", "picture", "image/webp", ("webp",), ("image/webp",), ((8, b"WEBP"),), cleaned=True),
    Kind("heic", "picture", "image/heic", ("heic", "heif"), ("image/heic", "image/heif"), BOX, cleaned=True),
    Kind("gif", "picture", "image/gif", ("gif",), ("image/gif",), ((0, b"GIF87a"), (0, b"GIF89a"))),
    Kind("tiff", "picture", "image/tiff", ("tif", "tiff"), ("image/tiff",), ((0, b"II*\0"), (0, b"MM\0*"))),
    Kind("bmp", "picture", "image/bmp", ("bmp",), ("image/bmp", "image/x-ms-bmp"), ((0, b"BM"),)),
    Kind("pdf", "document", "application/pdf", ("pdf",), ("application/pdf",), ((0, b"%PDF-"),), cleaned=True),
    Kind(
        "docx",
        "document",
        OOXML + "wordprocessingml.document",
        ("docx",),
        (OOXML + "wordprocessingml.document",),
        ZIP_START,
    ),
    Kind("xlsx", "table", OOXML + "spreadsheetml.sheet", ("xlsx",), (OOXML + "spreadsheetml.sheet",), ZIP_START),
    Kind(
        "pptx",
        "document",
        OOXML + "presentationml.presentation",
        ("pptx",),
        (OOXML + "presentationml.presentation",),
        ZIP_START,
    ),
    Kind("odt", "document", ODF + "text", ("odt",), (ODF + "text",), ZIP_START),
    Kind("ods", "table", ODF + "spreadsheet", ("ods",), (ODF + "spreadsheet",), ZIP_START),
    Kind("doc", "document", "application/msword", ("doc",), ("application/msword",), OLE_START),
    Kind("xls", "table", "application/vnd.ms-excel", ("xls",), ("application/vnd.ms-excel",), OLE_START),
    Kind(
        "ole",
        "document",
        "application/octet-stream",
        ("doc", "xls", "ppt", "msg"),
        (
            "application/x-ole-storage",
            "application/CDFV2",
            "application/vnd.ms-outlook",
            "application/vnd.ms-powerpoint",
        ),
        OLE_START,
    ),
    Kind("rtf", "document", "application/rtf", ("rtf",), ("text/rtf", "application/rtf"), ((0, b"{\\rtf"),)),
    Kind("mp4", "video", "video/mp4", ("mp4", "m4v"), ("video/mp4", "video/x-m4v"), BOX),
    Kind(
        "mov",
        "video",
        "video/quicktime",
        ("mov", "qt"),
        ("video/quicktime",),
        (*BOX, (4, b"moov"), (4, b"mdat"), (4, b"wide")),
    ),
    Kind("3gp", "video", "video/3gpp", ("3gp", "3g2"), ("video/3gpp", "video/3gpp2"), BOX),
    Kind(
        "webm", "video", "video/webm", ("webm", "mkv"), ("video/webm", "video/x-matroska"), ((0, b"\x1a\x45\xdf\xa3"),)
    ),
    Kind("avi", "video", "video/x-msvideo", ("avi",), ("video/x-msvideo",), ((8, b"AVI "),)),
    Kind(
        "mpeg",
        "video",
        "video/mpeg",
        ("mpg", "mpeg"),
        ("video/mpeg", "video/mpeg4-generic"),
        ((0, b"\0\0\1\xba"), (0, b"\0\0\1\xb3")),
    ),
    Kind("m4a", "sound", "audio/mp4", ("m4a",), ("audio/x-m4a", "audio/mp4"), BOX),
    Kind(
        "mp3",
        "sound",
        "audio/mpeg",
        ("mp3",),
        ("audio/mpeg",),
        ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"), (0, b"\xff\xfa")),
    ),
    Kind(
        "aac",
        "sound",
        "audio/aac",
        ("aac",),
        ("audio/x-hx-aac-adts", "audio/aac"),
        ((0, b"\xff\xf1"), (0, b"\xff\xf9")),
    ),
    Kind(
        "ogg",
        "sound",
        "audio/ogg",
        ("ogg", "oga", "opus"),
        ("audio/ogg", "application/ogg", "video/ogg"),
        ((0, b"OggS"),),
    ),
    Kind("amr", "sound", "audio/amr", ("amr",), ("audio/AMR", "audio/amr"), ((0, b"#!AMR"),)),
    Kind("wav", "sound", "audio/wav", ("wav",), ("audio/x-wav", "audio/wav"), ((8, b"WAVE"),)),
    Kind("flac", "sound", "audio/flac", ("flac",), ("audio/flac", "audio/x-flac"), ((0, b"fLaC"),)),
    Kind("zip", "archive", "application/zip", ("zip",), ("application/zip",), ZIP_START),
    Kind(
        "7z",
        "archive",
        "application/x-7z-compressed",
        ("7z",),
        ("application/x-7z-compressed",),
        ((0, b"7z\xbc\xaf\x27\x1c"),),
    ),
    Kind(
        "rar",
        "archive",
        "application/vnd.rar",
        ("rar",),
        ("application/x-rar", "application/vnd.rar"),
        ((0, b"Rar!\x1a\x07"),),
    ),
    Kind("eml", "letter", "application/octet-stream", ("eml",), ("message/rfc822",)),
    Kind(
        "text",
        "text",
        "text/plain",
        ("txt", "csv", "log", "vcf", "md"),
        ("text/plain", "text/csv", "application/csv", "text/vcard", "application/json"),
    ),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}
BY_TYPE: Mapping[str, Kind] = {name.lower(): kind for kind in _ALL for name in kind.types}
PACKED = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "zip"})
"""Kinds that are ZIP archives."""
NEVER_ZIP = frozenset(kind.name for kind in _ALL if kind.group in {"picture", "sound"}) | {"pdf"}
"""Kinds that no honest program ends with an archive."""
