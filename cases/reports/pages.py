"""How sums are kept: pages of a month, one for each of what they are kept by; and in parts, by all that their cases are about."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from cases.reports.about import About, fits

Numbers = dict[str, dict[int, int]]
"""What is counted → value → how many."""
Parts = dict[tuple[About, str, int], int]
"""As `Numbers`, and by what the cases are about."""


class Page(NamedTuple):
    """Which sums of a month stand together. *month*: `month_of`, or STANDING; what is empty: all of them."""

    track: str
    channel: str
    facility: str
    body: str
    month: int
    unit: str
    walled: bool


class Lot(NamedTuple):
    """Which sums of a day stand together."""

    day: date
    unit: str
    walled: bool


class Bundle(NamedTuple):
    """Which parts of a month stand together: few enough to be written anew with an act, and few to be read for a question."""

    month: int
    unit: str
    walled: bool
    track: str
    channel: str


def month_of(day: date) -> int:
    """Calendar months since the year 0, so that they can be counted on; never STANDING."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


class WrittenPart(msgspec.Struct, array_like=True):
    """*counted*: number of what is counted among all names, value, how many; one after the other; read where it is wanted."""

    about: tuple[str, str, str, str]
    counted: msgspec.Raw


class WrittenParts(msgspec.Struct, array_like=True):
    whats: list[str]
    parts: list[WrittenPart]


READ_PAGE: Final = msgspec.json.Decoder(Numbers).decode
READ_PARTS: Final = msgspec.json.Decoder(WrittenParts).decode
READ_COUNTED: Final = msgspec.json.Decoder(list[int]).decode


def write_page(numbers: Numbers) -> str:
    """Without what is nothing, in one order: two pages that say the same are the same text."""
    said = {
        what: {str(value): number for value, number in sorted(by.items()) if number}
        for what, by in sorted(numbers.items())
    }
    return msgspec.json.encode({what: by for what, by in said.items() if by}).decode()


def read_page(text: str) -> Numbers:
    """Raises: msgspec.DecodeError."""
    return READ_PAGE(text)


def add_into(numbers: Numbers, more: Numbers, *, times: int = 1) -> Numbers:
    for what, by_value in more.items():
        sums = numbers.setdefault(what, {})
        for value, number in by_value.items():
            sums[value] = sums.get(value, 0) + times * number
    return numbers


@lru_cache(maxsize=1_000)
def as_written(name: str) -> str:
    return msgspec.json.encode(name).decode()


def write_parts(parts: Parts) -> str:
    """As `write_page`."""
    said = sorted((about, what, value, number) for (about, what, value), number in parts.items() if number)
    whats = {what: place for place, what in enumerate(sorted({each[1] for each in said}))}
    counted: dict[About, list[int]] = {}
    for about, what, value, number in said:
        counted.setdefault(about, []).extend((whats[what], value, number))
    return msgspec.json.encode([list(whats), list(counted.items())]).decode()


def read_parts(text: str) -> Parts:
    """Raises: msgspec.DecodeError."""
    written = READ_PARTS(text)
    return {
        (about, what, value): number
        for each in written.parts
        for about in (About(*each.about),)
        for what, value, number in counted_in(each, written.whats)
    }


def counted_in(part: WrittenPart, whats: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """What, value, how many. Raises: msgspec.DecodeError."""
    numbers = iter(READ_COUNTED(part.counted))
    try:
        for what, value, number in zip(numbers, numbers, numbers, strict=True):
            yield whats[what], value, number
    except (IndexError, ValueError) as error:
        raise msgspec.DecodeError(str(error)) from error


def numbers_of(parts: Parts) -> Numbers:
    """The sum of all of them."""
    found: Numbers = {}
    for (_, what, value), number in parts.items():
        by_value = found.setdefault(what, {})
        by_value[value] = by_value.get(value, 0) + number
    return found


def read_some(text: str, asked: About) -> Numbers:
    """The sums of those parts whose cases are about what is *asked*. Raises: msgspec.DecodeError."""
    found: Numbers = {}
    if not all(as_written(name) in text for name in asked if name):
        return found  # most texts of a house say nothing of one place: these are not even parsed
    written = READ_PARTS(text)
    for part in written.parts:
        if fits(part.about, asked):
            for what, value, number in counted_in(part, written.whats):
                by_value = found.setdefault(what, {})
                by_value[value] = by_value.get(value, 0) + number
    return found
