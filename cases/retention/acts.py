"""What the journal calls the steps on a case's way out, and what they come to."""

from typing import Any, Final

import msgspec

PROPOSE: Final = "retention.propose"
REFUSE: Final = "retention.refuse"
HOLD: Final = "retention.hold"
RELEASE: Final = "retention.release"
SHRED: Final = "retention.shred"
"""The second yes, after which a case's payloads may be gone."""


class Retained(msgspec.Struct):
    """Whether a case is proposed, confirmed or held, by whom and since when: as its journal tells, or as its rows say."""

    proposal: tuple[Any, ...] | None = None
    """Reason, `officer:ID`, seconds since 1970; then who confirmed it and when, or None twice."""
    hold: tuple[Any, ...] | None = None
    """Reason, `officer:ID`, seconds since 1970."""

    def hear(self, act: str, actor: Any, at: int, reason: Any) -> None:
        """Take in one entry; of another matter, nothing."""
        if act == PROPOSE:
            self.proposal = (reason, actor, at, None, None)
        elif act == REFUSE:
            self.proposal = None
        elif act == HOLD:
            self.proposal, self.hold = None, (reason, actor, at)
        elif act == RELEASE:
            self.hold = None
        elif act == SHRED and self.proposal is not None:
            self.proposal = (*self.proposal[:3], actor, at)


def as_actor(officer_id: Any) -> str | None:
    """How the journal names an officer of a row."""
    return None if officer_id is None else f"officer:{officer_id}"
