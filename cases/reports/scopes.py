"""Who may see which figures: pages offer what is allowed here, queries refuse the rest."""

from collections.abc import Collection, Mapping
from zoneinfo import ZoneInfo

import msgspec

from cases.errors import NotAllowed
from cases.packs.jurisdiction import Pack
from cases.reports.runs import Runs
from cases.viewer import Officer, System, Viewer

NATIONAL_FROM_HEAD_OFFICE = frozenset({"supervisor", "representative"})
NATIONAL = frozenset({"commissioner", "auditor"})
OWN_UNIT = frozenset({"representative", "supervisor", "npm", "integrity"})


class House(msgspec.Struct, frozen=True, kw_only=True):
    """What reports need to know of the institution. Codes come from its pack."""

    units: tuple[str, ...]
    head_office: str
    integrity: str
    zone: ZoneInfo
    found: frozenset[str] = msgspec.field(default_factory=frozenset)
    """Outcomes that found a violation."""
    merits: frozenset[str] = msgspec.field(default_factory=frozenset)
    """Outcomes of decisions on the merits, *found* among them."""
    implemented: frozenset[str] = msgspec.field(default_factory=frozenset)
    """Stages of a remedy at which the body has done what was asked, verified or not yet."""
    fair: frozenset[str] = msgspec.field(default_factory=frozenset)
    """Answers of complainants who found that they were treated fairly."""
    content: frozenset[str] = msgspec.field(default_factory=frozenset)
    """Answers of complainants who are content with what came of it."""
    inadmissible: frozenset[str] = msgspec.field(default_factory=frozenset)
    """Outcomes of cases that were not admitted."""
    offline: frozenset[str] = msgspec.field(default_factory=frozenset)
    """Channels that need no network: letters, boxes, calls, visits."""
    weights: tuple[int, int, int] = (1, 1, 1)
    """How heavy an open case of urgency 1, 2, 3 weighs when work is compared."""
    body_fact: str = "accused_body"
    """Fact of a case that names the body complained of."""
    refusal_fact: str = "inadmissible_because"
    """Fact of a case that says why it was not admitted."""
    issue_fact: str = "issues"
    """Fact of a case that says what it is about."""
    vague: frozenset[str] = frozenset()
    """Issues and bodies that name nothing in particular, by which no pattern is found."""
    runs: Mapping[str, Runs] = msgspec.field(default_factory=dict)
    """What is counted of procedures that run beside cases, by indicator."""
    regions: frozenset[str] = msgspec.field(default_factory=frozenset)
    """Units that answer for a region."""
    populations: Mapping[str, int] = msgspec.field(default_factory=dict)
    """People who live in a unit's region."""
    population: int | None = None
    """People who live in the country."""


def house_of(pack: Pack) -> House:
    """The institution of *pack*, its units in the pack's order. The duty desk leads no case, so it has no figures of its own."""
    return House(
        units=tuple(code for code in pack.units if code != pack.institution.duty),
        head_office=pack.institution.head_office,
        integrity=pack.institution.integrity,
        zone=pack.zone,
        found=pack.indicators.found,
        merits=pack.indicators.merits,
        implemented=pack.indicators.implemented,
        fair=pack.indicators.fair,
        content=pack.indicators.content,
        inadmissible=pack.indicators.inadmissible,
        offline=pack.indicators.offline,
        weights=pack.indicators.weights,
        body_fact=pack.indicators.body_fact,
        refusal_fact=pack.indicators.refusal_fact,
        issue_fact=pack.indicators.issue_fact,
        vague=pack.indicators.vague,
        runs={name: one.runs for name, one in pack.indicators.by_name.items() if one.runs},
        regions=frozenset(code for code, unit in pack.units.items() if unit.kind == "region"),
        populations={code: unit.population for code, unit in pack.units.items() if unit.population},
        population=pack.institution.population,
    )


class Scope(msgspec.Struct, frozen=True):
    """Units whose figures a viewer may see, and whether the walled cases are among them.

    Cases about our own office are behind a wall: they count under the integrity unit and for its own officers only, so
    that nobody can find them by taking a sum apart (design 05 §5.3).
    """

    units: tuple[str, ...]
    walled: bool = False

    @property
    def national(self) -> bool:
        return len(self.units) > 1

    def narrow(self, units: Collection[str]) -> tuple[str, ...]:
        """The asked units, all of the scope when none is asked. Raises: NotAllowed for one outside the scope."""
        if not set(units) <= set(self.units):
            raise NotAllowed
        return tuple(unit for unit in self.units if unit in units) if units else self.units


def scope_of(viewer: Viewer, house: House) -> Scope:
    """What *viewer* may see: head office and the commissioner every unit, a representative their own.

    Raises: NotAllowed for visitors, complainants and officers without a role that reads reports.
    """
    others = tuple(unit for unit in house.units if unit != house.integrity)
    match viewer:
        case System():
            return Scope(others)
        case Officer(unit=house.integrity, roles=roles) if roles & OWN_UNIT:
            return Scope((house.integrity,), walled=True)
        case Officer(unit=unit, roles=roles) if unit != house.integrity:
            if roles & NATIONAL or (unit == house.head_office and roles & NATIONAL_FROM_HEAD_OFFICE):
                return Scope(others)
            if roles & OWN_UNIT:
                return Scope((unit,))
    raise NotAllowed
