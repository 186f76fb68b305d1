"""One party of a case as pages know them."""

from dataclasses import dataclass, field
from datetime import date

import msgspec


class Role(msgspec.Struct, frozen=True):
    """What somebody is in the case. *since*: None where only the complaint says so; *until*: None while it lasts."""

    code: str
    since: date | None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class PartyView:
    """One person or body. *written*: sequence of the entry that brought these words, for a form that is drawn from them."""

    number: int
    name: str = field(repr=False)
    roles: tuple[Role, ...]
    body: str | None = None
    contact: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    written: int = 0

    @property
    def present(self) -> bool:
        """Has a role that lasts."""
        return any(role.until is None for role in self.roles)
