"""User names: one spelling for each, so that a name typed with a capital or a blank still finds its bearer."""

import unicodedata

LONGEST = 100


def as_username(typed: str) -> str:
    """The spelling under which *typed* is stored and looked up; empty, which nobody bears, for what can be no name."""
    name = unicodedata.normalize("NFKC", typed[: LONGEST * 2]).strip().casefold()
    if len(name) > LONGEST or not name.isprintable():
        return ""
    return name
