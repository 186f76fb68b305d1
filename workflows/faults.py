"""Mistakes in pack files: where each is, why it is one, and an example that shows it."""

from collections.abc import Iterable
from difflib import get_close_matches

import msgspec

Place = tuple[str | int, ...]


class Fault(msgspec.Struct, frozen=True):
    """One mistake. *place* is the path of keys and list positions (from 0) inside the file."""

    place: Place
    reason: str
    example: str | None = None


class Faults(Exception):
    """All mistakes that were found in one reading of a file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(f"{'.'.join(map(str, fault.place))}: {fault.reason}" for fault in self.faults))


def unknown_name(kind: str, name: str, known: Iterable[str]) -> str:
    """Say that nothing of that *kind* has this name, with the nearest one that exists."""
    near = get_close_matches(name, list(known), n=1)
    return f"no such {kind}: {name}" + (f"; did you mean {near[0]}?" if near else "")
