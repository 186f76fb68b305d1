"""Read the numbers with check digits that a pack knows."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from workflows.faults import Fault, Faults
from workflows.numbers import Number
from workflows.reading import Section

LONGEST: Final = 40


def read_numbers(data: Any, languages: Sequence[str]) -> Mapping[str, Number]:
    """Numbers by name, from their file. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), languages)
    found = {one.name: one for one in (_read_number(inner) for inner in section.items("numbers"))}
    if len(found) < len(section.data.get("numbers", ())):
        section.fault("a number is here twice", "numbers")
    section.close()
    if faults:
        raise Faults(faults)
    return found


def _read_number(section: Section) -> Number:
    rows = section.take("weights")
    weights = [[_whole(one) for one in row] if isinstance(row, list) else [] for row in rows or ()]
    sound = all(row and len(row) == len(weights[0]) < LONGEST and None not in row for row in weights)
    if not weights or not sound:
        section.fault(
            "weights are rows of whole numbers, all of one length", "weights", example="weights: [[1, 2, 3], [3, 1, 2]]"
        )
    modulus = section.whole("modulus", default=0) or 0
    if modulus < 2:
        section.fault("modulus is missing or too small", example="modulus: 11")
    number = Number(
        name=section.name("number"),
        weights=tuple(tuple(one or 0 for one in row) for row in weights),
        modulus=modulus,
        doubt=section.label("doubt"),
    )
    section.close()
    return number


def _whole(text: object) -> int | None:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < 4 else None
