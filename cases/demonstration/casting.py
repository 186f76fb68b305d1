"""Who plays whom: officers of the unit that has the case, their chief, the head office, the complainant."""

from collections.abc import Mapping, Sequence

import msgspec

from cases.packs.jurisdiction import Pack
from cases.vault.keyring import Keyring
from cases.viewer import Complainant, Officer, Viewer
from cases.worklist.availability import LEADS

WORKS = frozenset({"caseworker", "integrity", "npm"})


class Cast(msgspec.Struct, frozen=True):
    """Who handles one case, wherever it goes. `turn`: whose of the officers of a unit it is."""

    house: Mapping[str, Sequence[Officer]]
    head_office: str
    turn: int

    def officers(self, unit: str) -> list[Officer]:
        """Those who work on cases of the *unit*, the one whose turn it is first; never its chief."""
        chief = self.chief(unit)
        able = [one for one in self.house[unit] if one.roles & WORKS and one.id != chief.id]
        first = self.turn % len(able) if able else 0
        return [*able[first:], *able[:first]] or [chief]

    def chief(self, unit: str) -> Officer:
        return next((one for one in self.house[unit] if one.roles & LEADS), self.house[unit][0])

    def player(self, who: str, *, unit: str, complaint_id: int) -> Viewer:
        """Who does a step on a case of the *unit*; the complainant needs no key to write."""
        match who:
            case "complainant":
                return Complainant(complaint_id, Keyring())
            case "chief" | "receiver":
                return self.chief(unit)
            case "second":
                return self.officers(unit)[-1]
            case "officer":
                return self.officers(unit)[0]
        return next(one for officers in self.house.values() for one in officers if self.plays(one, who))

    def plays(self, officer: Officer, who: str) -> bool:
        """Whether the officer is the one of the head office, or of an office of its own (the NPM), that *who* names."""
        return who in officer.roles and (officer.unit == self.head_office or not officer.roles & LEADS)


def gather(officers: Sequence[Officer], pack: Pack) -> tuple[Mapping[str, Sequence[Officer]], str]:
    """The officers who can open cases, by unit, and which unit is the head office."""
    house: dict[str, list[Officer]] = {}
    for officer in officers:
        if officer.keyring:
            house.setdefault(officer.unit, []).append(officer)
    return house, pack.institution.head_office
