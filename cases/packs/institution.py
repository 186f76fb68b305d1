"""Whose house it is: the institution and its units, as a pack describes them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from workflows.faults import Fault, Faults
from workflows.names import Label
from workflows.reading import Section

UNIT_KINDS: Final = ("region", "head", "npm", "integrity", "duty")

_LANGUAGE: Final = re.compile("[a-z]{2,3}")
_UNIT: Final = re.compile("[A-Z0-9][A-Z0-9-]{1,15}")
_COLOUR: Final = re.compile("#[0-9a-fA-F]{6}")
_WEIGHT: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


class Emergency(msgspec.Struct, frozen=True):
    """A telephone number to call before any form is filled in."""

    number: str
    label: Label


class Workload(msgspec.Struct, frozen=True, kw_only=True):
    """What an open case weighs when work is shared out: by how urgent it is, and how many times more when it is late."""

    urgent: float = 1.0
    at_risk: float = 1.0
    ordinary: float = 1.0
    late: float = 1.0


class Institution(msgspec.Struct, frozen=True, kw_only=True):
    """Name, place and languages. Times are shown in `zone`; the first language is the one shown first."""

    name: Label
    short_name: Label
    country: str
    zone: str
    languages: tuple[str, ...]
    currency: str
    head_office: str
    integrity: str
    npm: str
    duty: str
    """The desk that holds every case in which life is in danger, round the clock."""
    emergency: tuple[Emergency, ...] = ()
    contacts: Mapping[str, Label] = msgspec.field(default_factory=dict)
    colours: Mapping[str, str] = msgspec.field(default_factory=dict)
    workload: Workload = msgspec.field(default_factory=Workload)
    population: int | None = None
    """People who live in the country, by the same count as those of its regions; None where nobody has told."""


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """An office of the institution."""

    code: str
    kind: str
    """`region`, `head`, `npm`, `integrity` or `duty`."""
    name: Label
    seat: Label
    city: bool = False
    """A city of its own rather than a region: a round tile on the report map."""
    tile: tuple[int, int] | None = None
    """Row and column on the report map."""
    phone: str = ""
    escalates_to: tuple[str, ...] = ()
    population: int | None = None
    """People who live in its region, by the official count that `indicators.yaml` names; None where nobody has told."""
    stands_in: str | None = None
    """The unit that takes a case over where somebody of this one must be kept out of it: they share no member."""

    @property
    def phone_unbroken(self) -> str:
        """The number as it is written, which no line of a letter breaks."""
        return self.phone.replace(" ", "\u00a0")


def read_institution(data: Any) -> Institution:
    """The institution from its file. Raises: Faults."""
    faults: list[Fault] = []
    first = Section(data, faults, (), ())
    languages = first.words("languages", None, "language", required=True)
    wrong = [code for code in languages if not _LANGUAGE.fullmatch(code)]
    if wrong or len(set(languages)) != len(languages):
        first.fault("each language once, as in kk", "languages", example="languages: [kk, ru, en]")
    section = Section(data, faults, (), languages)
    section.take("languages")
    institution = Institution(
        name=section.label("name"),
        short_name=section.label("short_name", required=False) or section.label("name"),
        country=section.text("country", required=True) or "",
        zone=_zone(section),
        languages=languages,
        currency=section.text("currency", required=True) or "",
        head_office=section.text("head_office", required=True) or "",
        integrity=section.text("integrity", required=True) or "",
        npm=section.text("npm", required=True) or "",
        duty=section.text("duty", required=True) or "",
        emergency=tuple(_emergency(inner) for inner in section.items("emergency")),
        contacts={}
        if (inner := section.section("contacts")) is None
        else {key: inner.label(key) for key in inner.data},
        colours=_colours(section),
        workload=_workload(section),
        population=section.whole("population"),
    )
    section.close()
    if faults:
        raise Faults(faults)
    return institution


def read_units(data: Any, institution: Institution) -> dict[str, Unit]:
    """Units by code, in the file's order. Raises: Faults."""
    faults: list[Fault] = []
    if not isinstance(data, list):
        raise Faults([Fault((), "must be a list of units")])
    units: dict[str, Unit] = {}
    tiles: dict[tuple[int, int], str] = {}
    for position, item in enumerate(data):
        section = Section(item, faults, (position,), institution.languages)
        unit = _unit(section)
        if unit.code in units:
            section.fault(f"{unit.code} is here twice", "code")
        if unit.tile is not None and tiles.setdefault(unit.tile, unit.code) != unit.code:
            section.fault(f"{tiles[unit.tile]} has this tile already", "tile")
        units[unit.code] = unit
    for position, unit in enumerate(units.values()):
        faults.extend(
            Fault((position, "escalates_to"), f"no such unit: {code}")
            for code in unit.escalates_to
            if code not in units
        )
        if unit.stands_in is not None and (unit.stands_in not in units or unit.stands_in == unit.code):
            faults.append(Fault((position, "stands_in"), f"must be another unit: {unit.stands_in}"))
    faults.extend(_too_many(tuple(units.values()), institution))
    if faults:
        raise Faults(faults)
    return units


