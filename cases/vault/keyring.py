"""The keys that a viewer holds while they are here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Self

import msgspec

from cases.vault.keys import Key

HolderKind = Literal["unit", "officer", "recovery"]
"""What a line of the directory speaks of. File keys are wrapped to units and officers only."""


class Holder(msgspec.Struct, frozen=True):
    """Whose key a wrap is sealed to: a unit's code or an officer's id as text, and the epoch of that key."""

    kind: HolderKind
    name: str
    epoch: int


@dataclass(frozen=True)
class Keyring:
    """Unit keys by (code, epoch), an officer's id and key, a complainant's mailbox key. An empty one opens nothing."""

    units: Mapping[tuple[str, int], Key] = field(default_factory=dict, repr=False)
    officer: tuple[int, Key] | None = field(default=None, repr=False)
    mailbox: Key | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", MappingProxyType(dict(self.units)))

    def __bool__(self) -> bool:
        return bool(self.units or self.officer or self.mailbox)

    def holds(self, holder: Holder) -> Key | None:
        """The private key of *holder*, if it is on this ring."""
        if holder.kind == "unit":
            return self.units.get((holder.name, holder.epoch))
        if self.officer and holder == Holder("officer", str(self.officer[0]), OFFICER_EPOCH):
            return self.officer[1]
        return None

    def find(self, holders: Iterable[Holder]) -> Key | None:
        """The key of the first of *holders* that is on this ring."""
        return next((key for holder in holders if (key := self.holds(holder))), None)

    def with_units(self, units: Mapping[tuple[str, int], Key]) -> Self:
        """The same ring with *units* on it as well."""
        return type(self)({**self.units, **units}, self.officer, self.mailbox)


OFFICER_EPOCH = 1
"""An officer's key has no epochs: a new one comes with a new wrap everywhere (design 04 §4.2)."""
