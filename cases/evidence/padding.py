"""How much a file is filled up with, so that its length says little (Padmé: Nikitin et al., PETS 2019, §4)."""

PART = 2 * 1024 * 1024
"""Bytes of a file that are sealed together, and that a browser sends at a time: little to lose on a bad line."""


def padme(length: int) -> int:
    """The size that *length* bytes are filled up to: at most 12 % more, O(log log length) bits of it can leak."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    free = exponent - exponent.bit_length()
    mask = (1 << free) - 1
    return (length + mask) & ~mask


def padded(length: int) -> int:
    """What a file of *length* bytes takes in the store, the seals not counted: Padmé, and never under 1 KiB."""
    return max(1024, padme(length))


def part_sizes(length: int) -> list[int]:
    """Sizes of all parts of a file of *length* bytes with what fills them up: the last may be shorter."""
    whole, rest = divmod(padded(length), PART)
    return [PART] * whole + ([rest] if rest else [])


def parts_of(length: int) -> int:
    """How many parts hold bytes of the file itself; those after them are filling."""
    return max(1, -(-length // PART))
