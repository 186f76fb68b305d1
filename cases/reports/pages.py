"""How sums are kept: pages of a month, one for each of what they are kept by; and days, with what their cases are about."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

import msgspec

from cases.reports.about import About

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


def month_of(day: date) -> int:
    """Calendar months since the year 0, so that they can be counted on; never STANDING."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


class WrittenParts(msgspec.Struct, array_like=True):
    """*counted*: what → number of what it is about among *abouts*, value, how many; one after the other."""

    abouts: list[tuple[str, str, str, str]]
    counted: dict[str, list[int]]


READ_PAGE: Final = msgspec.json.Decoder(Numbers).decode
READ_PARTS: Final = msgspec.json.Decoder(WrittenParts).decode


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


def write_parts(parts: Mapping[tuple[About, str, int], int]) -> str:
    """As `write_page`."""
    said = sorted((what, about, value, number) for (about, what, value), number in parts.items() if number)
    abouts = {about: place for place, about in enumerate(sorted({each[1] for each in said}))}
    counted: dict[str, list[int]] = {}
    for what, about, value, number in said:
        counted.setdefault(what, []).extend((abouts[about], value, number))
    return msgspec.json.encode(WrittenParts(list(abouts), counted)).decode()


def read_parts(text: str) -> Parts:
    """Raises: msgspec.DecodeError."""
    written = READ_PARTS(text)
    abouts = [About(*each) for each in written.abouts]
    try:
        return {
            (abouts[about], what, value): number
            for what, counted in written.counted.items()
            for about, value, number in threes(counted)
        }
    except (IndexError, ValueError) as error:
        raise msgspec.DecodeError(str(error)) from error


def threes(counted: list[int]) -> "zip[tuple[int, int, int]]":
    """Raises: ValueError where something is left over."""
    each = iter(counted)
    return zip(each, each, each, strict=True)


def numbers_of(parts: Parts) -> Numbers:
    """The sum of all of them."""
    found: Numbers = {}
    for (_, what, value), number in parts.items():
        by_value = found.setdefault(what, {})
        by_value[value] = by_value.get(value, 0) + number
    return found


def read_some(text: str, wanted: Callable[[About], bool]) -> Numbers:
    """The sums of those parts whose cases are about what is *wanted*. Raises: msgspec.DecodeError."""
    written = READ_PARTS(text)
    chosen = [wanted(About(*each)) for each in written.abouts]
    found: Numbers = {}
    if not any(chosen):
        return found
    for what, counted in written.counted.items():
        by_value = found.setdefault(what, {})
        for about, value, number in threes(counted):
            if chosen[about]:
                by_value[value] = by_value.get(value, 0) + number
    return found
