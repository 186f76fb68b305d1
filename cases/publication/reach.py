"""All that another pack would change for people, and the hash by which what was seen is told from what is published."""

from hashlib import sha256

from cases.journals.journal import canonical
from cases.packs.jurisdiction import Pack
from cases.publication.change import Change
from cases.publication.doers import new_doers
from cases.publication.limits import other_limits
from cases.publication.readers import new_readers
from cases.publication.receivers import new_receivers, newly_clear


def compare_reach(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Who could newly read, do or receive what by *new*, how it is kept, and which time limits are others.

    A pure function of both packs: who confirms sees the same list as who proposed. Raises: SealedMadeClear.
    """
    found = [
        *new_readers(old, new),
        *new_doers(old, new),
        *new_receivers(old, new),
        *newly_clear(old, new),
        *other_limits(old, new),
    ]
    return tuple(dict.fromkeys(found))


def seal_of(base: str, pack: str, reach: tuple[Change, ...]) -> str:
    """SHA-256 in hex over both packs' hashes and every change that was shown."""
    said = [[one.kind, one.where, one.who, one.was, one.now] for one in reach]
    return sha256(canonical({"base": base, "pack": pack, "reach": said})).hexdigest()
