"""What `arasha verify` finds."""

from enum import StrEnum

import msgspec


class Fault(StrEnum):
    CHANGED = "changed"
    """The stored bytes, or a column that repeats them, are not what was hashed."""
    MISSING = "missing"
    """Entries that the chain once had are gone."""
    MOVED = "moved"
    """The bytes are whole but stand in another place than they were written for."""
    BROKEN = "broken"
    """The entry does not follow the one before it."""
    FORGED = "forged"
    """Something stands there that the journal does not speak of."""
    MISCOUNTED = "miscounted"
    """The numbers of a spell are not those that the journal adds up to."""


class Damage(msgspec.Struct, frozen=True):
    """One thing that is wrong, and where.

    *chain*: `journal`, `readings`, `measures` (there *sequence* is the spell), `sums`, `payloads` (sealed words of the entry
    *sequence*), `keys`, `circle` and `wraps` (there it is the epoch), `cases` (the rows of one beside its
    words), `shred store` (empty, or not at hand), `anchors`, `calendar`
    (the version), `packs`. What belongs to no case has the case 0. *place* says in words where, for what has no number: a
    key of the directory (`directory`), a member of a unit (`members`), an officer (`staff`), a pack that
    two people did not agree on (`packs`), an invitation, spare code, passkey or token (`doors`); `institution` is the
    institution's own journal. `messages` are marks that one was read,
    `outcomes` persons restored or held to account, `retention` what is held or to be shredded.
    """

    chain: str
    case_id: int
    sequence: int
    what: Fault
    place: str = ""
