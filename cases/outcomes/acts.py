"""What the journal calls the records of what came of a case."""

from typing import Final

RECORDED, STRUCK = "outcome", "outcome.strike"
OUTCOMES: Final = frozenset({RECORDED, STRUCK})
"""They make no new version of a case: a form that somebody is writing is not about them."""
SLOT: Final = "outcome.words"
RESTORED, ACCOUNTABLE = "restored", "accountable"
SANCTIONS: Final = "sanctions"
"""The pack's taxonomy of kinds of liability."""
