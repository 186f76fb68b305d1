"""The pepper: the institution's secret that is in no database, no data folder and no backup."""

from dataclasses import dataclass, field
from secrets import token_bytes

from cases.vault.expanding import LENGTH, expand
from cases.vault.stretching import CODE_COST, STAFF_COST, Cost


@dataclass(frozen=True)
class Pepper:
    """The secret with the Argon2 costs that the institution was founded with.

    A code finds its mailbox by what it is stretched to, so its cost can never differ from the one at filing: it is kept
    here, beside the other thing that the look-up value hangs on. Staff costs are also noted per officer and may rise.
    """

    secret: bytes = field(repr=False)
    code_cost: Cost = CODE_COST
    staff_cost: Cost = STAFF_COST

    def key(self, label: str) -> bytes:
        """32 bytes for one use, such as sealing TOTP secrets."""
        return expand(self.secret, f"pepper {label}")


def new_pepper(*, code_cost: Cost = CODE_COST, staff_cost: Cost = STAFF_COST) -> Pepper:
    """A fresh pepper. Cheaper costs are for tests and the demonstration only."""
    return Pepper(token_bytes(LENGTH), code_cost, staff_cost)
