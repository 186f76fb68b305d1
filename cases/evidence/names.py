"""File names: what a person called it, without what could mislead whoever saves it."""

import unicodedata
from urllib.parse import quote

from cases.evidence.kinds import Kind

LONGEST = 120
LONGEST_BYTES = 200
"""In UTF-8, on most disks 255: some are left for whoever writes a number behind a name."""
LONGEST_ENDING = 16
FORBIDDEN = frozenset('<>:"|?*\\/')
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in "123456789¹²³")}
)
NAMELESS = "file"


def clean_name(given: str, kind: Kind | None = None) -> str:
    r"""*given* without folders, control and direction marks, and with an ending that fits its *kind*.

    `../../etc/passwd`, `photo\u202egpj.exe` and `CON` are names that somebody's computer would take for something else.
    """
    base = unicodedata.normalize("NFC", given.encode("utf-8", "replace").decode()).replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        " " if each in FORBIDDEN else each
        for each in base
        if unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    shown = " ".join(shown.split()).strip(". ")
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        stem, ending = shown, ""
    if kind is not None and ending.lower() not in kind.endings:
        stem, ending = shown, kind.endings[0]
    short = stem.strip(". ")[: LONGEST - len(ending) - 1].encode()[: LONGEST_BYTES - len(ending.encode()) - 1]
    stem = short.decode(errors="ignore").rstrip(". ") or NAMELESS
    if stem.partition(".")[0].strip().lower() in DEVICES:
        stem = f"_{stem}"
    return f"{stem}.{ending}" if ending else stem


def disposition(name: str, *, inline: bool = False) -> str:
    """The Content-Disposition of a download (RFC 6266): a plain ASCII name, and the real one as RFC 8187 writes it."""
    stem, _, ending = name.rpartition(".")
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "-_ ") else "_" for each in stem or name)
    ascii_name = f"{plain}.{ending}" if stem and ending.isascii() and ending.isalnum() else plain
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
