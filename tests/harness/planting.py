"""Secrets that are planted in a house, and a search for them in every byte that the house leaves on a disk.

Each secret holds the mark of its script, which occurs nowhere else. So a search looks for a few marks, in every writing
that a program might give them, and only a find is told apart.
"""

import base64
import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from random import Random
from urllib.parse import quote
from zipfile import BadZipFile, ZipFile

MARKS = {"kk": "Қщөүһәғ", "ru": "Жъёэщыф", "en": "Qzxvjwk", "digits": "7005559"}
YEARS = range(1931, 1940)
"""Dates of events are planted in years that nothing else speaks of."""
DAYS = re.compile(rb"193[1-9]-[01](?<=[\"' >=]193.-.)")
"""The beginning of such a date where a date may begin. Its first three letters are looked for in one go."""
SHORTEST = 7
"""A writing of fewer bytes would be met by chance among sealed ones."""


@dataclass
class Garden:
    """What was planted, by the whole text as it was typed."""

    lot: Random = field(default_factory=lambda: Random(11))
    planted: list[str] = field(default_factory=list)

    def words(self, language: str) -> str:
        """A phrase in one of the three languages, with the mark inside a word."""
        begun = {"kk": "Мұғалім айтты", "ru": "Он сказал", "en": "He said"}[language]
        letters = {"kk": "аәбғқңөұүі", "ru": "абвгдежзик", "en": "abcdefghij"}[language]
        tail = "".join(self.lot.choices(letters, k=8))
        return self.plant(f"{begun} {MARKS[language]}{tail}")

    def name(self, language: str) -> str:
        return self.words(language).split()[-1].capitalize()

    def phone(self) -> str:
        return self.plant(f"+{MARKS['digits']}{self.lot.randrange(10**4):04}")

    def day(self) -> str:
        return self.plant(f"{self.lot.choice(YEARS)}-{self.lot.randrange(1, 13):02}-{self.lot.randrange(1, 29):02}")

    def plant(self, text: str) -> str:
        self.planted.append(text)
        return text


def writings(text: str) -> Iterator[bytes]:
    """*text* in every writing that we know of: three encodings, escaped, quoted, hex, base64 at each of its three places."""
    plain = text.encode()
    for encoded in (plain, text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("cp1251", "ignore")):
        yield encoded
        yield encoded.hex().encode()
        yield encoded.hex().upper().encode()
        for before in range(3):
            # What stands before and after shares letters with the text: only those that hold nothing else are sure.
            whole = base64.b64encode(bytes(before) + encoded)
            sure = whole[-(-before * 8 // 6) : (before + len(encoded)) * 8 // 6]
            yield sure
            yield sure.replace(b"+", b"-").replace(b"/", b"_")
    yield json.dumps(text).strip('"').encode()
    yield quote(text).encode()


def needles() -> list[bytes]:
    """Every writing of every mark."""
    marks = {*MARKS.values(), *(mark.lower() for mark in MARKS.values())}
    return sorted({one for mark in marks for one in writings(mark) if len(one) >= SHORTEST})


NEEDLES = needles()


def search(name: str, content: bytes) -> list[str]:
    """Where something planted stands in clear: *name* and the writing that was found, also within what is packed."""
    found = [f"{name}: {needle!r}" for needle in NEEDLES if needle in content]
    found += [f"{name}: {day!r}" for day in set(DAYS.findall(content))]
    for inner, unpacked in opened(content):
        found += search(f"{name}/{inner}", unpacked)
    return found


def opened(content: bytes) -> Iterator[tuple[str, bytes]]:
    """What *content* is packed from, if it is: zip, gzip, zlib."""
    if content[:4] == b"PK\x03\x04":
        with suppress(BadZipFile), ZipFile(BytesIO(content)) as packed:
            for name in packed.namelist():
                yield "name", name.encode()
                yield name, packed.read(name)
    if content[:2] == b"\x1f\x8b":
        with suppress(OSError, EOFError, zlib.error):
            yield "gzip", gzip.decompress(content)
    if content[:1] == b"\x78":
        with suppress(zlib.error):
            yield "zlib", zlib.decompress(content)


def search_files(folders: Iterable[Path]) -> list[str]:
    """The same in every file below *folders*, and in the files' names."""
    found: list[str] = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            found += search("a file's name", path.name.encode())
            if path.is_file() and not path.is_symlink():
                found += search(path.name, path.read_bytes())
    return found
