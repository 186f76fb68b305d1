"""Lists to choose from that the pack holds: registers such as facilities, and the institution's units."""

from collections.abc import Collection, Sequence

import msgspec

from cases.packs.jurisdiction import Pack
from web.i18n import label
from web.kit.current import current


class Entry(msgspec.Struct, frozen=True):
    """One line of a list, in the page's language; `group` is the heading that it stands under."""

    code: str
    name: str
    group: str = ""


def entries_of(pack: Pack, register: str | None, among: Collection[str] = ()) -> Sequence[Entry]:
    """A register's entries (those *among* it that may be chosen), by region in the order of the units, then by name."""
    regions = {unit.code: label(unit.name) for unit in pack.units.values()}
    order = {code: place for place, code in enumerate(regions)}
    found = [
        (order.get(one.region, len(order)), Entry(code, label(one.label), regions.get(one.region, "")))
        for code, one in pack.registers[register or ""].items()
        if not among or code in among
    ]
    return [entry for _, entry in sorted(found, key=lambda pair: (pair[0], pair[1].name))]


def unit_entries(pack: Pack) -> Sequence[Entry]:
    """The institution's units as the pack orders them. The duty desk leads no case, so nobody chooses it."""
    return [Entry(unit.code, label(unit.name)) for unit in pack.units.values() if unit.kind != "duty"]


def entry_name(code: str, register: str | None) -> str:
    """What a register calls a code; the code itself when the register does not know it."""
    known = current().pack.registers.get(register or "", {}).get(code)
    return label(known.label) if known else code


def unit_name(code: str) -> str:
    """What the pack calls a unit; the code itself for one it does not know."""
    known = current().pack.units.get(code)
    return label(known.name) if known else code