def _too_many(units: Sequence[Unit], institution: Institution) -> Iterator[Fault]:
    """The unit with which more people live in the regions than in the country."""
    counted = list(accumulate(unit.population or 0 for unit in units))
    beyond = (at for at, number in enumerate(counted) if number > (institution.population or counted[-1]))
    if (at := next(beyond, None)) is not None:
        reason = f"with it {counted[at]} people, more than the {institution.population} of institution.yaml"
        yield Fault((at, "population"), reason, "population: 595676")


def _zone(section: Section) -> str:
    zone = section.text("zone", required=True) or "UTC"
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        section.fault(f"no such time zone: {zone}", "zone", example="zone: Asia/Almaty")
    return zone


def _emergency(section: Section) -> Emergency:
    emergency = Emergency(section.text("number", required=True) or "", section.label("label"))
    section.close()
    return emergency


def _colours(section: Section) -> dict[str, str]:
    inner = section.section("colours")
    if inner is None:
        return {}
    colours = {name: inner.text(name) or "" for name in inner.data}
    for name, colour in colours.items():
        if not _COLOUR.fullmatch(colour):
            inner.fault(f"not a colour: {colour}", name, example='"#0b2545"')
    return colours


def _workload(section: Section) -> Workload:
    inner = section.section("workload")
    if inner is None:
        return Workload()
    weights: dict[str, float] = {}
    for name in Workload.__struct_fields__:
        text = inner.text(name, required=True) or "1"
        if not _WEIGHT.fullmatch(text) or float(text) == 0:
            inner.fault(f"not a weight: {text}", name, example='late: "1.5"')
            text = "1"
        weights[name] = float(text)
    inner.close()
    return Workload(**weights)


def _unit(section: Section) -> Unit:
    code = section.text("code", required=True) or ""
    if code and not _UNIT.fullmatch(code):
        section.fault(f"a unit's code has capitals, digits and hyphens: {code}", "code")
    unit = Unit(
        code=code,
        kind=section.word("kind", UNIT_KINDS, "kind of unit"),
        name=section.label("name"),
        seat=section.label("seat"),
        city=section.flag("city"),
        tile=_tile(section),
        phone=section.text("phone") or "",
        escalates_to=section.words("escalates_to", None, "unit"),
        population=section.whole("population"),
        stands_in=section.text("stands_in"),
    )
    section.close()
    return unit


def _tile(section: Section) -> tuple[int, int] | None:
    tile = section.take("tile")
    if tile is None:
        return None
    if not (
        isinstance(tile, list) and len(tile) == 2 and all(isinstance(one, str) and one.isdecimal() for one in tile)
    ):
        section.fault("a tile is a row and a column", "tile", example="tile: [4, 2]")
        return None
    return int(tile[0]), int(tile[1])
