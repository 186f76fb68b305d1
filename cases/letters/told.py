"""What the journal says of letters that officers write: names of its entries, and what of a row they hold."""

from typing import Final

SLOT: Final = "letter.words"
SAVED, PROPOSED, RETURNED, SIGNED, SENT, DELIVERED, DISCARDED = (
    f"letter.{name}" for name in ("save", "propose", "return", "sign", "send", "deliver", "discard")
)
QUIET: Final = frozenset({SAVED, PROPOSED, RETURNED, SIGNED, SENT, DELIVERED, DISCARDED})
"""None of them makes a new version of the case: they change nothing that a form of it asks."""
