"""Read one raw answer of each kind: a value that can be stored as JSON, or the problem with it. Nothing here raises."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

Answer = str | int | bool | list[str]
"""An answer as it is kept: JSON text, number, boolean or list of codes."""


class Problem(msgspec.Struct, frozen=True):
    """Why an answer cannot be taken: a code that has words in every language, and the facts those words need."""

    code: str
    facts: dict[str, Any] = {}


YEARS: Final = range(1900, 2101)
MOST_BLANK: Final = 1000
"""Letters that are looked at one by one to find a text blank; nobody sends more by accident."""

FORBIDDEN = Problem("forbidden_characters")
UNKNOWN_CHOICE = Problem("unknown_choice")
NOT_A_DATE = Problem("not_a_date")
NOT_A_NUMBER = Problem("not_a_number")

# Marks of writing direction come along when a telephone number or a name is pasted from a messenger; they carry no
# words and can make text read otherwise than it is.
_DIRECTION: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_LINES: Final = re.compile("\r\n?|[\u2028\u2029\u0085]")
_NONCHARACTER: Final = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_INVISIBLE: Final = frozenset({"Cf", "Zs", "Zl", "Zp"})
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_REFERENCE: Final = re.compile(r"([0-9]{4})[-–— ]?([0-9]{6})[-–— ]?([0-9])")
_ENTRY: Final = re.compile(r"[\w][\w.:/-]{0,63}", re.ASCII)
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,12}")
_MONEY: Final = re.compile(r"([0-9]{1,13})(?:[.,]([0-9]{1,2}))?")
_ISO: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_EUROPEAN: Final = re.compile(r"(?:(?:([0-9]{1,2})[./])?([0-9]{1,2})[./])?([0-9]{4})")
_YES: Final = frozenset({"true", "yes", "on", "1"})
_NO: Final = frozenset({"false", "no", "off", "0"})


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing of *text*. Control characters are something, or they would slip through."""
    stripped = text.strip(" \t\r\n")
    if len(stripped) > MOST_BLANK:
        return False
    return all(one in _BLANK_LETTERS or unicodedata.category(one) in _INVISIBLE for one in stripped)


def text(raw: str, *, limit: int, lines: bool) -> str | Problem:
    """Words in NFC without outer white space, of at most *limit* characters.

    Line ends and tabs stand only where *lines* allow them; other control characters nowhere.
    """
    if len(raw) > 4 * limit + 1000:
        return Problem("too_long", {"limit": limit})
    if lines:
        raw = _LINES.sub("\n", raw)
    words = unicodedata.normalize("NFC", _DIRECTION.sub("", raw)).strip(" \t\r\n")
    if not words.isprintable() and (_NONCHARACTER.search(words) or any(_is_forbidden(one, lines) for one in words)):
        return FORBIDDEN
    words = words.strip()
    if len(words) > limit:
        return Problem("too_long", {"limit": limit})
    return words


def _is_forbidden(letter: str, lines: bool) -> bool:  # noqa: FBT001 - private
    category = unicodedata.category(letter)
    if category == "Cc":
        return not (lines and letter in "\n\t")
    return category == "Cs" or (category in ("Zl", "Zp") and not lines) or ord(letter) & 0xFFFE == 0xFFFE


def _plain(raw: str) -> str:
    """A short answer with all digits made plain, without the spaces people put into numbers and without what cannot be seen."""
    folded = unicodedata.normalize("NFKC", raw[:100]) if raw.isprintable() or len(raw) <= 100 else raw[:100]
    seen = folded if folded.isprintable() else "".join(one for one in folded if unicodedata.category(one) != "Cf")
    return re.sub(r"\s", "", "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in seen))


def choice(raw: str, options: Mapping[str, bool]) -> str | Problem:
    """One of *options*."""
    return raw if raw in options else UNKNOWN_CHOICE


def choices(raw: Sequence[str], options: Mapping[str, bool]) -> list[str] | Problem:
    """Some of *options* (value to whether it stands alone), each once, in the options' own order."""
    sent = set(raw)
    if not sent <= set(options):
        return UNKNOWN_CHOICE
    if len(sent) > 1 and any(options[value] for value in sent):
        return Problem("impossible_combination")
    return [value for value in options if value in sent]


def boolean(raw: str) -> bool | Problem:
    word = raw.strip().lower()
    return True if word in _YES else False if word in _NO else UNKNOWN_CHOICE


def whole(raw: str, lowest: int | None, highest: int | None) -> int | Problem:
    digits = _plain(raw)
    if len(raw) > 100 or not _WHOLE.fullmatch(digits):
        return NOT_A_NUMBER
    number = int(digits)
    return number if _within(number, lowest, highest) else _out_of_range(lowest, highest)


def money(raw: str, lowest: int | None, highest: int | None) -> str | Problem:
    """An amount with two places: `1 500,5` is "1500.50". *lowest* and *highest* are whole units of the currency."""
    match = _MONEY.fullmatch(_plain(raw)) if len(raw) <= 100 else None
    if match is None:
        return NOT_A_NUMBER
    amount = Decimal(f"{int(match[1])}.{(match[2] or '').ljust(2, '0')}")
    return str(amount) if _within(amount, lowest, highest) else _out_of_range(lowest, highest)


def _within(number: int | Decimal, lowest: int | None, highest: int | None) -> bool:
    return (lowest is None or number >= lowest) and (highest is None or number <= highest)


def _out_of_range(lowest: object, highest: object) -> Problem:
    return Problem("out_of_range", {"lowest": lowest, "highest": highest})


def case_reference(raw: str) -> str | Problem:
    """The reference of a case in its one spelling; whether there is such a case is not known here."""
    match = _REFERENCE.fullmatch(_plain(raw))
    return "-".join(match.groups()) if match else Problem("unknown_case")


def entry(raw: str, codes: Collection[str]) -> str | Problem:
    """A code of a register; without *codes* only its shape is looked at."""
    code = raw.strip()
    return code if _ENTRY.fullmatch(code) and (not codes or code in codes) else UNKNOWN_CHOICE


def some_date(sent: Sequence[str], *, partial: bool, latest: date | None) -> str | Problem | None:
    """A day as `2026-11-05`; when *partial*, also `2026-11` or `2026`.

    *sent* is the whole date in one text, then day, month and year apart; any of them may be empty.
    """
    if any(len(one) > 100 for one in sent):
        return NOT_A_DATE
    whole_text, *parts = (_plain(one) for one in sent)
    if not whole_text and not any(parts):
        return None
    if whole_text:
        if any(parts):
            return Problem("impossible_combination")
        if match := _ISO.fullmatch(whole_text):
            year, month, day = match.groups()
        elif match := _EUROPEAN.fullmatch(whole_text):
            day, month, year = match.groups()
        else:
            return NOT_A_DATE
    else:
        day, month, year = parts
    return _checked_date(year or "", month or "", day or "", partial=partial, latest=latest)


def _checked_date(year: str, month: str, day: str, *, partial: bool, latest: date | None) -> str | Problem:
    if not all(one == "" or re.fullmatch("[0-9]{1,4}", one) for one in (year, month, day)):
        return NOT_A_DATE
    if not year or (day and not month) or not (partial or (day and month)):
        return NOT_A_DATE
    try:
        found = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return NOT_A_DATE
    if found.year not in YEARS or (latest is not None and found > latest):
        return Problem(
            "out_of_range",
            {"lowest": f"{YEARS[0]}-01-01", "highest": (latest or date(YEARS[-1], 12, 31)).isoformat()},
        )
    return found.isoformat()[: 10 if day else 7 if month else 4]
