"""What the journal says of letters that officers write: names of its entries, and what of a row they hold."""

from typing import Final

SLOT: Final = "letter.words"
LINK_SLOT: Final = "letter.link"
"""What is sealed to a link by which a complainant reads a letter."""
SAVED, PROPOSED, RETURNED, SIGNED, SENT, DELIVERED, LINK_CLOSED, DISCARDED = (
    f"letter.{name}" for name in ("save", "propose", "return", "sign", "send", "deliver", "close_link", "discard")
)
QUIET: Final = frozenset({SAVED, PROPOSED, RETURNED, SIGNED, SENT, DELIVERED, LINK_CLOSED, DISCARDED})
"""None of them makes a new version of the case: they change nothing that a form of it asks."""
