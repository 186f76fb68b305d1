"""Packs as their rows hold them: read once a process, for a row that holds the same files is the same pack."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Final

from cases.packs import jurisdiction
from cases.packs.files import digest
from cases.packs.jurisdiction import Pack

KEPT: Final = 4
"""The one in force, the one before it, and one or two that a proceeding is still on."""
_read: Final[OrderedDict[str, Pack]] = OrderedDict()
_lock: Final = Lock()


def load_stored(files: Mapping[str, str]) -> Pack:
    """The pack of a published row. It was found sound when it was published, which is not shown again.

    Known by the hash of what the row holds now, never by the hash that it was stored under: a damaged row is read and seen
    to be damaged. Raises: PackFault.
    """
    key = digest(files)
    with _lock:
        known = _read.get(key)
    if known is not None:
        return known
    pack = jurisdiction.load_pack(files, proven=True)
    with _lock:
        _read[key] = pack
        while len(_read) > KEPT:
            _read.popitem(last=False)
    return pack
