"""Which doors must stand open by the institution's journal, played through entry by entry."""

from collections.abc import Mapping
from typing import Any, Final

from cases.doors import entries
from cases.unit_keys import entering

INVITATION: Final = "invitation"
NUMBER: Final = "number for a new key"
SPARE: Final = "spare code"
PASSKEY: Final = "passkey"
PROGRAM: Final = "program"
Place = tuple[str, Any]
"""Kind of door, and which one."""


OPENS: Final = {
    entries.INVITED: (INVITATION, "invitation"),
    entering.RESET: (NUMBER, "officer"),
    entering.PASSKEY_ADDED: (PASSKEY, "passkey"),
    entries.PASSKEY_CALLED: (PASSKEY, "passkey"),
    entries.PROGRAM_MADE: (PROGRAM, "integration"),
}
CLOSES: Final = {
    entries.UNINVITED: (INVITATION, "invitation"),
    entries.CAME_IN: (INVITATION, "invitation"),
    entries.INVITATION_OVER: (INVITATION, "invitation"),
    entries.RESET_OVER: (NUMBER, "officer"),
    entering.PASSKEY_REMOVED: (PASSKEY, "passkey"),
}
"""Acts after which a row stands or is gone: the kind of door, and by what the entry names it."""


class Doors:
    """What the entries so far come to: by door the hash of the row that must stand, and when a program's token ended."""

    def __init__(self) -> None:
        self.rows: dict[Place, tuple[str, int | None]] = {}

    def hear(self, act: str, body: Mapping[str, Any], at: int) -> None:
        """Take in one entry; of another matter, nothing. Raises: KeyError, TypeError for one that says too little."""
        if act in OPENS:
            kind, name = OPENS[act]
            self.rows[kind, body[name]] = (body["row"], None)
        elif act in CLOSES:
            kind, name = CLOSES[act]
            self.rows.pop((kind, body[name]), None)
        elif act == entries.PROGRAM_ENDED:
            row, _ = self.rows[PROGRAM, body["integration"]]
            self.rows[PROGRAM, body["integration"]] = (row, at)
        elif act == entries.SPARES_KEPT:
            self.replace_spares(body["officer"], body["codes"])
        elif act == entries.SPARE_USED:
            self.rows.pop((SPARE, (body["officer"], body["code"])), None)

    def replace_spares(self, officer_id: int, codes: list[str]) -> None:
        for place in [place for place in self.rows if place[0] == SPARE and place[1][0] == officer_id]:
            del self.rows[place]
        self.rows |= {(SPARE, (officer_id, code)): (code, None) for code in codes}
