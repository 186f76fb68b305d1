"""Everything that a pack file may name, and the words that people read."""

from collections.abc import Mapping

import msgspec

from workflows.numbers import Number

Label = Mapping[str, str]
"""Language code to words; one entry for each language of the institution."""

OFFICE_WORDS = frozenset({"head_office", "npm", "integrity", "duty"})
"""Offices of the institution that there is one of."""

UNIT_WORDS = OFFICE_WORDS | {"region of place", "region of facility", "region of residence"}
"""Units that are found from a case's facts when a route is taken."""


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """What exists in a pack: a file that names anything else is refused."""

    languages: tuple[str, ...]
    taxonomies: Mapping[str, Mapping[str, Label]] = msgspec.field(default_factory=dict)
    registers: frozenset[str] = frozenset()
    kinds: Mapping[str, Mapping[str, frozenset[str]]] = msgspec.field(default_factory=dict)
    """Register to kind to the codes of that kind."""
    units: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    procedures: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    numbers: Mapping[str, Number] = msgspec.field(default_factory=dict)

    @property
    def unit_words(self) -> frozenset[str]:
        return self.units | UNIT_WORDS
