"""Who is asking. Every read and write is told, from the first day: keys, visibility and row-level security hang on it."""

from dataclasses import dataclass, field

from cases.vault.directory import DirectoryPublic
from cases.vault.keyring import Keyring
from cases.vault.keys import Key


@dataclass(frozen=True)
class Nobody:
    """A visitor of the public pages."""

    keyring: Keyring = field(default_factory=Keyring, repr=False)

    @property
    def actor(self) -> str:
        return "nobody"


@dataclass(frozen=True)
class System:
    """A worker or an operator's command: acts by procedure, holds no keys."""

    keyring: Keyring = field(default_factory=Keyring, repr=False)

    @property
    def actor(self) -> str:
        return "system"


@dataclass(frozen=True)
class Complainant:
    """Somebody with a receipt code: sees their own mailbox and nothing else."""

    complaint_id: int
    keyring: Keyring = field(repr=False)
    must_change: bool = False
    """The code came through other hands: nothing is shown before its owner has another (design 04 §4.2)."""

    @property
    def actor(self) -> str:
        return "complainant"


@dataclass(frozen=True)
class Body:
    """Somebody of a body who opened its link with the PIN: sees what the body was asked and what it sent, and nothing else.

    Their key opens what went through that link; it is in no keyring, because no wrap of the case leads from it anywhere.
    """

    link_id: int
    case_id: int
    key: Key = field(repr=False)
    keyring: Keyring = field(default_factory=Keyring, repr=False)

    @property
    def actor(self) -> str:
        return "body"


@dataclass(frozen=True)
class Integration:
    """A program of others, known by its token: files complaints and sees nothing of them."""

    id: int
    name: str
    channel: str
    scopes: frozenset[str]
    keyring: Keyring = field(default_factory=Keyring, repr=False)

    @property
    def actor(self) -> str:
        return f"integration:{self.id}"


@dataclass(frozen=True)
class Officer:
    """A signed-in member of staff, with the keys that their session opened."""

    id: int
    username: str
    name: str
    unit: str
    roles: frozenset[str]
    languages: tuple[str, ...]
    keyring: Keyring = field(repr=False)
    pinned: DirectoryPublic | None = field(default=None, repr=False)
    """The directory key by which public keys are checked before anything is sealed to them; None: seals to nobody new."""
    memberships: frozenset[str] = frozenset()
    """Units whose key is wrapped to them, of an officer who is not signed in and so has none of these keys here."""

    @property
    def actor(self) -> str:
        return f"officer:{self.id}"

    @property
    def units(self) -> frozenset[str]:
        """Their own unit, and every other whose key they hold now: the duty desk's while they are on its roster."""
        return frozenset({self.unit, *self.memberships, *(code for code, _ in self.keyring.units)})


Viewer = Nobody | System | Complainant | Body | Integration | Officer
