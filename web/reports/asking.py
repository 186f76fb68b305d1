"""What the address of a report asks for, and the same as a form: a report can be bookmarked, sent and opened again."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from cases.packs.jurisdiction import Pack
from cases.reports.periods import DAY, Compare, Period, add_months, last_twelve_months, read_period
from cases.reports.queries import Asked
from web.i18n import N_
from web.kit.registers import Entry, entries_of

COMPARE_WORDS = {
    Compare.NOTHING: N_("Nothing to compare with"),
    Compare.PERIOD_BEFORE: N_("The period before"),
    Compare.YEAR_BEFORE: N_("The same period a year before"),
}

FACILITIES, BODIES = "facilities", "bodies"
"""Registers of the pack by which reports are narrowed."""

PRESET_WORDS = {
    "twelve": N_("Last 12 months"),
    "month": N_("This month"),
    "last_month": N_("Last month"),
    "year": N_("This year"),
    "last_year": N_("Last year"),
}


class Question(msgspec.Struct, frozen=True):
    """A report's address, read. *typed*: its two dates as written; *wrong*: which of them (`from`, `to`) was no use."""

    asked: Asked
    typed: Mapping[str, str]
    wrong: frozenset[str]
    places: Sequence[Entry] = ()
    """Facilities that can be chosen: of the unit that is asked about, or all."""
    bodies: Sequence[Entry] = ()
    """Bodies complained of that can be chosen."""

    @property
    def query(self) -> dict[str, str]:
        """The question as an address says it, without what goes without saying."""
        asked = self.asked
        said = {"from": f"{asked.period.first}", "to": f"{asked.period.last}", "track": asked.track}
        said |= {"channel": asked.channel, "facility": asked.facility, "body": asked.body}
        said |= {"compare": "" if asked.compare is Compare.NOTHING else asked.compare.value}
        return {name: value for name, value in said.items() if value}


def read_question(
    query: Mapping[str, Any], *, pack: Pack, today: date, units: frozenset[str] = frozenset()
) -> Question:
    """The question in an address. Dates that are no use are told; other parts that mean nothing here are left out."""
    typed = {name: written(query.get(name)) for name in ("from", "to")}
    period, wrong = read_period(typed["from"], typed["to"], today=today)
    if not wrong:
        typed = {"from": f"{period.first}", "to": f"{period.last}"}
    compare = query.get("compare", "")
    asked = Asked(
        period=period,
        units=units,
        track=known(query.get("track"), pack, "tracks"),
        channel=known(query.get("channel"), pack, "channels"),
        facility=registered(query.get("facility"), pack, FACILITIES),
        body=registered(query.get("body"), pack, BODIES),
        compare=Compare(compare) if compare in set(Compare) else Compare.NOTHING,
    )
    return Question(asked, typed, wrong, facilities_of(pack, units), entries_of(pack, BODIES))


def facilities_of(pack: Pack, units: frozenset[str]) -> Sequence[Entry]:
    """Those in the regions of *units*; all where that leaves none, as for head office."""
    register = pack.registers.get(FACILITIES, {})
    near = {code for code, one in register.items() if one.region in units}
    return entries_of(pack, FACILITIES, near or register)


def registered(code: str | None, pack: Pack, register: str) -> str:
    return code if code and code in pack.registers.get(register, {}) else ""


def written(text: object) -> str:
    """What was typed, as far as it can be shown again."""
    return "".join(letter for letter in str(text or "")[:40] if letter.isprintable()).strip()


def known(code: str | None, pack: Pack, taxonomy: str) -> str:
    return code if code and code in pack.taxonomies[taxonomy].terms else ""


def presets(today: date) -> Mapping[str, Period]:
    """Periods that are asked for again and again."""
    month, january = today.replace(day=1), today.replace(month=1, day=1)
    return {
        "twelve": last_twelve_months(today),
        "month": Period(month, today),
        "last_month": Period(add_months(month, -1), month - DAY),
        "year": Period(january, today),
        "last_year": Period(january, date(today.year, 12, 31)).year_before(),
    }
