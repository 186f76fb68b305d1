"""Cases behind a number as rows of words: the page, the table and the workbook are made of the same ones."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from cases.packs.jurisdiction import Pack
from cases.reports.behind import AVERAGED, OF_REMEDIES, SHARES
from cases.reports.drilling import Line
from cases.reports.figures import AGE_BANDS
from cases.reports.indicators import Indicator
from cases.reports.sheets import Cell
from web.i18n import N_, gettext, label
from web.reports.words import AGE_WORDS, FUNNEL_WORDS, UNIT_WORDS, coded, felt_words, ground_words

HEADS = (
    N_("Case"), N_("Unit"), N_("Track"), N_("Channel"), N_("Urgency"), N_("Received on"), N_("Answer due"), N_("Decided on"),
    N_("Closed on"), N_("Outcome"),
)  # fmt: skip
DAYS = frozenset({6, 7, 8, 9})
"""Which columns, counted from 1, are days: written the same way for programs everywhere, and on a page as people write them."""
KINDS = {"remedies": ("remedies", N_("Kind of remedy")), "persons": ("sanctions", N_("Held to account"))}
"""Of what is not cases: the taxonomy that says its kind, and the head over it."""
COUNTS = N_("Counts towards the share")


class Table(msgspec.Struct, frozen=True):
    """Heads in the page's language, and how a line becomes a row under them: words are ready before a file goes out."""

    heads: tuple[str, ...]
    row: Callable[[Line], list[Cell]]

    def rows(self, lines: Iterable[Line]) -> Iterator[list[Cell]]:
        """The heads, then a row for each line."""
        yield [*self.heads]
        yield from map(self.row, lines)


def table_of(indicator: Indicator, pack: Pack) -> Table:
    """The table of cases behind *indicator*: what they have in common, then what this number asks of them."""
    units = {code: label(unit.name) for code, unit in pack.units.items()}
    known = {name: terms_of(pack, name) for name in ("tracks", "channels", "outcomes", "remedies", "sanctions")}
    kinds, kind_head = kinds_of(indicator)
    share = indicator.name in SHARES or indicator.runs is not None
    averaged = indicator.name in AVERAGED
    yes, no = gettext("yes"), gettext("no")

    def row(line: Line) -> list[Cell]:
        common: list[Cell] = [
            line.reference, units.get(line.unit, line.unit), known["tracks"].get(line.track, line.track),
            known["channels"].get(line.channel, line.channel), line.urgency, *map(written, (line.day, line.due)),
            *map(written, (line.decided, line.closed)), known["outcomes"].get(line.outcome or "", line.outcome or ""),
        ]  # fmt: skip
        kind: list[Cell] = [known[kinds].get(line.kind or "", line.kind)] if kinds else []
        counts: list[Cell] = [yes if line.counted else no] if share else []
        return common + kind + counts + ([line.value] if averaged else [])

    more = [kind_head] * bool(kinds) + [COUNTS] * share + [UNIT_WORDS[indicator.unit]] * averaged
    return Table(tuple(map(gettext, (*HEADS, *more))), row)


def kinds_of(indicator: Indicator) -> tuple[str, str]:
    """The taxonomy of what is listed where that is not cases, and its head; nothing of cases."""
    return KINDS["remedies"] if indicator.name in OF_REMEDIES else KINDS.get(indicator.unit, ("", ""))


def written(day: object) -> str:
    """A day as programs read it; nothing for none."""
    return f"{day}" if day else ""


def terms_of(pack: Pack, taxonomy: str) -> Mapping[str, str]:
    return {code: label(term.label) for code, term in pack.taxonomies[taxonomy].terms.items()}


def part_words(pack: Pack, figure: str, part: str) -> str:
    """What a part of a distribution is called; nothing for one that it does not have."""
    match figure:
        case "outcomes":
            return coded(pack, "outcomes", part)
        case "refusals":
            return ground_words(pack, part)
        case "ages" if part in {str(band) for band in range(len(AGE_BANDS))}:
            return gettext(AGE_WORDS[int(part)])
        case "funnel" if part in FUNNEL_WORDS:
            return gettext(FUNNEL_WORDS[part])
        case "felt":
            return felt_words(pack, part.split("/"))
    taxonomy = kinds_of(pack.indicators[figure])[0]
    return coded(pack, taxonomy, part) if taxonomy else ""
