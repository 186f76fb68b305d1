"""The texts of one language, read from its `.po` files: GNU gettext's format, of which translators' programs write all of this.

Babel reads the format too, with all that is around a text; to be spoken from, its catalogues have then to be written and read
once more as `.mo`. For three languages that took a third of a second of every process that speaks all of them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from gettext import c2py
from pathlib import Path
from typing import Final

import msgspec

PART: Final = re.compile(
    r"^(?:#,(?P<flags>.*)|(?P<kind>msgid_plural|msgid|msgstr)(?:\[(?P<form>\d)\])?"
    r'[ \t]+(?P<text>"(?:[^"\\\n]|\\.)*"(?:\s*\n"(?:[^"\\\n]|\\.)*")*))',
    re.MULTILINE,
)
"""The flags of an entry, or one of its texts. Remarks, and entries that are not said any more (`#~`), are neither."""
SEAM: Final = re.compile(r'"\s*\n"')
ESCAPED: Final = re.compile(r"\\(.)")
MEANT: Final = {"n": "\n", "t": "\t", "r": "\r"}
COUNTING: Final = re.compile(r"^Plural-Forms:.*plural=([^;\n]+)", re.MULTILINE)


class Catalogue(msgspec.Struct, frozen=True):
    """What is said instead of each text of ours. What is not translated is said as it is."""

    texts: Mapping[str, str]
    counted: Mapping[str, Mapping[int, str]]
    """By the text for one: the texts by their form."""
    form: Callable[[int], int]
    """Which form a number takes."""

    def gettext(self, message: str) -> str:
        return self.texts.get(message, message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        said = self.counted.get(one, {}).get(self.form(number))
        return said or (one if number == 1 else many)


def read_catalogue(files: Iterable[Path]) -> Catalogue:
    """All texts of *files*, which are of one language: the first says how it counts. What is fuzzy is left out.

    The same text is said alike wherever it stands: contexts (`msgctxt`) are not used.
    """
    texts: dict[str, str] = {}
    counted: dict[str, dict[int, str]] = {}
    forms = "n != 1"
    for head, source in enumerate(path.read_text(encoding="utf-8") for path in files):
        flags, message, left_out = "", "", False
        for part in PART.finditer(source):
            kind = part["kind"]
            if kind is None:
                flags = part["flags"]
            elif kind == "msgid":
                message, left_out, flags = plain(part["text"]), "fuzzy" in flags, ""
            elif kind == "msgstr" and (said := plain(part["text"])):
                if not message:
                    found = COUNTING.search(said) if head == 0 else None
                    forms = found[1] if found else forms
                elif left_out:
                    continue
                elif part["form"] is None:
                    texts[message] = said
                else:
                    counted.setdefault(message, {})[int(part["form"])] = said
    return Catalogue(texts, counted, c2py(forms))


def plain(text: str) -> str:
    """What stands between the quotation marks of one or more lines."""
    whole = SEAM.sub("", text)[1:-1]
    return ESCAPED.sub(lambda found: MEANT.get(found[1], found[1]), whole) if "\\" in whole else whole
